import fc from 'fast-check';
import { balancedQueues } from '../../../src/domain/judging/queue-order.js';
import { shuffled } from '../../../src/domain/kernel/seeded.js';

describe('queues', () => {
  const pairsOf = (entries: number, experts: number, each: number) =>
    Array.from({ length: entries }, (_, entry) =>
      Array.from({ length: each }, (_, k) => ({
        entryId: `entry-${entry}`,
        expertId: `expert-${(entry * each + k) % experts}`,
      })),
    ).flat();
  const meansOf = (queued: readonly { entryId: string; expertId: string; position: number }[]) => {
    const lengths = new Map<string, number>();
    for (const { expertId } of queued) lengths.set(expertId, (lengths.get(expertId) ?? 0) + 1);
    const places = new Map<string, number[]>();
    for (const { entryId, expertId, position } of queued)
      places.set(entryId, [...(places.get(entryId) ?? []), (position - 0.5) / lengths.get(expertId)!]);
    return [...places.values()].map((of) => of.reduce((sum, one) => sum + one, 0) / of.length);
  };
  const widest = (means: readonly number[]) => Math.max(...means.map((mean) => Math.abs(mean - 0.5)));

  it('put every entry at about the middle of the queues on average, closer than shuffling alone', () => {
    const pairs = pairsOf(60, 12, 3);
    const lots = [...new Set(pairs.map(({ expertId }) => expertId))].flatMap((expertId, index) =>
      shuffled(
        pairs.filter((pair) => pair.expertId === expertId).map(({ entryId }) => ({ id: entryId })),
        7 + index,
      ).map(({ id }, place) => ({ entryId: id, expertId, position: place + 1 })),
    );
    const balanced = widest(meansOf(balancedQueues(pairs, 7)));
    expect(balanced).toBeLessThan(0.12);
    expect(balanced).toBeLessThan(widest(meansOf(lots)) / 2);
  });

  it('hold the same pairs, number them from one without gaps, and follow from the seed alone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(1000),
        (entries, experts, seed) => {
          const pairs = pairsOf(entries, experts, Math.min(2, experts));
          const queued = balancedQueues(pairs, seed);
          expect(queued).toEqual(balancedQueues([...pairs].reverse(), seed));
          const key = (pair: { entryId: string; expertId: string }) => `${pair.entryId} ${pair.expertId}`;
          expect(queued.map(key).sort()).toEqual(pairs.map(key).sort());
          for (const expert of new Set(pairs.map(({ expertId }) => expertId))) {
            const own = queued.filter(({ expertId }) => expertId === expert).map(({ position }) => position);
            expect(own.sort((a, b) => a - b)).toEqual(own.map((_, index) => index + 1));
          }
        },
      ),
    );
  });

  it('differ from seed to seed', () => {
    const pairs = pairsOf(20, 4, 2);
    expect(balancedQueues(pairs, 1)).not.toEqual(balancedQueues(pairs, 2));
  });
});
