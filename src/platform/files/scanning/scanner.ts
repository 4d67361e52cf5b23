import { connect } from 'node:net';
import type { Readable } from 'node:stream';

/** What is found in a file; null where nothing is. */
export type Finding = string | null;

/** Looks through bytes for what must not be opened. */
export interface Scanner {
  scan(bytes: Readable): Promise<Finding>;
  /** Fails where it does not answer. */
  ping(): Promise<void>;
}

/** The scanner of this installation; null where there is none. */
export const SCANNER = Symbol('SCANNER');

export const createScanner = ({ clamavUrl }: { clamavUrl: string | null }): Scanner | null =>
  clamavUrl ? new Clamd(clamavUrl) : null;

const silenceMs = 60_000;
const longestAnswer = 4096;

/** ClamAV's daemon over TCP: commands that end with a zero byte, the file in lengths and bytes (INSTREAM). */
class Clamd implements Scanner {
  private readonly host: string;
  private readonly port: number;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.host = hostname.replace(/^\[|\]$/g, '');
    this.port = Number(port || 3310);
  }

  async scan(bytes: Readable): Promise<Finding> {
    const answer = await this.ask(async function* () {
      yield Buffer.from('zINSTREAM\0');
      for await (const chunk of bytes as AsyncIterable<Buffer>) {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(chunk.length);
        if (chunk.length > 0) yield Buffer.concat([length, chunk]);
      }
      yield Buffer.alloc(4);
    });
    if (answer === 'stream: OK') return null;
    const found = /^stream: (.+) FOUND$/.exec(answer);
    if (found) return found[1]!;
    throw new Error(`the scanner says: ${answer.slice(0, 200) || 'nothing'}`);
  }

  async ping(): Promise<void> {
    const answer = await this.ask(async function* () {
      yield Buffer.from('zPING\0');
    });
    if (answer !== 'PONG') throw new Error('the scanner does not answer PING');
  }

  /** One conversation a connection. The answer ends with a zero byte, or with the connection. */
  private ask(said: () => AsyncGenerator<Buffer>): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, this.host);
      const answer: Buffer[] = [];
      let length = 0;
      const text = () => Buffer.concat(answer).toString('utf8').replace(/\0.*$/s, '').trim();
      socket.setTimeout(silenceMs, () => socket.destroy(new Error('the scanner is silent')));
      socket.on('error', reject);
      socket.on('data', (chunk: Buffer) => {
        answer.push(chunk);
        length += chunk.length;
        if (chunk.includes(0) || length > longestAnswer) {
          resolve(text());
          socket.destroy();
        }
      });
      socket.on('close', () =>
        length > 0 ? resolve(text()) : reject(new Error('the scanner ended without an answer')),
      );
      const send = async () => {
        for await (const chunk of said()) {
          if (socket.destroyed) return;
          if (!socket.write(chunk))
            await new Promise<void>((go) => {
              const done = () => {
                socket.off('drain', done);
                socket.off('close', done);
                go();
              };
              socket.on('drain', done);
              socket.on('close', done);
            });
        }
      };
      socket.on('connect', () => void send().catch((error: Error) => socket.destroy(error)));
    });
  }
}
