import { createServer, type Server, type Socket } from 'node:net';

/** A test signature that every scanner knows, in two parts, so that this file is not taken for one. */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** A server that speaks the protocol of ClamAV's daemon: PING, INSTREAM with lengths, answers that end with a zero byte. */
export class ClamdServer {
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();
  port = 0;
  /** How many files were looked through. */
  scanned = 0;

  async start(port = 0): Promise<void> {
    const server = createServer((socket) => this.serve(socket));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    this.server = server;
    this.port = (server.address() as { port: number }).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(null)));
    this.server = null;
  }

  get url(): string {
    return `tcp://127.0.0.1:${this.port}`;
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    let heard = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      const text = heard.toString('latin1');
      if (text === 'zPING\0') socket.end('PONG\0');
      else if (text.startsWith('zINSTREAM\0')) this.scan(socket, heard.subarray('zINSTREAM\0'.length));
    });
  }

  private scan(socket: Socket, sent: Buffer): void {
    const parts: Buffer[] = [];
    for (let at = 0; at + 4 <= sent.length;) {
      const length = sent.readUInt32BE(at);
      if (length === 0) {
        this.scanned += 1;
        const found = Buffer.concat(parts).includes(eicar);
        socket.end(found ? 'stream: Win.Test.EICAR_HDB-1 FOUND\0' : 'stream: OK\0');
        return;
      }
      parts.push(sent.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
  }
}
