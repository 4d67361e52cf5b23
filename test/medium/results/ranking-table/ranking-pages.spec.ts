import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { findLatestRanking } from '../../../../src/results/rankings/rankings.queries.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { judgedYear, type JudgedYear } from '../../../support/judged-year.js';

let app: TestApp;
let judged: JudgedYear;
const more = 60;
beforeAll(async () => {
  app = await startApp();
  judged = await judgedYear(app);
  const { year } = judged;
  const experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
  for (let number = 0; number < more; number += 1) {
    const entry = await given.submittedEntry(app.em, year, { title: `Ещё ${number}` });
    for (const expert of experts) await given.sheet(app.em, year, { expert, entry, points: [5, number % 5] });
  }
  await app.nest.get(RankingsService).rank(judged.organizer, year.nomination.id);
});
afterAll(() => app.close());

const placesOf = (body: string) => [...body.matchAll(/<td class="place">([^<]+)/g)].map(([, place]) => place!.trim());

describe('The table of a ranking', () => {
  it('is read fifty places at a time, from the place where the last page ended', async () => {
    const browser = await app.signIn(judged.emails.organizer);
    const path = `/cycles/${judged.year.cycle.id}/ranking?nomination=${judged.year.nomination.id}`;
    const first = (await browser.get(path)).body;
    const next = /href="([^"]+)" rel="next"/.exec(first)![1]!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
    const second = (await browser.get(next)).body;
    const all = (await browser.get(`${path}&all=1`)).body;
    expect([placesOf(first).length, placesOf(second).length]).toEqual([50, more + 3 - 50]);
    expect([...placesOf(first), ...placesOf(second)]).toEqual(placesOf(all));
    expect(second).not.toContain('rel="next"');
  });

  it('has the rows that were computed, whole', async () => {
    const ranking = await findLatestRanking(app.em, judged.year.nomination.id);
    const api = await (
      await app.signIn(judged.emails.organizer)
    ).api('GET', `nominations/${judged.year.nomination.id}/ranking`);
    expect(api.json<{ rows: unknown[] }>().rows).toEqual(ranking!.rows);
  });
});
