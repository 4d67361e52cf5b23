import type { Translator } from '../../platform/web/i18n.js';

/** What a reminder of a draft says of it. */
export interface ReminderFacts {
  /** Null where the reader is not to know it. */
  title: string | null;
  organisation: string;
  nomination: string;
  gaps: number;
  /** What the fields that lack something are called; none where the reader is not to know them. */
  labels: readonly string[];
  /** «3 дня 4 часа» and «18 ноября, 23:59 МСК». */
  left: string;
  until: string;
  by: string;
}

/** The letter that reminds of one draft, as it is sent and as it is shown before. */
export function reminderWords({ title, gaps, labels, left, until, by, ...place }: ReminderFacts, t: Translator) {
  return {
    subject: t('mails:nudge.subject', { left }),
    lines: [
      title ? t('mails:nudge.fact', { title }) : t('mails:nudge.factUntitled'),
      t('mails:reminder.left', { left, until }),
      gaps > 0 ? t('mails:nudge.gaps', { n: gaps }) : t('mails:nudge.complete'),
      t('mails:reminder.draft.next'),
    ],
    facts: [
      { term: t('mails:hands.organisation'), value: place.organisation },
      { term: t('mails:hands.nomination'), value: place.nomination },
      ...(labels.length > 0 ? [{ term: t('mails:nudge.missing'), value: labels.join(', ') }] : []),
      { term: t('mails:nudge.by'), value: by },
    ],
  };
}
