import { describe, expect, it } from '@jest/globals';
import {
  countingProblems,
  factsOf,
  selectionFactsOf,
  selectionOf,
  selfScoresOf,
  withoutSelfScores,
} from '../../../src/domain/cycles/entry-facts.js';
import type { FormField } from '../../../src/domain/cycles/form.js';
import { plainRankingRule, type RankingRule } from '../../../src/domain/ranking/ranking-rule.js';

const fields: FormField[] = [
  { id: 'amount', type: 'number', label: { ru: 'Сумма' } },
  { id: 'registry', type: 'checkbox', label: { ru: 'Реестр' } },
  { id: 'topic', type: 'select', label: { ru: 'Тема' }, options: [{ value: 'home', label: { ru: 'Дом' } }] },
];
const criteria = [{ id: 'c1' }];
const asked = { amount: 'amount', facts: { own: 'share' }, bonuses: { Реестр: 'registry' } };

describe('facts of an entry', () => {
  it.each([
    [
      'numbers and a ticked box',
      { amount: '600000', share: '5.5', registry: true },
      { amount: '600000', facts: { own: '5.5' }, bonuses: ['Реестр'] },
    ],
    ['a comma is a point', { amount: '5,5' }, { amount: '5.5', facts: {} }],
    ['what is no number says nothing', { amount: 'много', share: '', registry: false }, { facts: {} }],
    ['what was not answered says nothing', {}, { facts: {} }],
  ])('%s', (_case, answers, given) => {
    expect(factsOf(answers, asked)).toEqual(given);
  });

  it("keep the applicant's own points apart: what is no number says nothing", () => {
    const answers = { own: '7,5', other: 'много', text: 'Слова' };
    const asked = { self: { c1: 'own', c2: 'other', c3: 'missing' } };
    expect(selfScoresOf(answers, asked)).toEqual({ c1: '7.5' });
    expect(withoutSelfScores(answers, asked)).toEqual({ text: 'Слова' });
    expect(withoutSelfScores(answers, {})).toEqual(answers);
  });

  it('are none where the rules ask for none', () => {
    expect(factsOf({ amount: '5', registry: true }, {})).toEqual({});
  });

  it('for selection are amounts and groups by entry', () => {
    const entries = [
      { id: 'a', answers: { amount: '10', topic: 'home' } },
      { id: 'b', answers: { amount: '', topic: '' } },
    ];
    expect(selectionFactsOf(entries, { amount: 'amount', groups: { topic: 'topic' } })).toEqual({
      amounts: { a: '10' },
      groups: { topic: { a: 'home' } },
    });
    expect(selectionFactsOf(entries, {})).toEqual({});
  });
});

describe('what is wrong with the rules of counting', () => {
  const wrong = (rule: Partial<RankingRule>, rest: Partial<Parameters<typeof countingProblems>[0]> = {}) =>
    countingProblems(
      { rankingRule: { ...plainRankingRule, ...rule }, selectionRule: null, entryFacts: {}, ...rest },
      { criteria, fields },
    ).map(({ pointer, rule: code }) => [pointer, code]);

  it('is nothing for the plain rule', () => {
    expect(wrong({})).toEqual([]);
  });

  it.each<[string, Parameters<typeof wrong>, string[][]]>([
    [
      'an unknown criterion',
      [{ tieChain: [{ kind: 'criterion', id: 'c9' }] }],
      [['/rankingRule/tieChain/0/id', 'not-offered']],
    ],
    [
      'an indicator without a field',
      [{ indicators: [{ id: 'i', fact: 'f', perUnit: '1', atMost: null }] }],
      [['/entryFacts/facts/f', 'required']],
    ],
    [
      'a bonus by a number',
      [{ bonuses: [{ id: 'b', points: '1' }] }, { entryFacts: { bonuses: { b: 'amount' } } }],
      [['/entryFacts/bonuses/b', 'not-offered']],
    ],
    [
      'weights by an amount that nobody gives',
      [{ weightSets: [{ amount: { from: '1', to: null }, weights: {} }] }],
      [['/entryFacts/amount', 'required']],
    ],
    [
      'a quota by an unknown field',
      [{}, { selectionRule: { quotas: [{ of: 'x', most: 1 }] }, entryFacts: { groups: { x: 'gone' } } }],
      [['/entryFacts/groups/x', 'not-offered']],
    ],
    [
      'a quota named twice',
      [
        {},
        {
          selectionRule: {
            quotas: [
              { of: 'region', most: 1 },
              { of: 'region', most: 2 },
            ],
          },
        },
      ],
      [['/selectionRule/quotas/1/of', 'duplicate']],
    ],
    [
      'a threshold upside down',
      [{}, { selectionRule: { bands: [{ from: '5', to: '5', points: '1' }] }, entryFacts: { amount: 'amount' } }],
      [['/selectionRule/bands/0/to', 'below-min']],
    ],
    [
      'more than all',
      [{}, { selectionRule: { percent: { of: '100.5', rounding: 'up' } } }],
      [['/selectionRule/percent/of', 'too-big']],
    ],
  ])('%s', (_case, [rule, rest], problems) => {
    expect(wrong(rule, rest)).toEqual(problems);
  });
});

it('an edition without a rule of selection takes as many as it foresees, ties left to the body', () => {
  expect(selectionOf({ selectionRule: null, finalistsForeseen: 3 })).toEqual({ first: 3, atBorder: 'tie-chain' });
  expect(selectionOf({ selectionRule: { atLeast: '15' }, finalistsForeseen: 3 })).toEqual({ atLeast: '15' });
});
