import fc from 'fast-check';
import Fraction from 'fraction.js';
import { decimalText, roundHalfUp } from '../../../src/domain/kernel/decimal.js';
import { Rational } from '../../../src/domain/kernel/rational.js';
import type { RankingRule, Statistic } from '../../../src/domain/ranking/ranking-rule.js';
import { rankEntries, type RankingInput } from '../../../src/domain/ranking/rank-entries.js';
import { contest, type GivenContest } from '../../support/contest.js';

const across: fc.Arbitrary<Statistic> = fc.constantFrom<Statistic>(
  { kind: 'mean' },
  { kind: 'median' },
  { kind: 'sum' },
  { kind: 'trimmed-mean', drop: 1, from: 3 },
);
const digits = fc.constantFrom(null, 0, 1, 2);
/** Rules by which a higher score can never harm; which are not, and why, stands below. */
const monotoneRule: fc.Arbitrary<Partial<RankingRule>> = fc.record({
  aggregate: fc.constantFrom(
    'mean-per-criterion-then-weighted-sum' as const,
    'weighted-sum-per-sheet-then-mean' as const,
  ),
  across,
  combine: fc.constantFrom('sum' as const, 'mean' as const),
  roundCriterionMeanTo: digits,
  roundWeightedTo: digits,
  roundSheetTo: digits,
  roundTotalTo: digits,
  cannotJudge: fc.constantFrom('leave-out' as const, 'sheet-not-counted' as const),
  normalise: fc.constantFrom(null, { to: '5', by: 'scale-maximum' as const }, { to: '5', by: 'best-entry' as const }),
  bonuses: fc.constantFrom([], [{ id: 'registry', points: '1' }]),
  tieChain: fc.shuffledSubarray<RankingRule['tieChain'][number]>([
    { kind: 'criterion', id: 'c2' },
    { kind: 'median' },
    { kind: 'earlier-submission' },
    { kind: 'lot', seed: '7' },
  ]),
});
const points = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 10 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const sheets = fc.array(fc.tuple(points, points, points), { maxLength: 4 });
const contests: fc.Arbitrary<GivenContest> = fc
  .tuple(fc.array(sheets, { minLength: 1, maxLength: 5 }), monotoneRule)
  .map(([table, rule]) => ({
    sheets: Object.fromEntries(table.map((each, index) => [`e${index}`, each])),
    weights: ['0.35', '2', '0'],
    rule,
    entries: { e0: { bonuses: ['registry'] } },
  }));
const diverging: RankingRule['divergence'] = { by: 'total', above: '3', unit: 'points', finish: 'mean-of-closest-two' };

describe('any ranking', () => {
  it('does not depend on the order of the input, whatever the rule', () => {
    fc.assert(
      fc.property(contests, fc.boolean(), fc.infiniteStream(fc.nat()), (given, diverges, stream) => {
        const rule = { ...given.rule, ...(diverges && { divergence: diverging }) };
        const input = contest({ ...given, rule, extra: ['x3'] });
        const shuffled = <Item>(items: readonly Item[]) =>
          items
            .map((item) => ({ item, key: stream.next().value! }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        const other = { ...input, entries: shuffled(input.entries), sheets: shuffled(input.sheets) };
        expect(rankEntries(other)).toEqual(rankEntries(input));
      }),
    );
  });

  it('never lowers an entry for a higher score', () => {
    fc.assert(
      fc.property(contests, fc.nat(), fc.nat(), (given, which, at) => {
        const input = contest(given);
        fc.pre(input.sheets.length > 0);
        const sheet = input.sheets[which % input.sheets.length]!;
        const criterion = `c${(at % 3) + 1}`;
        const score = sheet.scores[criterion];
        fc.pre(score !== undefined && score !== '10');
        const better = { ...sheet, scores: { ...sheet.scores, [criterion]: String(Number(score) + 1) } };
        const raised: RankingInput = { ...input, sheets: input.sheets.map((each) => (each === sheet ? better : each)) };
        const placeIn = (ranking: RankingInput) =>
          rankEntries(ranking).rows.find(({ entryId }) => entryId === sheet.entryId)?.place;
        const [before, after] = [placeIn(input), placeIn(raised)];
        if (!before) return;
        expect(after!.from).toBeLessThanOrEqual(before.from);
        expect(after!.to).toBeLessThanOrEqual(before.to);
      }),
      { numRuns: 500 },
    );
  });

  it('explains each total by lines that add up to it', () => {
    fc.assert(
      fc.property(contests, (given) => {
        const input = contest(given);
        for (const { explanation, total } of rankEntries(input).rows) {
          const { lines = [{ kind: 'points', points: explanation.unrounded }] } = explanation;
          const sum = lines.reduce(
            (before, line) => (line.kind === 'normalised' ? new Fraction(line.points) : before.add(line.points)),
            new Fraction(0),
          );
          expect(sum.toFraction()).toBe(explanation.unrounded);
          const { roundTotalTo } = input.rule;
          expect(roundTotalTo === null ? sum : roundHalfUp(sum, roundTotalTo)).toEqual(new Fraction(total));
        }
      }),
    );
  });
});

describe('rules by which a higher score can harm', () => {
  const totalWith = (first: number, finish: 'mean-of-closest-two' | 'third-is-final', third: number) =>
    rankEntries(
      contest({
        sheets: { A: [[first], [80], [third]] },
        extra: ['x3'],
        scaleMax: '100',
        rule: { divergence: { by: 'total', above: '20', unit: 'points', finish } },
      }),
    ).rows[0]!.total;

  // 50, 80, 66: the closest are 66 and 80, mean 73. 53, 80, 66: the closest are 53 and 66, mean 59.5.
  it('are the closest two: another pair may become the closest', () => {
    expect([totalWith(50, 'mean-of-closest-two', 66), totalWith(53, 'mean-of-closest-two', 66)]).toEqual([
      '73',
      '119/2',
    ]);
  });

  // 40 and 80 differ by 40: the third, 100, is final. 60 and 80 do not differ by more than 20: the mean is 80.
  it('are the third that is final: without the divergence it is one of three', () => {
    expect([totalWith(40, 'third-is-final', 100), totalWith(60, 'third-is-final', 100)]).toEqual(['100', '80']);
  });

  it('are all with a divergence: it may leave the entry without a place until another expert has judged', () => {
    const given = (second: number) =>
      contest({
        sheets: { A: [[50], [second]] },
        scaleMax: '100',
        rule: { divergence: { by: 'total', above: '20', unit: 'points', finish: 'mean-of-all' } },
      });
    expect(rankEntries(given(70)).rows).toHaveLength(1);
    expect(rankEntries(given(71)).unranked).toHaveLength(1);
  });
});

describe('exact numbers', () => {
  const whole = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.maxSafeInteger());
  const part = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));
  const fraction = fc.tuple(whole, part).map(([n, d]) => new Fraction(BigInt(n), BigInt(d)));

  it('count as fractions of big integers do, small or large', () => {
    fc.assert(
      fc.property(fraction, fraction, fc.constantFrom(null, 0, 2, 6), (a, b, places) => {
        const [x, y] = [Rational.from(a), Rational.from(b)];
        expect(x.text).toBe(a.toFraction());
        expect(x.add(y).text).toBe(a.add(b).toFraction());
        expect(x.sub(y).text).toBe(a.sub(b).toFraction());
        expect(x.mul(y).text).toBe(a.mul(b).toFraction());
        if (!b.equals(0)) expect(x.div(y).text).toBe(a.div(b).toFraction());
        expect(Math.sign(x.compare(y))).toBe(a.compare(b));
        expect(x.sign).toBe(Number(a.equals(0) ? 0n : a.s));
        expect(x.abs().text).toBe(a.abs().toFraction());
        expect(x.decimal(places ?? 3)).toBe(decimalText(a, places ?? 3));
        expect(x.rounded(places).text).toBe((places === null ? a : roundHalfUp(a, places)).toFraction());
      }),
      { numRuns: 2000 },
    );
  });
});
