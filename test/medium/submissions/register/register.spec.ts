import pg from 'pg';
import { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import { WordsKeeper } from '../../../../src/submissions/register/words-keeper.js';
import { SubmissionsReader } from '../../../../src/submissions/writing/submissions.reader.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let made: GivenCycle;
let reader: SubmissionsReader;
beforeAll(async () => {
  app = await startApp({ now: '2026-02-15T09:00:00Z' });
  made = await given.cycle(app.em);
  reader = app.nest.get(SubmissionsReader);
});
afterAll(() => app.close());

const organizer = async () => {
  const grants = [{ role: 'organizer' as const, cycleId: made.cycle.id, nominationId: null, regionCode: null }];
  return actorOf(await given.user(app.em), { grants });
};

async function found(q: string): Promise<string[]> {
  const page = { after: null, limit: 50 };
  const { entries } = await reader.register(await organizer(), made.cycle.id, { words: q }, page);
  return entries.map(({ title }) => title);
}

describe('The register is searched', () => {
  beforeAll(async () => {
    const answers = { problem: 'Многодетным семьям приходилось собирать справки заново' };
    await given.submittedEntry(app.em, made, { title: 'Семейный паспорт', answers });
    await given.submittedEntry(app.em, made, { title: 'Школьный сад' });
    await app.nest.get(WordsKeeper).keep();
  });

  test.each([
    ['a word of the answers, in any form of it', 'справка', ['Семейный паспорт']],
    ['all of several words', 'многодетная семья', ['Семейный паспорт']],
    ['words of which one is missing', 'справка сад', []],
    ['part of the title', 'ьный са', ['Школьный сад']],
    ['what looks like a pattern', '%', []],
  ])('by %s', async (_what, q, titles) => {
    expect(await found(q)).toEqual(titles);
  });

  test('by title and number at once, by words of answers when they were read', async () => {
    const answers = { problem: 'Нехватка тренеров' };
    await given.submittedEntry(app.em, made, { title: 'Двор спорта', answers });
    expect(await found('спорта')).toEqual(['Двор спорта']);
    await app.nest.get(WordsKeeper).keep();
    expect(await found('тренер')).toEqual(['Двор спорта']);
  });
});

test('An entry of very many words is found by its beginning and holds up no other', async () => {
  const problem = Array.from({ length: 200_000 }, (_, n) => `слово${n}ъ`).join(' ');
  await given.submittedEntry(app.em, made, {
    title: 'Очень длинная',
    answers: { problem },
  });
  await given.submittedEntry(app.em, made, { title: 'Соседняя', answers: { problem: 'Редкостный случай' } });
  await app.nest.get(WordsKeeper).keep();
  expect([await found('редкостный'), await found('слово17ъ')]).toEqual([['Соседняя'], ['Очень длинная']]);
});

test('A mark is held by who writes it: nobody works it off on what was before', async () => {
  const entry = await given.submittedEntry(app.em, made, { title: 'Прежнее имя' });
  const writer = new pg.Client({ connectionString: app.databaseUrl });
  await writer.connect();
  await writer.query('BEGIN');
  await writer.query("UPDATE submission SET title = 'Новейшее имя' WHERE id = $1", [entry.id]);
  await app.nest.get(WordsKeeper).keep();
  await writer.query('COMMIT');
  await writer.end();
  await app.nest.get(WordsKeeper).keep();
  expect(await found('новейшее')).toEqual(['Новейшее имя']);
});

test('A new name of the organisation is found, and the old one is not', async () => {
  const organisation = await given.organisation(app.em, { name: 'Лицей на Ковше' });
  await given.submittedEntry(app.em, made, { title: 'Переименованный', organisation });
  await app.nest.get(WordsKeeper).keep();
  expect(await found('лицей ковш')).toEqual(['Переименованный']);
  await app.em.update(Organisation, { id: organisation.id }, { name: 'Гимназия на Речке' });
  await app.nest.get(WordsKeeper).keep();
  expect([await found('лицей ковш'), await found('гимназия')]).toEqual([[], ['Переименованный']]);
});

describe('The counts of the register', () => {
  test('follow what is written, before and after they are added up', async () => {
    const actor = await organizer();
    const before = (await reader.countByState(actor, made.cycle.id)).admitted ?? 0;
    const entry = await given.submittedEntry(app.em, made, {});
    expect((await reader.countByState(actor, made.cycle.id)).admitted).toBe(before + 1);
    await app.nest.get(WordsKeeper).keep();
    expect((await reader.countByState(actor, made.cycle.id)).admitted).toBe(before + 1);
    await app.em.update(Submission, { id: entry.id }, { state: 'rejected', reason: 'x' });
    expect(await reader.countByState(actor, made.cycle.id)).toMatchObject({ admitted: before, rejected: 1 });
  });

  test('leave out what is hidden from the reader', async () => {
    const actor = await organizer();
    const entry = await given.submittedEntry(app.em, made, {});
    const count = async () => (await reader.countByState(actor, made.cycle.id)).admitted ?? 0;
    const before = await count();
    await app.em.query(
      `INSERT INTO staff_conflict (id, user_id, submission_id, reason, created_at) VALUES (gen_random_uuid(), $1, $2, 'x', now())`,
      [actor.userId, entry.id],
    );
    expect(await count()).toBe(before - 1);
  });
});
