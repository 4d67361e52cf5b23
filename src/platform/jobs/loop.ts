import { runOutsideContext } from '../request-context.js';

/** How long a loop rests: at most so long after it found nothing, and less while it has work. */
export interface Rest {
  leastMs: number;
  mostMs: number;
}

/**
 * Work that is looked for again and again in one process: at once when somebody wakes it, otherwise after a rest that
 * doubles while nothing is found. A call that was lost costs patience and nothing else, since what waits is in the database.
 */
export class Loop {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private isAwake = false;
  private isStopped = true;
  private restMs: number;

  /** `work` does a batch and says how much of it there was; `failed` hears what it threw. */
  constructor(
    private readonly work: () => Promise<number>,
    private readonly rest: Rest,
    private readonly failed: (error: unknown) => void,
  ) {
    this.restMs = rest.leastMs;
  }

  start(): void {
    this.isStopped = false;
    this.sleep(0);
  }

  /** There is something to do: asked for by whoever committed it. Many calls within the least rest are one. */
  wake(): void {
    if (this.isStopped) return;
    this.isAwake = true;
    if (!this.running && this.restMs > this.rest.leastMs) {
      this.restMs = this.rest.leastMs;
      this.sleep(this.rest.leastMs);
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.running;
  }

  private sleep(ms: number): void {
    if (this.timer) clearTimeout(this.timer);
    if (!this.isStopped) this.timer = runOutsideContext(() => setTimeout(() => this.run(), ms).unref());
  }

  private run(): void {
    this.isAwake = false;
    this.running = this.work()
      .catch((error: unknown) => {
        this.failed(error);
        return 0;
      })
      .then((found) => {
        this.running = null;
        const { leastMs, mostMs } = this.rest;
        this.restMs = found > 0 || this.isAwake ? leastMs : Math.min(mostMs, this.restMs * 2);
        this.sleep(this.restMs);
      });
  }
}
