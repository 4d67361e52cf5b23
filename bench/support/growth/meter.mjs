import { canRead, cpuMs, memoryMb } from './process-tree.mjs';

/** Reads processor time and memory of the program and of PostgreSQL; on systems without /proc it reads nothing. */
export class Meter {
  #watching;
  #most = { rss: null, pss: null };

  constructor(roots, except) {
    this.roots = roots;
    this.except = except;
  }

  /** Milliseconds of processor time so far, or NaN where they cannot be read. */
  cpu() {
    return canRead ? cpuMs(this.roots, this.except) : Number.NaN;
  }

  memory() {
    return canRead ? memoryMb(this.roots, this.except) : { rss: null, pss: null };
  }

  /** From now on looks once a second what the most is. */
  watchMemory() {
    this.#watching ??= setInterval(() => {
      const now = this.memory();
      for (const name of ['rss', 'pss'])
        if (now[name] !== null) this.#most[name] = Math.max(this.#most[name] ?? 0, now[name]);
    }, 1000).unref();
  }

  mostMemory() {
    clearInterval(this.#watching);
    return this.#most;
  }
}
