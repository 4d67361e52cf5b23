import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import writeExcel from 'write-excel-file/node';
import type { Person } from '../../../src/domain/kernel/actor.js';
import { Refusal } from '../../../src/domain/kernel/refusal.js';
import { FormVersion } from '../../../src/cycles/forms/form-version.entity.js';
import { ImportTasks } from '../../../src/import/import-tasks.service.js';
import { ImportUndo } from '../../../src/import/import-undo.service.js';
import { ImportService } from '../../../src/import/import.service.js';
import { startApp, type TestApp } from '../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../support/given.js';

let app: TestApp;
let year: GivenCycle;
let organizer: Person;
let email: string;
let service: ImportService;
let tasks: ImportTasks;
let undo: ImportUndo;

beforeAll(async () => {
  app = await startApp();
  service = app.nest.get(ImportService);
  tasks = app.nest.get(ImportTasks);
  undo = app.nest.get(ImportUndo);
});
afterAll(() => app.close());

beforeEach(async () => {
  const stages = { intake: ['2026-11-01T00:00:00Z', '2026-12-04T20:59:00Z'] as [string, string] };
  year = await given.cycle(app.em, { nominations: [{ code: 'ТК', title: 'Территория' }, { code: 'СБ' }], stages });
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: year.cycle.id }] });
  email = user.email;
  const grant = { role: 'organizer' as const, cycleId: year.cycle.id, nominationId: null, regionCode: null };
  organizer = actorOf(user, { grants: [grant] });
});

const reported = (path: string) => readFileSync(`test/fixtures/reports/${path}`, 'utf8');
const look = (bytes: Buffer | string, name = 'заявки.csv') =>
  service.look(organizer, year.cycle.id, 'entries', { name, bytes: Buffer.from(bytes) });
const faultsOf = async (bytes: Buffer | string) =>
  (await look(bytes)).report.problems.map(({ row, column, rule, value }) => [row, column, rule, value]);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : error),
  );
const entriesThere = async (): Promise<number> =>
  (await app.em.query('SELECT count(*)::int AS n FROM submission WHERE cycle_id = $1', [year.cycle.id]))[0].n;

/** The text in Windows-1251: the letters of Russian and a few signs. */
const inWindows = (text: string): Buffer =>
  Buffer.from(
    [...text].map((letter) => {
      const code = letter.codePointAt(0)!;
      if (code < 128) return code;
      if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0;
      return { ё: 0xb8, Ё: 0xa8, '«': 0xab, '»': 0xbb, '—': 0x97, '№': 0xb9 }[letter]!;
    }),
  );

const titled = [
  'Реестр заявок;;;;',
  'на 30 ноября 2026 года;;;;',
  ';;;;',
  'Номинация;Субъект РФ;Наименование организации;Название практики;Дата подачи',
  'Территория;Респ. Башкортостан;ГБУ «Центр»;Тёплый дом;20.11.2026 10:15',
].join('\r\n');

describe('a table is read as people send it', () => {
  it.each([
    ['in UTF-8', Buffer.from(titled)],
    ['in Windows-1251', inWindows(titled)],
    ['with tabs', Buffer.from(titled.replaceAll(';', '\t'))],
    ['with commas', Buffer.from(titled.replaceAll(';', ','))],
    ['after sep=', Buffer.from(`sep=|\r\n${titled.replaceAll(';', '|')}`)],
    ['in UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(titled, 'utf16le')])],
  ])('%s, with a title above and Russian headings', async (_how, bytes) => {
    const { report, layout } = await look(bytes);
    expect(report.problems).toEqual([]);
    expect(layout.targets).toEqual(['nomination', 'region', 'organisation', 'title', 'submittedAt']);
    expect(report.first).toEqual([
      {
        row: layout.heading + 1,
        nomination: 'ТК Территория',
        region: 'Республика Башкортостан',
        organisation: 'ГБУ «Центр»',
        isNew: true,
        title: 'Тёплый дом',
        // 10:15 in the contest's zone
        submittedAt: '2026-11-20T07:15:00.000Z',
      },
    ]);
  });

  it('on the second sheet of a spreadsheet, with dates as it keeps them', async () => {
    const cells = (rows: unknown[][]) => rows.map((row) => row.map((value) => cellOf(value)));
    const cellOf = (value: unknown) =>
      value instanceof Date ? { value, type: Date, format: 'dd.mm.yyyy hh:mm' } : { value };
    const bytes = await writeExcel([
      { data: cells([['Пояснения'], ['Не удаляйте']]), sheet: 'О таблице' },
      {
        data: cells([
          ['Номинация', 'Регион', 'Заявитель', 'Практика', 'Подана'],
          ['ТК', 'ХМАО', 'Фонд', 'Стойбище', new Date('2026-11-20T10:15:00Z')],
        ]),
        sheet: 'Заявки',
      },
    ] as never).toBuffer();
    const { report, layout } = await look(bytes, 'заявки.xlsx');
    expect([layout.sheet, report.problems]).toEqual([1, []]);
    expect(report.first[0]).toMatchObject({
      region: 'Ханты-Мансийский автономный округ — Югра',
      submittedAt: '2026-11-20T07:15:00.000Z',
    });
  });

  it('with answers as columns, in the words of the questions', async () => {
    const label = (ru: string) => ({ ru });
    const fields = [
      { id: 'title', type: 'text' as const, label: label('Название'), required: true },
      { id: 'people', type: 'number' as const, label: label('Сколько людей') },
      { id: 'begun', type: 'date' as const, label: label('Когда начали') },
      {
        id: 'sphere',
        type: 'select' as const,
        label: label('Сфера'),
        options: [{ value: 'care', label: label('Забота') }],
      },
    ];
    await app.em.update(FormVersion, { nominationId: year.nomination.id }, { fields });
    const heading = 'Номинация;Регион;Организация;Практика;Подана;Сколько людей;Когда начали;Сфера\n';
    const row = 'ТК;Тува;Фонд;Юрта;20.11.2026;1 200,5;1 марта 2025;забота\n';
    const looked = await look(heading + row);
    expect(looked.report.problems).toEqual([]);
    await service.run(organizer, year.cycle.id, 'entries', looked);
    const [written] = await app.em.query(
      'SELECT r.answers FROM submission s JOIN submission_revision r ON r.id = s.revision_id WHERE s.cycle_id = $1',
      [year.cycle.id],
    );
    expect(written.answers).toEqual({ title: 'Юрта', people: '1200.5', begun: '2025-03-01', sphere: 'care' });
    const wrong =
      'ТК;Тува;Фонд;Ещё;20.11.2026;много;30.02.2025;Другая\nСБ;Тува;Фонд;Тут не спрашивают;20.11.2026;;;Забота\n';
    expect(await faultsOf(heading + wrong)).toEqual([
      [2, 'people', 'not-a-number', 'много'],
      [2, 'begun', 'not-a-date', '30.02.2025'],
      [2, 'sphere', 'not-offered', 'Другая'],
      [3, 'sphere', 'not-asked', 'Забота'],
    ]);
  });

  it('with a tax number, whose control digit is checked', async () => {
    const heading = 'Номинация;Регион;Организация;ИНН;Практика;Подана\n';
    const rows = ['7707083893', '7707083894', '77'].map((inn) => `ТК;Тува;Фонд;${inn};Юрта ${inn};20.11.2026`);
    expect(await faultsOf(heading + rows.join('\n'))).toEqual([
      [3, 'inn', 'tax-number-check', '7707083894'],
      [4, 'inn', 'tax-number-length', '77'],
    ]);
  });
});

describe('what was reported', () => {
  it('regions are understood in every habitual form; a city suggests its subject and shows what was typed', async () => {
    const { report } = await look(reported('region-names/entries.csv'));
    expect(report.problems).toEqual([
      {
        row: 19,
        column: 'region',
        rule: 'region-perhaps',
        values: { like: '«Орловская область»' },
        value: 'Орёл',
      },
    ]);
    expect(report.brings).toEqual({ entries: 25, organisations: 25 });
  });

  it('a day that the calendar does not have is refused, and what stands there is shown', async () => {
    expect(await faultsOf(reported('impossible-dates/entries-web.csv'))).toEqual([
      [2, 'submittedAt', 'not-an-instant', '2026-11-31T10:15:00+03:00'],
    ]);
  });

  it('spellings of one organisation are one, and equal entries are shown before they are written', async () => {
    const { report } = await look(reported('duplicate-organisations-and-entries/entries.csv'));
    expect(report.problems).toEqual([]);
    expect(report.brings).toEqual({ entries: 5, organisations: 2 });
    expect(report.doubts.map(({ row, kind, likeRow }) => [row, kind, likeRow])).toEqual([
      [3, 'entry-in-table', 2],
      [4, 'entry-in-table', 2],
      [6, 'entry-in-table', 5],
    ]);
  });

  it('a name that is nearly one that is there, and an entry that is there, are shown', async () => {
    const heading = 'Номинация;Регион;Организация;Практика;Подана\n';
    const first = await look(`${heading}ТК;Тува;Республиканский центр помощи семье;Юрта;20.11.2026\n`);
    await service.run(organizer, year.cycle.id, 'entries', first);
    const again = 'ТК;Тува;Республиканский центр помощи семье;ЮРТА;21.11.2026\n';
    const like = 'ТК;Тува;ГБУ «Республиканский центр помощи семьи»;Другая;21.11.2026\n';
    const { report } = await look(heading + again + like);
    expect(report.doubts.map(({ row, kind }) => [row, kind])).toEqual([
      [2, 'entry-in-cycle'],
      [3, 'organisation-known'],
    ]);
  });
});

describe('the page of a table', () => {
  const rows = 'A;B;C;D;E\nТК;Тува;Фонд;Юрта;20.11.2026\n';

  it('lets a person say what each column holds, and shows all complaints with their values', async () => {
    const browser = await app.signIn(email);
    const { id } = await tasks.propose(organizer, year.cycle.id, 'entries', {
      name: 'a.csv',
      bytes: Buffer.from(rows),
    });
    const page = `/cycles/${year.cycle.id}/import/${id}`;
    expect((await browser.get(page)).body).toContain('Как прочитан файл');
    const said = { sheet: '0', heading: '1', c0: 'nomination', c1: 'region', c2: 'organisation', c3: 'title' };
    expect((await browser.post(`${page}/columns`, said)).statusCode).toBe(303);
    expect((await tasks.proposal(organizer, year.cycle.id, id)).report.problems).toEqual([
      { row: 1, column: 'submittedAt', rule: 'column-missing' },
    ]);
    await browser.post(`${page}/columns`, { ...said, c4: 'submittedAt' });
    expect((await browser.get(page)).body).toContain('Первые заявки, как мы их поняли');
    await browser.post(`${page}/columns`, { ...said, c4: 'title' });
    const twice = (await tasks.proposal(organizer, year.cycle.id, id)).report.problems;
    expect(twice.map(({ rule }) => rule)).toEqual(['column-missing', 'duplicate']);
    await browser.post(`${page}/columns`, { ...said, c4: 'submittedAt', heading: '2' });
    expect((await tasks.source(organizer, year.cycle.id, id))?.layout.heading).toBe(2);
  });

  it('shows what stands in a cell that is refused', async () => {
    const browser = await app.signIn(email);
    const bytes = Buffer.from('Номинация;Регион;Организация;Практика;Подана\nТК;Атлантида;Фонд;Юрта;31.11.2026\n');
    const { id } = await tasks.propose(organizer, year.cycle.id, 'entries', { name: 'a.csv', bytes });
    const { body } = await browser.get(`/cycles/${year.cycle.id}/import/${id}`);
    expect(body).toContain('<q>Атлантида</q>');
    expect(body).toContain('<q>31.11.2026</q>');
  });

  it('notices the same file, and writes it again only when that is said', async () => {
    const file = { name: 'a.csv', bytes: Buffer.from(titled) };
    const first = await tasks.propose(organizer, year.cycle.id, 'entries', file);
    await tasks.confirm(organizer, year.cycle.id, first.id);
    await tasks.write(first.id);
    const second = await tasks.propose(organizer, year.cycle.id, 'entries', { ...file, name: 'b.csv' });
    const browser = await app.signIn(email);
    const page = `/cycles/${year.cycle.id}/import/${second.id}`;
    expect((await browser.get(page)).body).toContain('Этот же файл уже записан');
    expect((await browser.post(page)).statusCode).toBe(409);
    expect(await entriesThere()).toBe(1);
    expect((await browser.post(page, { again: 'on' })).statusCode).toBe(303);
    await tasks.write(second.id);
    expect(await entriesThere()).toBe(2);
  });
});

describe('an import that was written', () => {
  let serial = 0;
  let name = '';
  const table = () => look(titled.replace('ГБУ «Центр»', name));
  const written = async () => {
    serial += 1;
    const known = new Set((await undo.list(organizer, year.cycle.id)).map(({ id }) => id));
    name = `ГБУ «Дом ${serial}»`;
    await service.run(organizer, year.cycle.id, 'entries', await table());
    const batches = await undo.list(organizer, year.cycle.id);
    return batches.find(({ id }) => !known.has(id))!.id;
  };

  it('is taken back whole, once however often the button is pressed, and may be brought again', async () => {
    const batch = await written();
    const pressed = await Promise.all([1, 2, 3].map(() => codeOf(undo.undo(organizer, year.cycle.id, batch))));
    expect(pressed.filter((answer) => answer === 'done')).toHaveLength(1);
    expect(pressed.filter((answer) => answer === 'action-not-allowed')).toHaveLength(2);
    const left = await app.em.query(
      `SELECT (SELECT count(*)::int FROM submission WHERE cycle_id = $1) AS entries,
              (SELECT count(*)::int FROM organisation WHERE name = $2) AS organisations,
              (SELECT count(*)::int FROM audit_record WHERE action = 'undo-import') > 0 AS recorded`,
      [year.cycle.id, name],
    );
    expect(left).toEqual([{ entries: 0, organisations: 0, recorded: true }]);
    await service.run(organizer, year.cycle.id, 'entries', await table());
    expect(await entriesThere()).toBe(1);
  });

  it('goes the last first: without the numbers of an earlier one the register would have a gap', async () => {
    const first = await written();
    const second = await written();
    expect(await codeOf(undo.undo(organizer, year.cycle.id, first))).toBe('import-built-on');
    expect(await codeOf(undo.undo(organizer, year.cycle.id, second))).toBe('done');
    expect(await codeOf(undo.undo(organizer, year.cycle.id, first))).toBe('done');
  });

  it('keeps an organisation that somebody acts for by now', async () => {
    const batch = await written();
    const [{ id }] = await app.em.query('SELECT id FROM organisation WHERE name = $1', [name]);
    await given.user(app.em, { memberOf: [{ id } as never] });
    await undo.undo(organizer, year.cycle.id, batch);
    expect(await app.em.query('SELECT 1 FROM organisation WHERE id = $1', [id])).toHaveLength(1);
  });

  it.each([
    ['an entry was changed', 'UPDATE submission SET version = 2 WHERE cycle_id = $1'],
    [
      'a plan was made',
      `INSERT INTO assignment_plan (id, cycle_id, state, seed, reviews_per_entry, pairs, summary, created_at)
       VALUES (gen_random_uuid(), $1, 'proposed', 1, 2, '[]', '{}', now() + interval '99 years')`,
    ],
    [
      'a relation was declared',
      `INSERT INTO declared_relation (id, submission_id, name, relation, created_at)
       SELECT gen_random_uuid(), id, 'Эксперт', 'брат', now() FROM submission WHERE cycle_id = $1`,
    ],
  ])('stays where %s', async (_what, statement) => {
    const batch = await written();
    await app.em.query(statement, [year.cycle.id]);
    expect(await codeOf(undo.undo(organizer, year.cycle.id, batch))).toBe('import-built-on');
    expect(await entriesThere()).toBe(1);
    const browser = await app.signIn(email);
    const refused = await browser.post(`/cycles/${year.cycle.id}/import/written/${batch}/undo`);
    expect([refused.statusCode, refused.body.includes('Загрузку не отменить')]).toEqual([409, true]);
  });

  it('lets nobody else delete what was submitted', async () => {
    await written();
    const attempt = app.em.query('DELETE FROM submission_revision');
    await expect(attempt).rejects.toThrow();
  });

  it('is nothing for a stranger', async () => {
    const batch = await written();
    const stranger = await app.signIn((await given.user(app.em)).email);
    expect((await stranger.get(`/cycles/${year.cycle.id}/import/written/${batch}`)).statusCode).toBe(404);
    expect((await stranger.post(`/cycles/${year.cycle.id}/import/written/${batch}/undo`)).statusCode).toBe(404);
  });
});
