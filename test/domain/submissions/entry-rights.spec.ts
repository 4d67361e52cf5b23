import { systemActor, type Actor } from '../../../src/domain/kernel/actor.js';
import {
  answerHandover,
  handoverWorkflow,
  mayHandOver,
  mayTake,
  type Handover,
} from '../../../src/domain/submissions/handover.js';
import {
  entryRights,
  includesRight,
  mayGiveRight,
  rightOn,
  rightsToGive,
  type EntryRight,
} from '../../../src/domain/submissions/entry-rights.js';
import { reachableStates } from '../../../src/domain/kernel/workflow.js';
import { refusalOf } from '../../support/refusal-of.js';

const entry = { id: 's1', organisationId: 'o1' };
const person = (right: EntryRight | null, organisationIds: string[] = []): Actor => ({
  ...systemActor,
  kind: 'person',
  userId: 'u1',
  organisationIds,
  collaborations: right ? [{ submissionId: 's1', right }] : [],
});

describe('what somebody may do with an entry', () => {
  it.each<[string, Actor, EntryRight | null, EntryRight[]]>([
    ['people of the organisation everything', person(null, ['o1']), 'submit', ['view', 'edit', 'submit']],
    ['also where they were given less', person('view', ['o1']), 'submit', ['view', 'edit', 'submit']],
    ['who may submit gives everything', person('submit'), 'submit', ['view', 'edit', 'submit']],
    ['who may edit gives no more', person('edit'), 'edit', ['view', 'edit']],
    ['who may read gives nothing', person('view'), 'view', []],
    ['people of another organisation nothing', person(null, ['o2']), null, []],
  ])('%s', (_who, actor, right, gives) => {
    expect(rightOn(actor, entry)).toBe(right);
    expect(rightsToGive(actor, entry)).toEqual(gives);
  });

  it('is of that entry alone', () => {
    const other = { id: 's2', organisationId: 'o1' };
    expect(rightOn(person('submit'), other)).toBeNull();
    expect(mayGiveRight(person('submit'), other, 'view')).toBe(false);
  });

  it('includes what is less', () => {
    const table = entryRights.map((held) => entryRights.map((wanted) => includesRight(held, wanted)));
    expect(table).toEqual([
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ]);
    expect(includesRight(null, 'view')).toBe(false);
  });
});

describe('handing an entry over', () => {
  const there = { responsibleId: 'u1', isThere: true };
  it.each<[string, Actor, { responsibleId: string | null; isThere: boolean }, boolean]>([
    ['is the responsible person’s', person(null, ['o1']), there, true],
    ['also of another organisation', person('submit'), there, true],
    ['not of one who may no longer submit', person('edit'), there, false],
    ['nobody else’s while that person is there', person(null, ['o1']), { ...there, responsibleId: 'u2' }, false],
    ['anybody’s of the organisation when not', person(null, ['o1']), { responsibleId: 'u2', isThere: false }, true],
    ['no collaborator’s then', person('submit'), { responsibleId: null, isThere: false }, false],
  ])('%s', (_whose, actor, responsible, may) => {
    expect(mayHandOver(actor, entry, responsible)).toBe(may);
    expect(mayTake(actor, entry, responsible)).toBe(may && !responsible.isThere);
  });

  const now = new Date('2026-06-10T09:00:00Z');
  const offer: Handover = { id: 'h1', fromId: 'u1', toId: 'u2', state: 'offered', answeredAt: null };
  const facts = { ...there, actorId: 'u2', toHolds: 'submit' as const, now };

  it('ends with the receiver’s answer, or is taken back by the giver', () => {
    const events = [{ type: 'handover.answered', handoverId: 'h1' }];
    const ended = (state: string) => ({ changes: { state, answeredAt: now }, events });
    expect(answerHandover(offer, 'accept', facts)).toEqual(ended('accepted'));
    expect(answerHandover(offer, 'decline', facts)).toEqual(ended('declined'));
    expect(answerHandover(offer, 'withdraw', { ...facts, actorId: 'u1' })).toEqual(ended('withdrawn'));
    expect([...reachableStates(handoverWorkflow)].sort()).toEqual(['accepted', 'declined', 'offered', 'withdrawn']);
  });

  it.each<[string, Parameters<typeof answerHandover>, string]>([
    ['the giver accepts', [offer, 'accept', { ...facts, actorId: 'u1' }], 'not-found'],
    ['the receiver takes it back', [offer, 'withdraw', facts], 'not-found'],
    ['it is answered', [{ ...offer, state: 'declined' }, 'accept', facts], 'action-not-allowed'],
    ['the receiver may not submit any more', [offer, 'accept', { ...facts, toHolds: 'edit' }], 'action-not-allowed'],
    ['another is responsible meanwhile', [offer, 'accept', { ...facts, responsibleId: 'u3' }], 'action-not-allowed'],
  ])('is refused where %s', (_why, args, code) => {
    expect(refusalOf(() => answerHandover(...args))).toMatchObject({ code });
  });
});
