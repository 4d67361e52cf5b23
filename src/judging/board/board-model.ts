import { localDateTime } from '../../domain/kernel/local-day.js';
import { encodeCursor } from '../../platform/http/paging.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';
import { taskModel } from '../../platform/web/task-model.js';
import { differenceWords, divergenceRuleWords, levelRows, signalWords } from './board-words.js';
import type { BoardExpert } from './board.queries.js';
import type { BoardReader } from './board.reader.js';

export const boardViews = ['experts', 'entries', 'divergence', 'scores'] as const;

/** Which rows of the board are asked for. */
export interface BoardQuery {
  view: (typeof boardViews)[number];
  q: string;
  cursor?: string | undefined;
}

type Read<Name extends keyof BoardReader> = Awaited<ReturnType<BoardReader[Name]>>;
interface Asked {
  cycleId: string;
  query: BoardQuery;
  t: Translator;
}

/** Rows that a page shows; one more is read, to know whether there are others. */
export const shownRows = 50;

/** Experts with what they have done and by when they are to. */
export function expertRows(found: Read<'experts'>, { now, closesAt, cycle, counts }: Read<'frame'>, asked: Asked) {
  const { cycleId, query, t } = asked;
  const rows = found.slice(0, shownRows);
  const last = rows.at(-1);
  return {
    experts: rows.map((row) => {
      const dueAt = termOf(row, closesAt);
      const isRecent = row.nudgedAt && now.getTime() - row.nudgedAt.getTime() < 24 * 3600_000;
      return {
        ...row,
        id: row.expertId,
        href: `/cycles/${cycleId}/experts/${row.expertId}`,
        late: row.rank === 0,
        done: row.rank === 2,
        dueAt,
        personal: row.dueAt !== null && dueAt === row.dueAt,
        nudged: isRecent ? row.nudgedAt : null,
        local: dueAt ? localDateTime(dueAt, cycle.timeZone) : '',
      };
    }),
    shown: t('judging:board.shown', { n: rows.length, of: counts.experts }),
    older:
      found.length > shownRows && last
        ? address(cycleId, query, encodeCursor([last.rank, last.submitted - last.assigned, last.name, last.expertId]))
        : '',
  };
}

/** Entries with how many of their sheets are there. */
export function entryRows(found: Read<'entries'>, { cycleId, query, t }: Asked) {
  const rows = found.slice(0, shownRows);
  const last = rows.at(-1);
  return {
    entries: rows,
    shown: t('judging:plan.shown', { n: rows.length }),
    older:
      found.length > shownRows && last
        ? address(cycleId, query, encodeCursor([last.dropped ? 0 : last.submitted - last.assigned, last.number]))
        : '',
  };
}

/** Entries whose sheets differ too much, under the rule that says so. */
export function divergenceRows({ rows, rule, extraExpert }: Read<'divergences'>, t: Translator, locale: Locale) {
  return {
    rule: divergenceRuleWords(rule ?? null, extraExpert, t),
    divergences: rows.map((row) => ({
      ...row,
      id: row.submissionId,
      waiting: row.state === 'waiting',
      how: differenceWords(row, t, locale),
    })),
  };
}

/** The levels of experts and the signals about sheets, from a row on. */
export function scoreRows({ task, reading, names }: Read<'scores'>, from: number, { cycleId, query, t }: Asked) {
  const model = taskModel(task, `/cycles/${cycleId}/evaluation/signals`);
  if (!reading) return { task: model };
  const all = levelRows(reading, names.experts);
  const rows = all.slice(from, from + shownRows);
  return {
    task: model,
    reading: {
      at: new Date(reading.at),
      panel: {
        sheets: reading.panel.sheets,
        mean: rounded(reading.panel.mean),
        deviation: rounded(reading.panel.deviation),
      },
      rows: rows.map((row) => ({ ...row, href: `/cycles/${cycleId}/experts/${row.id}` })),
      signals: reading.signals.map((signal) => signalWords(signal, names, t)),
    },
    shown: t('judging:board.shown', { n: rows.length, of: all.length }),
    older: all.length > from + shownRows ? address(cycleId, query, encodeCursor([from + shownRows])) : '',
  };
}

/** The later of the personal term and the end of the review. */
export function termOf({ dueAt }: BoardExpert, closesAt: Date | null): Date | null {
  return dueAt && (!closesAt || dueAt > closesAt) ? dueAt : closesAt;
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

const address = (cycleId: string, { view: shown, q }: BoardQuery, cursor: string): string =>
  `/cycles/${cycleId}/evaluation?${new URLSearchParams({ view: shown, ...(q && { q }), cursor }).toString()}`;
