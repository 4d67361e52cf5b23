import { Injectable } from '@nestjs/common';
import { Refusal } from '../../domain/kernel/refusal.js';
import { hasThread, Overrun, saidAside } from '../aside.js';
import { printed, type Paper } from './press.js';

const thread = new URL('./paper-thread.js', import.meta.url);
const isBuilt = hasThread(thread);
const bounds = { ms: 60_000, heapMb: 512, memoryBytes: 768 * 1024 * 1024 };
/** Who would wait behind more papers is asked to come again. */
const mostWaiting = 20;

/** Papers whose texts people wrote, printed one after another on a thread of its own: pages are answered meanwhile. */
@Injectable()
export class Printer {
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** Refuses with `paper-not-made` where there is too much to print, or too many are printed at once. */
  async print(paper: Paper): Promise<Buffer> {
    if (this.waiting >= mostWaiting) throw new Refusal({ code: 'paper-not-made', why: 'busy' });
    this.waiting += 1;
    const made = this.turn.then(() => printAside(paper)).finally(() => (this.waiting -= 1));
    this.turn = made.catch(() => undefined);
    return made;
  }
}

async function printAside(paper: Paper): Promise<Buffer> {
  if (!isBuilt) return printed(structuredClone(paper));
  const [message] = await saidAside<{ bytes: Uint8Array }>(thread, paper, bounds).catch((error: unknown) => {
    throw error instanceof Overrun ? new Refusal({ code: 'paper-not-made', why: 'long' }) : error;
  });
  if (!message) throw new Error('the thread ended without an answer');
  return Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength);
}
