import type { Reach } from '../../domain/cycles/extension.js';
import type { Translator } from '../../platform/web/i18n.js';

/** What a letter about an extension says. Organizers look after letters, so that no title of a draft is in one. */
export interface ExtensionLetterFacts {
  cycle: string;
  scope: ReachKind;
  /** The name of the nomination or organisation. */
  of: string;
  until: string;
  ownUntil?: string;
  left: string;
  reason: string;
  document: string;
  drafts: number;
  returned: number;
  late: number;
  nominations: readonly string[];
  entryId: string | null;
}

export type ReachKind = 'all' | 'nomination' | 'organisation' | 'entry';

export const kindOfReach = ({ nominationId, organisationId, submissionId }: Reach): ReachKind =>
  nominationId !== null
    ? 'nomination'
    : organisationId !== null
      ? 'organisation'
      : submissionId !== null
        ? 'entry'
        : 'all';

/** The letter of an extension, as it is sent and as it is shown before. */
export function extensionLetter(facts: ExtensionLetterFacts, t: Translator) {
  const { until, ownUntil, left, drafts, returned, late, document, entryId } = facts;
  const nominations = facts.nominations.map((title) => `«${title}»`).join(', ');
  return {
    subject: t(`terms:letter.subject.${facts.scope === 'entry' ? 'entry' : 'all'}`, { until }),
    lines: [
      t(`terms:letter.fact.${facts.scope}`, { cycle: facts.cycle, of: facts.of, until, left }),
      ...(drafts > 0 ? [t('terms:letter.drafts', { n: drafts, nominations })] : []),
      ...(returned > 0 ? [t('terms:letter.returned', { n: returned })] : []),
      ...(late > 0 ? [t('terms:letter.late', { n: late })] : []),
      t('terms:letter.reason'),
    ],
    quote: facts.reason,
    facts: [
      { term: t('mails:reminder.until'), value: until, ...(ownUntil && { note: ownUntil }) },
      ...(document ? [{ term: t('terms:document'), value: document }] : []),
    ],
    button: {
      path: entryId ? `/submissions/${entryId}` : '/submissions',
      label: t(entryId ? 'mails:nudge.button' : 'mails:reminder.draft.button'),
    },
    why: t('terms:letter.why'),
  };
}

/** The letter of an extension that was taken back. */
export function takenBackLetter(
  { cycle, until, reason, entryId }: { cycle: string; until: string; reason: string; entryId: string | null },
  t: Translator,
) {
  return {
    subject: t('terms:back.subject', { until }),
    lines: [t('terms:back.fact', { cycle, until }), t('terms:letter.reason')],
    quote: reason,
    facts: [{ term: t('mails:reminder.until'), value: until }],
    button: {
      path: entryId ? `/submissions/${entryId}` : '/submissions',
      label: t(entryId ? 'mails:nudge.button' : 'mails:reminder.draft.button'),
    },
    why: t('terms:letter.why'),
  };
}
