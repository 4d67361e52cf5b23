import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { TestApp } from './app.js';

/** Lets the program listen, for what only a connection shows; the port. */
export async function listen({ nest }: TestApp): Promise<number> {
  await nest.listen(0, '127.0.0.1');
  return (nest.getHttpServer() as { address(): { port: number } }).address().port;
}

/** A connection on which anything can be sent, and all that came back by its end. */
export async function open(port: number): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let said = '';
  socket.setEncoding('utf8').on('data', (text: string) => (said += text));
  const answer = new Promise<string>((resolve) => {
    socket.on('error', () => undefined).on('close', () => resolve(said));
  });
  return { socket, answer };
}
