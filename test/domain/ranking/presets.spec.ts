import { z } from 'zod';
import { rankingRuleShape, selectionRuleShape } from '../../../src/cycles/ranking-rule-shape.js';
import { cycleProblems } from '../../../src/domain/cycle.js';
import { rankingPresets } from '../../../src/domain/ranking/presets.js';
import { ruleProblems } from '../../../src/domain/ranking/rule-problems.js';
import { plainRankingRule, type RankingRule } from '../../../src/domain/ranking-rule.js';
import { rankEntries } from '../../../src/domain/ranking.js';
import { rankInTwoPhases } from '../../../src/domain/ranking/two-phase.js';
import { selectBy } from '../../../src/domain/selection/select.js';
import { locales, messages } from '../../../src/platform/web/i18n.js';
import { contest } from '../../support/contest.js';

describe.each(rankingPresets.map((preset) => [preset.id, preset] as const))('the preset %s', (id, preset) => {
  it('is a whole valid rule with words in every language', () => {
    const shape = rankingRuleShape(z.string(), 6);
    const phases = [preset, ...(preset.secondPhase ? [preset.secondPhase] : [])];
    for (const { rule, criteria } of phases) {
      expect(shape.parse(rule)).toEqual(rule);
      expect(ruleProblems(rule, criteria)).toEqual([]);
    }
    if (preset.selection) expect(selectionRuleShape.parse(preset.selection)).toEqual(preset.selection);
    for (const locale of locales) expect(messages(locale).get(`cycles:preset.${id}`)).toMatch(/\S/);
  });

  it('ranks and selects entries that have what it asks for', () => {
    const facts = { ownFundsPercent: '15', offBudgetPercent: '20' };
    const sheet = preset.criteria.map(({ scaleMax }) => scaleMax);
    const given = Array.from({ length: 5 }, (_, index) => [`e${index}`, [sheet, sheet]] as const);
    const input = {
      ...contest({
        sheets: Object.fromEntries(given),
        entries: Object.fromEntries(given.map(([entry]) => [entry, { facts, amount: '400000' }])),
      }),
      rule: preset.rule,
    };
    const criteria = preset.criteria.map(({ id, weight, scaleMax }) => ({ id, weight, scaleMax }));
    const sheets = input.sheets.map((each) => ({
      ...each,
      scores: Object.fromEntries(criteria.map(({ id, scaleMax }) => [id, scaleMax])),
    }));
    const ranking = rankEntries({ ...input, criteria, sheets });
    expect(ranking.rows).toHaveLength(5);
    const amounts = Object.fromEntries(given.map(([entry]) => [entry, '400000']));
    if (preset.selection) expect(selectBy(ranking, preset.selection, { amounts }).rows).toHaveLength(5);
  });
});

it('presets have different names', () => {
  const ids = rankingPresets.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe('a rule with faults', () => {
  const faults = (rule: Partial<RankingRule>) =>
    ruleProblems({ ...plainRankingRule, ...rule }, [{ id: 'c1' }]).map(({ pointer, rule: fault }) => [pointer, fault]);

  it.each<[string, Partial<RankingRule>, string[]]>([
    [
      'a tie by an unknown criterion',
      { tieChain: [{ kind: 'criterion', id: 'c2' }] },
      ['/tieChain/0/id', 'not-offered'],
    ],
    ['a kind of an unknown criterion', { kinds: { c2: { kind: 'numeric' } } }, ['/kinds/c2', 'not-offered']],
    [
      'a weight of an unknown criterion',
      { weightSets: [{ weights: { c2: '1' } }] },
      ['/weightSets/0/weights/c2', 'not-offered'],
    ],
    ['a weight below zero', { weightSets: [{ weights: { c1: '-1' } }] }, ['/weightSets/0/weights/c1', 'too-small']],
    [
      'an empty band of amounts',
      { weightSets: [{ amount: { from: '5', to: '5' }, weights: { c1: '1' } }] },
      ['/weightSets/0/amount/to', 'below-min'],
    ],
    [
      'a band that ends before it begins',
      { indicators: [{ id: 'own', fact: 'own', bands: [{ from: '6', to: '5', including: true, points: '1' }] }] },
      ['/indicators/0/bands/0/to', 'below-min'],
    ],
    [
      'a bonus named twice',
      {
        bonuses: [
          { id: 'b', points: '1' },
          { id: 'b', points: '2' },
        ],
      },
      ['/bonuses/1/id', 'duplicate'],
    ],
    ['ends that leave nothing', { across: { kind: 'trimmed-mean', drop: 2, from: 4 } }, ['/across/from', 'too-small']],
  ])('is told of %s', (_name, rule, fault) => {
    expect(faults(rule)).toEqual([fault]);
  });
});

it('a cycle is not announced with a rule that weighs a criterion it does not have', () => {
  const rankingRule = { ...plainRankingRule, weightSets: [{ weights: { c1: '1', gone: '2' } }] };
  const problems = cycleProblems({
    now: new Date('2019-07-01T00:00:00Z'),
    stages: [],
    nominations: [],
    criteria: [{ id: 'c1', weight: '1' }],
    edition: { rankingRule, reviewsPerEntry: 3 },
  });
  expect(problems).toContainEqual({ pointer: '/edition/rankingRule/weightSets/0/weights/gone', rule: 'not-offered' });
});

describe('the shape of a rule', () => {
  const shape = rankingRuleShape(z.string(), 6);
  const pointers = (rule: object) =>
    shape.safeParse({ ...plainRankingRule, ...rule }).error?.issues.map(({ path }) => path.join('/')) ?? [];

  it.each<[string, object, string[]]>([
    ['the plain rule', {}, []],
    ['a part that was misspelt', { normalize: null }, ['']],
    [
      'a zone that does not exist',
      { tieChain: [{ kind: 'earlier-day', timeZone: 'Europe/Ufa' }] },
      ['tieChain/0/timeZone'],
    ],
    ['too many decimals', { roundSheetTo: 7 }, ['roundSheetTo']],
    ['a weight that is no decimal', { weightSets: [{ weights: { c1: '1/3' } }] }, ['weightSets/0/weights/c1']],
    ['a normalisation to nothing', { normalise: { to: '0', by: 'best-entry' } }, ['normalise/to']],
    ['levels without a level', { kinds: { c1: { kind: 'levels', levels: [] } } }, ['kinds/c1/levels']],
  ])('takes or refuses %s', (_name, rule, faults) => {
    expect(pointers(rule)).toEqual(faults);
  });
});

describe('two phases', () => {
  // Formal points, then the top ten of the category get the members' marks of 1 to 10 (ar-net.ru/doc/read/22784/3).
  const names = Array.from({ length: 12 }, (_, index) => `e${String(index + 1).padStart(2, '0')}`);
  const first = contest({
    sheets: Object.fromEntries(names.map((name, index) => [name, [[12 - index]]])),
    scaleMax: '12',
  });
  const marks = contest({
    sheets: Object.fromEntries(names.map((name, index) => [name, [[Math.min(10, index + 1)]]])),
  });
  const second = { criteria: marks.criteria, sheets: marks.sheets, rule: marks.rule, decimals: 0 };

  it('let the marks alone decide among the ten best, and put the others behind', () => {
    const { rows } = rankInTwoPhases(first, second, 10);
    expect(rows.map(({ entryId, place, phase }) => `${place.from} ${entryId} ${phase}`)).toEqual([
      ...names
        .slice(0, 10)
        .toReversed()
        .map((name, index) => `${index + 1} ${name} 2`),
      '11 e11 1',
      '12 e12 1',
    ]);
  });

  it('let all who share the last of the places go on', () => {
    const shared = contest({ sheets: { A: [[9]], B: [[5]], C: [[5]], D: [[1]] } });
    const given = contest({ sheets: { A: [[1]], B: [[2]], C: [[3]], D: [[10]] } });
    const { rows } = rankInTwoPhases(shared, { ...second, sheets: given.sheets }, 2);
    expect(rows.map(({ entryId, phase }) => `${entryId}${phase}`)).toEqual(['C2', 'B2', 'A2', 'D1']);
  });

  it('put a finalist without marks behind the other finalists, and before all who were none', () => {
    const given = contest({ sheets: { A: [], B: [[2]], C: [[10]] } });
    const three = contest({ sheets: { A: [[9]], B: [[5]], C: [[4]] } });
    const { rows } = rankInTwoPhases(three, { ...second, sheets: given.sheets }, 2);
    expect(rows.map(({ entryId, phase, place }) => [entryId, phase, place.from])).toEqual([
      ['B', 2, 1],
      ['A', 1, 2],
      ['C', 1, 3],
    ]);
  });
});
