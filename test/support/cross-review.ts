import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';
import type { User } from '../../src/accounts/users/user.entity.js';
import type { Role, Person } from '../../src/domain/kernel/actor.js';
import { plainJudgingRules, type CrossReviewRules, type JudgingRules } from '../../src/domain/cycles/judging-rules.js';
import { Refusal } from '../../src/domain/kernel/refusal.js';
import { CrossReviewDutiesService } from '../../src/judging/cross-review-board/cross-review-duties.service.js';
import { listStandings } from '../../src/judging/cross-review/cross-review.queries.js';
import { CrossReview } from '../../src/judging/cross-review/cross-review.entity.js';
import { CrossReviewsService } from '../../src/judging/cross-review-writing/cross-reviews.service.js';
import type { Submission } from '../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from './app.js';
import { actorOf, given, type GivenCycle } from './given.js';

/** What the specs of the cross-review share; `scene` makes all of it anew. */
export let app: TestApp;
export let owner: pg.Client;
export let year: GivenCycle;
export let entries: Submission[];
export let people: User[];
export let reviews: CrossReviewsService;
export let duties: CrossReviewDutiesService;
export let organizer: Person;
export let organizerBrowser: Browser;
export let home: string;

export const during = '2026-03-12T09:00:00Z';
export const opensAt = '2026-03-10T00:00:00Z';
// «Служение» closes at 10:00 Moscow time (domain facts, S84).
export const closesAt = '2026-03-20T07:00:00Z';
const regions = ['RU-BA', 'RU-YAR', 'RU-MOW', 'RU-LIP', 'RU-KHA', 'RU-TYU'];

/** Starts the program for a spec and stops it after. */
export function useCrossReviews(): void {
  beforeAll(async () => {
    app = await startApp({ now: during });
    owner = new pg.Client({ connectionString: app.databaseUrl });
    await owner.connect();
    reviews = app.nest.get(CrossReviewsService);
    duties = app.nest.get(CrossReviewDutiesService);
  });
  afterAll(async () => {
    await owner.end();
    await app.close();
  });
}

/** Six entries of six regions in three nominations, each of an organisation with one person; two reviews for each. */
export async function scene(rules: Partial<CrossReviewRules> = {}, judging: Partial<JudgingRules> = {}): Promise<void> {
  app.clock.moveTo(during);
  await app.em.query('UPDATE cycle SET state = $1 WHERE state = $2', ['cancelled', 'announced']);
  const crossReview = { ...plainJudgingRules.crossReview, reviews: 2, ...rules };
  year = await given.cycle(app.em, {
    nominations: [{ code: 'А' }, { code: 'Б' }, { code: 'В' }],
    edition: { judgingRules: { ...judging, crossReview } },
    stages: { 'cross-review': [opensAt, closesAt] },
  });
  entries = [];
  people = [];
  for (const [index, regionCode] of regions.entries()) {
    const organisation = await given.organisation(app.em, { regionCode });
    people.push(await given.user(app.em, { memberOf: [organisation], timeZone: 'Asia/Yekaterinburg' }));
    const nomination = year.nominations[index % 3]!;
    entries.push(await given.submittedEntry(app.em, year, { nomination, organisation, title: `Практика ${index}` }));
  }
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: year.cycle.id }] });
  organizer = actorOf(user, { grants: [grant('organizer')] });
  organizerBrowser = await app.signIn(user.email);
  home = `/cycles/${year.cycle.id}/cross-reviews`;
}
export const grant = (role: Role) => ({ role, cycleId: year.cycle.id, nominationId: null, regionCode: null });

export const entrant = (index: number): Person =>
  actorOf(people[index]!, { organisationIds: [entries[index]!.organisationId] });
export const allot = (seed = 7) => duties.allot(organizer, year.cycle.id, seed);
export const owed = (index: number): Promise<CrossReview[]> =>
  app.em.find(CrossReview, { where: { reviewerId: entries[index]!.id, state: 'open' }, order: { position: 'ASC' } });
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

/** Writes and hands in what an entry owes, or so many of it. */
export async function handIn(index: number, count = 2, comment = 'Сильная практика'): Promise<void> {
  for (const { id, version } of (await owed(index)).slice(0, count))
    await reviews.submit(entrant(index), id, { version, comment, grades: {} });
}
export const standings = async () => {
  const rows = await listStandings(app.em, year.cycle.id, app.clock.now());
  return entries.map(({ id }) => rows.find(({ submissionId }) => submissionId === id)!);
};
