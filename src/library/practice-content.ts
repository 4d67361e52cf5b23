import type { Answer, Answers, FormField, TableField } from '../domain/cycles/form.js';
import type { Practice } from './practice.entity.js';

/** A part of a card to read. */
export type Section =
  | { kind: 'text'; heading: string; text: string }
  | { kind: 'list'; heading: string; items: string[] }
  | { kind: 'table'; heading: string; columns: string[]; rows: string[][] };

/** Fields that have places of their own on the card. */
const placed = new Set(['title', 'annotation', 'national-projects', 'started-on']);
const resultColumns = ['indicator', 'unit', 'before', 'after', 'year'];

type Content = Pick<Practice, 'summary' | 'results' | 'nationalProjects' | 'startedOn'> & { sections: Section[] };

/** What an entry says of a practice, under the labels of its own form: nothing is typed again. */
export function contentOf(fields: readonly FormField[], answers: Answers): Content {
  const table = fields.find((field) => isResults(field)) as TableField | undefined;
  const startedOn = text(answers['started-on']);
  return {
    summary: text(answers['annotation']),
    startedOn: /^\d{4}-\d{2}-\d{2}$/.test(startedOn) ? startedOn : null,
    nationalProjects: list(answers['national-projects']),
    results: table ? rows(answers[table.id]).map(resultOf) : [],
    sections: fields
      .filter((field) => !placed.has(field.id) && field !== table)
      .flatMap((field) => sectionOf(field, answers[field.id])),
  };
}

const isResults = (field: FormField): boolean =>
  field.type === 'table' && resultColumns.every((id) => field.columns.some((column) => column.id === id));

function resultOf(row: Record<string, string>): Practice['results'][number] {
  const cell = (name: string) => row[name] ?? '';
  return {
    indicator: cell('indicator'),
    unit: cell('unit'),
    before: cell('before'),
    after: cell('after'),
    year: cell('year'),
  };
}

function sectionOf(field: FormField, answer: Answer | undefined): Section[] {
  const heading = field.label.ru;
  switch (field.type) {
    case 'files':
    case 'checkbox':
      return [];
    case 'list': {
      const items = list(answer);
      return items.length > 0 ? [{ kind: 'list', heading, items }] : [];
    }
    case 'multiselect':
    case 'select': {
      const words = [answer].flat().map((value) => field.options.find((option) => option.value === value)?.label.ru);
      const items = words.filter((word) => word !== undefined);
      return items.length > 0 ? [{ kind: 'list', heading, items }] : [];
    }
    case 'table': {
      const cells = rows(answer).map((row) => field.columns.map((column) => row[column.id] ?? ''));
      return cells.length > 0
        ? [{ kind: 'table', heading, columns: field.columns.map(({ label }) => label.ru), rows: cells }]
        : [];
    }
    default: {
      const words = text(answer);
      return words ? [{ kind: 'text', heading, text: words }] : [];
    }
  }
}

const text = (answer: Answer | undefined): string => (typeof answer === 'string' ? answer.trim() : '');
const list = (answer: Answer | undefined): string[] =>
  Array.isArray(answer) ? answer.filter((item): item is string => typeof item === 'string') : [];
const rows = (answer: Answer | undefined): Record<string, string>[] =>
  Array.isArray(answer) ? (answer.filter((row) => typeof row === 'object') as Record<string, string>[]) : [];

const latin: Record<string, string> = Object.fromEntries(
  'а-a б-b в-v г-g д-d е-e ё-yo ж-zh з-z и-i й-y к-k л-l м-m н-n о-o п-p р-r с-s т-t у-u ф-f х-kh ц-ts ч-ch ш-sh щ-shch ъ- ы-y ь- э-e ю-yu я-ya'
    .split(' ')
    .map((pair) => pair.split('-') as [string, string]),
);

/** The address of a card: the title in Latin letters, at most 80 of them. */
export function slugOf(title: string): string {
  const spelled = [...title.toLowerCase()].map((letter) => latin[letter] ?? letter).join('');
  const words = spelled.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return words.slice(0, 80).replace(/-+$/, '') || 'practice';
}
