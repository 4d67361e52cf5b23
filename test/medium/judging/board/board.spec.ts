import { actorOfUser } from '../../../../src/accounts/sign-in/identities.service.js';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { BoardService } from '../../../../src/judging/board/board.service.js';
import { EvaluationsService } from '../../../../src/judging/writing/evaluations.service.js';
import { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { SignalsService } from '../../../../src/judging/board/signals.service.js';
import { news } from '../../../../src/notifications/all-news.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { countQueries } from '../../../support/count-queries.js';
import { given, type GivenCycle } from '../../../support/given.js';

const review: [string, string] = ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'];

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

interface Scene extends GivenCycle {
  organizer: Person;
  browser: Browser;
  home: string;
}

async function scene(): Promise<Scene> {
  const made = await given.cycle(app.em, { stages: { review } });
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
  const organizer = (await actorOfUser(app.db, user.id)) as Person;
  return { ...made, organizer, browser: await app.signIn(user.email), home: `/cycles/${made.cycle.id}/evaluation` };
}

/** An expert of this name who has handed in so many of the entries. */
async function judge(made: Scene, name: string, done: number, left: number): Promise<Expert> {
  const user = await given.user(app.em, { name, roles: [{ role: 'expert', cycleId: made.cycle.id }] });
  const expert = await given.expert(app.em, made, { user });
  for (let index = 0; index < done + left; index += 1) {
    const entry = await given.submittedEntry(app.em, made);
    if (index < done) await given.sheet(app.em, made, { expert, entry, points: [7, 9] });
    else await given.assignment(app.em, expert, entry);
  }
  return expert;
}

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('the board of the review', () => {
  it('shows who is late first, then those with most left, then those who are done', async () => {
    const made = await scene();
    await judge(made, 'Всёсдалова Анна', 2, 0);
    await judge(made, 'Немногов Пётр', 1, 1);
    await judge(made, 'Многоосталась Ольга', 0, 3);
    await app.em.update(
      Expert,
      { id: (await judge(made, 'Продлённый Олег', 0, 1)).id },
      { dueAt: new Date('2026-06-30T00:00:00Z') },
    );
    const order = (body: string) =>
      ['Многоосталась', 'Немногов', 'Продлённый', 'Всёсдалова'].sort((a, b) => body.indexOf(a) - body.indexOf(b));
    expect(order((await made.browser.get(made.home)).body)).toEqual([
      'Многоосталась',
      'Немногов',
      'Продлённый',
      'Всёсдалова',
    ]);
    app.clock.moveTo('2026-06-21T00:00:00Z');
    const late = (await made.browser.get(made.home)).body;
    expect(late.split('Просрочено')).toHaveLength(3);
    expect(order(late)).toEqual(['Многоосталась', 'Немногов', 'Продлённый', 'Всёсдалова']);
    expect((await made.browser.get(`${made.home}?q=немногов`)).body).not.toContain('Многоосталась');
  });

  it('shows of each entry how many sheets there are', async () => {
    const made = await scene();
    const entry = await given.submittedEntry(app.em, made);
    await given.sheet(app.em, made, { expert: await given.expert(app.em, made), entry, points: [1, 2] });
    for (let index = 0; index < 3; index += 1) await given.assignment(app.em, await given.expert(app.em, made), entry);
    const page = (await made.browser.get(`${made.home}?view=entries`)).body;
    expect(page.slice(page.indexOf(entry.title))).toMatch(/1 из 4/);
  });

  it('is paged by key without losing or repeating anybody', async () => {
    const made = await scene();
    const entry = await given.submittedEntry(app.em, made);
    for (let index = 0; index < 53; index += 1) {
      const user = await given.user(app.em, { name: `Листов ${String(index).padStart(3, '0')}` });
      await given.assignment(app.em, await given.expert(app.em, made, { user }), entry);
    }
    const first = (await made.browser.get(made.home)).body;
    const next = /href="([^"]+cursor[^"]+)" rel="next"/
      .exec(first)![1]!
      .replaceAll('&amp;', '&')
      .replaceAll('&#x3D;', '=');
    const names = (body: string) => [...body.matchAll(/<b>(Листов \d+)<\/b>/g)].map(([, name]) => name);
    const all = [...names(first), ...names((await made.browser.get(next)).body)];
    expect([all.length, new Set(all).size]).toEqual([53, 53]);
  });

  it('asks the database as often for ten experts as for two', async () => {
    const counts: number[] = [];
    for (const experts of [2, 10]) {
      const made = await scene();
      for (let index = 0; index < experts; index += 1) await judge(made, `Эксперт ${index}`, 1, 1);
      await made.browser.get(made.home);
      counts.push(await countQueries(app.db.source, async () => void (await made.browser.get(made.home))));
    }
    expect(counts[0]).toBe(counts[1]);
  });

  it('and its table and its interface have no score and no remark in them', async () => {
    const made = await scene();
    const expert = await judge(made, 'Скромнов Иван', 1, 1);
    const entry = await given.submittedEntry(app.em, made);
    await given.sheet(app.em, made, {
      expert,
      entry,
      points: [3, 8],
      remarks: { [made.criteria[0]!.id]: 'тайна 7741' },
      note: 'тайна 7742',
    });
    for (const address of ['', '?view=entries', '?view=divergence', '?view=scores', '/board.csv'])
      expect((await made.browser.get(`${made.home}${address}`)).body).not.toMatch(/тайна/);
    const program = await made.browser.api('GET', `cycles/${made.cycle.id}/evaluation-board`);
    expect(program.body).not.toMatch(/тайна|scores|mean/);
    const judgeBrowser = await app.signIn(expert.user.email);
    expect((await judgeBrowser.get(`${made.home}?view=scores`)).statusCode).toBe(403);
  });
});

describe('from the board the organizer', () => {
  it('reminds an expert by one letter a day, also when two press at once', async () => {
    const made = await scene();
    const expert = await judge(made, 'Ожидаемый Павел', 1, 2);
    const nudge = () => app.nest.get(BoardService).nudge(made.organizer, made.cycle.id, expert.id);
    expect((await Promise.all([codeOf(nudge()), codeOf(nudge())])).sort()).toEqual(['done', 'nudged-already']);
    const messages = (await app.em.findBy(OutboxMessage, { type: 'expert.nudged' })).filter(
      ({ payload }) => payload['expertId'] === expert.id,
    );
    expect(messages).toHaveLength(1);
    const audience = await news['expert.nudged']!.audience(app.em, messages[0]!, app.clock.now());
    expect(audience?.recipients.map(({ facts }) => facts['n'])).toEqual([2]);
    const refused = await made.browser.post(`${made.home}/experts/${expert.id}/nudge`);
    expect([refused.statusCode, refused.body.includes('Напоминание уже было')]).toEqual([409, true]);
    app.clock.advance(24 * 3600_000);
    expect(await codeOf(nudge())).toBe('done');
  });

  it('reminds nobody who is done', async () => {
    const made = await scene();
    const expert = await judge(made, 'Готовый Семён', 1, 0);
    expect(await codeOf(app.nest.get(BoardService).nudge(made.organizer, made.cycle.id, expert.id))).toBe(
      'action-not-allowed',
    );
  });

  it('extends the term of one expert: the desk stays open for this one alone', async () => {
    const made = await scene();
    const entry = await given.submittedEntry(app.em, made);
    const [one, two] = [await given.expert(app.em, made), await given.expert(app.em, made)];
    const assigned = [await given.assignment(app.em, one, entry), await given.assignment(app.em, two, entry)];
    const early = await made.browser.post(`${made.home}/experts/${one.id}/extend`, { dueAt: '2026-06-19T10:00' });
    expect(early.statusCode).toBe(422);
    const extended = await made.browser.post(`${made.home}/experts/${one.id}/extend`, { dueAt: '2026-06-25T18:00' });
    expect(extended.statusCode).toBe(303);
    app.clock.moveTo('2026-06-22T09:00:00Z');
    const scores = Object.fromEntries(made.criteria.map(({ id }) => [id, '5']));
    const submit = async (expert: Expert, id: string) =>
      app.nest.get(EvaluationsService).submit((await actorOfUser(app.db, expert.userId)) as Person, id, {
        version: 0,
        scores,
        remarks: {},
        note: '',
      });
    expect(await codeOf(submit(one, assigned[0]!.id))).toBe('done');
    expect(await codeOf(submit(two, assigned[1]!.id))).toBe('stage-closed');
  });

  it('asks about the same text and straight lines, as questions, after the sheets were read by a job', async () => {
    const made = await scene();
    const text = 'Практика описана подробно, результат подтверждён документами и отзывами жителей';
    const straight = await given.expert(app.em, made, { user: await given.user(app.em, { name: 'Ровнов Ким' }) });
    for (let index = 0; index < 6; index += 1)
      await given.sheet(app.em, made, {
        expert: straight,
        entry: await given.submittedEntry(app.em, made),
        points: [5, 5],
        remarks: { [made.criteria[0]!.id]: index < 2 ? text : '' },
      });
    expect((await made.browser.post(`${made.home}/signals`)).statusCode).toBe(303);
    const { task } = await app.nest.get(SignalsService).latest(made.cycle.id);
    await app.nest.get(SignalsService).read(task!.id);
    const page = (await made.browser.get(`${made.home}?view=scores`)).body;
    expect(page).toContain('Ровнов Ким: почему все заявки получили поровну?');
    expect(page).toContain('Почему один и тот же текст стоит в 2 листах?');
    expect(page).toContain('Всё жюри: 10');
  });

  it('counts all the sheets that have one text, also where it names some of them', async () => {
    const made = await scene();
    const text = 'Практика описана подробно, результат подтверждён документами и отзывами жителей';
    const copier = await given.expert(app.em, made, { user: await given.user(app.em, { name: 'Копиров Ким' }) });
    for (let index = 0; index < 23; index += 1)
      await given.sheet(app.em, made, {
        expert: copier,
        entry: await given.submittedEntry(app.em, made),
        points: [index % 9, 5],
        remarks: { [made.criteria[0]!.id]: text },
      });
    await made.browser.post(`${made.home}/signals`);
    const { task } = await app.nest.get(SignalsService).latest(made.cycle.id);
    await app.nest.get(SignalsService).read(task!.id);
    const page = (await made.browser.get(`${made.home}?view=scores`)).body;
    expect(page).toContain('Почему один и тот же текст стоит в 23 листах?');
    expect(page).toContain('И ещё 13 листов.');
  });
});
