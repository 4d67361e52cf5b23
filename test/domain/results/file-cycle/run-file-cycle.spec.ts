import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal, type RefusalDetail } from '../../../../src/domain/kernel/refusal.js';
import type { CycleProgress } from '../../../../src/results/file-cycle/cycle-progress.js';
import { runFileCycle } from '../../../../src/results/file-cycle/run-file-cycle.js';
import { protocolDocument } from '../../../../src/results/protocol-paper/protocol-document.js';
import { protocolPdf } from '../../../../src/results/protocol-paper/protocol-pdf.js';
import type { ProtocolTwin } from '../../../../src/domain/results/protocols/protocol.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';

const entries = [
  'entry,nomination,region,regionName,organisation,title,submittedAt',
  'СБ-2019-0001,СБ,RU-BA,Республика Башкортостан,Центр,Забота,2019-08-01T10:00:00+03:00',
  'СБ-2019-0002,СБ,RU-TA,Республика Татарстан,"=cmd|""x""",Соседи,2019-08-02T10:00:00+03:00',
  'СБ-2019-0003,СБ,RU-KO,Республика Коми,Школа,Тепло,2019-08-03T10:00:00+03:00',
];
const scores = [
  'entry,expert,expertRegion,effect,social',
  'СБ-2019-0001,Э-1,RU-MOW,"7,5",8',
  'СБ-2019-0001,Э-2,RU-SPE,8,8',
  'СБ-2019-0002,Э-1,RU-MOW,9,9',
  'СБ-2019-0002,Э-2,RU-SPE,9,8',
  'СБ-2019-0003,Э-1,RU-MOW,10,10',
];
const criterion = { weight: '0.5', scaleMin: '0', scaleMax: '10', scaleStep: '0.5' };
const rules = {
  format: 'laureat-rules/1',
  competition: 'Конкурс',
  year: 2019,
  regulation: { protocolNumber: '2', on: '2019-05-30' },
  nominations: [
    { code: 'СБ', title: 'Социальное благополучие' },
    { code: 'ЭК', title: 'Экология' },
  ],
  criteria: [
    { id: 'effect', title: 'Эффект', ...criterion },
    { id: 'social', title: 'Социальный эффект', ...criterion },
  ],
  ranking: {
    aggregate: 'mean-per-criterion-then-weighted-sum',
    roundCriterionMeanTo: null,
    roundTotalTo: null,
    minSheets: 2,
    tieChain: [{ kind: 'share' }],
  },
  decimals: 2,
  finalists: 1,
  meeting: {
    number: '1',
    on: '2019-12-14',
    place: 'Москва',
    form: 'in-person',
    body: 'Жюри',
    chair: 'А',
    secretary: 'Б',
    members: 8,
    present: 5,
    recused: 0,
    attendees: ['А', 'Б'],
    quorum: { rule: 'majority', recusals: 'keep-base' },
  },
};

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'laureat-cycle-'))));
afterEach(() => rm(folder, { recursive: true }));

interface Files {
  entries?: string | Uint8Array;
  scores?: string | Uint8Array;
  rules?: unknown;
}

async function run(files: Files = {}, onProgress?: (progress: CycleProgress) => void, out = 'out') {
  const path = (name: string) => join(folder, name);
  await writeFile(path('entries.csv'), files.entries ?? entries.join('\n'));
  await writeFile(path('scores.csv'), files.scores ?? scores.join('\n'));
  await writeFile(
    path('rules.json'),
    typeof files.rules === 'string' ? files.rules : JSON.stringify(files.rules ?? rules),
  );
  await runFileCycle({
    entries: path('entries.csv'),
    scores: path('scores.csv'),
    rules: path('rules.json'),
    out: path(out),
    onProgress,
  });
  const read = (name: string) => readFile(join(folder, out, name));
  return {
    csv: (await read('ranking.csv')).toString(),
    twin: (await read('protocol.json')).toString(),
    pdf: await read('protocol.pdf'),
    ranking: (await read('ranking.json')).toString(),
  };
}

async function refusalOf(files: Files): Promise<RefusalDetail> {
  try {
    await run(files);
  } catch (error) {
    if (error instanceof Refusal) return error.detail;
    throw error;
  }
  throw new Error('not refused');
}

async function faultsOf(files: Files): Promise<string[]> {
  const detail = await refusalOf(files);
  if (detail.code !== 'import-faulty') throw new Error(detail.code);
  expect(await readdir(folder)).not.toContain('out');
  return detail.problems.map(({ row, column, rule, values }) => `${values?.['file']} ${row} ${column} ${rule}`);
}

describe('a cycle from files', () => {
  it('ranks, decides and writes a protocol that follows from its own inputs', async () => {
    const { csv, twin, pdf } = await run();
    expect(csv.split('\n').slice(1, 4)).toEqual([
      `СБ,1,1,СБ-2019-0002,RU-TA,"'=cmd|""x""",Соседи,8.75,35/4,2,9,17/2,,finalist,`,
      'СБ,2,2,СБ-2019-0001,RU-BA,Центр,Забота,7.88,63/8,2,31/4,8,,,',
      'СБ,,,СБ-2019-0003,RU-KO,Школа,Тепло,,,1,,,,,too-few-sheets',
    ]);
    expect(verifyProtocol(twin)).toMatchObject({ fault: null, nominations: 1, entries: 3 });
    expect((JSON.parse(twin) as { notes: string[] }).notes).toEqual(['В номинации «Экология» заявок нет.']);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('writes the same bytes on every run', async () => {
    const [one, other] = [await run(), await run({}, undefined, 'again')];
    expect(other.twin).toBe(one.twin);
    expect(other.ranking).toBe(one.ranking);
    expect(other.pdf.equals(one.pdf)).toBe(true);
  });

  it('reads the same from a table as Russian spreadsheets save it, and answers in kind', async () => {
    const russian = (lines: string[]) =>
      `\ufeff${lines.map((line) => line.replace('"7,5"', '7.5').replaceAll(',', ';').replace('7.5', '7,5')).join('\r\n')}\r\n\r\n`;
    const [plain, saved] = [
      await run(),
      await run({ entries: russian(entries), scores: russian(scores) }, undefined, 'again'),
    ];
    const withoutInputs = (json: string) => ({ ...(JSON.parse(json) as object), inputs: null });
    expect(withoutInputs(saved.ranking)).toEqual(withoutInputs(plain.ranking));
    expect(saved.csv.startsWith('\ufeffnomination;placeFrom')).toBe(true);
  });

  it('takes decisions that are written, with their reasons, and refuses a departure without the ranking', async () => {
    const decision = { nomination: 'СБ', entry: 'СБ-2019-0001', outcome: 'winner', reason: 'Охват всех районов' };
    const { twin } = await run({ rules: { ...rules, decisions: [decision] } });
    const [nomination] = (JSON.parse(twin) as { nominations: { decisions: object[] }[] }).nominations;
    expect(nomination!.decisions).toContainEqual({
      entryId: 'СБ-2019-0001',
      outcome: 'winner',
      place: 2,
      departure: true,
      reason: 'Охват всех районов',
    });
    const absent = { ...rules, meeting: { ...rules.meeting, present: 4 } };
    expect(await refusalOf({ rules: absent })).toMatchObject({ code: 'no-quorum', present: 4, needed: 5 });
  });

  it('reports its phases', async () => {
    const seen: string[] = [];
    await run({}, ({ phase, done, total }) => seen.push(`${phase} ${done}/${total}`));
    expect(seen).toEqual(['read 8/8', 'rank 1/1', 'protocol 0/1', 'protocol 1/1', 'write 4/4']);
  });
});

describe('faulty files', () => {
  it('are named by file, row and column, all at once, and nothing is written', async () => {
    const faults = await faultsOf({
      entries: [...entries, 'СБ-2019-0001,XX,,,Школа,,вчера', 'лишняя,строка'].join('\n'),
      scores: [...scores, 'СБ-2019-0009,Э-1,,много,11', 'СБ-2019-0001,Э-1,RU-BA,5,', '', 'СБ-2019-0003,,,0.25,5'].join(
        '\n',
      ),
    });
    expect(faults).toEqual([
      'entries.csv 6  cell-count',
      'entries.csv 5 region required',
      'entries.csv 5 title required',
      'entries.csv 5 entry duplicate',
      'entries.csv 5 nomination not-offered',
      'entries.csv 5 submittedAt not-an-instant',
      'scores.csv 7 entry not-offered',
      'scores.csv 7 effect not-a-number',
      'scores.csv 7 social score-off-scale',
      'scores.csv 8 expertRegion conflict-of-interest',
      'scores.csv 8 expert duplicate',
      'scores.csv 8 social required',
      'scores.csv 10 expert required',
      'scores.csv 10 effect score-off-scale',
    ]);
  });

  it('lack a column, or break their quotes', async () => {
    expect(await faultsOf({ scores: 'entry,expert,effect\n' })).toEqual(['scores.csv 1 social column-missing']);
    expect(await faultsOf({ entries: `${entries.join('\n')}\n"open` })).toEqual(['entries.csv 5  csv-malformed']);
  });

  it('name days that the calendar does not have, as they were reported', async () => {
    const report = (name: string) => readFile(`test/fixtures/reports/impossible-dates/${name}`);
    const rulesOf = JSON.parse(String(await report('rules.json'))) as object;
    expect(
      await faultsOf({
        entries: await report('entries.csv'),
        scores: await report('scores.csv'),
        rules: rulesOf,
      }),
    ).toEqual(['entries.csv 2 submittedAt not-an-instant']);
  });

  it('in an encoding that nobody can tell are refused', async () => {
    // «Практика» in KOI8-R.
    const koi8 = Uint8Array.from([0xf0, 0xd2, 0xc1, 0xcb, 0xd4, 0xc9, 0xcb, 0xc1]);
    expect(await refusalOf({ entries: koi8 })).toEqual({ code: 'file-encoding', name: 'entries.csv', why: 'letters' });
    expect(await refusalOf({ scores: Buffer.from('entry,expert', 'utf16le') })).toEqual({
      code: 'file-encoding',
      name: 'scores.csv',
      why: 'zeros',
    });
  });

  it('of rules are refused by pointer', async () => {
    expect(await refusalOf({ rules: '{' })).toEqual({ code: 'malformed' });
    const wrong = { ...rules, finalists: -1, ranking: { ...rules.ranking, tieChain: [{ kind: 'dice' }] }, more: 1 };
    const detail = (await refusalOf({ rules: wrong })) as { code: string; problems: { pointer: string }[] };
    expect(detail.code).toBe('invalid-input');
    expect(detail.problems.map(({ pointer }) => pointer).sort()).toEqual([
      '/finalists',
      '/more',
      '/ranking/tieChain/0/kind',
    ]);
    const strange = { ...rules, ranking: { ...rules.ranking, tieChain: [{ kind: 'criterion', id: 'beauty' }] } };
    expect(await refusalOf({ rules: strange })).toEqual({
      code: 'invalid-input',
      problems: [{ pointer: '/ranking/tieChain/0/id', rule: 'not-offered' }],
    });
  });
});

describe('a cycle with a rule that says more', () => {
  const table = [
    'entry,nomination,region,organisation,title,submittedAt,amount,group:territory,bonus:registry,fact:share',
    'СБ-2019-0001,СБ,RU-BA,Центр,Забота,2019-08-01T10:00:00+03:00,400000,Юг,да,10',
    'СБ-2019-0002,СБ,RU-TA,Завод,Соседи,2019-08-02T10:00:00+03:00,5000000,Юг,,0',
    'СБ-2019-0003,СБ,RU-KO,Школа,Тепло,2019-08-03T10:00:00+03:00,400000,Север,нет,5',
  ].join('\n');
  const sheets = [
    'entry,expert,extra,effect,social',
    'СБ-2019-0001,Э-1,,"7,5",8',
    'СБ-2019-0001,Э-2,,8,—',
    'СБ-2019-0002,Э-1,,9,9',
    'СБ-2019-0002,Э-2,,9,8',
    'СБ-2019-0003,Э-1,,4,10',
    'СБ-2019-0003,Э-2,,10,10',
    'СБ-2019-0003,Э-3,+,10,10',
  ].join('\n');
  const ruled = {
    ...rules,
    ranking: {
      ...rules.ranking,
      cannotJudge: 'leave-out',
      bonuses: [{ id: 'registry', points: '1' }],
      indicators: [{ id: 'share', fact: 'share', perUnit: '0.01', atMost: null }],
      divergence: { by: 'criterion', above: '5', unit: 'points', finish: 'third-is-final' },
    },
    selection: {
      first: 2,
      bands: [
        { from: null, to: '500000', points: '8', including: true },
        { from: '500000', to: null, points: '9' },
      ],
      quotas: [{ of: 'territory', most: { Север: 0 } }],
    },
  };
  const files = { entries: table, scores: sheets, rules: ruled };

  // Worked by hand. 0001: 7.75 · 0.5 + 8 · 0.5 = 7.875, + 10 · 0.01, + 1 = 8.975. 0002: 4.5 + 4.25 = 8.75, under 9 for its
  // amount. 0003: 4 and 10 differ by 6, the third sheet gives 10, + 5 · 0.01 = 10.05, but its territory has no place.
  it('counts, selects and names by it', async () => {
    const { csv, twin } = await run(files);
    const [nomination] = (JSON.parse(twin) as ProtocolTwin).nominations;
    expect(nomination!.ranking.rows.map(({ registerNumber, total }) => [registerNumber, total])).toEqual([
      ['СБ-2019-0003', '201/20'],
      ['СБ-2019-0001', '359/40'],
      ['СБ-2019-0002', '35/4'],
    ]);
    expect(nomination!.selected!.rows.map(({ selected, reason }) => [selected, reason.code])).toEqual([
      [false, 'beyond-quota'],
      [true, 'within-border'],
      [false, 'under-threshold'],
    ]);
    expect(nomination!.decisions).toEqual([
      expect.objectContaining({ entryId: 'СБ-2019-0001', outcome: 'finalist', place: 2, departure: true }),
    ]);
    expect(csv).toContain('СБ-2019-0001');
  });

  it('can be verified, and what was changed is found', async () => {
    const { twin } = await run(files);
    expect(verifyProtocol(twin).fault).toBeNull();
    expect(verifyProtocol(twin.replace('"code":"under-threshold"', '"code":"without-place"')).fault).toMatchObject({
      what: 'selection',
      pointer: '/nominations/0/selected/rows/2/reason/code',
    });
    expect(verifyProtocol(twin.replace('"facts":{"share":"10"}', '"facts":{"share":"20"}')).fault).toMatchObject({
      what: 'ranking',
    });
  });

  it('refuses a place that an expert gives twice, and tells of places and votes on paper', async () => {
    const kinds = { effect: { kind: 'rank', top: 3 }, social: { kind: 'vote', most: 1 } };
    const ranked = { ...rules, ranking: { ...rules.ranking, kinds } };
    const given = (...rows: string[]) => ['entry,expert,effect,social', ...rows].join('\n');
    const sheetsOf = (second: string) =>
      given('СБ-2019-0001,Э-1,3,1', `СБ-2019-0002,Э-1,${second}`, 'СБ-2019-0003,Э-1,1,0');
    expect(await faultsOf({ entries: table, scores: sheetsOf('3,1'), rules: ranked })).toEqual([
      'scores.csv 3 effect place-taken',
      'scores.csv 3 social votes-spent',
    ]);
    const twin = JSON.parse(
      (await run({ entries: table, scores: sheetsOf('2,0'), rules: ranked })).twin,
    ) as ProtocolTwin;
    const paper = JSON.stringify(protocolDocument(twin, []));
    for (const words of ['от 0 до 3, места среди своих заявок', 'от 0 до 1, голос']) expect(paper).toContain(words);
  });

  it('states the whole rule on paper', async () => {
    const twin = JSON.parse((await run(files)).twin) as ProtocolTwin;
    const paper = JSON.stringify(protocolDocument(twin, []));
    for (const words of ['не смог оценить', 'дополнительные баллы', 'показатели заявки', 'ещё один эксперт'])
      expect(paper).toContain(words);
  });

  it('refuses cells of the new columns that cannot be read', async () => {
    const wrong = table.replace('400000,Юг,да,10', 'много,Юг,возможно,десять');
    expect(await faultsOf({ ...files, entries: wrong })).toEqual([
      'entries.csv 2 fact:share not-a-number',
      'entries.csv 2 bonus:registry not-offered',
      'entries.csv 2 amount not-a-number',
    ]);
    expect(await faultsOf({ ...files, scores: sheets.replace('Э-3,+', 'Э-3,?') })).toEqual([
      'scores.csv 8 extra not-offered',
    ]);
    expect(await faultsOf({ ...files, rules: { ...ruled, ranking: rules.ranking } })).toEqual([
      'scores.csv 3 social not-a-number',
    ]);
  });
});

describe('verifying a protocol', () => {
  it('names the first thing that does not follow from the inputs', async () => {
    const { twin } = await run();
    expect(verifyProtocol(twin.replace('"total":"35/4"', '"total":"36/4"')).fault).toMatchObject({
      what: 'ranking',
      pointer: '/nominations/0/ranking/rows/0/total',
      expected: '35/4',
      found: '36/4',
    });
    expect(verifyProtocol(twin.replace('"place":"Москва"', '"place":"Казань"')).fault).toMatchObject({
      what: 'hash',
      pointer: '/sha256',
    });
  });

  it('refuses what is no protocol', async () => {
    const { twin } = await run();
    const codeOf = (json: string) => {
      try {
        verifyProtocol(json);
      } catch (error) {
        return (error as Refusal).code;
      }
      return 'verified';
    };
    expect([codeOf('{'), codeOf('{}'), codeOf(twin.replaceAll('"weight":"0.5"', '"weight":"half"'))]).toEqual([
      'malformed',
      'invalid-input',
      'invalid-input',
    ]);
  });
});

describe('the protocol on paper', () => {
  it('shows the signatures under the hash, or lines to sign on', async () => {
    const twin = JSON.parse((await run()).twin) as ProtocolTwin;
    const signed = [{ name: 'А. Председатель', capacity: 'Председатель', signedAt: '14 декабря 2019 г., 18:00 (МСК)' }];
    expect(JSON.stringify(protocolDocument(twin, signed))).toContain(
      'Председатель: А. Председатель, подписано 14 декабря',
    );
    expect(JSON.stringify(protocolDocument(twin, []))).toContain('____________________ А');
  });

  it('leaves the twin as it was', async () => {
    const { twin } = await run();
    const parsed = JSON.parse(twin) as ProtocolTwin;
    await protocolPdf(parsed);
    expect(parsed).toEqual(JSON.parse(twin));
  });
});
