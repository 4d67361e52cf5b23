import type { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import type { User } from '../../../../src/accounts/users/user.entity.js';
import { actorOfUser } from '../../../../src/accounts/sign-in/identities.service.js';
import type { Actor, Person } from '../../../../src/domain/kernel/actor.js';
import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { ScreeningService } from '../../../../src/submissions/screening/screening.service.js';
import { SubmissionRevision } from '../../../../src/submissions/revisions/submission-revision.entity.js';
import { SubmissionDraft } from '../../../../src/submissions/entries/submission-draft.entity.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { SavingService } from '../../../../src/submissions/writing/saving.service.js';
import { SubmissionsService } from '../../../../src/submissions/writing/submissions.service.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

const opens = '2026-06-01T00:00:00Z';
const closes = '2026-06-20T00:00:00Z';

let app: TestApp;
let service: SubmissionsService;
let saving: SavingService;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
  service = app.nest.get(SubmissionsService);
  saving = app.nest.get(SavingService);
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

interface Scene extends GivenCycle {
  organisation: Organisation;
  user: User;
  actor: Actor;
}

async function scene(facts: { quota?: number; regionCode?: string } = {}): Promise<Scene> {
  const made = await given.cycle(app.em, {
    nominations: [{ code: 'СБ', quotaPerRegion: facts.quota ?? null }],
    stages: { intake: [opens, closes], screening: [opens, '2026-07-20T00:00:00Z'] },
  });
  return { ...made, ...(await member(facts.regionCode)) };
}

async function member(regionCode = 'RU-BA'): Promise<Pick<Scene, 'organisation' | 'user' | 'actor'>> {
  const organisation = await given.organisation(app.em, { regionCode });
  const user = await given.user(app.em, { memberOf: [organisation] });
  return { organisation, user, actor: await actorOfUser(app.db, user.id) };
}

const draft = ({ actor, nomination, organisation }: Scene, title = 'Служба соседской помощи') =>
  service.start(actor, { nominationId: nomination.id, organisationId: organisation.id, answers: { title } });

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('submitting', () => {
  it('gives a number, a frozen revision with its hash, and one piece of news', async () => {
    const here = await scene();
    const entry = await service.submit(here.actor, (await draft(here)).id);
    expect(entry).toMatchObject({ state: 'submitted', registerNumber: `СБ-${here.cycle.year}-0001`, revisions: 1 });
    const revision = await app.em.findOneByOrFail(SubmissionRevision, { id: entry.revisionId! });
    expect(revision.contentHash).toMatch(/^[0-9a-f]{64}$/);
    const news = await app.em.findBy(OutboxMessage, { type: 'submission.submitted' });
    expect(news.filter(({ payload }) => payload['submissionId'] === entry.id)).toHaveLength(1);
  });

  it('again makes the next revision and keeps the number and the first one as it was', async () => {
    const here = await scene();
    const { id } = await service.submit(here.actor, (await draft(here)).id);
    const before = await app.em.findOneByOrFail(Submission, { id });
    const { entry: saved } = await saving.save(here.actor, id, {
      version: before.version,
      answers: { title: 'Другое имя' },
    });
    const again = await service.submit(here.actor, saved.id);
    expect(again).toMatchObject({ registerNumber: before.registerNumber, revisions: 2 });
    const revisions = await app.em.find(SubmissionRevision, { where: { submissionId: id }, order: { number: 'ASC' } });
    expect(revisions.map(({ title }) => title)).toEqual(['Служба соседской помощи', 'Другое имя']);
  });

  it('again without a change is no second submission: a button pressed after Back, two windows', async () => {
    const here = await scene();
    const { id } = await draft(here);
    const [first, second] = await Promise.all([service.submit(here.actor, id), service.submit(here.actor, id)]);
    expect([first.revisions, second.revisions]).toEqual([1, 1]);
    app.clock.moveTo('2026-06-11T09:00:00Z');
    await service.submit(here.actor, id);
    expect(await app.em.countBy(SubmissionRevision, { submissionId: id })).toBe(1);
    expect((await app.em.findOneByOrFail(Submission, { id })).submittedAt).toEqual(first.submittedAt);
    const news = await app.em.findBy(OutboxMessage, { type: 'submission.submitted' });
    expect(news.filter(({ payload }) => payload['submissionId'] === id)).toHaveLength(1);
  });

  it('is what gives the title that others see: a working copy does not', async () => {
    const here = await scene();
    const { id, version } = await service.submit(here.actor, (await draft(here, 'Поданное название')).id);
    await saving.save(here.actor, id, { version, answers: { title: 'Ещё не поданное' } });
    const organizer = await app.signIn(
      (await given.user(app.em, { roles: [{ role: 'organizer', cycleId: here.cycle.id }] })).email,
    );
    for (const path of ['register', 'register.csv', 'screening', `screening/${id}`])
      expect((await organizer.get(`/cycles/${here.cycle.id}/${path}`)).body).not.toContain('Ещё не поданное');
    const own = await app.signIn(here.user.email);
    expect((await own.get(`/submissions/${id}/edit`)).body).toContain('Ещё не поданное');
    expect(await service.submit(here.actor, id)).toMatchObject({ title: 'Ещё не поданное', revisions: 2 });
    expect((await organizer.get(`/cycles/${here.cycle.id}/register`)).body).toContain('Ещё не поданное');
  });

  it('refuses what is incomplete and keeps the draft', async () => {
    const here = await scene();
    const { id } = await draft(here, '');
    expect(await codeOf(service.submit(here.actor, id))).toBe('entry-incomplete');
    expect(await app.em.findOneByOrFail(Submission, { id })).toMatchObject({ state: 'draft', registerNumber: null });
  });

  it.each([
    ['a millisecond before the close', -1, 'done'],
    ['at the closing instant', 0, 'stage-closed'],
    ['a millisecond after it', 1, 'stage-closed'],
  ])('%s', async (_when, offset, outcome) => {
    const here = await scene();
    const { id } = await draft(here);
    app.clock.moveTo(new Date(new Date(closes).getTime() + offset));
    expect(await codeOf(service.submit(here.actor, id))).toBe(outcome);
  });

  it('by two for the last place of a quota: one is in, the other is told, five times over', async () => {
    for (let round = 0; round < 5; round += 1) {
      const first = await scene({ quota: 1 });
      const second = { ...first, ...(await member()) };
      const drafts = [await draft(first), await draft(second)];
      const outcomes = await Promise.all([
        codeOf(service.submit(first.actor, drafts[0]!.id)),
        codeOf(service.submit(second.actor, drafts[1]!.id)),
      ]);
      expect(outcomes.sort()).toEqual(['done', 'quota-reached']);
    }
  });

  it('by many at once gives unbroken numbers', async () => {
    const here = await scene();
    const people = await Promise.all(Array.from({ length: 8 }, async () => ({ ...here, ...(await member()) })));
    const drafts = await Promise.all(people.map((person) => draft(person)));
    const done = await Promise.all(people.map((person, index) => service.submit(person.actor, drafts[index]!.id)));
    expect(done.map(({ registerNumber }) => registerNumber ?? '').sort()).toEqual(
      Array.from({ length: 8 }, (_, index) => `СБ-${here.cycle.year}-000${index + 1}`),
    );
  });

  it('is refused by SQL when a state lacks its facts', async () => {
    const here = await scene();
    const { id } = await draft(here);
    await expect(app.em.update(Submission, { id }, { state: 'submitted' })).rejects.toThrow(
      'submission_submitted_has_facts',
    );
    const entry = await service.submit(here.actor, id);
    await expect(app.em.update(SubmissionRevision, { id: entry.revisionId! }, { title: 'подмена' })).rejects.toThrow();
  });
});

describe('saving', () => {
  it('by two who began from the same version: one saves, the other gets both texts', async () => {
    const here = await scene();
    const { id, version } = await draft(here);
    const results = await Promise.allSettled(
      ['первый', 'второй'].map((title) => saving.save(here.actor, id, { version, answers: { title } })),
    );
    const refused = results.find((result) => result.status === 'rejected');
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect((refused as PromiseRejectedResult).reason.detail).toMatchObject({
      code: 'stale-edit',
      version: version + 1,
    });
    const { yours, theirs } = (refused as PromiseRejectedResult).reason.detail as {
      yours: { title: string };
      theirs: { title: string };
    };
    expect([yours.title, theirs.title].sort()).toEqual(['второй', 'первый']);
  });
});

describe('answers of another kind than their field', () => {
  it.each([true, 'слово', 7, { a: 1 }, [{ after: 2 }]])('are shown as they stand: %p', async (typed) => {
    const here = await scene();
    const fields = [
      { id: 'title', type: 'text', label: { ru: 'Название' } },
      { id: 'odd', type: 'list', label: { ru: 'Шаги' } },
      {
        id: 'table',
        type: 'table',
        label: { ru: 'Итоги' },
        columns: [{ id: 'after', type: 'number', label: { ru: 'Стало' } }],
      },
      { id: 'many', type: 'multiselect', label: { ru: 'Проекты' }, options: [{ value: 'a', label: { ru: 'А' } }] },
      { id: 'one', type: 'select', label: { ru: 'Вид' }, options: [{ value: 'a', label: { ru: 'А' } }] },
      { id: 'day', type: 'date', label: { ru: 'Начало' } },
      { id: 'sum', type: 'number', label: { ru: 'Сумма' } },
    ];
    await app.em.update(FormVersion, { id: here.form.id }, { fields: fields as never });
    const { id } = await draft(here);
    const answers = Object.fromEntries(fields.slice(1).map((field) => [field.id, typed]));
    await saving.save(here.actor, id, { version: 1, answers: answers as never });
    const browser = await app.signIn(here.user.email);
    for (const path of ['', '/check', '/edit']) {
      expect((await browser.get(`/submissions/${id}${path}`)).statusCode).toBe(200);
    }
  });
});

describe('screening', () => {
  it('says why a form was refused', async () => {
    const here = await scene();
    const { id } = await service.submit(here.actor, (await draft(here)).id);
    const organizer = await app.signIn(
      (await given.user(app.em, { roles: [{ role: 'organizer', cycleId: here.cycle.id }] })).email,
    );
    const path = `/cycles/${here.cycle.id}/screening/${id}`;
    const answer = await organizer.post(path, { verb: 'return', reason: 'я'.repeat(4001) });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toMatch(/is-invalid|invalid-feedback|l-field-error/);
    expect((await organizer.get(`/cycles/${here.cycle.id}/register?q=${'я'.repeat(5000)}`)).statusCode).toBe(200);
  });

  it('returns with a reason until five working days later, never past the intake', async () => {
    const here = await scene();
    const organizer = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: here.cycle.id }] });
    const screener = (await actorOfUser(app.db, organizer.id)) as Person;
    const screening = app.nest.get(ScreeningService);
    const { id } = await service.submit(here.actor, (await draft(here)).id);
    expect(await codeOf(screening.returnForRevision(screener, id, { reason: ' ', open: [] }))).toBe('reason-required');
    app.clock.moveTo('2026-06-17T09:00:00Z');
    const returned = await screening.returnForRevision(screener, id, { reason: 'Нет показателя «после»', open: [] });
    expect(returned).toMatchObject({ state: 'returned', reason: 'Нет показателя «после»', dueAt: new Date(closes) });
    expect(await codeOf(screening.admit(screener, id))).toBe('action-not-allowed');
    const again = await service.submit(here.actor, id);
    expect(await screening.admit(screener, again.id)).toMatchObject({ state: 'admitted' });
  });
});

describe('what others may see', () => {
  it('a draft exists for its organisation alone: not for the organizer, the region or another organisation', async () => {
    const here = await scene();
    const secret = 'Тайный черновик 7341';
    const { id } = await draft(here, secret);
    const organizer = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: here.cycle.id }] });
    const coordinator = await given.user(app.em, { roles: [{ role: 'coordinator', regionCode: 'RU-BA' }] });
    const { user: stranger } = await member('RU-YAR');
    for (const { email } of [organizer, coordinator, stranger]) {
      const browser = await app.signIn(email);
      for (const address of [
        `/submissions/${id}`,
        `/submissions/${id}/edit`,
        `/submissions/${id}/receipt`,
        `/cycles/${here.cycle.id}/screening/${id}`,
      ])
        expect([address, (await browser.get(address)).statusCode]).toEqual([address, 404]);
      for (const address of [
        '/submissions',
        `/cycles/${here.cycle.id}/register?q=7341`,
        `/cycles/${here.cycle.id}/register.csv`,
        `/cycles/${here.cycle.id}/screening`,
      ])
        expect((await browser.get(address)).body).not.toContain(secret);
    }
    expect((await (await app.signIn(here.user.email)).get(`/submissions/${id}/edit`)).body).toContain(secret);
  });

  it('guests are sent to sign in, and nothing is told', async () => {
    const here = await scene();
    const { id } = await draft(here);
    const answer = await app.guest().get(`/submissions/${id}`);
    expect([answer.statusCode, answer.headers.location]).toEqual([
      303,
      `/sign-in?back=${encodeURIComponent(`/submissions/${id}`)}`,
    ]);
  });
});

describe('the form in the browser', () => {
  it('saves a step, answers autosave with the new version, and shows both texts to a stale one', async () => {
    const here = await scene();
    const { id, version } = await draft(here);
    const browser = await app.signIn(here.user.email);
    expect((await browser.get(`/submissions/${id}/edit`)).statusCode).toBe(200);
    const saved = await browser.post(`/submissions/${id}/edit?step=1`, {
      version: String(version),
      title: 'Из браузера',
    });
    expect([saved.statusCode, saved.headers.location]).toEqual([303, `/submissions/${id}/check`]);
    const stale = await browser.post(`/submissions/${id}/edit?step=1`, {
      version: String(version),
      title: 'Опоздавший текст',
    });
    expect(stale.statusCode).toBe(409);
    expect(stale.body).toContain('Опоздавший текст');
    expect(stale.body).toContain('Из браузера');
    const submitted = await browser.post(`/submissions/${id}/submit`);
    expect([submitted.statusCode, submitted.headers.location]).toEqual([303, `/submissions/${id}/receipt`]);
    expect((await browser.get(`/submissions/${id}/receipt`)).body).toContain(`СБ-${here.cycle.year}-0001`);
  });

  it('a late submission is refused with both times, and the draft is still there', async () => {
    const here = await scene();
    const { id } = await draft(here);
    const browser = await app.signIn(here.user.email);
    await browser.get(`/submissions/${id}/check`);
    app.clock.moveTo(closes);
    const late = await browser.post(`/submissions/${id}/submit`);
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('20 июня 2026 года, 03:00:00');
    expect((await app.em.findOneByOrFail(SubmissionDraft, { submissionId: id })).answers).toEqual({
      title: 'Служба соседской помощи',
    });
  });
});

describe('the programming interface', () => {
  it('creates and submits in one request, once for a repeated key', async () => {
    const here = await scene();
    const browser = await app.signIn(here.user.email);
    const body = {
      nominationId: here.nomination.id,
      organisationId: here.organisation.id,
      answers: { title: 'Через API' },
      submit: true,
    };
    const headers = { 'idempotency-key': 'k-1' };
    const [first, second] = await Promise.all([
      browser.api('POST', 'submissions', body, { headers }),
      browser.api('POST', 'submissions', body, { headers }),
    ]);
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(first.json().id).toBe(second.json().id);
    expect(await app.em.findBy(Submission, { nominationId: here.nomination.id })).toMatchObject([
      {
        id: first.json().id,
        state: 'submitted',
        registerNumber: first.json().registerNumber,
        revisions: 1,
        version: 2,
      },
    ]);
    const other = await browser.api('POST', 'submissions', { ...body, answers: { title: 'Иное' } }, { headers });
    expect([other.statusCode, other.json().code]).toEqual([422, 'idempotency-mismatch']);
  });

  it('edits need If-Match; a stale one is 409 with both versions', async () => {
    const here = await scene();
    const { id } = await draft(here);
    const browser = await app.signIn(here.user.email);
    const edit = (headers: Record<string, string>) =>
      browser.api('PATCH', `submissions/${id}`, { answers: { title: 'А' } }, { headers });
    expect((await edit({})).json()).toMatchObject({ status: 428, code: 'precondition-required' });
    const etag = (await browser.api('GET', `submissions/${id}`)).headers.etag as string;
    expect((await edit({ 'if-match': etag })).statusCode).toBe(200);
    const stale = await browser.api(
      'PATCH',
      `submissions/${id}`,
      { answers: { title: 'Б' } },
      { headers: { 'if-match': etag } },
    );
    expect(stale.json()).toMatchObject({
      status: 409,
      code: 'stale-edit',
      yours: { title: 'Б' },
      theirs: { title: 'А' },
    });
  });

  it.each([
    ['malformed JSON', '{"nominationId": ', 400, 'malformed'],
    [
      'an unknown field',
      JSON.stringify({
        nominationId: '00000000-0000-7000-8000-000000000000',
        organisationId: '00000000-0000-7000-8000-000000000000',
        colour: 'red',
      }),
      422,
      'invalid-input',
    ],
    ['ids that are none', JSON.stringify({ nominationId: 'x', organisationId: 'y' }), 422, 'invalid-input'],
    [
      'an unknown nomination',
      JSON.stringify({
        nominationId: '00000000-0000-7000-8000-000000000000',
        organisationId: '00000000-0000-7000-8000-000000000000',
      }),
      404,
      'not-found',
    ],
  ])('refuses %s clearly', async (_what, payload, status, code) => {
    const here = await scene();
    const browser = await app.signIn(here.user.email);
    await browser.get('/sign-in');
    const form = (await browser.get('/submissions/new')).body.match(/name="_csrf" value="([^"]+)"/)![1]!;
    const answer = await app.nest.inject({
      method: 'POST',
      url: '/api/v1/submissions',
      payload,
      headers: { 'content-type': 'application/json', 'x-csrf-token': form },
      cookies: browser.cookies,
    });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.json().remedy).not.toBe('');
  });

  it('lists by key and never shows the same entry twice', async () => {
    const here = await scene();
    for (let index = 0; index < 5; index += 1)
      await service.submit(here.actor, (await draft(here, `Практика ${index}`)).id);
    const browser = await app.signIn(here.user.email);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page = (await browser.api('GET', `submissions?limit=2${next ? `&cursor=${next}` : ''}`)).json() as {
        items: { id: string }[];
        next: string | null;
      };
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
  });
});
