import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Role, Person } from '../../../src/domain/kernel/actor.js';
import { Refusal } from '../../../src/domain/kernel/refusal.js';
import { ConflictsService } from '../../../src/judging/conflicts/conflicts.service.js';
import { Conflict } from '../../../src/judging/conflicts/conflict.entity.js';
import { AwardsService } from '../../../src/results/awarding/awards.service.js';
import { MeetingsService } from '../../../src/results/meetings/meetings.service.js';
import { ProtocolsService } from '../../../src/results/protocols/protocols.service.js';
import { AssignmentPlan } from '../../../src/judging/assignment/assignment-plan.entity.js';
import { PlanTableService } from '../../../src/judging/plan-tables/plan-table.service.js';
import { PlanTasks } from '../../../src/judging/plans/plan-tasks.service.js';
import { PlansService } from '../../../src/judging/plans/plans.service.js';
import { WeighingsService } from '../../../src/results/weighing/weighings.service.js';
import { RankingsService } from '../../../src/results/rankings/rankings.service.js';
import type { Submission } from '../../../src/submissions/entries/submission.entity.js';
import { addressesOf } from '../../support/addresses.js';
import { startApp, type Browser, type TestApp } from '../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../support/given.js';

let app: TestApp;
let year: GivenCycle;
let entries: Submission[];
let chair: Person;
let chairBrowser: Browser;
let organizer: Person;
let entrantEmail: string;
let secret: string;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

beforeEach(async () => {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  year = await given.cycle(app.em);
  secret = `Родник под опекой ${year.cycle.year}`;
  const organisation = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  entrantEmail = (await given.user(app.em, { memberOf: [organisation] })).email;
  entries = [
    await given.submittedEntry(app.em, year, { title: secret, organisation }),
    await given.submittedEntry(app.em, year, { title: 'Другая' }),
  ];
  const experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
  for (const entry of entries)
    for (const expert of experts) await given.sheet(app.em, year, { expert, entry, points: [9, 8] });
  const person = async (role: Role): Promise<[Person, string]> => {
    const user = await given.user(app.em, { roles: [{ role, cycleId: year.cycle.id }] });
    const grants = [{ role, cycleId: year.cycle.id, nominationId: null, regionCode: null }];
    return [actorOf(user, { grants }), user.email];
  };
  let email: string;
  [chair, email] = await person('chair');
  chairBrowser = await app.signIn(email);
  [organizer] = await person('organizer');
});

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

async function meetingId(): Promise<string> {
  const meeting = await app.nest.get(MeetingsService).convene(organizer, year.cycle.id, {
    body: 'Совет',
    number: '4',
    heldOn: '2026-06-10',
    place: 'Москва',
    form: 'in-person',
    members: 8,
    present: 6,
    recused: 1,
    chairName: 'Чупшева С. В.',
    secretaryName: 'Иванова М. С.',
    attendees: [],
  });
  return meeting.id;
}

const ranking = () => `/cycles/${year.cycle.id}/ranking?nomination=${year.nomination.id}`;
/** Answers for programs that would name an entry by its id. */
const programs = () => [
  `/api/v1/nominations/${year.nomination.id}/ranking`,
  `/api/v1/nominations/${year.nomination.id}/ranking/worth`,
  `/api/v1/cycles/${year.cycle.id}/awards`,
  `/api/v1/cycles/${year.cycle.id}/scenarios`,
];

async function planned(): Promise<AssignmentPlan> {
  for (let index = 0; index < 3; index += 1) await given.expert(app.em, year);
  return app.nest.get(PlansService).propose(organizer, year.cycle.id, { seed: 7 });
}

describe('a chair with a conflict of interest', () => {
  const doors = (protocolId: string) => {
    const { id } = year.cycle;
    const [entry] = entries;
    return [
      `/submissions/${entry!.id}`,
      `/submissions/${entry!.id}/receipt`,
      `/submissions/${entry!.id}/result`,
      `/cycles/${id}`,
      `/cycles/${id}/register`,
      `/cycles/${id}/register.csv?q=${encodeURIComponent(secret)}`,
      `/cycles/${id}/screening`,
      `/cycles/${id}/publication`,
      `/cycles/${id}/protocols/${protocolId}`,
      `/cycles/${id}/protocols/${protocolId}.pdf`,
      `/cycles/${id}/protocols/${protocolId}.json`,
      `/cycles/${id}/protocols/${protocolId}.signed.json`,
      `/api/v1/submissions/${entry!.id}`,
      `/api/v1/submissions?cycleId=${id}`,
      `/api/v1/cycles/${id}/protocols/${protocolId}`,
      `/cycles/${id}/ranking`,
      ranking(),
      `${ranking()}&all=1`,
      `/cycles/${id}/ranking/${entry!.id}`,
      `/cycles/${id}/ranking.csv`,
      `/cycles/${id}/decisions?nomination=${year.nomination.id}&all=1`,
      `/cycles/${id}/batches`,
      `/cycles/${id}/regional?region=RU-YAR`,
      `/cycles/${id}/scenarios`,
      `/cycles/${id}/remarks`,
      `/cycles/${id}/appeals`,
      ...programs(),
    ];
  };

  it('finds it behind no address of the program, while one without a conflict does', async () => {
    const [entry, other] = entries;
    await chairBrowser.post(`/submissions/${entry!.id}/recuse`, { reason: 'Член семьи среди авторов' });
    await app.nest.get(RankingsService).rank(organizer, year.nomination.id);
    const plan = await planned();
    const meeting = await meetingId();
    await app.nest.get(AwardsService).name(organizer, {
      meetingId: meeting,
      nominationId: year.nomination.id,
      outcome: 'winner',
      chosen: [{ submissionId: entry!.id, reason: '' }],
      ground: 'По рейтингу',
    });
    const protocol = await app.nest.get(ProtocolsService).drawUp(organizer, meeting);
    const [assigned] = await app.em.query(
      'SELECT a.id, a.expert_id AS expert, e.id AS sheet FROM assignment a JOIN evaluation e ON e.assignment_id = a.id WHERE a.submission_id = $1',
      [entry!.id],
    );
    const ids = [year.cycle.id, entry!.id, other!.id, plan.id, meeting, protocol.id, assigned.sheet, assigned.expert];
    const addresses = addressesOf(app, {
      id: ids,
      'cycles/': [year.cycle.id],
      'submissions/': [entry!.id],
      'nominations/': [year.nomination.id],
      cycle: [year.cycle.id],
      nomination: [year.nomination.id],
      entry: [entry!.id],
      submission: [entry!.id],
      meeting: [meeting],
      plan: [plan.id],
      expert: [assigned.expert],
      sheet: [assigned.sheet],
      year: [String(year.cycle.year)],
      code: ['0000000000000000'],
      file: ['app.css'],
      queueName: ['news'],
      jobId: ['1'],
    }).filter((address) => !address.includes('*'));
    const tell = async (browser: Browser) => {
      const found: string[] = [];
      for (const address of addresses) if ((await browser.get(address)).body.includes(secret)) found.push(address);
      return found;
    };
    expect(await tell(chairBrowser)).toEqual([]);
    const user = await given.user(app.em, { roles: [{ role: 'chair', cycleId: year.cycle.id }] });
    expect((await tell(await app.signIn(user.email))).length).toBeGreaterThan(15);
  });

  it('sees nothing of the entry from the moment it is declared, and decides and signs nothing about it; another does', async () => {
    const page = `/submissions/${entries[0]!.id}`;
    expect((await chairBrowser.get(page)).body).toContain(secret);
    expect((await chairBrowser.post(`${page}/recuse`, { reason: '' })).statusCode).toBe(422);
    expect((await chairBrowser.post(`${page}/recuse`, { reason: 'Член семьи среди авторов' })).statusCode).toBe(303);
    await app.nest.get(RankingsService).rank(organizer, year.nomination.id);
    const weighings = app.nest.get(WeighingsService);
    await weighings.weigh((await weighings.start(organizer, year.nomination.id)).id);
    const meeting = { id: await meetingId() };
    const naming = {
      meetingId: meeting.id,
      nominationId: year.nomination.id,
      outcome: 'winner' as const,
      chosen: [{ submissionId: entries[0]!.id, reason: '' }],
      ground: 'По рейтингу',
    };
    const awards = app.nest.get(AwardsService);
    expect(await codeOf(awards.name(chair, naming))).toBe('conflict-of-interest');
    expect(await codeOf(awards.name(organizer, naming))).toBe('done');
    const protocols = app.nest.get(ProtocolsService);
    const protocol = await protocols.drawUp(organizer, meeting.id);
    expect(await codeOf(protocols.approve(chair, protocol.id, protocol.hash))).toBe('conflict-of-interest');
    for (const door of doors(protocol.id)) {
      const { body } = await chairBrowser.get(door);
      const answer = body.replaceAll(/value="[^"]*"|href="[^"]*"/g, '');
      expect([door, answer.includes(secret)]).toEqual([door, false]);
    }
    for (const door of programs()) {
      const { body, statusCode } = await chairBrowser.get(door);
      expect([door, statusCode, body.includes(entries[0]!.id)]).toEqual([door, 200, false]);
    }
    expect((await chairBrowser.get(ranking())).body).toContain('Ещё 1 заявка скрыта от вас');
    expect((await chairBrowser.get(`/cycles/${year.cycle.id}/ranking/${entries[0]!.id}`)).statusCode).toBe(404);
    const list = (await chairBrowser.api('GET', `submissions?cycleId=${year.cycle.id}`)).json<{ items: unknown[] }>();
    expect(list.items).toHaveLength(1);
  });

  it('has it without a word where somebody acts for the entrant, or is an expert of that conflict', async () => {
    const members = await given.user(app.em, {
      roles: [{ role: 'chair', cycleId: year.cycle.id }],
    });
    await app.em.query(
      `INSERT INTO membership (id, user_id, organisation_id, created_at) VALUES (gen_random_uuid(), $1, $2, now())`,
      [members.id, entries[1]!.organisationId],
    );
    const grants = [{ role: 'chair' as const, cycleId: year.cycle.id, nominationId: null, regionCode: null }];
    const acting = actorOf(members, { grants, organisationIds: [entries[1]!.organisationId] });
    await app.nest.get(RankingsService).rank(organizer, year.nomination.id);
    const decide = app.nest.get(AwardsService).recommend(acting, {
      meetingId: await meetingId(),
      nominationId: year.nomination.id,
      chosen: [{ submissionId: entries[0]!.id, reason: 'Хороша' }],
    });
    expect(await codeOf(decide)).toBe('conflict-of-interest');
    const register = `/cycles/${year.cycle.id}/register`;
    const juror = await given.user(app.em, { roles: [{ role: 'secretary', cycleId: year.cycle.id }] });
    const expert = await given.expert(app.em, year, { user: juror });
    await app.nest.get(ConflictsService).set(organizer, year.cycle.id, {
      expertId: expert.id,
      submissionId: entries[0]!.id,
      reason: 'Соавторы',
    });
    const secretary = await app.signIn(juror.email);
    expect((await secretary.get(register)).body).not.toContain(secret);
  });
});

describe('people whom an entrant names', () => {
  it('are suspected of a conflict when they join the jury, and only the own people name them', async () => {
    const browser = await app.signIn(entrantEmail);
    const page = `/submissions/${entries[0]!.id}/relations`;
    expect((await browser.post(page, { name: 'Смирнов Олег Петрович', relation: '' })).statusCode).toBe(422);
    const sent = { name: 'Смирнов Олег Петрович', relation: 'Был нашим директором' };
    expect((await browser.post(page, sent)).statusCode).toBe(303);
    expect((await browser.post(page, { ...sent, note: 'from another window' })).statusCode).toBe(409);
    expect((await browser.get(page)).body).toContain('Был нашим директором');
    expect((await chairBrowser.get(page)).statusCode).toBe(404);
    const expert = await given.expert(app.em, year, { user: await given.user(app.em, { name: 'О. П. Смирнов' }) });
    const conflicts = app.nest.get(ConflictsService);
    await conflicts.recompute(organizer, year.cycle.id);
    const found = await app.em.findOneByOrFail(Conflict, { expertId: expert.id, source: 'declared-by-entrant' });
    expect([found.submissionId, found.state]).toEqual([entries[0]!.id, 'suspected']);
    const [relation]: { id: string }[] = await app.em.query(
      'SELECT id FROM declared_relation WHERE submission_id = $1',
      [entries[0]!.id],
    );
    expect((await browser.post(`${page}/${relation!.id}/withdraw`)).statusCode).toBe(303);
    expect(await conflicts.recompute(organizer, year.cycle.id)).toMatchObject({ removed: 1 });
  });

  it.each(['organizer', 'secretary'] as const)('%s: follows the judging without meeting the entry', async (role) => {
    const user = await given.user(app.em, { roles: [{ role, cycleId: year.cycle.id }] });
    const browser = await app.signIn(user.email);
    const judging = `/cycles/${year.cycle.id}/evaluation`;
    const pages = [
      judging,
      `${judging}?view=entries`,
      `${judging}/board.csv`,
      `${judging}/board.csv?view=entries`,
      `${judging}/signals`,
      `${judging}/as-of`,
      `${judging}/as-of.csv`,
      `/cycles/${year.cycle.id}/conflicts`,
      `/cycles/${year.cycle.id}/assignment`,
      `/api/v1/cycles/${year.cycle.id}/sheets`,
      `/api/v1/cycles/${year.cycle.id}/evaluation-board`,
      `/api/v1/cycles/${year.cycle.id}/evaluation-board?view=entries`,
    ];
    const plan = await planned();
    pages.push(
      `/cycles/${year.cycle.id}/assignment/${plan.id}`,
      `/cycles/${year.cycle.id}/assignment/${plan.id}/plan.csv`,
      `/cycles/${year.cycle.id}/assignment/${plan.id}/why?entry=${entries[0]!.id}`,
      `/api/v1/cycles/${year.cycle.id}/assignment-plans/${plan.id}`,
    );
    const told: string[] = [];
    const look = async () => {
      told.length = 0;
      for (const page of pages) {
        const answer = await browser.get(page);
        // The way back that a page keeps names the address that was asked for.
        const body =
          answer.statusCode === 404 ? answer.body.replaceAll(/value="[^"]*"|href="[^"]*"/g, '') : answer.body;
        if (body.includes(secret) || body.includes(entries[0]!.id)) told.push(page);
      }
      return told;
    };
    expect((await look()).length).toBeGreaterThan(6);
    const said = await browser.post(`/submissions/${entries[0]!.id}/recuse`, { reason: 'Член семьи среди авторов' });
    expect(said.statusCode).toBe(303);
    expect(await look()).toEqual([]);
    const file = { name: 'plan.csv', bytes: Buffer.from('entry,expert\n') };
    const reader = {
      ...actorOf(user),
      grants: [{ role, cycleId: year.cycle.id, nominationId: null, regionCode: null }],
    };
    const looked = app.nest.get(PlanTableService).look(reader, year.cycle.id, plan.id, file);
    expect(await codeOf(looked)).toBe('conflict-of-interest');
  });
});

test('Who has a conflict with an entry makes, restores and publishes no plan that holds it, and says of it nothing; another does', async () => {
  const role = 'secretary' as const;
  const user = await given.user(app.em, { roles: [{ role, cycleId: year.cycle.id }] });
  const browser = await app.signIn(user.email);
  const grants = [{ role, cycleId: year.cycle.id, nominationId: null, regionCode: null }];
  const conflicted = actorOf(user, { grants });
  const [entry] = entries;
  const base = await planned();
  const plans = app.nest.get(PlansService);
  const tasks = app.nest.get(PlanTasks);
  const ownDoings = (): Promise<unknown>[] => [
    plans.propose(conflicted, year.cycle.id, { seed: 8 }),
    tasks.ask(conflicted, year.cycle.id, { seed: 8 }),
    tasks.again(conflicted, base.id),
    tasks.askPublish(conflicted, year.cycle.id, base.id),
    plans.publish(conflicted, base.id),
  ];
  expect(await codeOf(plans.propose(conflicted, year.cycle.id, { seed: 8 }))).toBe('done');
  expect((await browser.post(`/submissions/${entry!.id}/recuse`, { reason: 'Член семьи' })).statusCode).toBe(303);

  for (const doing of ownDoings()) expect(await codeOf(doing)).toBe('conflict-in-plan');
  const pair = { entryId: entry!.id, expertId: base.pairs.find(([id]) => id === entry!.id)![1] };
  expect(await codeOf(plans.mark(conflicted, base.id, { pair, as: 'forbidden' }))).toBe('not-found');
  const move = { entryId: entry!.id, from: pair.expertId, to: pair.expertId };
  expect(await codeOf(plans.move(conflicted, base.id, move))).toBe('not-found');

  const { body, statusCode } = await browser.api('POST', `cycles/${year.cycle.id}/assignment-plans`, { seed: 8 });
  expect([statusCode, JSON.parse(body)]).toMatchObject([409, { code: 'conflict-in-plan', entries: 1 }]);
  expect(body).not.toContain(entry!.id);
  expect(await codeOf(plans.publish(organizer, base.id))).toBe('done');
});
