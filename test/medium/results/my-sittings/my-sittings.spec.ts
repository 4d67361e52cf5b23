import type { Person } from '../../../../src/domain/kernel/actor.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SittingsService } from '../../../../src/results/sittings/sittings.service.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { convene, personOf } from '../../../support/decisions.js';
import { given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let year: GivenCycle;
let secretary: Person;
let sittings: SittingsService;
/** Of the jury, of the board, and of the commission of a region; the second has no role at all. */
let people: { email: string; browser: Browser }[];
let rooms: string[];

beforeAll(async () => {
  app = await startApp();
  sittings = app.nest.get(SittingsService);
});
afterAll(() => app.close());

/** Three sittings with one member each, a question and an open ballot in each. */
beforeEach(async () => {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  year = await given.cycle(app.em);
  ({ person: secretary } = await personOf(app, year, 'secretary'));
  const { person: regional } = await personOf(app, year, 'secretary', 'RU-BA');
  const users = [
    (await personOf(app, year, 'member')).email,
    (await given.user(app.em)).email,
    (await personOf(app, year, 'member', 'RU-BA')).email,
  ];
  people = [];
  rooms = [];
  for (const [index, email] of users.entries()) {
    const by = index === 2 ? regional : secretary;
    const region = index === 2 ? 'RU-BA' : undefined;
    const { id } = await convene(app, by, year, `Н-${index + 1}`, region);
    await sittings.addMember(by, id, { name: `Член Номер ${index + 1}`, role: 'member', email });
    await sittings.addItem(by, id, { title: `Вопрос органа ${index + 1}`, nominationId: null });
    rooms.push(id);
    people.push({ email, browser: await app.signIn(email) });
  }
});

/** Opens a ballot at the sitting, with its member present. */
async function ballot(index: number, secret = false): Promise<string> {
  const by = index === 2 ? (await personOf(app, year, 'secretary', 'RU-BA')).person : secretary;
  const [row] = await app.em.query(
    `SELECT i.id AS item, m.id AS member FROM agenda_item i JOIN meeting_member m USING (meeting_id) WHERE i.meeting_id = $1`,
    [rooms[index]],
  );
  await sittings.attend(by, rooms[index]!, row.member, true);
  await sittings.openBallot(by, rooms[index]!, { itemId: row.item, question: `Назвать ${index + 1}`, secret });
  const [open] = await app.em.query('SELECT id FROM ballot WHERE agenda_item_id = $1', [row.item]);
  return open.id as string;
}
const nav = '<a href="/sittings"';

describe('the sittings of a member', () => {
  it('are found from the top bar, with the agenda and the own vote', async () => {
    for (const [index, { browser }] of people.entries()) {
      const id = await ballot(index);
      expect((await browser.get('/')).body).toContain(nav);
      const list = (await browser.get('/sittings')).body;
      expect(list).toContain(`href="/sittings/${rooms[index]}"`);
      expect(list).toContain('Ждёт вашего голоса: 1 вопрос');
      const seat = `/sittings/${rooms[index]}`;
      expect((await browser.get(seat)).body).toContain(`Вопрос органа ${index + 1}`);
      // Nothing is said of conflicts yet.
      expect((await browser.post(`${seat}/vote`, { ballot: id, choice: 'for' })).statusCode).toBe(409);
      expect((await browser.post(`${seat}/declare`, { declaration: 'none' })).statusCode).toBe(303);
      expect((await browser.post(`${seat}/vote`, { ballot: id, choice: 'for' })).statusCode).toBe(303);
      expect((await browser.get(seat)).body).toContain('Ваш голос: За');
      expect((await browser.get('/sittings')).body).not.toContain('Ждёт вашего голоса');
    }
  });

  it('are not another body’s: neither list, nor seat, nor room, nor deed', async () => {
    for (const [index, { browser }] of people.entries())
      for (const other of [0, 1, 2].filter((each) => each !== index)) {
        const list = (await browser.get('/sittings')).body;
        expect(list).not.toContain(rooms[other]);
        expect(list).not.toContain(`Н-${other + 1}`);
        const doors = [
          `/sittings/${rooms[other]}`,
          `/cycles/${year.cycle.id}/meetings/${rooms[other]}`,
          `/cycles/${year.cycle.id}/meetings/${rooms[other]}/deliberation`,
        ];
        for (const door of doors) {
          const { statusCode, body } = await browser.get(door);
          expect([door, statusCode]).toEqual([door, 404]);
          expect(body).not.toContain('Вопрос органа');
        }
        for (const [verb, fields] of Object.entries<Record<string, string>>({
          vote: { ballot: rooms[0]!, choice: 'for' },
          declare: { declaration: 'conflict' },
          recuse: { item: rooms[0]!, reason: 'x' },
          dissent: { text: 'x' },
        }))
          expect((await browser.post(`/sittings/${rooms[other]}/${verb}`, fields)).statusCode).toBe(404);
        const decisions = await browser.get(`/cycles/${year.cycle.id}/decisions`);
        expect(decisions.body).not.toContain(`Н-${other + 1}`);
        expect((await browser.api('GET', `cycles/${year.cycle.id}/meetings`)).body).not.toContain(rooms[other]);
      }
  });

  it('say that a secret vote was given, and not which', async () => {
    const { browser } = people[0]!;
    const id = await ballot(0, true);
    const seat = `/sittings/${rooms[0]}`;
    await browser.post(`${seat}/declare`, { declaration: 'none' });
    expect((await browser.post(`${seat}/vote`, { ballot: id, choice: 'against' })).statusCode).toBe(303);
    const page = (await browser.get(seat)).body;
    expect([page.includes('Вы проголосовали'), page.includes('Ваш голос')]).toEqual([true, false]);
  });

  it('keep what was typed where a deed is refused, and let the member stand aside', async () => {
    const { browser } = people[0]!;
    const seat = `/sittings/${rooms[0]}`;
    const [{ id: item }] = await app.em.query('SELECT id FROM agenda_item WHERE meeting_id = $1', [rooms[0]]);
    const refused = await browser.post(`${seat}/recuse`, { item, reason: '' });
    expect([refused.statusCode, refused.body.includes(`href="#rr-${item}"`)]).toEqual([422, true]);
    expect(refused.body).toContain(`id="rr-${item}-error"`);
    expect((await browser.post(`${seat}/recuse`, { item, reason: 'Брат среди авторов' })).statusCode).toBe(303);
    expect((await browser.get(seat)).body).toContain('Вы взяли отвод: Брат среди авторов');
    expect((await browser.post(`${seat}/dissent`, { text: 'Против' })).statusCode).toBe(303);
    expect((await browser.get(seat)).body).toContain('Против');
  });

  it('are not in the top bar of who has none, and the room is the region’s secretary’s too', async () => {
    const stranger = await app.signIn((await given.user(app.em)).email);
    expect((await stranger.get('/')).body).not.toContain(nav);
    expect((await stranger.get('/sittings')).body).toContain('Заседаний пока нет');
    expect((await app.guest().get('/sittings')).statusCode).not.toBe(200);
    const own = await app.signIn((await personOf(app, year, 'secretary', 'RU-BA')).email);
    expect((await own.get('/')).body).toContain(nav);
    expect((await own.get('/sittings')).body).toContain(`/cycles/${year.cycle.id}/regional?region`);
    expect((await own.get(`/cycles/${year.cycle.id}/meetings/${rooms[2]}`)).body).toContain('Вопрос органа 3');
    expect((await own.get(`/cycles/${year.cycle.id}/meetings/${rooms[0]}`)).statusCode).toBe(404);
    expect((await own.get(`/cycles/${year.cycle.id}/regional?region=RU-BA&meeting=${rooms[2]}`)).body).toContain(
      `/meetings/${rooms[2]}`,
    );
  });
});
