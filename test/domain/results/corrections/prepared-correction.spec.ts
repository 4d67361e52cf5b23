import fc from 'fast-check';
import {
  answersAppeal,
  approveCorrection,
  prepareCorrection,
  rankingChange,
  withPrepared,
} from '../../../../src/domain/results/corrections/prepared-correction.js';
import { canonicalJson } from '../../../../src/domain/kernel/canonical.js';
import { plainRankingRule } from '../../../../src/domain/ranking/ranking-rule.js';
import { withCorrections } from '../../../../src/domain/ranking/corrected-sheets.js';
import type { CountedCorrection, CorrectionChange } from '../../../../src/domain/ranking/input.js';
import { rankEntries, type RankingInput } from '../../../../src/domain/ranking/rank-entries.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { contest } from '../../../support/contest.js';

const criteria = [
  { id: 'c1', weight: '1', scaleMin: '0', scaleMax: '10', scaleStep: '1' },
  { id: 'c2', weight: '1', scaleMin: '0', scaleMax: '10', scaleStep: '1' },
];

/** Three entries and two experts: А 8+8 and 6+6, so 14; Б 7+7 and 6+6, so 13; В 5+5 and 5+5, so 10. */
const table: Record<string, string[][]> = {
  А: [
    ['8', '8'],
    ['6', '6'],
  ],
  Б: [
    ['7', '7'],
    ['6', '6'],
  ],
  В: [
    ['5', '5'],
    ['5', '5'],
  ],
};
const input: RankingInput = {
  criteria: criteria.map(({ id, weight, scaleMax }) => ({ id, weight, scaleMax })),
  entries: Object.keys(table).map((id, index) => ({
    id,
    regionCode: 'RU-BA',
    registerNumber: `СБ-2019-000${index + 1}`,
    submittedAt: `2019-08-0${index + 1}T10:00:00.000Z`,
  })),
  sheets: Object.entries(table).flatMap(([entryId, sheets]) =>
    sheets.map(([c1, c2], index) => ({ entryId, expertId: `x${index + 1}`, scores: { c1: c1!, c2: c2! } })),
  ),
  rule: plainRankingRule,
  decimals: 2,
};
const corrected = (...changes: CorrectionChange[]): RankingInput => ({
  ...input,
  corrections: [{ id: 'k1', ground: 'Описка', changes }],
});
const order = (of: RankingInput) => rankEntries(of).rows.map(({ entryId, totalShown }) => `${entryId} ${totalShown}`);
const refusal = (deed: () => unknown) => {
  try {
    deed();
  } catch (error) {
    if (error instanceof Refusal) return error.detail;
    throw error;
  }
  return null;
};

describe('a correction', () => {
  // By hand: А without the first sheet has 6 + 6 = 12, fewer than Б with 13; with 9 for the first 8 it would have 14.5.
  it.each<[string, CorrectionChange, string[]]>([
    [
      'gives another score',
      { kind: 'score', entryId: 'А', expertId: 'x1', criterionId: 'c1', to: '2' },
      ['Б 13.00', 'А 11.00', 'В 10.00'],
    ],
    ['leaves a sheet out', { kind: 'sheet-left-out', entryId: 'А', expertId: 'x1' }, ['Б 13.00', 'А 12.00', 'В 10.00']],
    ['leaves an entry out', { kind: 'entry-left-out', entryId: 'А' }, ['Б 13.00', 'В 10.00']],
    ['adds points to a total', { kind: 'points', entryId: 'В', points: '3.5' }, ['А 14.00', 'В 13.50', 'Б 13.00']],
    ['takes points from a total', { kind: 'points', entryId: 'А', points: '-1.25' }, ['Б 13.00', 'А 12.75', 'В 10.00']],
    [
      'of a sheet that is not there does nothing',
      { kind: 'sheet-left-out', entryId: 'А', expertId: 'x9' },
      ['А 14.00', 'Б 13.00', 'В 10.00'],
    ],
  ])('%s', (_what, change, expected) => {
    expect(order(corrected(change))).toEqual(expected);
  });

  it('is told in the explanation, and the sheets stay as they were', () => {
    const { rows, unranked } = rankEntries({
      ...input,
      corrections: [
        {
          id: 'k1',
          ground: 'Описка',
          changes: [{ kind: 'score', entryId: 'А', expertId: 'x1', criterionId: 'c1', to: '9' }],
        },
        { id: 'k2', ground: 'Апелляция 4', changes: [{ kind: 'points', entryId: 'А', points: '0.5' }] },
        { id: 'k3', ground: 'Отозвана', changes: [{ kind: 'entry-left-out', entryId: 'В' }] },
      ],
    });
    const [first] = rows;
    // (9 + 8 + 6 + 6) / 2 = 14.5, and half a point.
    expect(first!.totalShown).toBe('15.00');
    expect(first!.explanation.corrected).toEqual({
      scores: [{ expertId: 'x1', criterionId: 'c1', from: '8', to: '9' }],
      experts: [],
    });
    expect(first!.explanation.lines).toEqual([
      { kind: 'points', points: '29/2' },
      { kind: 'correction', ground: 'Апелляция 4', points: '1/2' },
    ]);
    expect(unranked).toEqual([
      {
        entryId: 'В',
        registerNumber: 'СБ-2019-0003',
        regionCode: 'RU-BA',
        sheets: 2,
        reason: { code: 'left-out', ground: 'Отозвана' },
      },
    ]);
    expect(input.sheets[0]!.scores).toEqual({ c1: '8', c2: '8' });
  });

  it('gives points where the expert was unable to judge', () => {
    const rule = { ...plainRankingRule, cannotJudge: 'leave-out' as const };
    const unable = {
      ...input,
      rule,
      sheets: [{ entryId: 'А', expertId: 'x1', scores: { c1: '8' }, cannotJudge: ['c2'] }],
    };
    const change: CorrectionChange = { kind: 'score', entryId: 'А', expertId: 'x1', criterionId: 'c2', to: '4' };
    expect(
      rankEntries({ ...unable, corrections: [{ id: 'k', ground: 'Г', changes: [change] }] }).rows[0]!.totalShown,
    ).toBe('12.00');
  });

  it('counts as if the sheets had been so from the start', () => {
    const change = fc.oneof(
      fc.record({
        kind: fc.constant('score' as const),
        entryId: fc.constantFrom('А', 'Б', 'В'),
        expertId: fc.constantFrom('x1', 'x2'),
        criterionId: fc.constantFrom('c1', 'c2'),
        to: fc.integer({ min: 0, max: 10 }).map(String),
      }),
      fc.record({
        kind: fc.constant('sheet-left-out' as const),
        entryId: fc.constantFrom('А', 'Б', 'В'),
        expertId: fc.constantFrom('x1', 'x2'),
      }),
      fc.record({ kind: fc.constant('entry-left-out' as const), entryId: fc.constantFrom('А', 'Б') }),
    );
    const list = fc.array(
      fc.record({ id: fc.uuid(), ground: fc.constant('Г'), changes: fc.array(change, { maxLength: 4 }) }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(list, (corrections: CountedCorrection[]) => {
        const beside = rankEntries({ ...input, corrections });
        const within = rankEntries(withCorrections({ ...input, corrections }));
        const shown = ({ rows }: typeof beside) => rows.map(({ entryId, place, total }) => ({ entryId, place, total }));
        expect(shown(beside)).toEqual(shown(within));
        expect(beside.rows.length + beside.unranked.length).toBe(3);
      }),
    );
  });

  it('that corrects nothing leaves every byte of the ranking as it was', () => {
    const without = canonicalJson(rankEntries(input));
    expect(canonicalJson(rankEntries({ ...input, corrections: [] }))).toBe(without);
  });
});

describe('preparing a correction', () => {
  const facts = { input, criteria };
  const score = (to: string): CorrectionChange => ({
    kind: 'score',
    entryId: 'А',
    expertId: 'x1',
    criterionId: 'c1',
    to,
  });

  it('keeps what changes something, with a comma read as a point', () => {
    const changes: CorrectionChange[] = [score('8'), { kind: 'points', entryId: 'Б', points: '1,5' }];
    expect(prepareCorrection({ ground: ' Описка ', changes }, facts)).toEqual({
      ground: 'Описка',
      changes: [{ kind: 'points', entryId: 'Б', points: '1.5' }],
    });
  });

  it('sees what earlier corrections made of a score', () => {
    const earlier = { ...facts, input: corrected(score('9')) };
    expect(prepareCorrection({ ground: 'Г', changes: [score('8')] }, earlier).changes).toEqual([score('8')]);
    expect(refusal(() => prepareCorrection({ ground: 'Г', changes: [score('9')] }, earlier))).toEqual({
      code: 'invalid-input',
      problems: [{ pointer: '/changes', rule: 'required' }],
    });
  });

  it.each<[string, CorrectionChange, unknown]>([
    ['an entry of another nomination', { kind: 'entry-left-out', entryId: 'Я' }, '/changes/0/entryId'],
    ['an expert without a sheet', { kind: 'sheet-left-out', entryId: 'А', expertId: 'x9' }, '/changes/0/expertId'],
    [
      'an unknown criterion',
      { kind: 'score', entryId: 'А', expertId: 'x1', criterionId: 'c9', to: '1' },
      '/changes/0/criterionId',
    ],
    ['points that are no number', { kind: 'points', entryId: 'А', points: 'много' }, '/changes/0/points'],
  ])('refuses %s', (_what, change, pointer) => {
    expect(refusal(() => prepareCorrection({ ground: 'Г', changes: [change] }, facts))).toMatchObject({
      code: 'invalid-input',
      problems: [{ pointer }],
    });
  });

  it('refuses points off the scale, and a correction without a ground', () => {
    expect(refusal(() => prepareCorrection({ ground: 'Г', changes: [score('11')] }, facts))!.code).toBe(
      'score-off-scale',
    );
    expect(refusal(() => prepareCorrection({ ground: '  ', changes: [score('9')] }, facts))!.code).toBe(
      'reason-required',
    );
  });
});

describe('the difference between two rankings', () => {
  it('names who stands elsewhere or has other points, in the new order', () => {
    const after = corrected(
      { kind: 'sheet-left-out', entryId: 'А', expertId: 'x1' },
      { kind: 'entry-left-out', entryId: 'В' },
    );
    const stands = rankingChange(rankEntries(input), rankEntries(after)).map(({ entryId, before, after: now }) => [
      entryId,
      before?.place.from ?? null,
      now?.place.from ?? null,
    ]);
    expect(stands).toEqual([
      ['Б', 2, 1],
      ['А', 1, 2],
      ['В', 3, null],
    ]);
    expect(rankingChange(rankEntries(input), rankEntries(input))).toEqual([]);
  });

  it('answers an appeal that raised or lowered, and no other', () => {
    const change = (...changes: CorrectionChange[]) =>
      rankingChange(rankEntries(input), rankEntries(corrected(...changes))).find(({ entryId }) => entryId === 'Б');
    const up = change({ kind: 'points', entryId: 'Б', points: '0.1' });
    const down = change({ kind: 'points', entryId: 'Б', points: '-0.1' });
    const out = change({ kind: 'entry-left-out', entryId: 'Б' });
    expect([up, down, out, undefined].map((each) => answersAppeal('raised', each))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([up, down, out, undefined].map((each) => answersAppeal('lowered', each))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(answersAppeal('unchanged', up)).toBe(false);
  });
});

describe('approving a correction', () => {
  const facts = { userId: 'u1', hashRead: 'h', nomination: 'Туризм' };

  it('applies with the second person, and with nobody twice', () => {
    expect(approveCorrection(facts, { hash: 'h', approvals: [] })).toEqual({ applies: false });
    expect(approveCorrection(facts, { hash: 'h', approvals: [{ userId: 'u2' }] })).toEqual({ applies: true });
    expect(refusal(() => approveCorrection(facts, { hash: 'h', approvals: [{ userId: 'u1' }] }))!.code).toBe(
      'same-approver',
    );
  });

  it('is of what was read', () => {
    expect(refusal(() => approveCorrection(facts, { hash: 'other', approvals: [] }))).toEqual({
      code: 'ranking-changed',
      nomination: 'Туризм',
    });
  });
});

it('what would be counted with a correction has it behind the others, and nothing of who prepared it', () => {
  const input = contest({ sheets: { a: [[9]] } });
  const first = { id: '1', ground: 'Ошибка', changes: [{ kind: 'entry-left-out' as const, entryId: 'a' }] };
  const row = { ...first, preparedById: 'u' };
  const once = withPrepared(input, row);
  expect(once).toEqual({ ...input, corrections: [first] });
  expect(withPrepared(once, { ...first, id: '2' }).corrections!.map(({ id }) => id)).toEqual(['1', '2']);
  expect(input.corrections).toBeUndefined();
});
