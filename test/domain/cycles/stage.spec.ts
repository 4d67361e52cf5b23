import { openStages } from '../../../src/domain/cycles/stage.js';
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
