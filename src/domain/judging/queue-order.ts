import { compareText, mixed, numberOf } from '../kernel/seeded.js';

/** An expert is to judge an entry, at a place in the own queue, counted from 1. */
export interface Queued {
  entryId: string;
  expertId: string;
  position: number;
}

const rounds = 4;

/**
 * Rules §9. Every expert's queue in a random order that the seed decides, balanced over the experts: an entry that stands
 * late with some stands early with others, so that its mean place is about the middle and no entry gains by being read
 * fresh or suffers by being read tired. The same pairs and seed give the same queues, whatever the order of the pairs.
 * The balancing counts in floats: it decides no score.
 */
export function balancedQueues(pairs: readonly { entryId: string; expertId: string }[], seed: number): Queued[] {
  const queues = new Map<string, string[]>();
  for (const { entryId, expertId } of pairs) queues.set(expertId, [...(queues.get(expertId) ?? []), entryId]);
  const order = [...queues.keys()].sort((a, b) => keyOf(a, seed) - keyOf(b, seed) || compareText(a, b));
  const off = new Map<string, number>();
  const at = new Map<string, Map<string, number>>();
  for (let round = 0; round < rounds; round += 1)
    for (const expertId of order) {
      const before = at.get(expertId);
      const entries = queues.get(expertId)!;
      for (const id of entries) off.set(id, (off.get(id) ?? 0) - (before?.get(id) ?? 0));
      const ranked = entries.map((id) => ({
        id,
        off: off.get(id)!,
        lot: mixed(seed + numberOf(expertId), numberOf(id)),
      }));
      ranked.sort((a, b) => b.off - a.off || a.lot - b.lot || compareText(a.id, b.id));
      const places = new Map(ranked.map(({ id }, index) => [id, (index + 0.5) / ranked.length - 0.5]));
      for (const [id, place] of places) off.set(id, off.get(id)! + place);
      at.set(expertId, places);
      queues.set(
        expertId,
        ranked.map(({ id }) => id),
      );
    }
  return order.flatMap((expertId) =>
    queues.get(expertId)!.map((entryId, index) => ({ entryId, expertId, position: index + 1 })),
  );
}

const keyOf = (id: string, seed: number): number => mixed(seed, numberOf(id));
