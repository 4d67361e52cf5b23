import { mixed } from '../../domain/kernel/seeded.js';

/** Chance that can be repeated: the same seed throws the same numbers on every machine. */
export class Dice {
  private thrown = 0;

  constructor(private readonly seed: number) {}

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    this.thrown += 1;
    return from + (mixed(this.seed, this.thrown) % (to - from + 1));
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.between(0, items.length - 1)]!;
  }
}
