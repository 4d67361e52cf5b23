import { organisationKinds } from '../domain/accounts/organisation.js';
import type { RowProblem } from '../domain/kernel/refusal.js';
import { fieldWords } from '../platform/http/problems/problem.js';
import { headingWithin } from '../platform/tables/grid.js';
import { formatInstant } from '../platform/web/format-time.js';
import type { Locale, Translator } from '../platform/web/i18n.js';
import type { ListedBatch } from './import-batches.queries.js';
import type { Source } from './import-tasks.service.js';
import type { ImportKind, ImportReport } from './import.service.js';
import { columnsOf } from './layout.js';
import type { Target } from './entry-columns.js';

/** More than a screenful is mended by rule, not row by row: the same faults stand together above. */
export const faultsShown = 100;

export function figuresOf(report: ImportReport, t: Translator) {
  return [
    { label: t('import:rows'), value: report.rows },
    ...Object.entries(report.brings).map(([what, value]) => ({ label: t(`import:brings.${what}`), value })),
    { label: t('import:problems'), value: report.total },
  ];
}

/** The faults by column and kind, the most frequent first. */
export function groupsOf(report: ImportReport, words: TargetWords, t: Translator) {
  const groups = new Map<string, { column: string; text: string; n: number; row: number }>();
  for (const problem of report.problems) {
    const { column, text } = problemRow(problem, words, t);
    const group = groups.get(`${column} ${text}`) ?? { column, text, n: 0, row: problem.row };
    groups.set(`${column} ${text}`, { ...group, n: group.n + 1 });
  }
  return [...groups.values()].sort((a, b) => b.n - a.n).slice(0, 20);
}

/** What a column holds, as the reader calls it. */
export type TargetWords = (id: string) => string;

export function targetWords(targets: readonly Target[], kind: ImportKind, t: Translator): TargetWords {
  const known = new Map(targets.map((target) => [target.id, target]));
  return (id) => {
    const target = known.get(id);
    if (!target) return id;
    return target.label ?? t(`import:${kind === 'entries' ? 'target' : 'scoreTarget'}.${id}`);
  };
}

export function problemRow(problem: RowProblem, words: TargetWords, t: Translator) {
  return {
    row: problem.row,
    column: problem.column ? words(problem.column) : t('import:wholeRow'),
    value: problem.value ?? '',
    text: fieldWords(problem, t),
  };
}

export function doubtRows(report: ImportReport, t: Translator) {
  return report.doubts.map(({ row, kind, value, like, likeRow }) => ({
    row,
    value,
    text: t(`import:doubt.${kind}`, { like, row: likeRow ?? 0 }),
  }));
}

/** The form in which a person says how the file is to be read. */
export function readingModel(source: Source, words: TargetWords, t: Translator) {
  const { grids, layout, targets } = source;
  const name = grids.sheets.length > 1;
  return {
    sheets: name
      ? grids.sheets.map((sheet, at) => ({ value: String(at), label: sheet.name, selected: at === layout.sheet }))
      : [],
    sheet: layout.sheet,
    heading: layout.heading,
    headingMost: headingWithin,
    coded: grids.encoding
      ? t('import:coded', { encoding: t(`import:encoding.${grids.encoding}`), sign: signOf(source, t) })
      : '',
    columns: columnsOf(grids, layout).map(({ heading, samples }, at) => ({
      name: `c${at}`,
      heading: heading || t('import:noHeading', { n: at + 1 }),
      samples: samples.filter(Boolean),
      taken: layout.targets[at] !== null && layout.targets[at] !== undefined,
      options: [
        { value: '', label: t('import:notTaken'), selected: !layout.targets[at] },
        ...targets.map(({ id, required }) => ({
          value: id,
          label: required ? `${words(id)} *` : words(id),
          selected: layout.targets[at] === id,
        })),
      ],
    })),
    lost: targets
      .filter(({ id, required }) => required && !layout.targets.includes(id))
      .map(({ id }) => words(id))
      .join(', '),
  };
}

function signOf({ grids }: Source, t: Translator): string {
  const names = { ';': 'semicolon', ',': 'comma', '\t': 'tab', '|': 'bar' } as const;
  return grids.delimiter ? t(`import:delimiter.${names[grids.delimiter]}`) : '';
}

/** The columns that a table may have, for the page where the file is chosen. */
export function columnWords(targets: readonly Target[], kind: ImportKind, t: Translator) {
  const kinds = organisationKinds.map((each) => t(`words:kind.${each}`)).join('; ');
  return targets
    .filter(({ label }) => kind === 'scores' || label === null)
    .map(({ id, label, required }, at) => ({
      name: label ?? t(`import:${kind === 'entries' ? 'target' : 'scoreTarget'}.${id}`),
      text:
        label === null
          ? t(kind === 'entries' ? `import:column.${id}` : `import:score.${id}`, { kinds })
          : t('import:score.criterion', { name: t('import:score.criterionName', { n: at - 2 }) }),
      required: required || label !== null,
    }));
}

export function batchRows(
  batches: readonly ListedBatch[],
  cycleId: string,
  at: { locale: Locale; timeZone: string; now: Date },
  t: Translator,
) {
  const told = (instant: Date) => formatInstant(instant, { ...at, year: 'always' });
  return batches.map((batch) => ({
    name: batch.name,
    kind: t(`import:kind.${batch.kind}`),
    rows: batch.rows,
    when: t('import:by', { at: told(batch.importedAt), name: batch.importedBy ?? t('import:somebody') }),
    sha: batch.sha256.slice(0, 12),
    undone: batch.undoneAt
      ? t('import:undoneBy', { at: told(batch.undoneAt), name: batch.undoneBy ?? t('import:somebody') })
      : '',
    undoHref: batch.kind === 'entries' && !batch.undoneAt ? `/cycles/${cycleId}/import/written/${batch.id}` : '',
  }));
}
