import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rankEntries } from '../../../../src/domain/ranking/rank-entries.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { storedRowsOf } from '../../../../src/domain/results/rankings/stored-rows.js';
import { startApp, type TestApp } from '../../../support/app.js';

import { judgedYear, type JudgedYear } from '../../../support/judged-year.js';

let app: TestApp;
let judged: JudgedYear;
let year: JudgedYear['year'];
let entries: JudgedYear['entries'];
let organizer: JudgedYear['organizer'];
let chair: JudgedYear['chair'];
let emails: JudgedYear['emails'];
let rankings: RankingsService;

beforeAll(async () => {
  app = await startApp();
  rankings = app.nest.get(RankingsService);
});
afterAll(() => app.close());

beforeEach(async () => {
  judged = await judgedYear(app);
  ({ year, entries, organizer, chair, emails } = judged);
});

describe('ranking', () => {
  it('equals the pure function on the same sheets', async () => {
    const ranking = await rankings.rank(organizer, year.nomination.id);
    const pure = rankEntries(ranking.inputs);
    expect(storedRowsOf(ranking).ranked).toEqual(pure.rows);
    expect(storedRowsOf(ranking).ranked.map(({ totalShown, place }) => [totalShown, place.from])).toEqual([
      ['17.00', 1],
      ['14.00', 2],
      ['14.00', 3],
    ]);
    expect(ranking.sheets).toBe(6);
  });

  it('is one ranking while the sheets are the same, even for two at once', async () => {
    const both = [organizer, chair].map((actor) => rankings.rank(actor, year.nomination.id));
    const [first, second] = await Promise.all(both);
    expect(first!.id).toBe(second!.id);
  });

  it('is another ranking when a sheet is set aside', async () => {
    const before = await rankings.rank(organizer, year.nomination.id);
    await judged.setAsideOneOf(entries[0]!);
    const after = await rankings.rank(organizer, year.nomination.id);
    expect(after.id).not.toBe(before.id);
    expect(after.sheets).toBe(5);
  });

  it('cannot be changed or deleted', async () => {
    const { id } = await rankings.rank(organizer, year.nomination.id);
    await expect(app.em.query('UPDATE ranking SET sheets = 1 WHERE id = $1', [id])).rejects.toThrow();
    await expect(app.em.query('DELETE FROM ranking WHERE id = $1', [id])).rejects.toThrow();
  });

  it('does not exist for others, and those who only watch do not make one', async () => {
    await rankings.rank(organizer, year.nomination.id);
    for (const role of ['entrant', 'expert', 'coordinator'] as const) {
      const browser = await app.signIn(emails[role]);
      const answer = await browser.api('GET', `nominations/${year.nomination.id}/ranking`);
      expect([role, answer.statusCode]).toEqual([role, 404]);
    }
    const auditor = await app.signIn(emails.auditor);
    expect((await auditor.api('GET', `nominations/${year.nomination.id}/ranking`)).statusCode).toBe(200);
    expect((await auditor.api('POST', `nominations/${year.nomination.id}/ranking`)).statusCode).toBe(403);
  });
});
