import { Refusal } from '../kernel/refusal.js';
import { compareText } from '../kernel/seeded.js';

export interface Apportioned {
  id: string;
  seats: number;
  /** The exact share of the seats, `n/d` with the sum of all weights as `d`; not in lowest terms. */
  share: string;
  /** Whether one of the seats came from the remainders. */
  byRemainder: boolean;
}

/**
 * Rules §10. Divides seats among groups in proportion to their weights (entries of a topic) by largest remainders: each has
 * the whole part of its share, and what is left goes one by one to the largest remainders. Of equal remainders the greater
 * weight comes first, then the id. The seats always add up. Groups are given back by their ids.
 *
 * Refuses with `nothing-to-rank` where the weights add up to nothing. Weights and seats are whole numbers, not negative.
 */
export function apportion(seats: number, groups: readonly { id: string; weight: number }[]): Apportioned[] {
  const all = groups.reduce((total, { weight }) => total + BigInt(weight), 0n);
  if (all === 0n) throw new Refusal({ code: 'nothing-to-rank' });
  const shares = groups.map(({ id, weight }) => {
    const share = BigInt(weight) * BigInt(seats);
    return { id, weight, share, whole: share / all, remainder: share % all };
  });
  const left = seats - shares.reduce((total, { whole }) => total + Number(whole), 0);
  const byRemainder = [...shares]
    .sort(
      (a, b) =>
        (a.remainder === b.remainder ? 0 : a.remainder > b.remainder ? -1 : 1) ||
        b.weight - a.weight ||
        compareText(a.id, b.id),
    )
    .slice(0, left);
  const more = new Set(byRemainder.map(({ id }) => id));
  return shares
    .map(({ id, share, whole }) => ({
      id,
      seats: Number(whole) + Number(more.has(id)),
      share: `${share}/${all}`,
      byRemainder: more.has(id),
    }))
    .sort((a, b) => compareText(a.id, b.id));
}
