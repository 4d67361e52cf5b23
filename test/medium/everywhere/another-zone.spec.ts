import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { User } from '../../../src/accounts/users/user.entity.js';
import { systemActor } from '../../../src/domain/kernel/actor.js';
import { plainJudgingRules } from '../../../src/domain/cycles/judging-rules.js';
import { Stage } from '../../../src/cycles/stages/stage.entity.js';
import { ConflictsService } from '../../../src/judging/conflicts/conflicts.service.js';
import { ExpertProfile } from '../../../src/judging/experts/expert-profile.entity.js';
import { newId } from '../../../src/platform/ids.js';
import { Delivery } from '../../../src/notifications/delivery.entity.js';
import { LetterRenderer } from '../../../src/notifications/letter-renderer.js';
import { OutboxMessage } from '../../../src/platform/outbox/outbox-message.entity.js';
import { announce } from '../../support/letters.js';
import { startApp, type TestApp } from '../../support/app.js';
import { given } from '../../support/given.js';

// A cycle in Vladivostok, seven hours ahead of Moscow: days and hours of its own are told and read there.
const timeZone = 'Asia/Vladivostok';
const during: [string, string] = ['2026-05-31T14:00:00Z', '2026-06-30T14:00:00Z']; // midnights there

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());

const cycleThere = (facts: Parameters<typeof given.cycle>[1] = {}) =>
  given.cycle(app.em, { timeZone, stages: { intake: during, screening: during, review: during }, ...facts });

async function organizerOf(cycleId: string) {
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId }] });
  return app.signIn(user.email);
}

it('says on the first page until when entries are taken there', async () => {
  await cycleThere();
  const page = (await app.guest().get('/')).body.replaceAll('\u00a0', ' ');
  expect(page).toContain('30 июня, 23:59 МСК+7');
  expect(page).not.toContain('30 июня, 17:00 МСК');
});

it.each([
  'register',
  'evaluation',
  'evaluation/training',
  'assignment',
  'assignment/kept',
  'experts',
  'experts/last-year',
  'conflicts',
  'regional',
  'publication',
])('is the zone of the strip on the page of the %s', async (page) => {
  const decisionRules = { kinds: ['winner', 'regional-laureate'] as const, onlyLaureatesJudged: true };
  const made = await cycleThere({ edition: { decisionRules: { ...decisionRules, kinds: [...decisionRules.kinds] } } });
  await given.submittedEntry(app.em, made);
  const { cycle } = made;
  const { body } = await (await organizerOf(cycle.id)).get(`/cycles/${cycle.id}/${page}`);
  expect(body.replaceAll('\u00a0', ' ')).toContain('30 июня, 23:59 МСК+7');
});

it('is the zone in which the intake closes for those who enter, and of the receipt', async () => {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  const { cycle, nomination } = await cycleThere();
  const organisation = await given.organisation(app.em);
  const user = await given.user(app.em, { memberOf: [organisation] });
  const browser = await app.signIn(user.email);
  const text = async (path: string) => (await browser.get(path)).body.replaceAll('\u00a0', ' ');
  // The last minute there, on the clock of a reader in Moscow.
  const [title, until] = [cycle.title, '30 июня, 16:59 МСК'];
  const beginnings = (await text('/submissions/new')).split('<p').find((part) => part.includes(`${title} ·`));
  expect(beginnings).toContain(until);
  const begun = await browser.post('/submissions', { nominationId: nomination.id, organisationId: organisation.id });
  const entry = String(begun.headers.location).replace('/edit', '');
  expect(await text('/submissions')).toContain(until);
  await browser.post(`${entry}/edit`, { step: '1', version: '1', title: 'Практика' });
  expect(await text(`${entry}/check`)).toContain(until);
  await browser.post(`${entry}/submit`);
  expect(await text(`${entry}/receipt`)).toContain('10 июня 2026 года, 19:00:00 МСК+7');
});

it('is the zone of letters that tell times of the cycle', async () => {
  const made = await cycleThere();
  const { id } = await given.submittedEntry(app.em, made, {
    submittedAt: new Date('2026-06-10T09:00:00Z'),
    organisation: await organisationWithPeople(),
  });
  const opened = { id: newId(), type: 'stage.opened', createdAt: app.clock.now(), dispatchedAt: null };
  const stage = await app.em.findOneByOrFail(Stage, { cycleId: made.cycle.id, kind: 'intake' });
  await organizerOf(made.cycle.id);
  await app.em.insert(OutboxMessage, { ...opened, payload: { stageId: stage.id } });
  const told = async (messageId: string) => {
    await announce(app, messageId);
    const letter = await app.em.findOneByOrFail(Delivery, { messageId });
    return app.nest.get(LetterRenderer).preview(letter).text.replaceAll('\u00a0', ' ');
  };
  expect(await told(opened.id)).toContain('30 июня, 23:59 МСК+7');
  const sent = await app.em
    .createQueryBuilder(OutboxMessage, 'm')
    .where("m.type = 'submission.submitted' AND m.payload->>'submissionId' = :id", { id })
    .getOneOrFail();
  expect(await told(sent.id)).toContain('10 июня 2026 года, 19:00:00 МСК+7');
});

async function organisationWithPeople() {
  const organisation = await given.organisation(app.em);
  await given.user(app.em, { memberOf: [organisation] });
  return organisation;
}

it('reads the instant that an organizer types for sheets as they were', async () => {
  const { cycle } = await cycleThere();
  const browser = await organizerOf(cycle.id);
  const page = await browser.get(`/cycles/${cycle.id}/evaluation/as-of?at=2026-06-10T12:30&q=`);
  expect(page.body).toContain('value="2026-06-10T12:30"');
  expect(page.body).toContain(encodeURIComponent('2026-06-10T02:30:00.000Z'));
});

it('is the zone of an expert who is new here', async () => {
  const { cycle } = await cycleThere();
  const invited = { name: 'Седова Анна', email: `there${cycle.year}@example.org` };
  await (await organizerOf(cycle.id)).api('POST', `cycles/${cycle.id}/experts`, invited);
  expect((await app.em.findOneByOrFail(User, { email: invited.email })).timeZone).toBe(timeZone);
});

it.each([
  [timeZone, 'has begun', 0],
  ['Europe/Moscow', 'has not', 1],
])('counts the months of conflicts in its zone: in %s July %s', async (zone, _words, found) => {
  app.clock.moveTo('2026-06-30T15:00:00Z');
  const conflicts = { ...plainJudgingRules.conflicts, region: false, months: 0 };
  const made = await cycleThere({ timeZone: zone, edition: { judgingRules: { conflicts } } });
  const entry = await given.submittedEntry(app.em, made);
  const expert = await given.expert(app.em, made);
  await app.em.insert(ExpertProfile, {
    id: newId(),
    userId: expert.userId,
    spheres: [],
    languages: [],
    regionCode: null,
    employers: [{ name: '', organisationId: entry.organisationId, from: null, to: '2026-06' }],
    capacity: 30,
    about: '',
    updatedAt: app.clock.now(),
    version: 1,
  });
  const { added } = await app.nest.get(ConflictsService).recompute(systemActor, made.cycle.id);
  expect(added).toBe(found);
});
