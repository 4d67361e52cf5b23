import type { FastifyRequest } from 'fastify';
import { formatDeadline, formatInstant, formatRemaining } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { stageTitle } from '../../cycles/stages/cycle-strip.js';
import { lettersFormat } from './letters-format.js';
import { extensionLetter, kindOfReach } from './extension-words.js';
import type { ExtensionsReader, Foreseen } from './extensions.reader.js';

type Listed = Awaited<ReturnType<ExtensionsReader['list']>>;

interface Named {
  nominationId: string | null;
  organisationId: string | null;
  submissionId: string | null;
}

/** Whom an extension is for, in words. */
export function reachWords(reach: Named, of: string, t: Translator): string {
  return t(`terms:reach.${kindOfReach(reach)}`, { of });
}

/** A recorded extension as a line of the log. */
export function recordedRow(
  row: Listed['rows'][number],
  { frame, request }: { frame: Listed['frame']; request: FastifyRequest },
) {
  const t = translator(request.locale);
  const { timeZone } = frame.cycle;
  const format = { locale: request.locale, timeZone, now: frame.now, closesIn: timeZone };
  const isDraft = row.submissionId !== null && row.registerNumber === null;
  const of = row.nomination ?? row.organisation ?? row.registerNumber ?? row.entryOf ?? '';
  return {
    id: row.id,
    whom: isDraft ? t('terms:reach.draft', { of }) : reachWords(row, of, t),
    href: row.submissionId && row.registerNumber ? `/submissions/${row.submissionId}` : '',
    moved: t('terms:list.moved', {
      from: formatDeadline(row.closesFrom, format),
      until: formatDeadline(row.closesAt, format),
    }),
    reason: row.reason,
    document: row.document,
    by: t('terms:list.by', { name: row.recordedBy, at: formatInstant(row.recordedAt, format) }),
    takenBack: row.withdrawnAt
      ? t('terms:list.takenBack', { name: row.withdrawnBy ?? '', at: formatInstant(row.withdrawnAt, format) })
      : '',
    takenBackWhy: row.withdrawnWhy ?? '',
    mark: row.withdrawnAt ? 'dash' : row.closesAt > frame.now ? 'half' : 'full',
    takeBackHref: row.kept === null ? `/cycles/${row.cycleId}/extensions/${row.id}/take-back` : '',
    why:
      row.kept === 'over' || row.kept === 'used' || row.kept === 'built'
        ? t(`terms:list.whyKept.${row.kept}`, { n: row.submitted })
        : '',
  };
}

/** What an extension would do, as the page says it before it is recorded. */
export function foreseenModel(found: Foreseen, typed: { reason: string; document: string }, request: FastifyRequest) {
  const { locale } = request;
  const t = translator(locale);
  const { setup, reach, of, closesFrom, closesAt, reached, told, now } = found;
  const { cycle } = setup;
  const format = { locale, timeZone: cycle.timeZone, now, closesIn: cycle.timeZone };
  const until = formatDeadline(closesAt, format);
  const [first] = told;
  const last = new Date(closesAt.getTime() - 1000);
  return {
    moved: t('terms:see.moved', {
      from: formatDeadline(closesFrom, format),
      until,
      by: formatRemaining(closesFrom, closesAt, locale),
    }),
    facts: [
      { term: t('terms:see.whom'), value: reachWords(reach, of, t) },
      {
        term: t('terms:see.until'),
        value: until,
        note: t('terms:see.last', { at: formatInstant(last, { ...format, seconds: true, year: 'always' }) }),
      },
      { term: t('terms:see.reason'), value: typed.reason },
      ...(typed.document ? [{ term: t('terms:document'), value: typed.document }] : []),
    ],
    people: t('terms:see.people', { n: reached.people }),
    groups: (['drafts', 'returned', 'late', 'unreached', 'submitted'] as const).map((group) => ({
      n: reached[group],
      label: t(`terms:see.${group}`),
      note: t(`terms:see.${group}Note`),
    })),
    names: told.length > 0 ? t('terms:see.first', { names: told.map(({ name }) => name).join('; ') }) : '',
    stages: [
      ...found.outlived.map((stage) =>
        t('terms:see.outlived', { stage: stageTitle(stage, locale), at: formatDeadline(stage.closesAt, format) }),
      ),
      ...found.overlaps.map((stage) =>
        t(`terms:see.overlap.${stage.kind}`, { at: formatInstant(stage.opensAt, format) }),
      ),
    ],
    reminders:
      found.reminders.length > 0
        ? t('terms:see.remindersText', {
            days: found.reminders
              .map(({ kind, dueAt }) => t(`terms:see.remind.${kind}`, { at: formatInstant(dueAt, format) }))
              .join('; '),
          })
        : t('terms:see.remindersNone'),
    half: found.isLate ? t('terms:see.half') : '',
    letter: first
      ? {
          to: `${first.name} <${first.email}>`,
          ...extensionLetter(
            {
              ...first,
              ...lettersFormat(closesAt, { ...format, ownZone: first.timeZone }),
              cycle: cycle.title,
              scope: kindOfReach(reach),
              of,
              reason: typed.reason,
              document: typed.document,
            },
            translator(first.locale),
          ),
        }
      : null,
  };
}
