import type { Translator } from '../../platform/web/i18n.js';

/** What a reminder says of a draft: organizers look after letters, so that neither its title nor its fields are in one. */
export interface ReminderFacts {
  organisation: string;
  nomination: string;
  gaps: number;
  /** «3 дня 4 часа» and «18 ноября, 23:59 МСК». */
  left: string;
  until: string;
  by: string;
}

/** The letter that reminds of one draft, as it is sent and as it is shown before. */
export function reminderWords({ gaps, left, until, by, ...place }: ReminderFacts, t: Translator) {
  return {
    subject: t('mails:nudge.subject', { left }),
    lines: [
      t('mails:nudge.fact', { nomination: place.nomination }),
      t('mails:reminder.left', { left, until }),
      gaps > 0 ? t('mails:nudge.gaps', { n: gaps }) : t('mails:nudge.complete'),
      t('mails:reminder.draft.next'),
    ],
    facts: [
      { term: t('mails:hands.organisation'), value: place.organisation },
      { term: t('mails:nudge.by'), value: by },
    ],
  };
}
