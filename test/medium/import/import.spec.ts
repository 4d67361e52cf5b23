import { plainRankingRule } from '../../../src/domain/ranking/ranking-rule.js';
import { RegulationEdition } from '../../../src/cycles/editions/regulation-edition.entity.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import writeExcel from 'write-excel-file/node';
import type { Person } from '../../../src/domain/kernel/actor.js';
import { Refusal } from '../../../src/domain/kernel/refusal.js';
import { ImportTasks } from '../../../src/import/import-tasks.service.js';
import { ImportService } from '../../../src/import/import.service.js';
import { Jobs } from '../../../src/platform/jobs/jobs.js';
import { Tasks } from '../../../src/platform/jobs/tasks.js';
import { RankingsService } from '../../../src/results/rankings/rankings.service.js';
import { startApp, type TestApp } from '../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../support/given.js';
import { storedRowsOf } from '../../../src/domain/results/rankings/stored-rows.js';

let app: TestApp;
let year: GivenCycle;
let organizer: Person;
let organizerEmail: string;
let service: ImportService;

beforeAll(async () => {
  app = await startApp();
  service = app.nest.get(ImportService);
});
afterAll(() => app.close());

beforeEach(async () => {
  year = await given.cycle(app.em, { nominations: [{ code: 'СБ' }, { code: 'ЭК', quotaPerRegion: 1 }] });
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: year.cycle.id }] });
  organizerEmail = user.email;
  const grant = { role: 'organizer' as const, cycleId: year.cycle.id, nominationId: null, regionCode: null };
  organizer = actorOf(user, { grants: [grant] });
});

const file = (text: string, name = 'entries.csv') => ({ name, bytes: Buffer.from(text) });
const heading = 'entry;nomination;region;organisation;title;submittedAt;kind\n';
const count = async (table: string): Promise<number> =>
  (await app.em.query(`SELECT count(*)::int AS n FROM ${table} WHERE cycle_id = $1`, [year.cycle.id]))[0].n;

it('names every fault by row and column, and writes nothing', async () => {
  const good = 'СБ-1;СБ;RU-BA;Министерство труда;Тёплый дом;2026-02-10T09:00:00+03:00;executive\n';
  const bad = [
    'СБ-1;СБ;RU-BA;Министерство труда;Ещё одна;2026-02-10T09:00:00+03:00;executive',
    'СБ-2;ХХ;RU-ZZ;Фонд;;вчера;party',
    'ЭК-1;ЭК;RU-YAR;Фонд;Первая;2026-02-10T09:00:00Z;ngo',
    'ЭК-2;ЭК;Ярославская область;Фонд;Вторая;2026-02-10T09:00:00Z;ngo',
    'ЭК-3;ЭК;RU-MO;Фонд;Поздняя;2026-03-01T00:00:00Z;ngo',
  ].join('\n');
  const looked = await service.look(organizer, year.cycle.id, 'entries', file(heading + good + bad));
  const { report } = looked;
  expect(report.problems.map(({ row, column, rule }) => [row, column, rule])).toEqual([
    [3, 'entry', 'duplicate'],
    [4, 'title', 'required'],
    [4, 'nomination', 'not-offered'],
    [4, 'submittedAt', 'not-an-instant'],
    [4, 'region', 'region-not-listed'],
    [4, 'kind', 'not-offered'],
    [6, 'region', 'quota-reached'],
    [7, 'submittedAt', 'outside-stage'],
  ]);
  const refusal = await service.run(organizer, year.cycle.id, 'entries', looked).catch((error: unknown) => error);
  expect((refusal as Refusal).detail).toMatchObject({ code: 'import-faulty', total: 8 });
  expect(await count('submission')).toBe(0);
});

it('refuses an encoding that nobody can tell, columns that are missing, and an empty file', async () => {
  // «Заявка» in KOI8-R: read as Windows-1251 it would be other letters.
  const koi8 = { name: 'entries.csv', bytes: Buffer.from([0xfa, 0xc1, 0xd1, 0xd7, 0xcb, 0xc1, 0x0a]) };
  const encoding = await service.look(organizer, year.cycle.id, 'entries', koi8).catch((error: unknown) => error);
  expect((encoding as Refusal).code).toBe('file-encoding');
  // Zeros are no encoding: what is wrong with the file is said as it is.
  const zeros = await service
    .look(organizer, year.cycle.id, 'entries', file('entry;title\n1;При\0вет\n'))
    .catch((error: unknown) => error);
  expect((zeros as Refusal).detail).toEqual({ code: 'file-encoding', name: 'entries.csv', why: 'zeros' });
  const { report } = await service.look(organizer, year.cycle.id, 'entries', file('entry;title\n'));
  expect(report.problems.map(({ column, rule }) => [column, rule])).toEqual(
    ['nomination', 'region', 'organisation', 'submittedAt'].map((column) => [column, 'column-missing']),
  );
  // Rows below a heading that nobody knows are rows all the same.
  const strange = await service.look(organizer, year.cycle.id, 'entries', file('альфа;бета\n1;2\n3;4\n'));
  expect(strange.report.rows).toBe(2);
  const empty = await service.look(organizer, year.cycle.id, 'entries', file('')).catch((error: unknown) => error);
  expect((empty as Refusal).code).toBe('file-empty');
});

it('brings entries with revisions and numbers, then their sheets, and the ranking follows', async () => {
  const { cycle, criteria } = year;
  const number = (n: number) => `СБ-${cycle.year}-000${n}`;
  const rows = `${number(1)};СБ;RU-BA;Министерство труда;Тёплый дом;2026-02-10T09:00:00+03:00;executive
;СБ;Ярославская область;Фонд;Служба соседской помощи;2026-02-11T09:00:00+03:00;ngo
`;
  const entries = await service.look(organizer, cycle.id, 'entries', file(heading + rows));
  expect(entries.report.problems).toEqual([]);
  await service.run(organizer, cycle.id, 'entries', entries);
  const written: unknown[] = await app.em.query(
    `SELECT s.register_number AS number, s.state, s.generated, r.title, r.organisation->>'regionName' AS region
       FROM submission s JOIN submission_revision r ON r.id = s.revision_id WHERE s.cycle_id = $1 ORDER BY 1`,
    [cycle.id],
  );
  const common = { state: 'admitted', generated: false };
  expect(written).toEqual([
    { ...common, number: number(1), title: 'Тёплый дом', region: 'Республика Башкортостан' },
    { ...common, number: number(2), title: 'Служба соседской помощи', region: 'Ярославская область' },
  ]);

  const columns = criteria.map(({ title }) => title).join(';');
  const sheets = `entry;expert;expertRegion;${columns}
${number(1)};Э-01;RU-MOW;7;8
${number(1)};Э-02;RU-BA;7;8
${number(2)};Э-01;RU-MOW;9;11
СБ-0;Э-01;RU-MOW;9;1
`;
  const faulty = await service.look(organizer, cycle.id, 'scores', file(sheets, 'scores.csv'));
  expect(faulty.report.problems.map(({ row, column, rule }) => [row, column, rule])).toEqual([
    [3, 'expertRegion', 'conflict-of-interest'],
    [4, criteria[1]!.title, 'score-off-scale'],
    [5, 'entry', 'entry-not-admitted'],
  ]);
  // Where the edition lets a region's experts judge its entries, its sheets are taken too.
  const lenient = { conflicts: { region: false, months: 0, relations: false } };
  await app.em.update(RegulationEdition, { cycleId: cycle.id }, { judgingRules: lenient });
  const { report } = await service.look(organizer, cycle.id, 'scores', file(sheets, 'scores.csv'));
  expect(report.problems.map(({ rule }) => rule)).not.toContain('conflict-of-interest');
  await app.em.update(RegulationEdition, { cycleId: cycle.id }, { judgingRules: {} });
  const mended = `entry;expert;expertRegion;К1;К2\n${number(1)};Э-01;RU-MOW;7;8\n${number(2)};Э-01;RU-MOW;9;10\n`;
  const looked = await service.look(organizer, cycle.id, 'scores', file(mended, 'scores.csv'));
  await service.run(organizer, cycle.id, 'scores', looked);
  const ranking = await app.nest.get(RankingsService).rank(organizer, year.nomination.id);
  expect(storedRowsOf(ranking).ranked.map(({ registerNumber, totalShown }) => [registerNumber, totalShown])).toEqual([
    [number(2), '19.00'],
    [number(1), '15.00'],
  ]);
});

it('reads a spreadsheet like a text, and writes what was proposed once', async () => {
  const cells = [
    ['nomination', 'region', 'organisation', 'title', 'submittedAt'],
    ['СБ', 'RU-BA', 'Фонд', 'Тёплый дом', '2026-02-10T09:00:00Z'],
  ].map((row) => row.map((value) => ({ value })));
  const bytes = await writeExcel(cells as never).toBuffer();
  const tasks = app.nest.get(ImportTasks);
  const task = await tasks.propose(organizer, year.cycle.id, 'entries', { name: 'заявки.xlsx', bytes });
  await tasks.write(task.id);
  expect(await count('submission')).toBe(0);
  const twice = await Promise.allSettled([1, 2].map(() => tasks.confirm(organizer, year.cycle.id, task.id)));
  expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await Promise.all([tasks.write(task.id), tasks.write(task.id)]);
  await tasks.write(task.id);
  expect(await count('submission')).toBe(1);
  const written = await tasks.proposal(organizer, year.cycle.id, task.id);
  expect([written.task.state, written.task.done, written.report.brings]).toEqual([
    'done',
    1,
    { entries: 1, organisations: 1 },
  ]);
});

describe('an import in hand', () => {
  const proposed = (rows: string) =>
    app.nest.get(ImportTasks).propose(organizer, year.cycle.id, 'entries', file(heading + rows));
  const row = `;СБ;RU-BA;Фонд;Тёплый дом;2026-02-10T09:00:00Z;ngo\n`;

  it('shows how far it is, and writes nothing when it is stopped', async () => {
    const tasks = app.nest.get(ImportTasks);
    const task = await proposed(row);
    const browser = await app.signIn(organizerEmail);
    const page = `/cycles/${year.cycle.id}/import/${task.id}`;
    expect((await browser.post(page)).statusCode).toBe(303);
    expect((await browser.get(page)).body).toContain('Таблица записывается');
    await app.em.query(`UPDATE task SET state = 'running' WHERE id = $1`, [task.id]);
    expect((await browser.post(`${page}/stop`)).statusCode).toBe(303);
    await tasks.write(task.id);
    expect(await count('submission')).toBe(0);
    expect((await browser.get(page)).body).toContain('ничего не записано');
  });

  it('that has become faulty since it was looked through says so, and writes nothing', async () => {
    const tasks = app.nest.get(ImportTasks);
    const task = await proposed(row);
    await app.em.query('DELETE FROM form_version WHERE nomination_id = $1', [year.nomination.id]);
    await app.em.query('DELETE FROM nomination WHERE id = $1', [year.nomination.id]);
    await tasks.confirm(organizer, year.cycle.id, task.id);
    await tasks.write(task.id);
    expect((await tasks.proposal(organizer, year.cycle.id, task.id)).task.state).toBe('failed');
    const page = await (await app.signIn(organizerEmail)).get(`/cycles/${year.cycle.id}/import/${task.id}`);
    expect([page.statusCode, page.body.includes('В таблице есть ошибки')]).toEqual([200, true]);
  });

  it('whose job was lost is begun again by the sweep, and a proposal that nobody confirms is let go', async () => {
    const tasks = app.nest.get(Tasks);
    const old = await proposed(row);
    const fresh = await proposed(row);
    await app.em.query(`UPDATE task SET created_at = created_at - interval '8 days' WHERE id = $1`, [old.id]);
    await tasks.resume();
    expect((await tasks.get(old.id)).state).toBe('stopped');
    expect((await tasks.get(old.id)).input['table']).toBeUndefined();
    expect((await tasks.get(fresh.id)).state).toBe('proposed');
    await app.em.query(`UPDATE task SET state = 'waiting' WHERE id = $1`, [fresh.id]);
    await tasks.resume();
    expect(await app.nest.get(Jobs).queue('work').getJob(`task-${fresh.id}`)).toBeTruthy();
  });
});

it('is nothing for others', async () => {
  const stranger = await given.user(app.em);
  const browser = await app.signIn(stranger.email);
  expect((await browser.get(`/cycles/${year.cycle.id}/import`)).statusCode).toBe(404);
});

it('sheets of every kind of criterion come in as they are judged here: levels, places, words, and a dash', async () => {
  const titles = ['Эффект', 'Зрелость', 'Лучшие', 'Впечатление'];
  const own = await given.cycle(app.em, { criteria: titles.map((title) => ({ title })) });
  const [effect, mature, best, words] = own.criteria.map(({ id }) => id) as [string, string, string, string];
  const kinds = {
    [mature]: { kind: 'levels' as const, levels: ['0', '100'].map((points) => ({ label: points, points })) },
    [best]: { kind: 'rank' as const, top: 2 },
    [words]: { kind: 'information' as const },
  };
  const rankingRule = { ...plainRankingRule, kinds, cannotJudge: 'leave-out' as const };
  await app.em.update(RegulationEdition, { id: own.edition.id }, { rankingRule });
  const [a, b] = [await given.submittedEntry(app.em, own), await given.submittedEntry(app.em, own)];
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: own.cycle.id }] });
  const actor = actorOf(user, {
    grants: [{ role: 'organizer', cycleId: own.cycle.id, nominationId: null, regionCode: null }],
  });
  const table = (first: string, second: string) =>
    file(
      `entry;expert;expertRegion;${titles.join(';')}\n${a.registerNumber};Э-01;RU-SPE;${first}\n${b.registerNumber};Э-01;RU-SPE;${second}\n`,
      'scores.csv',
    );
  const faulty = await service.look(actor, own.cycle.id, 'scores', table('7;50;2;', '8;100;2;Ясно'));
  expect(faulty.report.problems.map(({ row, column, rule }) => [row, column, rule])).toEqual([
    [2, 'Зрелость', 'score-off-scale'],
    [3, 'Лучшие', 'place-taken'],
  ]);
  const sound = await service.look(actor, own.cycle.id, 'scores', table('7;100;2;', '—;0;1;Ясно'));
  expect(sound.report.problems).toEqual([]);
  await service.run(actor, own.cycle.id, 'scores', sound);
  const sheets: unknown[] = await app.em.query(
    `SELECT e.scores, e.cannot_judge AS "cannotJudge", e.remarks FROM evaluation e JOIN assignment a ON a.id = e.assignment_id
       JOIN submission s ON s.id = a.submission_id WHERE s.cycle_id = $1 ORDER BY s.register_number`,
    [own.cycle.id],
  );
  expect(sheets).toEqual([
    { scores: { [effect]: '7', [mature]: '100', [best]: '2' }, cannotJudge: [], remarks: {} },
    { scores: { [mature]: '0', [best]: '1' }, cannotJudge: [effect], remarks: { [words]: 'Ясно' } },
  ]);
});
