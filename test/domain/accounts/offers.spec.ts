import { mayOffer, meetsEntries, offerable, type Offer } from '../../../src/domain/accounts/offers.js';
import { roles, systemActor, type Actor, type Grant, type Role } from '../../../src/domain/kernel/actor.js';

const person = (grants: Partial<Grant>[], organisationIds: string[] = []): Actor => ({
  userId: 'u',
  name: 'Иванова Мария',
  grants: grants.map((grant) => ({ role: 'organizer', cycleId: null, nominationId: null, regionCode: null, ...grant })),
  organisationIds,
  kind: 'person',
  tokenScopes: null,
});
const offer = (rest: Partial<Offer> = {}): Offer => ({
  role: 'secretary',
  cycleId: 'c1',
  nominationId: null,
  regionCode: null,
  organisationId: null,
  ...rest,
});
const offered = (actor: Actor, rest: Partial<Offer> = {}): Role[] =>
  roles.filter((role) => mayOffer(actor, offer({ role, ...rest })));

describe('what may be offered', () => {
  const organizer = person([{ cycleId: 'c1' }]);

  test('is every role for an administrator and for the program itself', () => {
    expect(offered(person([{ role: 'admin' }]))).toEqual([...roles]);
    expect(offered(systemActor, { cycleId: null })).toEqual([...roles]);
  });

  test('is helpers for an organizer, never who signs or runs the contest', () => {
    expect(offered(organizer)).toEqual(['coordinator', 'expert', 'member', 'secretary', 'auditor']);
  });

  test('is nothing outside the own cycle, nomination or region', () => {
    for (const rest of [{ cycleId: 'c2' }, { cycleId: null }]) expect(offered(organizer, rest)).toEqual([]);
    // Also for who runs every cycle: a role in all of them is an administrator's to give.
    expect(offered(person([{ cycleId: null }]), { cycleId: null })).toEqual([]);
    const narrow = person([{ cycleId: 'c1', nominationId: 'n1' }]);
    expect(mayOffer(narrow, offer())).toBe(false);
    expect(mayOffer(narrow, offer({ nominationId: 'n1' }))).toBe(true);
    const regional = person([{ cycleId: 'c1', regionCode: 'RU-BA' }]);
    expect(mayOffer(regional, offer({ regionCode: 'RU-YAR' }))).toBe(false);
    expect(mayOffer(regional, offer({ regionCode: 'RU-BA' }))).toBe(true);
  });

  test('is nothing for every other role', () => {
    for (const role of roles.filter((each) => each !== 'admin' && each !== 'organizer'))
      expect([role, offered(person([{ role, cycleId: 'c1' }]))]).toEqual([role, []]);
  });

  test.each([
    ['an administrator', [{ role: 'admin' }]],
    ['who runs every contest', [{}]],
    ['who runs one', [{ cycleId: 'c1' }]],
    ['who runs a region of one', [{ cycleId: 'c1', regionCode: 'RU-BA' }]],
    ['who runs a nomination', [{ cycleId: 'c1', nominationId: 'n1' }]],
    ['who watches', [{ role: 'auditor', cycleId: 'c1' }]],
  ] as [string, Partial<Grant>[]][])(
    'that is shown to %s for choosing may be offered, and nothing else',
    (_who, grants) => {
      const actor = person(grants);
      const shown = offerable(actor);
      for (const role of roles)
        for (const cycleId of ['c1', 'c2'])
          for (const regionCode of ['RU-BA', 'RU-YAR']) {
            const isShown =
              shown.roles.includes(role) &&
              (shown.cycleIds?.includes(cycleId) ?? true) &&
              (shown.regionCodes?.includes(regionCode) ?? true);
            expect([role, cycleId, regionCode, mayOffer(actor, offer({ role, cycleId, regionCode }))]).toEqual([
              role,
              cycleId,
              regionCode,
              isShown,
            ]);
          }
    },
  );

  test('is an organisation for its own people and administrators alone, whoever runs a contest', () => {
    const rest = { role: 'member' as Role, cycleId: null, organisationId: 'o1' };
    expect(mayOffer(person([], ['o1']), offer(rest))).toBe(true);
    expect(mayOffer(person([], ['o2']), offer(rest))).toBe(false);
    expect(mayOffer(person([{ cycleId: null }]), offer(rest))).toBe(false);
    expect(mayOffer(organizer, offer({ ...rest, cycleId: 'c1' }))).toBe(false);
    expect(mayOffer(person([{ role: 'admin' }]), offer(rest))).toBe(true);
  });

  test('opens entries by its scope, but for experts, who meet what is assigned, and administrators', () => {
    expect(roles.filter((role) => !meetsEntries(role))).toEqual(['admin', 'expert']);
  });
});
