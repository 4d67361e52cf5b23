import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { PlansService } from '../../../../src/judging/plans/plans.service.js';
import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { Conflict } from '../../../../src/judging/conflicts/conflict.entity.js';
import { ConflictsService } from '../../../../src/judging/conflicts/conflicts.service.js';
import { ExpertConsent } from '../../../../src/judging/experts/expert-consent.entity.js';
import { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { ExpertProfilesService } from '../../../../src/judging/experts/expert-profiles.service.js';
import { ExpertsService } from '../../../../src/judging/experts/experts.service.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let year: GivenCycle;
let organizer: Person;
let organizerEmail: string;
let experts: ExpertsService;
let conflicts: ConflictsService;

beforeAll(async () => {
  app = await startApp();
  experts = app.nest.get(ExpertsService);
  conflicts = app.nest.get(ConflictsService);
});
afterAll(() => app.close());

const consents = [
  { kind: 'confidentiality' as const, version: '2', text: 'Не разглашаю содержание заявок.' },
  { kind: 'personal-data' as const, version: '1', text: 'Согласен.' },
];

beforeEach(async () => {
  app.clock.moveTo('2026-03-10T09:00:00Z');
  await app.em.query('UPDATE cycle SET state = $1 WHERE state = $2', ['completed', 'announced']);
  year = await given.cycle(app.em);
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: year.cycle.id }] });
  organizerEmail = user.email;
  const grants = [{ role: 'organizer' as const, cycleId: year.cycle.id, nominationId: null, regionCode: null }];
  organizer = actorOf(user, { grants });
});

const rule = (rules: object) =>
  app.em.query('UPDATE regulation_edition SET judging_rules = $1 WHERE cycle_id = $2', [
    JSON.stringify(rules),
    year.cycle.id,
  ]);
let people = 0;
const invite = (input: object = {}) => {
  people += 1;
  const person = { name: `Эксперт Номер ${people}`, email: `juror-${people}@jury.test` };
  return experts.invite(organizer, year.cycle.id, { ...person, ...input });
};
const personOf = async (expert: Expert): Promise<Person> =>
  actorOf(
    await app.em.findOneByOrFail((await import('../../../../src/accounts/users/user.entity.js')).User, {
      id: expert.userId,
    }),
  );
const accept = async (expert: Expert, kinds: string[] = []) =>
  experts.answer(await personOf(expert), expert.id, { accept: true, consents: kinds });
const decline = async (expert: Expert) =>
  experts.answer(await personOf(expert), expert.id, { accept: false, reason: 'Занят' });
const again = (expert: Expert) => app.em.findOneByOrFail(Expert, { id: expert.id });
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );
const told = async (type: string, expertId: string) =>
  (await app.em.findBy(OutboxMessage, { type })).filter(({ payload }) => payload['expertId'] === expertId).length;

describe('an invitation to the jury', () => {
  it('is accepted only with every text of the regulation signed, and keeps which version of it was', async () => {
    await rule({ consents });
    const expert = await invite();
    expect(await codeOf(accept(expert, ['personal-data']))).toBe('consents-needed');
    expect(await app.em.countBy(ExpertConsent, { expertId: expert.id })).toBe(0);
    await accept(expert, ['personal-data', 'confidentiality']);
    const signed = await app.em.findBy(ExpertConsent, { expertId: expert.id });
    expect(signed.map(({ kind, consentVersion }) => `${kind} ${consentVersion}`).sort()).toEqual([
      'confidentiality 2',
      'personal-data 1',
    ]);
  });

  it('opens nothing when the text has a new version, until that is signed too', async () => {
    await rule({ consents });
    const expert = await invite();
    await accept(expert, ['personal-data', 'confidentiality']);
    await rule({ consents: [{ ...consents[0]!, version: '3' }, consents[1]!] });
    const person = await personOf(expert);
    const browser = await app.signIn(
      (await app.em.query('SELECT email FROM user_account WHERE id = $1', [person.userId]))[0].email,
    );
    expect((await browser.get(`/judging/${expert.id}/consents`)).body).toContain('Не разглашаю содержание');
    expect((await browser.post(`/judging/${expert.id}/consents`)).statusCode).toBe(409);
    expect((await browser.post(`/judging/${expert.id}/consents`, { consents: 'confidentiality' })).statusCode).toBe(
      303,
    );
    expect((await browser.get(`/judging/${expert.id}/consents`)).body).toContain('Подписывать нечего');
  });

  it('is declined without an account, with a reason and whom to ask instead', async () => {
    await invite({ email: 'busy@jury.test' });
    const { LinkVault } = await import('../../../../src/platform/secrets/link-vault.js');
    const [expert] = await app.em.query(
      `SELECT e.id FROM expert e JOIN user_account u ON u.id = e.user_id WHERE u.email = 'busy@jury.test'`,
    );
    const token = await app.nest.get(LinkVault).read(app.em, expert.id);
    const guest = app.guest();
    expect((await guest.get(`/judging/invitation/${token}`)).body).toContain('Ответьте до');
    expect((await again(expert)).state).toBe('invited');
    const page = `/judging/invitation/${token}/decline`;
    expect((await guest.post(page, { reason: '' })).statusCode).toBe(422);
    const sent = { reason: 'Отпуск', suggestedName: 'Петрова Анна', suggestedEmail: 'anna@jury.test' };
    expect((await guest.post(page, sent)).statusCode).toBe(200);
    const kept = await again(expert);
    expect([kept.state, kept.suggestion]).toEqual([
      'declined',
      { name: 'Петрова Анна', email: 'anna@jury.test', note: '' },
    ]);
    const organizing = await app.signIn(organizerEmail);
    expect((await organizing.get(`/cycles/${year.cycle.id}/experts/${expert.id}`)).body).toContain('anna@jury.test');
  });

  it('that is declined lets the first alternate who has accepted move up, once', async () => {
    const main = await invite();
    const first = await invite({ place: 'alternate' });
    const second = await invite({ place: 'alternate' });
    await accept(second);
    await decline(main);
    expect([(await again(first)).place, (await again(second)).place]).toEqual(['alternate', 'main']);
    expect(await told('expert.movedUp', second.id)).toBe(1);
    await decline(first);
    expect(await told('expert.movedUp', first.id)).toBe(0);
  });

  it('that stays without an answer is reminded of once, then lapses, and may still be accepted', async () => {
    await rule({ answerDays: 10 });
    const silent = await invite();
    const alternate = await invite({ place: 'alternate' });
    await accept(alternate);
    await experts.followInvitations();
    expect(await told('expert.reminded', silent.id)).toBe(0);
    app.clock.moveTo('2026-03-18T09:00:00Z');
    await experts.followInvitations();
    await experts.followInvitations();
    expect(await told('expert.reminded', silent.id)).toBe(1);
    app.clock.moveTo('2026-03-20T09:00:00Z');
    await Promise.all([experts.followInvitations(), experts.followInvitations()]);
    expect([(await again(silent)).state, (await again(alternate)).place]).toEqual(['lapsed', 'main']);
    expect(await told('expert.movedUp', alternate.id)).toBe(1);
    expect((await accept(await again(silent))).state).toBe('accepted');
  });

  it('two that are declined at once move two alternates up', async () => {
    const mains = [await invite(), await invite()];
    const alternates = [await invite({ place: 'alternate' }), await invite({ place: 'alternate' })];
    for (const alternate of alternates) await accept(alternate);
    await Promise.all(mains.map(decline));
    expect((await Promise.all(alternates.map(again))).map(({ place }) => place)).toEqual(['main', 'main']);
  });
});

describe('a wave of invitations', () => {
  const upload = async (csv: string) => {
    const browser = await app.signIn(organizerEmail);
    const answer = await browser.upload(`/cycles/${year.cycle.id}/experts/table`, { name: 'people.csv', text: csv });
    return { browser, answer };
  };

  it('comes from a table: faults are named by row and nothing is sent, then all are invited at once', async () => {
    const faulty = await upload(
      'name;email;region;capacity\nИванов Иван;ivan@jury.test;RU-ZZ;30\nПётр;nobody;;много\n',
    );
    expect(faulty.answer.statusCode).toBe(200);
    expect(faulty.answer.body).toContain('В таблице есть ошибки');
    const known = await invite();
    const { email } = (await app.em.query('SELECT email FROM user_account WHERE id = $1', [known.userId]))[0];
    const good = await upload(
      `name;email;region;place\nИванов Иван;ivan-${people}@jury.test;RU-BA;\nСидорова Анна;anna-${people}@jury.test;;alternate\nСтарый Друг;${email};;\n`,
    );
    const rows = /name="rows" value="([^"]+)"/.exec(good.answer.body)![1]!.replaceAll('&quot;', '"');
    expect(await app.em.countBy(Expert, { cycleId: year.cycle.id })).toBe(1);
    expect((await good.browser.post(`/cycles/${year.cycle.id}/experts/wave`, { rows })).statusCode).toBe(303);
    const invited = await app.em.find(Expert, { where: { cycleId: year.cycle.id }, order: { id: 'ASC' } });
    expect(invited.map(({ wave, place, regionCode }) => [wave, place, regionCode])).toEqual([
      [1, 'main', null],
      [2, 'main', 'RU-BA'],
      [2, 'alternate', null],
    ]);
  });

  it('asks the people of the year before again', async () => {
    const before = await given.expert(app.em, year);
    const next = await given.cycle(app.em);
    await app.em.query(
      `INSERT INTO role_grant (id, user_id, role, cycle_id, granted_at) SELECT gen_random_uuid(), user_id, role, $1, granted_at FROM role_grant WHERE cycle_id = $2 AND role = 'organizer'`,
      [next.cycle.id, year.cycle.id],
    );
    const browser = await app.signIn(organizerEmail);
    const page = `/cycles/${next.cycle.id}/experts/last-year`;
    expect((await browser.get(page)).body).toContain(before.user.name);
    expect((await browser.post(page, { chosen: before.id })).statusCode).toBe(303);
    const asked = await app.em.findBy(Expert, { cycleId: next.cycle.id });
    expect(asked.map(({ userId, state }) => [userId, state])).toEqual([[before.userId, 'invited']]);
  });
});

describe('conflicts of interest', () => {
  it('are computed from profiles and entries, go when their facts go, and end what was assigned', async () => {
    await rule({ conflicts: { region: true, months: 12, relations: true } });
    const entry = await given.submittedEntry(app.em, year);
    const expert = await given.expert(app.em, year, { regionCode: null });
    await given.sheet(app.em, year, { expert, entry, points: [7, 7] });
    const person = await personOf(expert);
    const profiles = app.nest.get(ExpertProfilesService);
    const profile = { spheres: [], languages: [], regionCode: null, capacity: 30, about: '' };
    const employers = [{ name: 'Был', organisationId: entry.organisationId, from: null, to: '2025-12' }];
    await profiles.write(person, { ...profile, employers, version: 0 });
    expect(await conflicts.recompute(organizer, year.cycle.id)).toEqual({ added: 1, removed: 0, ended: 1 });
    expect((await app.em.findOneByOrFail(Conflict, { expertId: expert.id })).source).toBe('former-organisation');
    expect((await app.em.findOneByOrFail(Assignment, { expertId: expert.id })).state).toBe('recused');
    await profiles.write(person, { ...profile, employers: [], version: 1 });
    expect(await conflicts.recompute(organizer, year.cycle.id)).toEqual({ added: 0, removed: 1, ended: 0 });
    expect(await conflicts.recompute(organizer, year.cycle.id)).toEqual({ added: 0, removed: 0, ended: 0 });
  });

  it('that are suspected keep the pair apart until a person dismisses them with a reason; then they stay dismissed', async () => {
    await rule({ conflicts: { region: true, months: 0, relations: true } });
    const organisation = await given.organisation(app.em);
    await given.user(app.em, { name: 'Смирнова Анна', memberOf: [organisation] });
    const entry = await given.submittedEntry(app.em, year, { organisation });
    const juror = await given.user(app.em, { name: 'Смирнов Олег' });
    const expert = await given.expert(app.em, year, { user: juror });
    await conflicts.recompute(organizer, year.cycle.id);
    const suspected = await app.em.findOneByOrFail(Conflict, { expertId: expert.id, source: 'related' });
    expect(suspected.state).toBe('suspected');
    const assign = () =>
      app.em.query(
        `INSERT INTO assignment (id, plan_id, expert_id, submission_id, position, created_at)
         SELECT gen_random_uuid(), p.id, $1, $2, 1, now() FROM assignment_plan p WHERE p.cycle_id = $3 LIMIT 1`,
        [expert.id, entry.id, year.cycle.id],
      );
    await given.sheet(app.em, year, {
      expert: await given.expert(app.em, year),
      entry,
      points: [1, 1],
    });
    await expect(assign()).rejects.toThrow('conflict of interest');
    const browser = await app.signIn(organizerEmail);
    const page = `/cycles/${year.cycle.id}/conflicts`;
    expect((await browser.get(page)).body).toContain('Смирнов Олег');
    const settle = `${page}/${suspected.id}/settle`;
    expect((await browser.post(settle, { verdict: 'dismissed', reason: '' })).statusCode).toBe(422);
    expect((await browser.post(settle, { verdict: 'dismissed', reason: 'Однофамильцы' })).statusCode).toBe(303);
    expect((await browser.post(settle, { verdict: 'confirmed', reason: 'Нет' })).statusCode).toBe(409);
    await conflicts.recompute(organizer, year.cycle.id);
    expect((await app.em.findOneByOrFail(Conflict, { id: suspected.id })).state).toBe('dismissed');
    await assign();
    expect(await app.em.countBy(Assignment, { expertId: expert.id, state: 'active' })).toBe(1);
  });

  it('of the own region keep nobody apart where the regulation says so, in SQL too', async () => {
    const entry = await given.submittedEntry(app.em, year);
    const expert = await given.expert(app.em, year, { regionCode: entry.regionCode });
    await expect(given.sheet(app.em, year, { expert, entry, points: [1, 1] })).rejects.toThrow('conflict of interest');
    await rule({ conflicts: { region: false, months: 0, relations: false } });
    await given.sheet(app.em, year, { expert, entry, points: [1, 1] });
    expect(await app.em.countBy(Assignment, { expertId: expert.id })).toBe(1);
  });

  it('are set by the organizer by the number of the entry', async () => {
    const entry = await given.submittedEntry(app.em, year);
    const expert = await given.expert(app.em, year);
    const browser = await app.signIn(organizerEmail);
    const page = `/cycles/${year.cycle.id}/conflicts`;
    const sent = { expert: expert.id, number: 'НЕТ-1', reason: 'Соавторы' };
    expect((await browser.post(page, sent)).statusCode).toBe(422);
    expect((await browser.post(page, { ...sent, number: entry.registerNumber! })).statusCode).toBe(303);
    expect((await app.em.findOneByOrFail(Conflict, { expertId: expert.id })).source).toBe('organizer');
  });
});

const unrelated = (name: string) => {
  people += 1;
  return { name, email: `unrelated-${people}@mail.ru` };
};

describe('a plan', () => {
  it('leaves alternates and suspected pairs out', async () => {
    await rule({ conflicts: { region: true, months: 0, relations: true } });
    const organisation = await given.organisation(app.em);
    await given.user(app.em, { name: 'Смирнова Анна', memberOf: [organisation] });
    await given.submittedEntry(app.em, year, { organisation });
    const suspected = await given.expert(app.em, year, { user: await given.user(app.em, { name: 'Смирнов Олег' }) });
    const alternate = await given.expert(app.em, year, { place: 'alternate', alternateRank: 1 });
    const others = [
      await given.user(app.em, unrelated('Орлов Глеб')),
      await given.user(app.em, unrelated('Зайцева Ия')),
    ];
    const main = [
      await given.expert(app.em, year, { user: others[0]! }),
      await given.expert(app.em, year, { user: others[1]! }),
    ];
    const plan = await app.nest.get(PlansService).propose(organizer, year.cycle.id, { seed: 7 });
    const chosen = plan.pairs.map(([, expertId]) => expertId).sort();
    expect(chosen).toEqual(main.map(({ id }) => id).sort());
    expect(chosen).not.toContain(suspected.id);
    expect(chosen).not.toContain(alternate.id);
  });
});
