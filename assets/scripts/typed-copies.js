// What was typed and is not known to be on the server, kept in this browser: by form, by field, with what stood there before.
// `current` is what is being typed now; `earlier` is what an earlier visit left, until its author says what is to become of it.
const prefix = 'laureat:typed:';

export class TypedCopies {
  constructor(address, who) {
    this.key = `${prefix}${address}`;
    this.who = who;
  }

  /** What earlier visits left; what they were typing becomes a part of it. */
  earlier() {
    const kept = this.read();
    const earlier = { ...kept.earlier, ...kept.current };
    this.write({ current: {}, earlier });
    return earlier;
  }

  /** Whether the browser has kept it. */
  keep(current) {
    return this.write({ ...this.read(), current });
  }

  settle(field) {
    const kept = this.read();
    delete kept.earlier[field];
    this.write(kept);
  }

  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? 'null');
      if (kept && kept.who === this.who) return { current: kept.current ?? {}, earlier: kept.earlier ?? {} };
    } catch {
      // Not ours, or not readable: as if there were nothing.
    }
    return { current: {}, earlier: {} };
  }

  write({ current, earlier }) {
    try {
      if (Object.keys(current).length + Object.keys(earlier).length === 0) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify({ who: this.who, current, earlier }));
      return true;
    } catch {
      return false;
    }
  }
}

/** Everything that one person left in forms whose addresses begin so. */
export function copiesUnder(address, who) {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(prefix + address))
    .map((key) => new TypedCopies(key.slice(prefix.length), who))
    .flatMap((copies) => {
      const { current, earlier } = copies.read();
      return Object.entries({ ...earlier, ...current }).map(([field, copy]) => ({ copies, field, ...copy }));
    });
}
