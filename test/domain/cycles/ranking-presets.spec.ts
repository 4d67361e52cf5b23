import { z } from 'zod';
import { rankingRuleShape, selectionRuleShape } from '../../../src/cycles/editions/ranking-rule-shape.js';
import { cycleProblems } from '../../../src/domain/cycles/cycle.js';
import { rankingPresets } from '../../../src/domain/cycles/ranking-presets.js';
import { ruleProblems } from '../../../src/domain/ranking/rule-problems.js';
import { plainRankingRule, type RankingRule } from '../../../src/domain/ranking/ranking-rule.js';
import { rankEntries } from '../../../src/domain/ranking/rank-entries.js';
import { selectBy } from '../../../src/domain/selection/select.js';
import { locales, messages } from '../../../src/platform/web/i18n.js';
import { contest } from '../../support/contest.js';

describe.each(rankingPresets.map((preset) => [preset.id, preset] as const))('the preset %s', (id, preset) => {
  it('is a whole valid rule with words in every language', () => {
    const shape = rankingRuleShape(z.string(), 6);
    expect(shape.parse(preset.rule)).toEqual(preset.rule);
    expect(ruleProblems(preset.rule, preset.criteria)).toEqual([]);
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
