import { answerJoin, mayAnswerJoin } from '../../../src/domain/accounts/joining.js';
import type { Actor } from '../../../src/domain/kernel/actor.js';
import { refusalOf } from '../../support/refusal-of.js';

const dueAt = new Date('2026-12-02T15:20:00Z');
const request = { userId: 'who', organisationId: 'o', cycleId: 'c', state: 'open' as const, dueAt };
const actor = (values: Partial<Actor>): Actor => ({
  userId: 'me',
  name: 'Я',
  grants: [],
  organisationIds: [],
  kind: 'person',
  tokenScopes: null,
  ...values,
});
const role = (name: 'organizer' | 'admin', cycleId: string | null) =>
  actor({ grants: [{ role: name, cycleId, nominationId: null, regionCode: null }] });
const [before, after] = [new Date('2026-12-02T15:19:59Z'), dueAt];

describe('who answers somebody who asks to join', () => {
  it.each([
    ['one of its people, at once', actor({ organisationIds: ['o'] }), 1, before, true],
    ['one of another’s people', actor({ organisationIds: ['x'] }), 1, after, false],
    ['the organizer before the term', role('organizer', 'c'), 1, before, false],
    ['the organizer after the term', role('organizer', 'c'), 1, after, true],
    ['the organizer where nobody else is', role('organizer', 'c'), 0, before, true],
    ['the organizer of another cycle', role('organizer', 'x'), 0, after, false],
    ['an administrator', role('admin', null), 1, before, true],
    ['who asks, though an administrator', { ...role('admin', null), userId: 'who' }, 0, after, false],
  ])('%s: %#', (_who, asked, people, now, may) => {
    expect(mayAnswerJoin(asked, request, { people, now })).toBe(may);
  });

  it('refuses with a reason, and once', () => {
    const answer = { approve: false, reason: '', answeredById: 'me', now: after };
    expect(refusalOf(() => answerJoin(request, answer))).toEqual({ code: 'reason-required' });
    expect(answerJoin(request, { ...answer, reason: ' Не наш ' })).toMatchObject({
      state: 'refused',
      reason: 'Не наш',
    });
    expect(refusalOf(() => answerJoin({ ...request, state: 'approved' }, answer))).toMatchObject({
      code: 'action-not-allowed',
    });
  });
});
