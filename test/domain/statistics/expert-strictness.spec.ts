import fc from 'fast-check';
import {
  adjustScores,
  type AdjustedScores,
  type LeniencyModel,
} from '../../../src/domain/statistics/expert-strictness.js';
import { adviseExtraSheets, type ExtraSheets } from '../../../src/domain/statistics/extra-sheets.js';
import type { ScoredSheet } from '../../../src/domain/statistics/sheet-table.js';
import { simulateJury, type JuryPlan } from '../../../src/domain/statistics/simulated-jury.js';
import { fixtureSheets, sheetsOfRows } from './fixtures.js';

const even = { entrySd: 1, expertSd: 0.7, residualSd: 0.8 };

function adjusted(sheets: readonly ScoredSheet[], experts: LeniencyModel = 'random'): AdjustedScores {
  const result = adjustScores({ sheets, experts });
  if (!result.identified) throw new Error(result.reason);
  return result;
}

const orderOf = ({ entries }: AdjustedScores) =>
  [...entries].sort((a, b) => b.adjusted - a.adjusted).map(({ entryId }) => entryId);

const shifted = (sheets: readonly ScoredSheet[], expertId: string, by: number) =>
  sheets.map((sheet) => (sheet.expertId === expertId ? { ...sheet, total: sheet.total + by } : sheet));

/** Spearman's correlation; qualities of a simulation have no equals. */
function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const ranks = (values: readonly number[]) => values.map((value) => values.filter((other) => other < value).length);
  const [x, y] = [ranks(a), ranks(b)];
  const squares = x.reduce((sum, rank, at) => sum + (rank - y[at]!) ** 2, 0);
  return 1 - (6 * squares) / (x.length ** 3 - x.length);
}

describe('adjusting for strictness', () => {
  it('takes a strict expert out of the score', () => {
    // By hand: the second expert gives two points less; without that the entries stand at 8, 7, 6.
    const sheets = sheetsOfRows([
      [8, 6, null],
      [null, 5, 7],
      [6, null, 6],
    ]);
    const { entries, experts, variance } = adjusted(sheets, 'fixed');
    expect(entries.map((entry) => entry.adjusted - entries[2]!.adjusted).map((v) => Number(v.toFixed(9)))).toEqual([
      2, 1, 0,
    ]);
    expect(experts.map((expert) => Number(expert.leniency.toFixed(9)))).toEqual(
      [2 / 3, -4 / 3, 2 / 3].map((v) => Number(v.toFixed(9))),
    );
    expect(variance).toMatchObject({ entry: null, expert: null });
    expect(variance.residual).toBeCloseTo(0, 20);
  });

  it('keeps the order exactly when a constant is added to one fixed expert', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(9), fc.integer({ min: -50, max: 50 }), (seed, expert, by) => {
        const { sheets } = simulateJury({ entries: 20, experts: 10, sheets: 3, ...even, seed });
        if (!adjustScores({ sheets }).identified) return;
        const moved = adjusted(shifted(sheets, `x${expert}`, by), 'fixed');
        const plain = adjusted(sheets, 'fixed');
        expect(orderOf(moved)).toEqual(orderOf(plain));
        moved.entries.forEach((entry, at) =>
          expect(entry.adjusted - plain.entries[at]!.adjusted).toBeCloseTo(by / 10, 9),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('does not keep the order exactly with random experts, but nears that of fixed ones as the constant grows', () => {
    const { sheets } = simulateJury({ entries: 60, experts: 6, sheets: 2, ...even, seed: 3 });
    const reference = adjusted(sheets, 'fixed').entries.map((entry) => entry.adjusted);
    const likeness = [0, 3, 100].map((by) =>
      rankCorrelation(
        adjusted(shifted(sheets, 'x0', by)).entries.map((entry) => entry.adjusted),
        reference,
      ),
    );
    expect(likeness[2]).toBeGreaterThanOrEqual(likeness[1]!);
    expect(orderOf(adjusted(shifted(sheets, 'x0', 3)))).not.toEqual(orderOf(adjusted(sheets)));
  });

  it('shrinks the leniency of an expert with few sheets more', () => {
    const { experts } = adjusted(fixtureSheets('unbalanced'));
    const fixed = adjusted(fixtureSheets('unbalanced'), 'fixed').experts;
    const kept = experts.map((expert, at) => ({ sheets: expert.sheets, share: expert.leniency / fixed[at]!.leniency }));
    const most = [...experts].sort((a, b) => b.sheets - a.sheets);
    expect(most.at(-1)!.se).toBeGreaterThan(most[0]!.se!);
    expect(kept.filter(({ share }) => share > 0 && share < 1).length).toBeGreaterThan(kept.length / 2);
  });

  it('leaves the order of a complete table as it is', () => {
    const { entries } = adjusted(fixtureSheets('balanced'));
    expect(
      rankCorrelation(
        entries.map(({ raw }) => raw),
        entries.map((entry) => entry.adjusted),
      ),
    ).toBeCloseTo(1, 12);
  });

  it('names the parts that no expert compares', () => {
    const sheets = sheetsOfRows([
      [5, 6, null, null],
      [7, 5, null, null],
      [null, null, 4, 8],
    ]);
    for (const experts of ['random', 'fixed'] as const)
      expect(adjustScores({ sheets, experts })).toEqual({
        identified: false,
        reason: 'parts',
        parts: [
          { entries: ['e0', 'e1'], experts: ['x0', 'x1'] },
          { entries: ['e2'], experts: ['x2', 'x3'] },
        ],
      });
    expect(adjustScores({ sheets: sheetsOfRows([[5], [6]]) })).toMatchObject({ identified: false, reason: 'too-few' });
  });

  it('refuses two sheets of one expert for one entry, and what is no number', () => {
    const sheet = { entryId: 'e1', expertId: 'x1', total: 5 };
    expect(() => adjustScores({ sheets: [sheet, sheet] })).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ code: 'already-exists' }) as unknown }),
    );
    expect(() => adjustScores({ sheets: [{ ...sheet, total: Number.NaN }] })).toThrow(
      expect.objectContaining({ detail: { code: 'malformed' } }),
    );
  });

  it.each([
    ['sparse', { entries: 60, experts: 20, sheets: 3 }],
    ['pools', { entries: 60, experts: 20, sheets: 3, pools: 4 }],
    ['few sheets per expert', { entries: 60, experts: 60, sheets: 3 }],
  ])('follows the truth more closely than plain means do, over sixty juries: %s', (_, plan) => {
    let gain = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const { sheets, quality } = simulateJury({ ...plan, ...even, seed });
      if (!adjustScores({ sheets }).identified) continue;
      const { entries } = adjusted(sheets);
      const truth = entries.map(({ entryId }) => quality.get(entryId)!);
      gain += rankCorrelation(
        entries.map((entry) => entry.adjusted),
        truth,
      );
      gain -= rankCorrelation(
        entries.map(({ raw }) => raw),
        truth,
      );
    }
    expect(gain / 60).toBeGreaterThan(0.01);
  });
});

describe('one more expert here', () => {
  const plan = (seed: number): JuryPlan => ({ entries: 60, experts: 20, sheets: 2, ...even, seed });
  const boundary = 10;
  const experts = Array.from({ length: 20 }, (_, at) => ({ expertId: `x${at}`, capacity: 10 }));

  function advised(
    sheets: readonly ScoredSheet[],
    budget: number,
    conflicts: { entryId: string; expertId: string }[] = [],
  ) {
    const result = adviseExtraSheets({ sheets, experts, conflicts, boundary, budget });
    if (!result.identified) throw new Error(result.reason);
    return result satisfies ExtraSheets;
  }

  it('names pairs that may meet, each once, worth the most first', () => {
    const { sheets } = simulateJury(plan(1));
    const conflicts = Array.from({ length: 60 }, (_, at) => ({ entryId: `e${at}`, expertId: 'x3' }));
    const { extra, riskBefore, riskAfter } = advised(sheets, 15, conflicts);
    expect(extra).toHaveLength(15);
    const pairs = [...sheets, ...extra].map(({ entryId, expertId }) => `${entryId} ${expertId}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(extra.filter(({ expertId }) => expertId === 'x3')).toEqual([]);
    expect(riskBefore - riskAfter).toBeCloseTo(riskBefore - riskAfter > 0 ? riskBefore - riskAfter : Number.NaN, 9);
    expect(extra[0]!.gain).toBeGreaterThan(extra.at(-1)!.gain);
  });

  it('asks nobody beyond their capacity', () => {
    const { sheets } = simulateJury(plan(2));
    const result = adviseExtraSheets({
      sheets,
      experts: [
        { expertId: 'x1', capacity: 2 },
        { expertId: 'new', capacity: 1 },
      ],
      conflicts: [],
      boundary,
      budget: 10,
    });
    expect(result).toMatchObject({ identified: true });
    if (result.identified) expect(result.extra.map(({ expertId }) => expertId).sort()).toEqual(['new', 'x1', 'x1']);
  });

  it('needs half the sheets of one more for each entry, and errs no more, over a hundred juries', () => {
    const wrong = { none: 0, advised: 0, uniform: 0 };
    for (let seed = 1; seed <= 100; seed += 1) {
      const jury = simulateJury(plan(seed));
      if (!adjustScores({ sheets: jury.sheets }).identified) continue;
      const further = simulateJury({ ...plan(seed), sheets: 20 }).sheets; // only which noise a sheet has is taken from here
      const noiseOf = new Map(
        further.map((sheet) => [
          `${sheet.entryId} ${sheet.expertId}`,
          sheet.total - jury.quality.get(sheet.entryId)! - jury.leniency.get(sheet.expertId)!,
        ]),
      );
      const scored = ({ entryId, expertId }: { entryId: string; expertId: string }) => ({
        entryId,
        expertId,
        total: jury.quality.get(entryId)! + jury.leniency.get(expertId)! + noiseOf.get(`${entryId} ${expertId}`)!,
      });
      const errors = (sheets: readonly ScoredSheet[]) => {
        const best = [...jury.quality]
          .sort((a, b) => b[1] - a[1])
          .slice(0, boundary)
          .map(([id]) => id);
        const chosen = new Set(orderOf(adjusted(sheets)).slice(0, boundary));
        return best.filter((id) => !chosen.has(id)).length;
      };
      const taken = new Set(jury.sheets.map(({ entryId, expertId }) => `${entryId} ${expertId}`));
      const uniform = [...jury.quality.keys()].map((entryId, at) => {
        const expert = experts.findIndex((_, shift) => !taken.has(`${entryId} x${(at + shift) % 20}`));
        return scored({ entryId, expertId: `x${(at + expert) % 20}` });
      });
      wrong.none += errors(jury.sheets);
      wrong.uniform += errors([...jury.sheets, ...uniform]);
      wrong.advised += errors([...jury.sheets, ...advised(jury.sheets, 30).extra.map(scored)]);
    }
    expect(wrong.uniform).toBeLessThan(wrong.none);
    expect(wrong.advised).toBeLessThanOrEqual(wrong.uniform);
  });
});
