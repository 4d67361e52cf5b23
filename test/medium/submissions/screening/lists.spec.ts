import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let made: GivenCycle;
let organizer: Browser;
const ids: string[] = [];

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
  made = await given.cycle(app.em, {
    stages: {
      intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'],
      screening: ['2026-06-01T00:00:00Z', '2026-07-20T00:00:00Z'],
    },
  });
  for (const [title, regionCode, day] of [
    ['Первая', 'RU-BA', '02'],
    ['Вторая', 'RU-TA', '03'],
    ['Третья', 'RU-BA', '04'],
  ]) {
    const organisation = await given.organisation(app.em, { regionCode: regionCode! });
    const submittedAt = new Date(`2026-06-${day}T21:30:00Z`);
    ids.push(
      (await given.submittedEntry(app.em, made, { state: 'submitted', organisation, submittedAt, title: title! })).id,
    );
  }
  const roles = [{ role: 'organizer' as const, cycleId: made.cycle.id }];
  organizer = await app.signIn((await given.user(app.em, { roles })).email);
});
afterAll(() => app.close());

const titlesIn = (html: string) =>
  html.match(/Первая|Вторая|Третья/g)?.filter((title, at, all) => all.indexOf(title) === at);

it('the queue begins with who waited longest, and goes on in the same order within what it is narrowed to', async () => {
  const base = `/cycles/${made.cycle.id}/screening`;
  expect(titlesIn((await organizer.get(base)).body)).toEqual(['Первая', 'Вторая', 'Третья']);
  const narrowed = `${base}/${ids[0]}?region=RU-BA`;
  const shown = (await organizer.get(narrowed)).body.replaceAll('&#x3D;', '=');
  expect(titlesIn(shown.slice(shown.indexOf('l-q__list'), shown.indexOf('<article')))).toEqual(['Первая', 'Третья']);
  expect(shown).toMatch(new RegExp(`href="${base}/${ids[2]}\\?region=RU-BA" data-key="j"`));
});

it('what a region has is listed by itself, as the list of regions counts it', async () => {
  const regions = (await organizer.get(`/cycles/${made.cycle.id}/regions`)).body.replaceAll('&#x3D;', '=');
  const href = /href="([^"]*register\?region=RU-BA)"/.exec(regions)![1]!;
  expect(titlesIn((await organizer.get(href)).body)?.sort()).toEqual(['Первая', 'Третья']);
});

it('the table of the register tells the time on the clocks of the contest', async () => {
  const table = (await organizer.get(`/cycles/${made.cycle.id}/register.csv`)).body;
  expect(table).toContain('3 июня 2026 года, 00:30');
  expect(table).toContain('МСК');
  expect(table).not.toContain('2026-06-02T21:30');
});

it('a program that says what it had seen decides about nothing else', async () => {
  const admit = (revision: number) =>
    organizer.api('POST', `submissions/${ids[1]}/admit`, { seen: { state: 'submitted', revision } });
  const refused = await admit(2);
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([409, 'entry-moved-on']);
  expect((await admit(1)).statusCode).toBe(200);
});

it('an organisation is called as it was when the entry was submitted, whatever it is called since', async () => {
  const organisation = await given.organisation(app.em, { name: 'Центр «Прежнее имя»' });
  const { id } = await given.submittedEntry(app.em, made, { state: 'submitted', organisation });
  await app.em.query('UPDATE organisation SET name = $1 WHERE id = $2', ['Центр «Новое имя»', organisation.id]);
  const screened = (await organizer.get(`/cycles/${made.cycle.id}/screening/${id}`)).body;
  const facts = screened.slice(screened.indexOf('<article'));
  expect([facts.includes('Прежнее имя'), facts.includes('Новое имя')]).toEqual([true, false]);
  const shown = (await organizer.get(`/submissions/${id}`)).body;
  expect([shown.includes('Прежнее имя'), shown.includes('Новое имя')]).toEqual([true, false]);
});
