import type { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import type { User } from '../../../../src/accounts/users/user.entity.js';
import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import type { EntryRight } from '../../../../src/domain/submissions/entry-rights.js';
import { LinkVault } from '../../../../src/platform/secrets/link-vault.js';
import { newId } from '../../../../src/platform/ids.js';
import { CollaboratorInvitation } from '../../../../src/submissions/collaborators/collaborator-invitation.entity.js';
import { Collaborator } from '../../../../src/submissions/collaborators/collaborator.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let made: GivenCycle;
let organisation: Organisation;
let leader: User;
let own: Browser;
let id: string;
let serial = 0;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z', broken: ['register-is-unbroken'] });
  made = await given.cycle(app.em, {
    stages: {
      intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'],
      screening: ['2026-06-01T00:00:00Z', '2026-07-20T00:00:00Z'],
    },
  });
  const fields = [
    { id: 'title', type: 'text', label: { ru: 'Название практики' }, required: true },
    { id: 'problem', type: 'textarea', label: { ru: 'Проблема' } },
  ];
  await app.em.update(FormVersion, { nominationId: made.nomination.id }, { fields: fields as never });
});
afterAll(() => app.close());

beforeEach(async () => {
  serial += 1;
  app.clock.moveTo('2026-06-10T09:00:00Z');
  organisation = await given.organisation(app.em, { regionCode: 'RU-BA' });
  leader = await given.user(app.em, { memberOf: [organisation] });
  own = await app.signIn(leader.email);
  const answers = { title: `Няня по соседству ${serial}`, problem: 'Тайный текст' };
  const begun = { nominationId: made.nomination.id, organisationId: organisation.id, answers };
  id = (await own.api('POST', 'submissions', begun)).json<{ id: string }>().id;
});

const people = () => `/submissions/${id}/people`;
const invite = (browser: Browser, email: string, right: EntryRight) =>
  browser.post(people(), { name: 'Юсупов Тимур Ильдарович', email, right });
const invitationOf = (email: string) =>
  app.em.findOneOrFail(CollaboratorInvitation, { where: { email, submissionId: id }, order: { createdAt: 'DESC' } });
const linkOf = async (email: string) => {
  const { id: invitation } = await invitationOf(email);
  return `/entry-invitations/${(await app.nest.get(LinkVault).read(app.em, invitation))!}`;
};

/** Somebody of another organisation who has accepted an invitation. */
async function collaborator(right: EntryRight, by = own): Promise<{ user: User; browser: Browser }> {
  const user = await given.user(app.em, { memberOf: [await given.organisation(app.em, { regionCode: 'RU-YAR' })] });
  expect((await invite(by, user.email, right)).statusCode).toBe(303);
  const browser = await app.signIn(user.email);
  expect((await browser.post(`${await linkOf(user.email)}/accept`)).statusCode).toBe(303);
  return { user, browser };
}
const save = async (browser: Browser, problem: string) => {
  const seen = await browser.api('GET', `submissions/${id}`);
  const headers = { 'if-match': seen.headers['etag'] as string };
  return browser.api('PATCH', `submissions/${id}`, { answers: { problem } }, { headers });
};

describe('A right on one entry', () => {
  test('opens exactly what it says, through every door', async () => {
    const expected = {
      view: { read: 200, save: 403, presence: 404, submit: 403 },
      edit: { read: 200, save: 200, presence: 200, submit: 403 },
      submit: { read: 200, save: 200, presence: 200, submit: 200 },
    };
    for (const right of ['view', 'edit', 'submit'] as const) {
      const { browser } = await collaborator(right);
      const page = await browser.get(`/submissions/${id}`);
      const found = {
        read: page.statusCode,
        save: (await save(browser, `Правка ${right}`)).statusCode,
        presence: (await browser.post(`/submissions/${id}/presence`, { window: 'w', field: '' })).statusCode,
        submit: (await browser.api('POST', `submissions/${id}/submit`)).statusCode,
      };
      expect([right, found]).toEqual([right, expected[right]]);
      expect(page.body.includes('Тайный текст') || page.body.includes('Правка')).toBe(true);
      expect((await browser.get('/submissions')).body).toContain(`вы соавтор, ${organisation.name}`);
      const edit = await browser.get(`/submissions/${id}/edit`);
      expect([right, edit.statusCode]).toEqual([right, right === 'view' ? 303 : 200]);
      // What is the organisation's alone.
      expect((await browser.api('POST', `submissions/${id}/withdraw`, { reason: '' })).statusCode).toBe(403);
      expect((await browser.get(`/submissions/${id}/relations`)).statusCode).toBe(404);
      expect(page.body).not.toContain(`/submissions/${id}/withdraw`);
    }
  });

  test('is of that entry alone, and ends when it is taken', async () => {
    const { user, browser } = await collaborator('edit');
    const answers = { title: 'Другая заявка' };
    const begun = { nominationId: made.nomination.id, organisationId: organisation.id, answers };
    const other = (await own.api('POST', 'submissions', begun)).json<{ id: string }>().id;
    expect((await browser.get(`/submissions/${other}`)).statusCode).toBe(404);
    expect((await browser.get('/submissions')).body).not.toContain('Другая заявка');
    const row = await app.em.findOneByOrFail(Collaborator, { userId: user.id, submissionId: id });
    expect((await own.post(`${people()}/${row.id}/right`, { right: 'view' })).statusCode).toBe(303);
    expect((await save(browser, 'поздно')).statusCode).toBe(403);
    expect((await own.post(`${people()}/${row.id}/remove`)).statusCode).toBe(303);
    for (const door of [`/submissions/${id}`, people(), `/submissions/${id}/edit`, `/api/v1/submissions/${id}`])
      expect([door, (await browser.get(door)).statusCode]).toEqual([door, 404]);
    expect((await own.post(`${people()}/${row.id}/remove`)).statusCode).toBe(404);
  });

  test('is never more than its giver holds', async () => {
    const { browser: reads } = await collaborator('view');
    const { browser: edits } = await collaborator('edit');
    expect((await invite(reads, `a${serial}@example.org`, 'view')).statusCode).toBe(403);
    expect((await invite(edits, `b${serial}@example.org`, 'submit')).statusCode).toBe(403);
    expect((await invite(edits, `c${serial}@example.org`, 'edit')).statusCode).toBe(303);
    const row = await app.em.findOneByOrFail(Collaborator, { submissionId: id, right: 'edit' });
    expect((await edits.post(`${people()}/${row.id}/right`, { right: 'submit' })).statusCode).toBe(403);
    // What the giver may no longer give when it is answered is worth nothing.
    const link = await linkOf(`c${serial}@example.org`);
    await own.post(`${people()}/${row.id}/remove`);
    const late = await app.guest().post(`${link}/accept`, { password: 'a phrase of several words' });
    expect(late.statusCode).toBe(410);
  });
});

describe('An invitation to an entry', () => {
  test('makes an account where there is none, and is used once by two at a time', async () => {
    const email = `new${serial}@example.org`;
    await invite(own, email, 'edit');
    const link = await linkOf(email);
    const pressed = await Promise.all(
      [1, 2].map(() => app.guest().post(`${link}/accept`, { password: 'a phrase of several words' })),
    );
    expect(pressed.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 410]);
    expect(await app.em.countBy(Collaborator, { submissionId: id })).toBe(1);
    expect((await app.guest().get(link)).statusCode).toBe(410);
  });

  test('is one for an address: pressed twice, sent twice, it is one letter', async () => {
    const email = `twice${serial}@example.org`;
    const pressed = await Promise.all([invite(own, email, 'view'), invite(own, email, 'view')]);
    expect(pressed.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 409]);
    const { id: invitation } = await invitationOf(email);
    const letters = async () => {
      const [row] = await app.em.query<{ count: number }[]>(
        `SELECT count(*)::int AS count FROM outbox_message WHERE type = 'collaborator.invited' AND payload->>'invitationId' = $1`,
        [invitation],
      );
      return row!.count;
    };
    expect(await letters()).toBe(1);
    app.clock.moveTo('2026-06-10T10:00:00Z');
    const first = await linkOf(email);
    await Promise.all([1, 2].map(() => own.post(`${people()}/invitations/${invitation}/resend`)));
    expect(await letters()).toBe(2);
    expect((await app.guest().get(first)).statusCode).toBe(410);
    const second = await linkOf(email);
    expect((await own.post(`${people()}/invitations/${invitation}/revoke`)).statusCode).toBe(303);
    expect((await app.guest().get(second)).statusCode).toBe(410);
    expect((await invite(own, email, 'view')).statusCode).toBe(303);
  });

  test('expires', async () => {
    const email = `old${serial}@example.org`;
    await invite(own, email, 'view');
    const link = await linkOf(email);
    app.clock.moveTo('2026-06-24T09:00:00Z');
    expect((await app.guest().get(link)).statusCode).toBe(410);
    expect((await app.guest().post(`${link}/accept`, { password: 'a phrase of several words' })).statusCode).toBe(410);
  });

  test('is answered by who has the link, and it is recorded who it was', async () => {
    const email = `somebody${serial}@example.org`;
    await invite(own, email, 'edit');
    const other = await given.user(app.em);
    const browser = await app.signIn(other.email);
    const link = await linkOf(email);
    expect((await browser.get(link)).body).toContain(`вы вошли как ${other.email}`);
    expect((await browser.post(`${link}/accept`)).statusCode).toBe(303);
    expect(await invitationOf(email)).toMatchObject({ acceptedById: other.id });
    expect((await own.get(people())).body).toContain(other.email);
  });

  test('is not for people who have every right already', async () => {
    expect((await invite(own, leader.email, 'view')).statusCode).toBe(409);
    await invite(own, `me${serial}@example.org`, 'view');
    const colleague = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
    expect((await colleague.post(`${await linkOf(`me${serial}@example.org`)}/accept`)).statusCode).toBe(409);
  });
});

describe('Who works on an entry', () => {
  test('does not judge or screen it: a collaborator has a conflict of interest, also afterwards', async () => {
    await own.api('POST', `submissions/${id}/submit`);
    const organizer = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
    const screening = `/cycles/${made.cycle.id}/screening/${id}`;
    const browser = await app.signIn(organizer.email);
    expect((await browser.get(screening)).statusCode).toBe(200);
    await invite(own, organizer.email, 'view');
    await browser.post(`${await linkOf(organizer.email)}/accept`);
    for (const verb of ['admit', 'return', 'reject']) {
      const answer = await browser.post(screening, { verb, reason: 'Довод', seen: 'submitted 1' });
      expect([verb, answer.statusCode, answer.body.includes('проверяет другой')]).toEqual([verb, 409, true]);
    }
    expect((await browser.api('POST', `submissions/${id}/admit`)).json()).toMatchObject({ code: 'own-entry' });
    const page = (await browser.get(screening)).body;
    expect([page.includes('name="reason"'), page.includes('другой организатор')]).toEqual([false, true]);
    const row = await app.em.findOneByOrFail(Collaborator, { userId: organizer.id });
    await own.post(`${people()}/${row.id}/remove`);
    expect((await browser.get(screening)).statusCode).toBe(404);
  });

  test('was not assigned it: an expert of the entry cannot join it', async () => {
    const entry = await given.submittedEntry(app.em, made, { title: 'Оценивают', organisation });
    const expert = await given.expert(app.em, made);
    await given.sheet(app.em, made, { expert, entry, points: [9, 8] });
    id = entry.id;
    const [{ email }] = (await app.em.query('SELECT email FROM user_account WHERE id = $1', [expert.userId])) as [User];
    await invite(own, email, 'edit');
    const browser = await app.signIn(email);
    const answer = await browser.post(`${await linkOf(email)}/accept`);
    expect([answer.statusCode, answer.body.includes('онфликт')]).toEqual([409, true]);
    const [kept] = await app.em.query<{ apart: boolean }[]>(`SELECT is_conflicted($1, $2) AS apart`, [newId(), id]);
    expect(kept!.apart).toBe(false);
  });

  test('leaves by themselves, and others of the entry are told nothing of drafts beside it', async () => {
    const { user, browser } = await collaborator('submit');
    const row = await app.em.findOneByOrFail(Collaborator, { userId: user.id });
    expect((await browser.post(`${people()}/${row.id}/remove`)).headers['location']).toBe('/submissions');
    expect((await browser.get(`/submissions/${id}`)).statusCode).toBe(404);
  });
});

describe('An entry is handed over', () => {
  const responsible = async () => {
    const [row] = await app.em.query<{ id: string }[]>('SELECT responsible_id AS id FROM submission WHERE id = $1', [
      id,
    ]);
    return row!.id;
  };

  test('to who may submit it and says yes, once', async () => {
    const { user, browser } = await collaborator('submit');
    const { user: reader } = await collaborator('view');
    expect(await responsible()).toBe(leader.id);
    expect((await own.post(`${people()}/handover`, { toId: reader.id })).statusCode).toBe(422);
    expect((await browser.post(`${people()}/handover`, { toId: leader.id })).statusCode).toBe(403);
    const offered = await Promise.all(
      [1, 2].map(() => own.post(`${people()}/handover`, { toId: user.id, note: 'Смета у Л. М.' })),
    );
    expect(offered.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 409]);
    expect(await responsible()).toBe(leader.id);
    const page = (await browser.get(`/submissions/${id}`)).body;
    expect([page.includes('передаёт вам эту заявку'), page.includes('Смета у Л. М.')]).toEqual([true, true]);
    const answers = ['accept', 'decline'].map((answer) => browser.post(`${people()}/handover/answer`, { answer }));
    const codes = (await Promise.all(answers)).map(({ statusCode }) => statusCode).sort((a, b) => a - b);
    expect(codes).toEqual([303, 409]);
    const records = await app.em.query<{ action: string }[]>(
      "SELECT action FROM audit_record WHERE subject_type = 'entry_handover' ORDER BY at DESC LIMIT 2",
    );
    expect(records.map(({ action }) => action)).toContain('offer-handover');
  });

  test('and comes back to the organisation when its collaborator is let go', async () => {
    const { user, browser } = await collaborator('submit');
    await own.post(`${people()}/handover`, { toId: user.id });
    await browser.post(`${people()}/handover/answer`, { answer: 'accept' });
    expect(await responsible()).toBe(user.id);
    const row = await app.em.findOneByOrFail(Collaborator, { userId: user.id });
    expect((await browser.post(`${people()}/${row.id}/remove`)).statusCode).toBe(409);
    expect((await own.post(`${people()}/${row.id}/remove`)).statusCode).toBe(303);
    expect(await responsible()).toBe(leader.id);
  });
});
