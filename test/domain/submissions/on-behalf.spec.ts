import { systemActor, type Actor } from '../../../src/domain/kernel/actor.js';
import {
  holds,
  mustHaveNobody,
  mustScreenAnothers,
  takesOver,
  type EnteredEntry,
} from '../../../src/domain/submissions/on-behalf.js';
import { refusalOf } from '../../support/refusal-of.js';

const organizer: Actor = { ...systemActor, kind: 'person', userId: 'u1' };
const entry: EnteredEntry = { id: 's1', organisationId: 'o1', enteredById: 'u1', responsibleId: 'u1' };
const theirs: EnteredEntry = { ...entry, enteredById: null, responsibleId: 'u2' };

test('an entry on behalf is for an organisation for which nobody acts', () => {
  expect(() => mustHaveNobody({ name: 'Фонд', people: 0 })).not.toThrow();
  expect(refusalOf(() => mustHaveNobody({ name: 'Фонд', people: 1 }))).toEqual({
    code: 'organisation-has-people',
    name: 'Фонд',
  });
});

test.each<[string, EnteredEntry, boolean]>([
  ['holds what was entered and not taken over', entry, true],
  ['holds it no more once another answers for it', { ...entry, responsibleId: 'u2' }, false],
  ['holds nothing that another entered', { ...entry, enteredById: 'u2' }, false],
  ['holds nothing of an organisation’s own', { ...theirs, responsibleId: 'u1' }, false],
])('who enters on behalf %s', (_case, one, expected) => {
  expect(holds(organizer, one)).toBe(expected);
  expect(takesOver(organizer, one, 'submit')).toBe(expected);
  expect(takesOver(organizer, one, 'edit')).toBe(false);
});

test.each<[string, Actor, EnteredEntry, boolean]>([
  ['who entered it', organizer, entry, true],
  ['who entered it, also after it was taken over', organizer, { ...entry, responsibleId: 'u2' }, true],
  ['who acts for its organisation', { ...organizer, organisationIds: ['o1'] }, theirs, true],
  [
    'who works on it, with the least right too',
    { ...organizer, collaborations: [{ submissionId: 's1', right: 'view' }] },
    theirs,
    true,
  ],
  ['another organizer', { ...organizer, userId: 'u3' }, entry, false],
  ['the program itself', systemActor, entry, false],
])('screening is refused to %s: %#', (_who, actor, one, refused) => {
  const decide = () => mustScreenAnothers(actor, one);
  if (refused) expect(refusalOf(decide)).toEqual({ code: 'own-entry' });
  else expect(decide).not.toThrow();
});
