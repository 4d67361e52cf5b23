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
  expect((await browser.get(home)).body).not.toContain('из-за перебоя');

  await leaveTraces();
  const page = (await browser.get(home)).body.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
  expect(page).toMatch(/Сайт не отвечал: 20 июня, 17:02–17:50\. По правилу приём продлевается на столько же/);
  const link = /href="([^"]+\/stages\?stage=[^"]+)"/.exec(page)![1]!;
  const stages = (await browser.get(link)).body;
  expect(stages).toContain('value="2026-06-21T00:48"');

  const intake = await app.em.findOneByOrFail(Stage, { cycleId: made.cycle.id, kind: 'intake' });
  await browser.post(`${home}/stages/move`, {
    stageId: intake.id,
    version: String(intake.version),
    title: intake.title,
    opensAt: '2026-06-01T12:00',
    closesAt: '2026-06-21T00:48',
  });
  const moved = await app.em.findOneByOrFail(Stage, { id: intake.id });
  expect(moved.closesAt).toEqual(new Date('2026-06-20T21:48:00Z'));
  expect((await browser.get(home)).body).not.toContain('из-за перебоя');
});
