import { inOrderOfDates, mustBeOpen, mustOpenBeforeItCloses, openStages } from '../../../src/domain/cycles/stage.js';
import { refusalOf } from '../../support/refusal-of.js';
import { availableActions, defineWorkflow } from '../../../src/domain/kernel/workflow.js';

describe('the stages of a cycle', () => {
  // docs/rules.md §1, source C: in 2019 the jury worked from 1 November to 15 December and the board from 15 December to 25 January.
  const stage = (kind: 'review' | 'board', from: string, to: string) => ({
    kind,
    opensAt: new Date(`${from}T00:00:00+03:00`),
    closesAt: new Date(`${to}T00:00:00+03:00`),
  });
  const stages = [stage('review', '2019-11-01', '2019-12-16'), stage('board', '2019-12-15', '2020-01-26')];

  it.each([
    ['2019-10-31T23:59:59+03:00', []],
    ['2019-11-01T00:00:00+03:00', ['review']],
    ['2019-12-15T12:00:00+03:00', ['review', 'board']],
    ['2019-12-16T00:00:00+03:00', ['board']],
    ['2020-01-26T00:00:00+03:00', []],
  ])('at %s are open: %j', (now, kinds) => {
    expect(openStages(stages, new Date(now)).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('a closed one is refused with both of its instants, the present one and the zone', () => {
    const now = new Date('2019-12-20T09:00:00Z');
    const { opensAt, closesAt } = stages[0]!;
    const refusal = { code: 'stage-closed', stage: 'review', now, timeZone: 'Europe/Moscow' };
    expect(refusalOf(() => mustBeOpen(stages[0]!, 'review', now, 'Europe/Moscow'))).toEqual({
      ...refusal,
      opensAt,
      closesAt,
    });
    const missing = { ...refusal, opensAt: null, closesAt: null };
    expect(refusalOf(() => mustBeOpen(null, 'review', now, 'Europe/Moscow'))).toEqual(missing);
  });

  it('an open one is given back', () => {
    expect(mustBeOpen(stages[0]!, 'review', new Date('2019-11-05T09:00:00Z'), 'Europe/Moscow')).toBe(stages[0]);
  });

  it.each([
    ['after it opens', 1000, false],
    ['as it opens', 0, true],
    ['before it opens', -1000, true],
  ])('that closes %s (%i ms) is told', (_when, ms, isRefused) => {
    const opensAt = new Date('2026-06-01T09:00:00Z');
    const check = () => mustOpenBeforeItCloses({ opensAt, closesAt: new Date(opensAt.getTime() + ms) });
    const problems = [{ pointer: '/closesAt', rule: 'closes-before-it-opens' }];
    if (isRefused) expect(refusalOf(check)).toEqual({ code: 'invalid-input', problems });
    else expect(check).not.toThrow();
  });

  it('stand in the order in which they open, then close, and the list that is given stays as it is', () => {
    const long = stage('board', '2019-11-01', '2020-01-26');
    const late = stage('board', '2019-12-15', '2019-12-16');
    const given = [late, long, stages[0]!];
    expect(inOrderOfDates(given)).toEqual([stages[0], long, late]);
    expect(given).toEqual([late, long, stages[0]]);
  });
});

describe('a workflow', () => {
  it('offers its verbs in the order of their definition', () => {
    const workflow = defineWorkflow({
      initial: 'draft',
      actions: { submit: { from: ['draft'], to: 'done' }, drop: { from: ['draft', 'done'], to: 'dropped' } },
    });
    expect(availableActions(workflow, 'draft')).toEqual(['submit', 'drop']);
    expect(availableActions(workflow, 'done')).toEqual(['drop']);
    expect(availableActions(workflow, 'dropped')).toEqual([]);
  });
});
