import { endsOf, reopenSheet, saveScores, submitSheet, type Sheet } from '../../../src/domain/judging/score-sheet.js';
import { Refusal } from '../../../src/domain/kernel/refusal.js';

const now = new Date('2019-11-20T09:00:00Z');
const review = {
  kind: 'review' as const,
  opensAt: new Date('2019-11-01T00:00:00Z'),
  closesAt: new Date('2019-12-16T00:00:00Z'),
};
const scale = { scaleMin: '0', scaleMax: '10', scaleStep: '1', weight: '1' };
const criteria = [
  { id: 'effect', title: 'Эффект', ...scale },
  { id: 'repeat', title: 'Повторимость', ...scale },
];
const facts = { now, timeZone: 'Europe/Moscow', review, criteria };
const sheet: Sheet = { id: 's1', state: 'draft', scores: {}, reason: '', submittedAt: null, savedAt: now };

function refusalOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return (error as Refusal).detail;
  }
  return undefined;
}

describe('a criterion that cannot be judged', () => {
  it('loses its points, and is no zero; where the rules do not foresee it, it is refused by name', () => {
    const points = { effect: '7', repeat: '3' };
    const kept = saveScores(sheet, points, { ...facts, cannotJudge: 'leave-out' }, ['repeat', 'unknown']);
    expect(kept.changes).toMatchObject({ scores: { effect: '7' }, cannotJudge: ['repeat'] });
    expect(refusalOf(() => saveScores(sheet, points, facts, ['repeat']))).toEqual({
      code: 'cannot-judge-not-foreseen',
      criterion: 'repeat',
      title: 'Повторимость',
    });
    expect(saveScores(sheet, points, facts, ['unknown']).changes.cannotJudge).toEqual([]);
  });

  it('of information has neither points nor an inability', () => {
    const informing = {
      ...facts,
      criteria: [criteria[0]!, { ...criteria[1]!, kind: { kind: 'information' as const } }],
    };
    const kept = saveScores(sheet, { effect: '7', repeat: '3' }, informing, ['repeat']);
    expect(kept.changes).toMatchObject({ scores: { effect: '7' }, cannotJudge: [] });
  });
});

describe('a remark', () => {
  const given = (scores: Record<string, string>, remarks: Record<string, string> = {}) => ({
    ...sheet,
    scores,
    remarks,
  });
  const asked = (remarks: 'optional' | 'always' | 'at-the-ends', remarkLength = 10) => ({
    ...facts,
    remarks: { remarks, remarkLength },
  });

  it.each([
    ['optional', { effect: '0', repeat: '10' }, {}, []],
    ['always', { effect: '5', repeat: '5' }, { effect: 'Достаточно слов' }, ['repeat']],
    ['always', { effect: '5', repeat: '5' }, { effect: 'коротко  ', repeat: '1234567890' }, ['effect']],
    ['at-the-ends', { effect: '0', repeat: '9' }, {}, ['effect']],
    ['at-the-ends', { effect: '1', repeat: '10.0' }, {}, ['repeat']],
    ['at-the-ends', { effect: '0', repeat: '10' }, { effect: 'Достаточно слов', repeat: 'Достаточно слов' }, []],
  ] as const)('%s of points %j and remarks %j is missing for %j', (rule, scores, remarks, missing) => {
    const refusal = refusalOf(() => submitSheet(given(scores, remarks), asked(rule)));
    if (missing.length === 0) expect(refusal).toBeUndefined();
    else expect(refusal).toMatchObject({ code: 'remark-missing', criteria: missing, length: 10 });
  });

  it('is not asked for where no points are given, and the ends of levels are those of their points', () => {
    const levels = ['50', '0', '100'].map((points) => ({ label: points, points }));
    expect(endsOf({ ...scale, kind: { kind: 'levels', levels } })).toEqual({ scaleMin: '0', scaleMax: '100' });
    const unable = { ...given({ effect: '5' }, { effect: 'Достаточно слов' }), cannotJudge: ['repeat'] };
    expect(submitSheet(unable, { ...asked('always'), cannotJudge: 'leave-out' }).changes.state).toBe('submitted');
  });
});

describe('reopening', () => {
  const submitted: Sheet = { ...sheet, state: 'submitted', submittedAt: now };

  it('makes a draft of a submitted sheet while the review is open, with a reason', () => {
    const { changes, events } = reopenSheet(submitted, { ...facts, reason: 'Опечатка' });
    expect(changes).toMatchObject({ state: 'draft', submittedAt: null });
    expect(events).toEqual([{ type: 'evaluation.reopened', evaluationId: 's1' }]);
  });

  it.each([
    ['a draft', sheet, facts, 'Опечатка', 'action-not-allowed'],
    ['one that is set aside', { ...submitted, state: 'set-aside' as const }, facts, 'Опечатка', 'action-not-allowed'],
    ['without a reason', submitted, facts, ' ', 'reason-required'],
    ['after the close', submitted, { ...facts, now: review.closesAt }, 'Опечатка', 'stage-closed'],
  ])('refuses %s', (_name, before, when, reason, code) => {
    expect(refusalOf(() => reopenSheet(before, { ...when, reason }))).toMatchObject({ code });
  });
});
