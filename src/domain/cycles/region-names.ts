import type { RegionRow } from './region.js';

/** What people call subjects beside their names of today: short forms, former names, letters. */
const habitual: Readonly<Record<string, readonly string[]>> = {
  'RU-BA': ['Башкирия', 'Башкирская Республика'],
  'RU-BU': ['Бурятская Республика'],
  'RU-AL': ['Горный Алтай'],
  'RU-KB': ['Кабардино-Балкария', 'КБР'],
  'RU-KL': ['Калмыцкая Республика', 'Республика Калмыкия — Хальмг Тангч'],
  'RU-KC': ['Карачаево-Черкесия', 'КЧР'],
  'RU-KR': ['Карельская Республика'],
  'RU-SA': ['Саха', 'Якутия', 'Республика Якутия', 'Якутская Республика', 'РС(Я)'],
  'RU-SE': ['Северная Осетия', 'Республика Северная Осетия', 'РСО-Алания', 'РСО-А', 'Алания'],
  'RU-TA': ['Татария', 'РТ'],
  'RU-TY': ['Тува', 'Республика Тува'],
  'RU-UD': ['Удмуртия', 'Республика Удмуртия', 'УР'],
  'RU-CE': ['Чечня', 'Республика Чечня'],
  'RU-CU': ['Чувашия', 'Чувашская Республика', 'Республика Чувашия'],
  'RU-KDA': ['Кубань'],
  'RU-PRI': ['Приморье'],
  'RU-STA': ['Ставрополье'],
  'RU-KAM': ['Камчатка', 'Камчатская область'],
  'RU-KEM': ['Кузбасс', 'Кемеровская область'],
  'RU-KGD': ['Янтарный край'],
  'RU-LEN': ['Ленобласть'],
  'RU-MOS': ['Подмосковье', 'Мособласть'],
  'RU-PER': ['Пермская область', 'Прикамье'],
  'RU-SAK': ['Сахалин'],
  'RU-ZAB': ['Забайкалье', 'Читинская область'],
  'RU-MOW': ['Мск'],
  'RU-SPE': ['СПб', 'С-Петербург', 'Питер', 'Ленинград'],
  'RU-YEV': ['ЕАО', 'Биробиджан'],
  'RU-NEN': ['НАО', 'Ненецкий'],
  'RU-KHM': ['ХМАО', 'ХМАО-Югра', 'Югра', 'Ханты-Мансийский АО', 'Ханты-Мансийский'],
  'RU-CHU': ['ЧАО', 'Чукотка'],
  'RU-YAN': ['ЯНАО', 'Ямал', 'Ямало-Ненецкий'],
  'RU-DON': ['ДНР'],
  'RU-LUG': ['ЛНР'],
};

/** Words that say what a subject is and not which; `АО` may be an autonomous region or district. */
const kindWords: Readonly<Record<string, string>> = {
  республика: 'республика',
  республики: 'республика',
  респ: 'республика',
  область: 'область',
  области: 'область',
  обл: 'область',
  край: 'край',
  края: 'край',
  автономный: 'автономия',
  автономная: 'автономия',
  авт: 'автономия',
  ао: 'автономия',
  округ: 'округ',
  окр: 'округ',
  город: 'город',
  гор: 'город',
  г: 'город',
};
const saysNothing = new Set(['федерального', 'значения', 'рф', 'россия', 'российская', 'федерация']);

interface ReadName {
  /** The words that tell which subject, sorted, each once. */
  core: string;
  kinds: ReadonlySet<string>;
  numbers: readonly string[];
}

function readName(typed: string): ReadName {
  const words = typed
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const telling = words.filter((word) => !kindWords[word] && !saysNothing.has(word));
  const isNumber = (word: string) => /^\d+$/.test(word);
  return {
    core: [...new Set(telling.filter((word) => !isNumber(word)))].sort().join(' '),
    kinds: new Set(words.flatMap((word) => kindWords[word] ?? [])),
    numbers: telling.filter(isNumber).map((word) => word.padStart(2, '0')),
  };
}

const namesOf = (row: RegionRow): string[] => [
  row.nameRu,
  row.nameEn,
  ...row.nameHistory.map(({ value }) => value),
  ...(habitual[row.code] ?? []),
];

interface KnownNames {
  row: RegionRow;
  names: ReadName[];
}

/** Names are read once for a list of subjects, not once for a cell. */
const read = new WeakMap<readonly RegionRow[], KnownNames[]>();

function knownNames(rows: readonly RegionRow[]): KnownNames[] {
  const known = read.get(rows) ?? rows.map((row) => ({ row, names: namesOf(row).map(readName) }));
  read.set(rows, known);
  return known;
}

/**
 * Rules §6. The subject that a file calls by name, in any habitual form: with hyphens for dashes, without ё, with its kind
 * shortened, before, after or left out, by a former name, in brackets once more. A kind that the subject is not and a number
 * beside the name that is not its own make it nobody's. `null` when nothing is meant for certain.
 */
function regionNamed(typed: string, rows: readonly RegionRow[]): RegionRow | null {
  const { core, kinds, numbers } = readName(typed);
  if (!core) return null;
  const found = knownNames(rows).filter(({ row, names }) => {
    const own = new Set(names.slice(0, 1).flatMap((name) => [...name.kinds]));
    if (row.code === 'RU-MOW' || row.code === 'RU-SPE' || row.code === 'RU-SEV') own.add('город');
    return (
      numbers.every((number) => number === row.subjectCode) &&
      names.some((name) => name.core === core && [...kinds].every((kind) => name.kinds.has(kind) || own.has(kind)))
    );
  });
  return found.length === 1 ? found[0]!.row : null;
}

/**
 * Rules §6. The register's code for what an imported file calls the region: the code itself in any case, one of its aliases,
 * the number of the subject with or without its leading zero, or a name in any habitual form (`regionNamed`). `null` when
 * nothing is meant for certain.
 */
export function regionCodeFrom(typed: string, rows: readonly RegionRow[]): string | null {
  const wanted = typed.trim().toUpperCase();
  const number = /^\d{1,2}$/.test(wanted) ? wanted.padStart(2, '0') : null;
  const found = rows.find((row) => row.code === wanted || row.subjectCode === number || row.aliases.includes(wanted));
  return found?.code ?? regionNamed(typed, rows)?.code ?? null;
}

const pairsOf = (text: string): string[] =>
  text.length < 2 ? [text] : Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2));

/** How much two texts have in common, 0 to 1: pairs of letters beside each other (Dice). */
function likeness(a: string, b: string): number {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  const rest = [...right];
  const common = left.filter((pair) => {
    const at = rest.indexOf(pair);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  }).length;
  return (2 * common) / (left.length + right.length);
}

const leastLikeness = 0.5;

/**
 * Rules §6. The subjects that may be meant by what is none of their names, the most likely first, three at most: a capital
 * stands for its subject, otherwise the likeness of letters decides.
 */
export function regionsLike(typed: string, rows: readonly (RegionRow & { capitalRu?: string | null })[]): RegionRow[] {
  const { core, kinds } = readName(typed);
  if (!core) return [];
  const capitals = rows.filter(({ capitalRu }) => capitalRu && readName(capitalRu).core === core);
  const ranked = knownNames(rows)
    .map(({ row, names }) => ({
      row,
      like: Math.max(...names.map((name) => likeness(core, name.core))),
      agrees: [...kinds].every((kind) => names[0]!.kinds.has(kind)),
    }))
    .filter(({ like }) => like >= leastLikeness)
    .sort((a, b) => Number(b.agrees) - Number(a.agrees) || b.like - a.like)
    .map(({ row }) => row);
  return [...new Set([...capitals, ...ranked])].slice(0, 3);
}
