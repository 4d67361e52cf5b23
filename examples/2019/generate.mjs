// Writes entries.csv, scores.csv and rules.json of the example: node examples/2019/generate.mjs [directory]
//
// The frame is that of 2019: eight nominations, 1,452 entries, 80 of the 85 regions then listed, 300 experts,
// three sheets each. Every title, organisation and score is made up here; column `generated` says so in every row.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const out = process.argv[2] ?? here;

/** Mulberry32: a small generator that gives the same numbers on every machine. */
function generatorOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const random = generatorOf(2019);
const whole = (below) => Math.floor(random() * below);
const pick = (list) => list[whole(list.length)];
/** Roughly normal with mean 0 and deviation 1: twelve uniform numbers, so that no platform's `log` decides anything. */
const bell = () => Array.from({ length: 12 }, random).reduce((total, part) => total + part, -6);

function shuffled(list) {
  const copy = [...list];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = whole(last + 1);
    [copy[last], copy[other]] = [copy[other], copy[last]];
  }
  return copy;
}

const nominations = [
  {
    code: 'СЖ',
    title: 'Строительство и жилищно-коммунальное хозяйство',
    entries: 148,
    subjects: ['капитального ремонта', 'учёта тепла', 'приёмки домов', 'вывоза отходов', 'водоснабжения посёлков'],
  },
  {
    code: 'ГР',
    title: 'Городское развитие и инфраструктура',
    entries: 205,
    subjects: ['дворов', 'набережных', 'маршрутов автобуса', 'освещения улиц', 'школьных дорог'],
  },
  {
    code: 'ЭК',
    title: 'Экология и бережливое отношение к природе',
    entries: 132,
    subjects: ['раздельного сбора', 'малых рек', 'городских лесов', 'сбора батареек', 'экологических троп'],
  },
  {
    code: 'ТК',
    title: 'Туризм и культура',
    entries: 214,
    subjects: ['сельских музеев', 'событийного календаря', 'библиотек', 'ремёсел', 'пеших маршрутов'],
  },
  {
    code: 'ПБ',
    title: 'Поддержка бизнеса и развитие экспорта',
    entries: 187,
    subjects: [
      'первых экспортёров',
      'наставничества',
      'сельских кооперативов',
      'молодых предпринимателей',
      'закупок у малых фирм',
    ],
  },
  {
    code: 'СБ',
    title: 'Социальное благополучие',
    entries: 276,
    subjects: [
      'долговременного ухода',
      'семейных паспортов',
      'проката средств реабилитации',
      'активного долголетия',
      'социальных контрактов',
    ],
  },
  {
    code: 'НО',
    title: 'Наука и образование',
    entries: 163,
    subjects: [
      'школьных лабораторий',
      'сельских педагогов',
      'профессиональных проб',
      'инженерных классов',
      'детских технопарков',
    ],
  },
  {
    code: 'ЦР',
    title: 'Цифровое развитие',
    entries: 127,
    subjects: ['обращений жителей', 'записи к врачу', 'открытых данных', 'школьных карт', 'учёта земли'],
  },
];
const forms = [
  'Единая служба',
  'Мобильный центр',
  'Школа',
  'Карта',
  'Соседский совет',
  'Открытый конкурс',
  'Дорожная карта',
  'Клуб',
];
const bodies = [
  'Администрация муниципального района',
  'Министерство экономического развития',
  'Центр компетенций',
  'Комитет по социальной политике',
  'Автономная организация',
  'Фонд поддержки',
  'Университет',
  'Ассоциация муниципалитетов',
];

const criteria = [
  { id: 'effect', title: 'Объективные достигнутые эффекты', weight: '0.35' },
  { id: 'uniqueness', title: 'Уникальность модели или подхода', weight: '0.15' },
  { id: 'replicability', title: 'Возможность применения в других регионах', weight: '0.25' },
  { id: 'social', title: 'Социальный эффект', weight: '0.25' },
].map((criterion) => ({ ...criterion, scaleMin: '0', scaleMax: '10', scaleStep: '1' }));

/** The name on the first day of the intake. */
function nameOn(region, day) {
  const past = (region.name_history ?? []).find(({ until }) => day < until);
  return (past ?? region).name_ru;
}

function makeRegions() {
  const all = JSON.parse(readFileSync(join(here, '../../data/regions.json'), 'utf8'));
  const listed = all.filter(({ since }) => !since || since <= '2019-07-15');
  return shuffled(listed)
    .slice(0, 80)
    .map((region) => ({ code: region.code, name: nameOn(region, '2019-07-15') }));
}

/** Half of all entries arrive in the last three days, as entrants do. */
function submittedAt() {
  const opens = Date.parse('2019-07-15T00:00:00+03:00');
  const closes = Date.parse('2019-09-01T00:00:00+03:00');
  const rush = random() < 0.5;
  const from = rush ? closes - 3 * 86_400_000 : opens;
  const seconds = Math.floor((random() * (closes - from)) / 1000);
  return new Date(from + seconds * 1000).toISOString().replace('.000', '');
}

function makeEntries(regions) {
  const places = [...regions, ...Array.from({ length: 1452 - regions.length }, () => pick(regions))];
  const order = shuffled(places);
  return nominations.flatMap(({ code, entries, subjects }) =>
    Array.from({ length: entries }, (_, index) => {
      const region = order.pop();
      return {
        entry: `${code}-2019-${String(index + 1).padStart(4, '0')}`,
        nomination: code,
        region: region.code,
        regionName: region.name,
        organisation: `${pick(bodies)} № ${1 + whole(40)}`,
        title: `${pick(forms)} ${pick(subjects)} № ${1 + whole(900)}`,
        submittedAt: submittedAt(),
        generated: 'yes',
      };
    }),
  );
}

function makeExperts(regions) {
  return Array.from({ length: 300 }, (_, index) => ({
    expert: `Э-${String(index + 1).padStart(3, '0')}`,
    region: regions[index % regions.length].code,
    leniency: bell() * 0.8,
    load: 0,
  }));
}

/** Three experts of other regions, those with the fewest sheets so far first. */
function expertsFor(entry, experts) {
  const free = shuffled(experts.filter(({ region }) => region !== entry.region));
  return free.sort((a, b) => a.load - b.load).slice(0, 3);
}

function scoreOf(quality, leniency) {
  return Math.min(10, Math.max(0, Math.round(quality + leniency + bell() * 0.9)));
}

function makeScores(entries, experts) {
  return entries.flatMap((entry) => {
    const quality = 6 + bell() * 1.4;
    const profile = Object.fromEntries(criteria.map(({ id }) => [id, quality + bell() * 0.8]));
    return expertsFor(entry, experts).map((expert) => {
      expert.load += 1;
      const points = criteria.map(({ id }) => [id, scoreOf(profile[id], expert.leniency)]);
      return {
        entry: entry.entry,
        expert: expert.expert,
        expertRegion: expert.region,
        ...Object.fromEntries(points),
        generated: 'yes',
      };
    });
  });
}

const rules = {
  format: 'laureat-rules/1',
  competition:
    'Всероссийский конкурс лучших практик и инициатив социально-экономического развития субъектов Российской Федерации',
  year: 2019,
  notes: [
    'Пример: заявки, организации и баллы созданы программой.',
    'Веса, шкала и число экспертов приняты для примера: действительные не опубликованы.',
    'Номер и состав заседания приняты для примера.',
  ],
  regulation: { protocolNumber: '2', on: '2019-05-30' },
  nominations: nominations.map(({ code, title }) => ({ code, title })),
  criteria,
  ranking: {
    aggregate: 'mean-per-criterion-then-weighted-sum',
    roundCriterionMeanTo: null,
    roundTotalTo: null,
    minSheets: 3,
    tieChain: [
      { kind: 'criterion', id: 'effect' },
      { kind: 'median' },
      { kind: 'earlier-submission' },
      { kind: 'share' },
    ],
  },
  decimals: 2,
  finalists: 3,
  meeting: {
    number: '1',
    on: '2019-12-14',
    place: 'Москва',
    form: 'in-person',
    body: 'Экспертное жюри',
    chair: 'Председатель (пример)',
    secretary: 'Секретарь (пример)',
    members: 15,
    present: 11,
    recused: 0,
    attendees: [],
    quorum: { rule: 'majority', recusals: 'keep-base' },
  },
  decisions: [],
};

function csv(rows) {
  const cell = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  const heads = Object.keys(rows[0]);
  return [heads, ...rows.map((row) => heads.map((head) => row[head]))]
    .map((cells) => `${cells.map(cell).join(',')}\n`)
    .join('');
}

const regions = makeRegions();
const entries = makeEntries(regions);
const scores = makeScores(entries, makeExperts(regions));
writeFileSync(join(out, 'entries.csv'), csv(entries));
writeFileSync(join(out, 'scores.csv'), csv(scores));
writeFileSync(join(out, 'rules.json'), `${JSON.stringify(rules, null, 2)}\n`);
