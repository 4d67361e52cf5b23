import { RoleInvitation } from '../../../../src/accounts/role-invitations/role-invitation.entity.js';
import { RoleInvitationsService } from '../../../../src/accounts/role-invitations/role-invitations.service.js';
import { Membership } from '../../../../src/accounts/organisations/membership.entity.js';
import { RoleGrant } from '../../../../src/accounts/grants/role-grant.entity.js';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { type Role, systemActor } from '../../../../src/domain/kernel/actor.js';
import { LinkVault } from '../../../../src/platform/secrets/link-vault.js';
import { findUserByEmail } from '../../../../src/accounts/users/users.queries.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { announce } from '../../../support/letters.js';
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
  const refusalOf = (work: Promise<unknown>) =>
    work.then(
      () => 'sent',
      (error: { code?: string }) => error.code,
    );
  const attempt = async (grant: { role: Role; cycleId?: string | null }, input: object) => {
    const user = await given.user(app.em);
    const scope = { cycleId: null, nominationId: null, regionCode: null };
    const actor = actorOf(user, { grants: [{ ...scope, ...grant }] });
    serial += 1;
    const base = { email: `offered${serial}@example.org`, name: 'Имя', role: 'expert' as Role };
    return refusalOf(invitations.invite(actor, { ...base, ...input }));
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

  test('an organisation its own people and administrators, and nobody else', async () => {
    const [own, other] = [await given.organisation(app.em), await given.organisation(app.em)];
    const user = await given.user(app.em, { memberOf: [own] });
    const offer = (organisationId: string, cycleId?: string) => {
      serial += 1;
      const input = { email: `offered${serial}@example.org`, name: 'Имя', role: 'member' as Role, organisationId };
      return refusalOf(
        invitations.invite(actorOf(user, { organisationIds: [own.id] }), { ...input, ...(cycleId && { cycleId }) }),
      );
    };
    expect(await offer(own.id)).toBe('sent');
    expect(await offer(other.id)).toBe('forbidden');
    const { cycle } = await given.cycle(app.em);
    expect(await offer(own.id, cycle.id)).toBe('invalid-input');
    expect(await attempt({ role: 'organizer', cycleId: cycle.id }, { role: 'member', organisationId: own.id })).toBe(
      'forbidden',
    );
    expect(await attempt({ role: 'admin' }, { role: 'member', organisationId: own.id })).toBe('sent');
  });

  test('a nomination of the cycle, and a region that there is', async () => {
    const [{ cycle }, other] = [await given.cycle(app.em), await given.cycle(app.em)];
    const organizer = { role: 'organizer' as Role, cycleId: cycle.id };
    expect(await attempt(organizer, { cycleId: cycle.id, nominationId: other.nomination.id })).toBe('invalid-input');
    expect(await attempt(organizer, { cycleId: cycle.id, role: 'coordinator', regionCode: 'RU-XX' })).toBe(
      'invalid-input',
    );
  });

  test('what they may still give when it is accepted', async () => {
    const { cycle } = await given.cycle(app.em);
    const organizer = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: cycle.id }] });
    const grants = [{ role: 'organizer' as Role, cycleId: cycle.id, nominationId: null, regionCode: null }];
    const guest = await given.user(app.em);
    const input = { email: guest.email, name: 'Имя', role: 'secretary' as Role, cycleId: cycle.id };
    const offer = await invitations.invite(actorOf(organizer, { grants }), input);
    await app.em.update(RoleGrant, { userId: organizer.id }, { revokedAt: app.clock.now() });
    const link = `/invitations/${await tokenOf(offer)}`;
    expect((await app.guest().post(`${link}/accept`)).statusCode).toBe(410);
    expect(await app.em.countBy(RoleGrant, { userId: guest.id })).toBe(0);
    await app.em.update(RoleGrant, { userId: organizer.id }, { revokedAt: null });
    expect((await app.guest().post(`${link}/accept`)).statusCode).toBe(303);
  });
});

describe('Whoever begins to act for an organisation', () => {
  test('is made known to the others who act for it', async () => {
    const organisation = await given.organisation(app.em);
    const people = [
      await given.user(app.em, { memberOf: [organisation] }),
      await given.user(app.em, { memberOf: [organisation] }),
    ];
    const fresh = await given.user(app.em, { name: 'Новикова Вера' });
    const offer = await invite({ email: fresh.email, role: 'member', organisationId: organisation.id });
    await app.guest().post(`/invitations/${await tokenOf(offer)}/accept`);
    const news = await app.em.findBy(OutboxMessage, { type: 'membership.begun' });
    const { id } = news.at(-1)!;
    await announce(app, id);
    const letters = await app.em.findBy(Delivery, { messageId: id });
    expect(letters.map(({ recipient }) => recipient).sort()).toEqual(people.map(({ email }) => email).sort());
    expect(letters[0]!.subject).toContain(organisation.name);
    expect(JSON.stringify(letters[0]!.context)).toContain('Новикова Вера');
  });

  test('is asked by one of them on their page, which is nobody else’s', async () => {
    const [organisation, other] = [await given.organisation(app.em), await given.organisation(app.em)];
    const people = [
      await given.user(app.em, { memberOf: [organisation] }),
      await given.user(app.em, { memberOf: [organisation] }),
    ];
    const browser = await app.signIn(people[0]!.email);
    const page = `/account/organisations/${organisation.id}`;
    expect((await browser.get('/account')).body).toContain(page);
    expect((await browser.get(page)).body).toContain(people[1]!.email);
    expect((await browser.get(`/account/organisations/${other.id}`)).statusCode).toBe(404);
    expect((await browser.post(page, { name: '', email: 'colleague' })).statusCode).toBe(422);
    expect((await browser.post(page, { name: 'Коллега Анна', email: 'colleague@example.org' })).statusCode).toBe(303);
    const stranger = { name: 'Коллега Анна', email: 'stranger@example.org' };
    expect((await browser.post(`/account/organisations/${other.id}`, stranger)).statusCode).toBe(403);
    const offers = await app.em.findBy(RoleInvitation, { organisationId: organisation.id });
    expect(offers.map(({ email, role, cycleId }) => [email, role, cycleId])).toEqual([
      ['colleague@example.org', 'member', null],
    ]);
  });
});
