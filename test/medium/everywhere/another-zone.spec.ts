import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { User } from '../../../src/accounts/users/user.entity.js';
import { systemActor } from '../../../src/domain/kernel/actor.js';
import { plainJudgingRules } from '../../../src/domain/cycles/judging-rules.js';
import { ConflictsService } from '../../../src/judging/conflicts/conflicts.service.js';
import { ExpertProfile } from '../../../src/judging/experts/expert-profile.entity.js';
import { newId } from '../../../src/platform/ids.js';
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

it.each(['register', 'evaluation', 'publication'])('is the zone of the strip on the page of the %s', async (page) => {
  const { cycle } = await cycleThere();
  const { body } = await (await organizerOf(cycle.id)).get(`/cycles/${cycle.id}/${page}`);
  expect(body.replaceAll('\u00a0', ' ')).toContain('30 июня, 23:59 МСК+7');
});

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
