import type { FormVersion } from '../cycles/forms/form-version.entity.js';
import { plainHeading } from '../platform/tables/grid.js';

/** A thing that a column may hold, with the headings by which it is known. */
export interface Target {
  /** Of a table of entries, one of the names below or an answer's field; of sheets, a criterion's title among others. */
  id: string;
  words: readonly string[];
  required: boolean;
  /** The question of a form or the title of a criterion; null where the program has words of its own. */
  label: string | null;
}

export const entryColumns = ['nomination', 'region', 'organisation', 'title', 'submittedAt'] as const;
export const moreEntryColumns = ['inn', 'entry', 'kind', 'state', 'generated'] as const;

const entryWords: Record<(typeof entryColumns)[number] | (typeof moreEntryColumns)[number], readonly string[]> = {
  nomination: [
    'номинация',
    'код номинации',
    'название номинации',
    'наименование номинации',
    'категория',
    'направление',
  ],
  region: [
    'регион',
    'субъект',
    'субъект рф',
    'субъект федерации',
    'субъект российской федерации',
    'код региона',
    'код субъекта',
    'наименование субъекта рф',
    'наименование субъекта российской федерации',
    'область',
    'территория',
  ],
  organisation: [
    'организация',
    'организация заявитель',
    'заявитель',
    'участник',
    'название организации',
    'наименование организации',
    'полное наименование организации',
    'наименование заявителя',
    'учреждение',
    'organization',
  ],
  title: [
    'название',
    'практика',
    'наименование',
    'название практики',
    'наименование практики',
    'название проекта',
    'наименование проекта',
    'проект',
    'название заявки',
    'тема',
  ],
  submittedAt: [
    'submitted at',
    'подана',
    'дата подачи',
    'дата',
    'дата и время подачи',
    'дата и время',
    'дата заявки',
    'дата регистрации',
    'время подачи',
    'поступила',
    'дата поступления',
    'отметка времени',
    'timestamp',
  ],
  inn: ['инн', 'инн организации', 'инн заявителя', 'tax number'],
  entry: [
    'номер',
    'номер заявки',
    'регистрационный номер',
    'рег номер',
    'рег №',
    '№ заявки',
    'регистрационный номер заявки',
  ],
  kind: ['вид', 'вид организации', 'тип организации', 'тип заявителя', 'вид заявителя', 'категория заявителя'],
  state: ['состояние', 'статус', 'статус заявки'],
  generated: ['вымышлена', 'пример', 'учебная'],
};

/** Fields whose answer fits into a cell. */
const inACell = new Set(['text', 'textarea', 'number', 'date', 'url', 'select', 'multiselect', 'checkbox', 'list']);

/** What the columns of a table of entries may hold: facts of an entry, and answers to what the forms ask. */
export function entryTargets(forms: Iterable<Pick<FormVersion, 'fields'>>): Target[] {
  const facts = [...entryColumns, ...moreEntryColumns].map((id) => ({
    id,
    words: [id, ...entryWords[id]],
    required: (entryColumns as readonly string[]).includes(id),
    label: null,
  }));
  const answers = new Map<string, Target>();
  for (const { fields } of forms)
    for (const { id, type, label } of fields) {
      // The title is asked by every form; it is a fact of the entry.
      if (!inACell.has(type) || id === 'title') continue;
      const known = answers.get(id)?.words ?? [];
      const words = [...new Set([...known, id, label.ru, ...(label.en ? [label.en] : [])])];
      answers.set(id, { id, words, required: false, label: label.ru });
    }
  const taken = new Set(facts.map(({ id }) => id as string));
  return [...facts, ...[...answers.values()].filter(({ id }) => !taken.has(id))];
}

/** What the columns of a table of sheets may hold; criteria are known by their titles and by K and their number. */
export function scoreTargets(criteria: readonly { title: string }[]): Target[] {
  return [
    {
      id: 'entry',
      words: ['entry', ...entryWords.entry, 'заявка'],
      required: true,
      label: null,
    },
    {
      id: 'expert',
      words: ['expert', 'эксперт', 'почта эксперта', 'шифр эксперта', 'шифр'],
      required: true,
      label: null,
    },
    { id: 'expertRegion', words: ['expert region', 'expertregion', 'регион эксперта'], required: false, label: null },
    ...criteria.map(({ title }, at) => ({
      id: title,
      words: [title, `k${at + 1}`, `к${at + 1}`, `критерий ${at + 1}`],
      required: false,
      label: title,
    })),
  ];
}

/** All words by which headings are known, to find the sheet, the row and the delimiter by. */
export const wordsOf = (targets: readonly Target[]): string[] => targets.flatMap(({ words }) => words);

/** What each column holds by its heading; what two headings claim belongs to the first. */
export function targetsByHeading(headings: readonly string[], targets: readonly Target[]): (string | null)[] {
  const taken = new Set<string>();
  return headings.map((heading) => {
    const plain = plainHeading(heading);
    const target = plain ? targets.find(({ words }) => words.some((word) => plainHeading(word) === plain)) : undefined;
    if (!target || taken.has(target.id)) return null;
    taken.add(target.id);
    return target.id;
  });
}
