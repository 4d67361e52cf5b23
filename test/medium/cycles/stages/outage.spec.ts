import { Stage } from '../../../../src/cycles/stages/stage.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ now: '2026-05-20T09:00:00Z' });
});
afterAll(() => app.close());

/** Traces of each minute of the last hours, but for 48 minutes. */
const leaveTraces = () =>
  app.em.query(
    `INSERT INTO service_minute (minute, answered, failed)
     SELECT m, 10, 0 FROM generate_series('2026-06-20T12:00:00Z'::timestamptz, '2026-06-20T17:59:00Z', interval '1 minute') m
      WHERE m < '2026-06-20T14:02:00Z' OR m >= '2026-06-20T14:50:00Z'`,
  );

test('What the intake lost by an outage is told to the organizer, who extends it by as much with one press', async () => {
  const made = await given.cycle(app.em, { stages: { intake: ['2026-06-01T09:00:00Z', '2026-06-20T21:00:00Z'] } });
  const organizer = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
  app.clock.moveTo('2026-06-20T18:00:00Z');
  const browser = await app.signIn(organizer.email);
  const home = `/cycles/${made.cycle.id}`;
  const untroubled = async () => {
    const answer = await browser.get(home);
    expect([answer.statusCode, answer.body.includes('из-за перебоя')]).toEqual([200, false]);
  };
  await untroubled();

  await leaveTraces();
  const page = (await browser.get(home)).body.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
  expect(page).toMatch(/Сайт не отвечал: 20 июня, 17:02–17:50\. По правилу приём продлевается на столько же/);
  const link = /href="([^"]+\/extensions\?reach=[^"]+)"/.exec(page)![1]!;
  expect((await browser.get(link)).body).toContain('value="2026-06-21T00:48"');

  const typed = { reach: 'all', closesAt: '2026-06-21T00:48', reason: 'Перебой 20 июня, 17:02–17:50' };
  expect((await browser.post(`${home}/extensions/check`, typed)).body).toContain('на 48 минут');
  await browser.post(`${home}/extensions`, { ...typed, seenFrom: '2026-06-20T21:00:00.000Z' });
  const moved = await app.em.findOneByOrFail(Stage, { cycleId: made.cycle.id, kind: 'intake' });
  expect(moved.closesAt).toEqual(new Date('2026-06-20T21:48:00Z'));
  await untroubled();
});
