import {
  isOnScale,
  saveScores,
  setSheetAside,
  type Sheet,
  sheetWorkflow,
  submitSheet,
  weightedScore,
} from '../../../src/domain/judging/score-sheet.js';
import { Refusal } from '../../../src/domain/kernel/refusal.js';
import { reachableStates } from '../../../src/domain/kernel/workflow.js';

const scale = { scaleMin: '0', scaleMax: '10', scaleStep: '0.5' };
const criteria = [
  { id: 'effect', weight: '2.5', ...scale },
  { id: 'social', weight: '0', ...scale },
];
const now = new Date('2019-11-20T09:00:00Z');
const review = {
  kind: 'review' as const,
  opensAt: new Date('2019-11-01T00:00:00Z'),
  closesAt: new Date('2019-12-16T00:00:00Z'),
};
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

describe('a scale', () => {
  it.each([
    ['0', true],
    ['10', true],
    ['7.5', true],
    ['7.50', true],
    ['7.25', false],
    ['10.5', false],
    ['-0.5', false],
    ['1e1', false],
    ['', false],
  ])('with halves from 0 to 10 has %j: %s', (score, on) => {
    expect(isOnScale(score, scale)).toBe(on);
  });

  it('need not begin at zero', () => {
    const odd = { scaleMin: '1', scaleMax: '9', scaleStep: '2' };
    expect(['1', '3', '9'].every((score) => isOnScale(score, odd))).toBe(true);
    expect(['0', '2', '10'].some((score) => isOnScale(score, odd))).toBe(false);
    const wide = { scaleMin: '1', scaleMax: '9', scaleStep: '4' };
    expect(['1', '5', '9'].every((score) => isOnScale(score, wide))).toBe(true);
    expect(['3', '7'].some((score) => isOnScale(score, wide))).toBe(false);
  });
});

describe('a criterion', () => {
  const levels = ['100', '50', '25', '0'].map((points) => ({ label: points, points }));

  it.each([
    ['levels', { kind: 'levels' as const, levels }, ['100', '50', '25.0', '0'], ['75', '10', '-25', 'high']],
    ['pass or fail', { kind: 'pass-fail' as const, gate: 'any' as const }, ['0', '1'], ['0.5', '2', 'yes']],
    ['numbers', { kind: 'numeric' as const }, ['0.5', '10'], ['0.25', '50']],
  ])('of %s takes its own points and no others', (_name, kind, on, off) => {
    expect(on.map((score) => isOnScale(score, { ...scale, kind }))).toEqual(on.map(() => true));
    expect(off.map((score) => isOnScale(score, { ...scale, kind }))).toEqual(off.map(() => false));
  });

  it('of information needs no points', () => {
    const asked = [criteria[0]!, { ...criteria[1]!, kind: { kind: 'information' as const } }];
    const submitted = submitSheet({ ...sheet, scores: { effect: '5' } }, { ...facts, criteria: asked });
    expect(submitted.changes.state).toBe('submitted');
  });

  it('that cannot be judged may be left out only where the rule foresees it', () => {
    const declared = { ...sheet, scores: { effect: '5' }, cannotJudge: ['social'] };
    expect(refusalOf(() => submitSheet(declared, facts))).toMatchObject({ criteria: ['social'] });
    expect(submitSheet(declared, { ...facts, cannotJudge: 'leave-out' }).changes.state).toBe('submitted');
    const other = { ...declared, cannotJudge: [] };
    expect(refusalOf(() => submitSheet(other, { ...facts, cannotJudge: 'leave-out' }))).toMatchObject({
      code: 'sheet-incomplete',
    });
  });
});

describe('a score sheet', () => {
  it('keeps points with a comma, forgets taken back ones and those of other criteria', () => {
    const scores = { effect: '7,5', social: ' ', other: '99' };
    expect(saveScores(sheet, scores, facts).changes.scores).toEqual({ effect: '7.5' });
    expect(refusalOf(() => saveScores(sheet, { effect: '11' }, facts))).toEqual({
      code: 'score-off-scale',
      criterion: 'effect',
      title: 'effect',
      min: '0',
      max: '10',
      step: '0.5',
    });
  });

  it('is submitted complete and is frozen by that', () => {
    expect(refusalOf(() => submitSheet({ ...sheet, scores: { effect: '7' } }, facts))).toEqual({
      code: 'sheet-incomplete',
      criteria: ['social'],
      titles: ['social'],
    });
    const done = { ...sheet, ...submitSheet({ ...sheet, scores: { effect: '7', social: '3' } }, facts).changes };
    expect(done).toMatchObject({ state: 'submitted', submittedAt: now });
    expect(refusalOf(() => saveScores(done, {}, facts))).toEqual({ code: 'sheet-frozen' });
    expect(refusalOf(() => submitSheet(done, facts))).toEqual({ code: 'sheet-frozen' });
  });

  it('is written only while the review is open', () => {
    const late = { ...facts, now: review.closesAt };
    expect(refusalOf(() => saveScores(sheet, {}, late))).toMatchObject({ code: 'stage-closed', stage: 'review' });
    expect(refusalOf(() => submitSheet(sheet, late))).toMatchObject({ code: 'stage-closed' });
  });

  it('is set aside with a reason and then stays so', () => {
    expect(refusalOf(() => setSheetAside(sheet, { now, reason: '' }))).toEqual({ code: 'reason-required' });
    const aside = { ...sheet, ...setSheetAside(sheet, { now, reason: 'Не по методике' }).changes };
    expect(aside).toMatchObject({ state: 'set-aside', reason: 'Не по методике', submittedAt: now });
    expect(refusalOf(() => setSheetAside(aside, { now, reason: 'x' }))).toMatchObject({ code: 'action-not-allowed' });
    expect(reachableStates(sheetWorkflow)).toEqual(['draft', 'submitted', 'set-aside']);
  });

  it('weighs exactly, and a weight may be 0', () => {
    expect(weightedScore({ effect: '7', social: '10' }, criteria)).toBe('35/2');
    expect(
      weightedScore({ a: '0.1', b: '0.2' }, [
        { id: 'a', weight: '1' },
        { id: 'b', weight: '1' },
      ]),
    ).toBe('3/10');
    expect(refusalOf(() => weightedScore({}, criteria))).toEqual({
      code: 'sheet-incomplete',
      criteria: ['effect', 'social'],
      titles: ['effect', 'social'],
    });
  });
});
