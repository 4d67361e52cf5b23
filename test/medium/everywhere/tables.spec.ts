import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { PublicationsService } from '../../../src/results/publication/publications.service.js';
import { addressesOf } from '../../support/addresses.js';
import { startApp, type TestApp } from '../../support/app.js';
import { judgedYear, type JudgedYear } from '../../support/judged-year.js';

const evil = { title: '=HYPERLINK("https://evil.example";"Подробнее")', organisationName: '@SUM(1+1)*cmd|calc' };
let app: TestApp;
let judged: JudgedYear;

beforeAll(async () => {
  app = await startApp();
  judged = await judgedYear(app, evil);
  await app.em.query(`UPDATE user_account SET name = '+' || name WHERE id IN (SELECT user_id FROM expert)`);
  const protocol = await judged.signedByBoth(await judged.decided());
  const publishAt = app.clock.now();
  await app.nest.get(PublicationsService).publish(judged.organizer, protocol.id, { publishAt, reason: '' });
});
afterAll(() => app.close());

it('no table of any address holds what a spreadsheet would run', async () => {
  const { year } = judged;
  const values = { id: [year.cycle.id], year: [`${year.cycle.year}.csv`] };
  const asked = addressesOf(app, values)
    .filter((address) => address.includes('.csv') && !address.includes('*') && address.split('/').length < 7)
    .map((address) => (address.includes('scores.csv') ? `${address}?nomination=${year.nomination.id}` : address));
  const browser = await app.signIn(judged.emails.organizer);
  const read: string[] = [];
  const running: string[] = [];
  const shown = new Set<string>();
  for (const address of asked) {
    const { headers, body, statusCode } = await browser.get(address);
    if (statusCode !== 200 || !String(headers['content-type']).startsWith('text/csv')) continue;
    read.push(address.replace(year.cycle.id, '').replace(/\?.*/, ''));
    for (const row of parse(body, { delimiter: ';', bom: true, relax_column_count: true }))
      for (const cell of row) {
        if (/^[=+\-@\t\r\n]/.test(cell) && !/^-?\d+([.,]\d+)?$/.test(cell)) running.push(`${address}: ${cell}`);
        if (/^'[=+@]/.test(cell)) shown.add(cell[1]!);
      }
  }
  expect(running).toEqual([]);
  expect([...shown].sort()).toEqual(['+', '=', '@']);
  expect(read).toEqual(
    expect.arrayContaining([
      '/cycles//evaluation/board.csv',
      '/cycles//evaluation/as-of.csv',
      '/cycles//ranking.csv',
      '/cycles//ranking/scores.csv',
      '/cycles//register.csv',
      `/results/${year.cycle.year}.csv`,
    ]),
  );
});
