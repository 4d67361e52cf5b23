import {
  type Actor,
  type Grant,
  hasRole,
  mustHaveRole,
  mustHaveScope,
  systemActor,
} from '../../../src/domain/kernel/actor.js';

const everywhere = { cycleId: null, nominationId: null, regionCode: null };
const actor = (grants: Grant[], tokenScopes: string[] | null = null): Actor => ({
  ...systemActor,
  kind: 'person',
  grants,
  tokenScopes,
});
const coordinator = actor([{ ...everywhere, role: 'coordinator', cycleId: 'c2019', regionCode: 'RU-BA' }]);

describe('a role', () => {
  it.each([
    [{ cycleId: 'c2019', regionCode: 'RU-BA' }, true],
    [{ cycleId: 'c2019', regionCode: 'RU-BA', nominationId: 'n1' }, true],
    [{ cycleId: 'c2019', regionCode: 'RU-TA' }, false],
    [{ cycleId: 'c2018', regionCode: 'RU-BA' }, false],
    [{ cycleId: 'c2019' }, false],
    [{}, false],
  ])('of a region in a cycle covers %j: %s', (scope, covered) => {
    expect(hasRole(coordinator, ['coordinator'], scope)).toBe(covered);
  });

  it('without parts covers everything, and an administrator holds no other', () => {
    const admin = actor([{ ...everywhere, role: 'admin' }]);
    expect(hasRole(admin, ['admin'], { cycleId: 'c2019' })).toBe(true);
    expect(hasRole(admin, ['expert', 'organizer'])).toBe(false);
    expect(() => mustHaveRole(admin, ['expert'])).toThrow('forbidden');
    expect(hasRole(systemActor, ['chair'], { cycleId: 'c2019' })).toBe(true);
  });

  it('is narrowed by the scopes of a token, never by being signed in', () => {
    expect(() => mustHaveScope(actor([], ['read']), 'write')).toThrow('scope-missing');
    expect(() => mustHaveScope(actor([], ['write']), 'write')).not.toThrow();
    expect(() => mustHaveScope(actor([]), 'write')).not.toThrow();
  });
});
