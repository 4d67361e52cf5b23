import { RoleInvitation } from '../../../../src/accounts/role-invitations/role-invitation.entity.js';
import { RoleInvitationsService } from '../../../../src/accounts/role-invitations/role-invitations.service.js';
import { Membership } from '../../../../src/accounts/organisations/membership.entity.js';
import { RoleGrant } from '../../../../src/accounts/grants/role-grant.entity.js';
import { type Role, systemActor } from '../../../../src/domain/kernel/actor.js';
import { LinkVault } from '../../../../src/platform/secrets/link-vault.js';
import { findUserByEmail } from '../../../../src/accounts/users/users.queries.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { actorOf, given } from '../../../support/given.js';

let app: TestApp;
let invitations: RoleInvitationsService;
beforeAll(async () => {
  app = await startApp();
  invitations = app.nest.get(RoleInvitationsService);
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

const tokenOf = async ({ id }: RoleInvitation) => (await app.nest.get(LinkVault).read(app.em, id))!;
let serial = 0;
const invite = (rest: Partial<Parameters<RoleInvitationsService['invite']>[1]> = {}) => {
  serial += 1;
  const input = { email: `invited${serial}@example.org`, name: 'Галимова Алия Рашитовна', role: 'auditor' as Role };
  return invitations.invite(systemActor, { ...input, ...rest });
};

describe('An invitation', () => {
  test('is only shown by its link; the button makes the account, grants the role and signs in', async () => {
    const invitation = await invite();
    const link = `/invitations/${await tokenOf(invitation)}`;
    const browser = app.guest();
    expect((await browser.get(link)).body).toContain(invitation.email);
    expect(await findUserByEmail(app.em, invitation.email)).toBeNull();
    const answer = await browser.post(`${link}/accept`, { password: 'a phrase of several words' });
    expect(answer.statusCode).toBe(303);
    expect((await browser.get('/account')).body).toContain(invitation.email);
    const user = await findUserByEmail(app.em, invitation.email);
    expect(await app.em.findBy(RoleGrant, { userId: user!.id })).toMatchObject([{ role: 'auditor', cycleId: null }]);
    expect((await browser.get(link)).statusCode).toBe(410);
  });

  test('refuses a password that is short, and keeps the offer', async () => {
    const invitation = await invite();
    const link = `/invitations/${await tokenOf(invitation)}`;
    expect((await app.guest().post(`${link}/accept`, { password: 'short' })).statusCode).toBe(422);
    expect((await app.guest().get(link)).statusCode).toBe(200);
  });

  test('adds the role to an account that is there, without asking for a password', async () => {
    const user = await given.user(app.em);
    const organisation = await given.organisation(app.em);
    const invitation = await invite({ email: user.email, role: 'member', organisationId: organisation.id });
    const browser = app.guest();
    await browser.post(`/invitations/${await tokenOf(invitation)}/accept`);
    expect(await app.em.countBy(Membership, { userId: user.id, organisationId: organisation.id })).toBe(1);
    expect((await browser.get('/account')).body).toContain(organisation.name);
  });

  test('is accepted once by two at a time', async () => {
    const token = await tokenOf(await invite());
    const pressed = await Promise.all(
      [1, 2].map(() => app.guest().post(`/invitations/${token}/accept`, { password: 'a phrase of several words' })),
    );
    expect(pressed.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 410]);
  });

  test('can be declined with a reason and without an account', async () => {
    const invitation = await invite();
    const answer = await app.guest().post(`/invitations/${await tokenOf(invitation)}/decline`, { reason: 'В отпуске' });
    expect(answer.statusCode).toBe(200);
    expect(await app.em.findOneBy(RoleInvitation, { id: invitation.id })).toMatchObject({ declineReason: 'В отпуске' });
    expect(await findUserByEmail(app.em, invitation.email)).toBeNull();
  });

  test('gets a new link when sent again, and the old one is dead; taken back, both are', async () => {
    const invitation = await invite();
    const first = await tokenOf(invitation);
    await invitations.resend(systemActor, invitation.id);
    const second = await tokenOf(invitation);
    expect((await app.guest().get(`/invitations/${first}`)).statusCode).toBe(410);
    expect((await app.guest().get(`/invitations/${second}`)).statusCode).toBe(200);
    await invitations.revoke(systemActor, invitation.id);
    expect((await app.guest().get(`/invitations/${second}`)).statusCode).toBe(410);
  });

  test('is over after two weeks', async () => {
    const token = await tokenOf(await invite());
    app.clock.advance(14 * 24 * 3600_000);
    expect((await app.guest().get(`/invitations/${token}`)).statusCode).toBe(410);
  });
});

describe('Who may invite', () => {
  const attempt = async (grant: { role: Role; cycleId?: string | null }, input: object) => {
    const user = await given.user(app.em);
    const scope = { cycleId: null, nominationId: null, regionCode: null };
    const actor = actorOf(user, { grants: [{ ...scope, ...grant }] });
    serial += 1;
    const base = { email: `offered${serial}@example.org`, name: 'Имя', role: 'expert' as Role };
    return invitations.invite(actor, { ...base, ...input }).then(
      () => 'sent',
      (error: { code?: string }) => error.code,
    );
  };

  test('administrators anybody, organizers helpers of their own cycle only', async () => {
    const [own, other] = [(await given.cycle(app.em)).cycle, (await given.cycle(app.em)).cycle];
    const organizer = { role: 'organizer' as Role, cycleId: own.id };
    expect(await attempt({ role: 'admin' }, { role: 'organizer' })).toBe('sent');
    expect(await attempt(organizer, { cycleId: own.id })).toBe('sent');
    expect(await attempt(organizer, { cycleId: other.id })).toBe('forbidden');
    expect(await attempt(organizer, {})).toBe('forbidden');
    expect(await attempt(organizer, { cycleId: own.id, role: 'admin' })).toBe('forbidden');
    expect(await attempt(organizer, { cycleId: own.id, role: 'chair' })).toBe('forbidden');
    expect(await attempt({ role: 'expert' }, { cycleId: own.id })).toBe('forbidden');
  });
});
