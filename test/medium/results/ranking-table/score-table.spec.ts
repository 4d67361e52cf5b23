import { parse } from 'csv-parse/sync';
import { StaffConflict } from '../../../../src/submissions/relations/staff-conflict.entity.js';
import type { Role } from '../../../../src/domain/kernel/actor.js';
import { systemActor } from '../../../../src/domain/kernel/actor.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { listSheetsAfter } from '../../../../src/results/ranking-table/score-table.queries.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';
import type { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import type { Expert } from '../../../../src/judging/experts/expert.entity.js';

let app: TestApp;
let year: GivenCycle;
let entries: Submission[];
let experts: Expert[];
beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
  year = await given.cycle(app.em, {
    nominations: [{ code: 'A' }, { code: 'B' }],
    criteria: [
      { title: 'Замысел', weight: '1.5' },
      { title: 'Результат', weight: '2' },
    ],
  });
  await app.em.query('UPDATE criterion SET scale_step = 0.5 WHERE cycle_id = $1', [year.cycle.id]);
  experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
  const organisation = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  entries = [
    await given.submittedEntry(app.em, year, { title: '=HYPERLINK("http://x")', organisation }),
    await given.submittedEntry(app.em, year, { title: 'Вторая', organisation }),
    await given.submittedEntry(app.em, year, { title: 'Без листов', organisation }),
  ];
  const submittedAt = new Date('2026-05-01T09:15:30Z');
  await given.sheet(app.em, year, { expert: experts[0]!, entry: entries[0]!, points: [7.5, 8], submittedAt });
  await given.sheet(app.em, year, { expert: experts[1]!, entry: entries[0]!, points: [6, 4], submittedAt });
  await given.sheet(app.em, year, { expert: experts[0]!, entry: entries[1]!, points: [1, 2], submittedAt });
});
afterAll(() => app.close());

const rank = () => app.nest.get(RankingsService).rank(systemActor, year.nomination.id);
const path = (nomination = year.nomination.id) =>
  `/cycles/${year.cycle.id}/ranking/scores.csv?nomination=${nomination}`;
const user = (role: Role, scope: object = {}, locale: 'ru' | 'en' = 'ru') =>
  given.user(app.em, { locale, roles: [{ role, cycleId: year.cycle.id, ...scope }] });

async function read(email: string, url = path()) {
  const answer = await (await app.signIn(email)).get(url);
  const rows: string[][] = answer.statusCode === 200 ? parse(answer.body, { delimiter: ';', bom: true }) : [];
  return { status: answer.statusCode, rows, body: answer.body, headers: answer.headers };
}

test('before the first ranking there is nothing to see', async () => {
  expect((await read((await user('organizer')).email)).status).toBe(404);
});

describe('All single scores of a ranking', () => {
  beforeAll(rank);

  it('are a row a sheet, with exact numbers as a Russian spreadsheet reads them', async () => {
    const { rows, body, headers } = await read((await user('organizer')).email);
    const [first, second] = experts.map(({ user: { name } }) => name);
    const [numberA, numberB] = entries.map(({ registerNumber }) => registerNumber);
    expect(body.startsWith('\ufeff')).toBe(true);
    expect(headers['content-disposition']).toContain(`scores-${year.cycle.year}-A.csv`);
    expect(rows[0]).toEqual([
      'Номер',
      'Практика',
      'Регион',
      'Эксперт',
      'Круг',
      'Замысел',
      'Результат',
      'Балл листа с весами',
      'Сдан (Europe/Moscow)',
    ]);
    const region = 'Ярославская область';
    const at = '2026-05-01 12:15:30';
    const ofFirst = [
      [numberA, `'=HYPERLINK("http://x")`, region, first, 'основной', '7,5', '8', '27,25', at],
      [numberA, `'=HYPERLINK("http://x")`, region, second, 'основной', '6', '4', '17', at],
    ];
    const rest = [[numberB, 'Вторая', region, first, 'основной', '1', '2', '5,5', at]];
    expect(rows).toHaveLength(4);
    // Experts of an entry stand in the order of their ids.
    expect(rows.slice(1)).toEqual(expect.arrayContaining([...ofFirst, ...rest]));
    expect(rows.slice(1).map(([number]) => number)).toEqual([numberA, numberA, numberB]);
  });

  it('are in English where the reader is', async () => {
    const { rows } = await read((await user('organizer', {}, 'en')).email);
    expect(rows[1]).toContain('planned');
    expect(rows.flat()).toContain('27.25');
  });

  it.each([
    ['organizer', true],
    ['chair', true],
    ['secretary', true],
    ['auditor', true],
    ['member', false],
  ] as const)('are for the %s, who is told the names of experts: %s', async (role, isNamed) => {
    const { rows, status } = await read((await user(role)).email);
    expect(status).toBe(200);
    const named = rows.slice(1).map(([, , , expert]) => expert);
    const names = experts.map((expert) => expert.user.name);
    expect(named.every((name) => names.includes(name!))).toBe(isNamed);
    if (!isNamed) expect(new Set(named)).toEqual(new Set(['Эксперт 1', 'Эксперт 2']));
  });

  it.each([
    ['expert', {}],
    ['coordinator', { regionCode: 'RU-YAR' }],
  ] as const)('do not exist for the %s', async (role, scope) => {
    expect((await read((await user(role, scope)).email)).status).toBe(404);
  });

  it('of another nomination do not exist for a person of one, nor of a nomination that is not there', async () => {
    const member = await user('member', { nominationId: year.nominations[1]!.id });
    expect((await read(member.email)).status).toBe(404);
    const { email } = await user('organizer');
    for (const id of [entries[0]!.id, 'x', '']) expect((await read(email, path(id))).status).toBe(404);
    expect((await app.guest().get(path())).statusCode).not.toBe(200);
  });

  it('leave out entries that the reader must not meet', async () => {
    const reader = await user('organizer');
    await app.em.insert(StaffConflict, {
      id: entries[0]!.id,
      userId: reader.id,
      submissionId: entries[0]!.id,
      reason: 'Родня',
      declaredById: reader.id,
      createdAt: new Date(),
    });
    const { rows } = await read(reader.email);
    expect(rows.slice(1).map(([number]) => number)).toEqual([entries[1]!.registerNumber]);
  });

  it('say nothing of a sheet that came after the ranking, until it is ranked', async () => {
    const { email } = await user('member');
    const submittedAt = new Date('2026-06-11T09:00:00Z');
    await given.sheet(app.em, year, { expert: experts[1]!, entry: entries[2]!, points: [3, 3], submittedAt });
    app.clock.moveTo('2026-06-12T09:00:00Z');
    expect((await read(email)).rows).toHaveLength(4);
    await rank();
    expect((await read(email)).rows).toHaveLength(5);
  });
});

test('is read by pages of entries, none twice and none left out, in the order of their numbers', async () => {
  const asked = { nominationId: year.nomination.id, userId: null, until: app.clock.now(), timeZone: 'UTC' };
  const whole = await listSheetsAfter(app.em, { ...asked, after: null, limit: 1000 });
  expect([whole.sheets.length, whole.next]).toEqual([4, null]);
  const pages: (typeof whole)[] = [];
  for (let after: (typeof whole)['next'] = null; pages.length === 0 || after; after = pages.at(-1)!.next)
    pages.push(await listSheetsAfter(app.em, { ...asked, after, limit: 1 }));
  expect(pages.map(({ sheets }) => sheets.map(({ number }) => number))).toEqual(
    entries.map(({ id, registerNumber }) =>
      whole.sheets.filter(({ entryId }) => entryId === id).map(() => registerNumber),
    ),
  );
});
