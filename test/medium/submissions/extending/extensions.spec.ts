import { Stage } from '../../../../src/cycles/stages/stage.entity.js';
import { NoticesService } from '../../../../src/cycles/stages/notices.service.js';
import type { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import type { User } from '../../../../src/accounts/users/user.entity.js';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import { ExtensionsService, type ExtensionInput } from '../../../../src/submissions/extending/extensions.service.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { SubmissionsService } from '../../../../src/submissions/writing/submissions.service.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { announce } from '../../../support/letters.js';
import { actorOf, given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let extensions: ExtensionsService;
let submissions: SubmissionsService;
let made: GivenCycle;
let organisation: Organisation;
let entrant: User;
let organizer: Person;
let browser: Browser;
let people: Browser;

const opens = '2026-06-01T00:00:00Z';
const close = new Date('2026-06-20T21:00:00Z');
const later = new Date('2026-06-27T21:00:00Z');
const nobody = { nominationId: null, organisationId: null, submissionId: null };
const plain: ExtensionInput = {
  ...nobody,
  seenFrom: close,
  closesAt: later,
  reason: 'Обращения 14 регионов',
  document: '',
};

beforeAll(async () => {
  app = await startApp({ now: '2026-06-19T09:00:00Z' });
  extensions = app.nest.get(ExtensionsService);
  submissions = app.nest.get(SubmissionsService);
});
afterAll(() => app.close());

beforeEach(async () => {
  app.clock.moveTo('2026-06-19T09:00:00Z');
  made = await given.cycle(app.em, {
    nominations: [{ code: 'СБ' }, { code: 'ГС' }],
    stages: {
      intake: [opens, close.toISOString()],
      screening: [opens, '2026-06-25T21:00:00Z'],
      review: ['2026-06-24T00:00:00Z', '2026-08-01T00:00:00Z'],
    },
  });
  organisation = await given.organisation(app.em);
  entrant = await given.user(app.em, { memberOf: [organisation] });
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
  const grants = [{ role: 'organizer' as const, cycleId: made.cycle.id, nominationId: null, regionCode: null }];
  organizer = actorOf(user, { grants });
  browser = await app.signIn(user.email);
  people = await app.signIn(entrant.email);
});
afterEach(() => app.em.query(`UPDATE cycle SET state = 'completed' WHERE state = 'announced'`));

const own = () => actorOf(entrant, { organisationIds: [organisation.id] });
const draftIn = (nomination = made.nominations[0]!) =>
  submissions.start(own(), {
    nominationId: nomination.id,
    organisationId: organisation.id,
    answers: { title: 'Практика' },
  });
const intake = () => app.em.findOneByOrFail(Stage, { cycleId: made.cycle.id, kind: 'intake' });
const extend = (input: Partial<ExtensionInput>) => extensions.extend(organizer, made.cycle.id, { ...plain, ...input });
const codeOf = (deed: Promise<unknown>) =>
  deed.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
const afterClose = () => app.clock.moveTo('2026-06-22T09:00:00Z');
const signInAgain = async () => (people = await app.signIn(entrant.email));

describe('An extension', () => {
  it.each<[string, (draft: Submission) => Partial<ExtensionInput>]>([
    ['for everybody', () => ({})],
    ['for a nomination', () => ({ nominationId: made.nominations[0]!.id })],
    ['for an organisation', () => ({ organisationId: organisation.id })],
    ['for an entry', (draft) => ({ submissionId: draft.id })],
  ])('%s lets those submit whom it reaches, until its own close and not longer', async (_whom, reach) => {
    const draft = await draftIn();
    const other = await draftIn(made.nominations[1]);
    await extend(reach(draft));
    afterClose();
    await signInAgain();
    expect((await people.get('/submissions')).body).toContain('27 июня, 23:59');
    expect((await people.get(`/submissions/${draft.id}/edit`)).statusCode).toBe(200);
    expect(await codeOf(submissions.submit(own(), draft.id))).toBe('done');
    const reachesOther = Object.keys(reach(draft)).every((key) => key === 'organisationId');
    expect(await codeOf(submissions.submit(own(), other.id))).toBe(reachesOther ? 'done' : 'stage-closed');
    app.clock.moveTo(later);
    expect(await codeOf(submissions.withdraw(own(), draft.id, ''))).toBe('stage-closed');
  });

  it('may be recorded after the close; what was refused as late stays refused and is kept once', async () => {
    const draft = await draftIn();
    afterClose();
    for (let times = 0; times < 3; times += 1)
      expect(await codeOf(submissions.submit(own(), draft.id))).toBe('stage-closed');
    const late = () =>
      app.em.query<{ arrived: Date; closes: Date }[]>(
        'SELECT arrived_at AS arrived, closes_at AS closes FROM late_refusal WHERE submission_id = $1',
        [draft.id],
      );
    expect(await late()).toEqual([{ arrived: new Date('2026-06-22T09:00:00Z'), closes: close }]);
    await extend({});
    expect((await app.em.findOneByOrFail(Submission, { id: draft.id })).state).toBe('draft');
    expect(await codeOf(submissions.submit(own(), draft.id))).toBe('done');
    app.clock.moveTo('2026-06-28T09:00:00Z');
    const table = (
      await (await app.signIn((await organizerUser()).email)).get(`/cycles/${made.cycle.id}/register/as-of`)
    ).body;
    expect(table).toContain('Опоздала, не принята');
  });

  it('moves the terms of returned entries that ended with the intake, and no others', async () => {
    const at = { state: 'returned' as const, reason: 'Нет приложений', organisation };
    const capped = await given.submittedEntry(app.em, made, { ...at, dueAt: close });
    const earlier = await given.submittedEntry(app.em, made, { ...at, dueAt: new Date('2026-06-19T12:00:00Z') });
    const { id } = await extend({});
    const dueOf = async (entry: Submission) => (await app.em.findOneByOrFail(Submission, { id: entry.id })).dueAt;
    expect([await dueOf(capped), await dueOf(earlier)]).toEqual([later, earlier.dueAt]);
    await extensions.takeBack(organizer, made.cycle.id, id, 'Ошибка');
    expect([await dueOf(capped), (await intake()).closesAt]).toEqual([close, close]);
  });

  it('is told once to each who has a draft or a returned entry in its reach', async () => {
    await draftIn();
    await draftIn(made.nominations[1]);
    const stranger = await given.organisation(app.em);
    await given.user(app.em, { memberOf: [stranger] });
    await extend({ nominationId: made.nominations[0]!.id });
    const letters = await lettersOf('intake.extended');
    expect(letters).toEqual([entrant.email]);
  });

  it('is recorded once where it is sent twice, and refused to whoever saw another close', async () => {
    const [first, second] = [await extend({}), await extend({})];
    expect(second.id).toBe(first.id);
    expect(await codeOf(extend({ closesAt: new Date('2026-07-04T21:00:00Z') }))).toBe('extension-changed');
  });

  it('of two organizers at once one is recorded', async () => {
    const other = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
    const second = actorOf(other, { grants: organizer.grants });
    for (let round = 0; round < 3; round += 1) {
      const seenFrom = (await intake()).closesAt;
      const closesAt = (day: number) => new Date(seenFrom.getTime() + day * 24 * 3600_000);
      const codes = await Promise.all([
        codeOf(extend({ seenFrom, closesAt: closesAt(1) })),
        codeOf(extensions.extend(second, made.cycle.id, { ...plain, seenFrom, closesAt: closesAt(2) })),
      ]);
      expect(codes.sort()).toEqual(['done', 'extension-changed']);
    }
  });

  it('is taken back only while nothing was submitted under it, also in a race', async () => {
    const taken: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      app.clock.moveTo('2026-06-19T09:00:00Z');
      const draft = await draftIn();
      const { id } = await extend({ submissionId: draft.id });
      afterClose();
      const codes = await Promise.all([
        codeOf(submissions.submit(own(), draft.id)),
        codeOf(extensions.takeBack(organizer, made.cycle.id, id, 'Ошибка')),
      ]);
      expect([
        ['done', 'extension-used'],
        ['stage-closed', 'done'],
      ]).toContainEqual(codes);
      taken.push(codes[1]);
    }
    expect(taken).toHaveLength(4);
  });

  it('is not given by an organizer who has a conflict with the entry or its organisation', async () => {
    const draft = await draftIn();
    const sent = await given.submittedEntry(app.em, made, { organisation, state: 'submitted' });
    await app.em.query(
      `INSERT INTO membership (id, user_id, organisation_id, created_at) VALUES (gen_random_uuid(), $1, $2, now())`,
      [organizer.userId, organisation.id],
    );
    expect(await codeOf(extend({ submissionId: sent.id }))).toBe('not-found');
    expect(await codeOf(extend({ submissionId: draft.id }))).toMatch(/not-found|conflict-of-interest/);
    expect(await codeOf(extend({ organisationId: organisation.id }))).toBe('conflict-of-interest');
  });

  it('is held by the database: no date is moved silently, no fact changed, none goes back', async () => {
    const { id } = await extend({});
    const constraint = (statement: string, values: unknown[]) =>
      app.em.query(statement, values).then(
        () => null,
        (error: { driverError?: { constraint?: string } }) => error.driverError?.constraint,
      );
    expect(await constraint('UPDATE stage SET closes_at = $2 WHERE id = $1', [(await intake()).id, close])).toBe(
      'stage_moved_by_extension',
    );
    // The program's role may not even try; the owner is stopped by the trigger.
    for (const statement of [
      "UPDATE intake_extension SET reason = 'x' WHERE id = $1",
      'DELETE FROM intake_extension WHERE id = $1',
    ])
      await expect(app.em.query(statement, [id])).rejects.toThrow(/permission denied|append-only/);
    expect(
      await constraint(
        `INSERT INTO intake_extension (id, cycle_id, closes_from, closes_at, reason, recorded_at, recorded_by_id)
         SELECT gen_random_uuid(), cycle_id, closes_from, closes_at, reason, recorded_at, recorded_by_id FROM intake_extension WHERE id = $1`,
        [id],
      ),
    ).toBe('intake_extension_goes_on');
  });

  it('brings the reminders of the new close, also those that were sent for the old one', async () => {
    const notices = app.nest.get(NoticesService);
    await draftIn();
    app.clock.moveTo('2026-06-19T21:00:00Z');
    await notices.plan();
    expect(await lettersOf('stage.reminder')).toEqual([entrant.email]);
    // By the calendar of Moscow it is the same day.
    await extend({ closesAt: new Date('2026-06-21T18:00:00Z') });
    app.clock.moveTo('2026-06-20T18:00:00Z');
    await notices.plan();
    expect(await lettersOf('stage.reminder')).toEqual([entrant.email, entrant.email]);
  });
});

describe('The page of extensions', () => {
  const home = () => `/cycles/${made.cycle.id}/extensions`;
  const typed = {
    reach: 'all',
    closesAt: '2026-06-28T00:00',
    reason: 'Обращения 14 регионов',
    document: 'Протокол № 9',
  };

  it('shows before anything is written whom it reaches, the letter, what overlaps and which reminders come', async () => {
    await draftIn();
    const seen = await browser.post(`${home()}/check`, typed);
    expect(seen.statusCode).toBe(200);
    for (const words of [
      'Узнает 1 человек',
      'Приём заявок продлён до 27 июня, 23:59',
      'Экспертная оценка начнётся 24 июня',
      'кончится 25 июня',
      'за 7 дней',
      'Обращения 14 регионов',
    ])
      expect(seen.body.replaceAll(/\s+/g, ' ')).toContain(words);
    expect(await app.em.query('SELECT 1 FROM intake_extension WHERE cycle_id = $1', [made.cycle.id])).toEqual([]);
    const fields = Object.fromEntries(
      [...seen.body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name, value]) => [
        name,
        value!,
      ]),
    );
    const { _csrf: _own, ...sent } = fields;
    const done = await browser.post(home(), sent as Record<string, string>);
    expect([done.statusCode, done.headers['location']]).toEqual([303, home()]);
    const log = (await browser.get(home())).body;
    for (const words of ['Всем участникам', 'Протокол № 9', 'Отозвать']) expect(log).toContain(words);
    expect((await browser.get(`/cycles/${made.cycle.id}/stages`)).body).toContain(home());
  });

  it('gives a refused form back with what was typed', async () => {
    const answer = await browser.post(`${home()}/check`, { ...typed, closesAt: '2026-06-20T00:00' });
    expect([
      answer.statusCode,
      answer.body.includes('Обращения 14 регионов'),
      answer.body.includes('позже нынешнего'),
    ]).toEqual([422, true, true]);
    const unknown = await browser.post(`${home()}/check`, { ...typed, reach: 'entrant', whom: 'ООО «Неведомое»' });
    expect([unknown.statusCode, unknown.body.includes('не нашли')]).toEqual([422, true]);
  });

  it('the end of an intake that runs is not moved by the page of stages', async () => {
    const { id, version, title } = await intake();
    const sent = {
      stageId: id,
      version: String(version),
      title,
      opensAt: '2026-06-01T03:00',
      closesAt: '2026-06-28T00:00',
    };
    const answer = await browser.post(`/cycles/${made.cycle.id}/stages/move`, sent);
    expect([answer.statusCode, answer.body.includes('Продления')]).toEqual([409, true]);
  });
});

const organizerUser = () => given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });

const announced = new Set<string>();

/** To whom letters of an event went in this test's cycle, made by the relay's own service. */
async function lettersOf(event: string): Promise<string[]> {
  const messages = await app.em.query<{ id: string }[]>(
    `SELECT id FROM outbox_message WHERE type = $1 AND (payload->>'extensionId' IN (SELECT id::text FROM intake_extension WHERE cycle_id = $2)
        OR payload->>'stageId' IN (SELECT id::text FROM stage WHERE cycle_id = $2)) ORDER BY created_at, id`,
    [event, made.cycle.id],
  );
  for (const { id } of messages.filter((one) => !announced.has(one.id))) {
    announced.add(id);
    for (let twice = 0; twice < 2; twice += 1) await announce(app, id);
  }
  const rows = await app.em.query<{ recipient: string }[]>(
    'SELECT recipient FROM delivery WHERE message_id = ANY ($1) ORDER BY created_at, recipient',
    [messages.map(({ id }) => id)],
  );
  return rows.map(({ recipient }) => recipient);
}
