import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decisionRulesFrom, plainDecisionRules } from '../../../src/domain/cycles/decision-rules.js';
import {
  keptByRegion,
  onlyLaureatesGoOn,
  regionalGateProblems,
  type KeptReason,
  type RegionalAnswer,
} from '../../../src/domain/judging/regional-gate.js';

const entry = (id: string, nominationId = 'А', regionCode = 'RU-BA') => ({ id, nominationId, regionCode });
const answer = (entryId: string | null, nominationId = 'А', regionCode = 'RU-BA'): RegionalAnswer => ({
  nominationId,
  regionCode,
  entryId,
});

describe('who goes on to the experts after the regional stage', () => {
  // Worked by hand from domain.md §8, 12: at most one laureate per nomination and region, nominations may stay empty.
  it.each<[string, RegionalAnswer[], Record<string, KeptReason>]>([
    ['no region has decided', [], { e1: 'undecided', e2: 'undecided' }],
    ['the region named the first', [answer('e1')], { e2: 'other-named' }],
    ['the region named nobody', [answer(null)], { e1: 'nobody-named', e2: 'nobody-named' }],
    ['another nomination is decided', [answer('x', 'Б')], { e1: 'undecided', e2: 'undecided' }],
    ['another region has decided', [answer('x', 'А', 'RU-YAR')], { e1: 'undecided', e2: 'undecided' }],
  ])('%s', (_what, answers, kept) => {
    expect(Object.fromEntries(keptByRegion([entry('e1'), entry('e2')], answers))).toEqual(kept);
  });

  it('is never more than one of a region and nomination, whatever the order', () => {
    const few = fc.constantFrom('1', '2', '3');
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(few, few, few), { selector: String }),
        fc.infiniteStream(fc.boolean()),
        (all, coin) => {
          const entries = all.map(([nomination, region, n]) => entry(`${nomination}${region}${n}`, nomination, region));
          const first = (own: { nominationId: string; regionCode: string }) =>
            entries.find(
              ({ nominationId, regionCode }) => nominationId === own.nominationId && regionCode === own.regionCode,
            )!;
          const leads = [...new Set(entries.map(first))].filter(() => coin.next().value);
          const answers = leads.map(({ id, nominationId, regionCode }) => answer(id, nominationId, regionCode));
          const kept = keptByRegion(entries, answers);
          const on = entries.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
          expect(new Set(on)).toEqual(new Set(answers.map(({ entryId }) => entryId)));
          expect(keptByRegion([...entries].reverse(), [...answers].reverse())).toEqual(new Map([...kept].reverse()));
        },
      ),
    );
  });
});

describe('the rule that only laureates of regions go on', () => {
  const kinds = ['winner', 'regional-laureate'] as const;
  it.each([
    ['nothing is said', {}, false],
    ['laureates are named and nothing else is said', { kinds: [...kinds] }, false],
    ['it is said', { kinds: [...kinds], onlyLaureatesJudged: true }, true],
    ['it is said, but there are no laureates of regions', { onlyLaureatesJudged: true }, false],
  ])('where %s: %j is %s', (_what, stored, on) => {
    expect(onlyLaureatesGoOn(stored)).toBe(on);
  });

  it('is a fault where the cycle has no laureates of regions', () => {
    expect(regionalGateProblems({ ...plainDecisionRules, onlyLaureatesJudged: true })).toEqual([
      { pointer: '/decisionRules/onlyLaureatesJudged', rule: 'cycle-no-regional-laureates' },
    ]);
    expect(regionalGateProblems(decisionRulesFrom({ kinds: [...kinds], onlyLaureatesJudged: true }))).toEqual([]);
    expect(regionalGateProblems(plainDecisionRules)).toEqual([]);
  });
});
