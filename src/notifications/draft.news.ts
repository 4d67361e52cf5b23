import { getSetup, formOf, intakeOfEntry } from '../cycles/setup/cycle-setup.js';
import { getUser } from '../accounts/users/users.queries.js';
import { isOpen } from '../domain/cycles/stage.js';
import { DraftReminder } from '../submissions/drafts/draft-reminder.entity.js';
import { gapsOf } from '../submissions/drafts/drafts.queries.js';
import { reminderWords } from '../submissions/drafts/reminder-words.js';
import { getAnswers } from '../submissions/entries/answers.queries.js';
import { listAttachments, withFiles } from '../submissions/files/files.queries.js';
import type { LetterWords } from './letter.js';
import type { News } from './news.js';
import { toRecipient } from './recipients.js';

interface DraftFacts {
  submissionId: string;
  organisation: string;
  nomination: string;
  gaps: number;
  by: string;
  closesAt: Date;
}

export const draftNews: Record<string, News> = {
  'draft.reminded': {
    async audience(em, { payload }, now) {
      const reminder = await em.findOne(DraftReminder, {
        where: { id: String(payload['reminderId']) },
        relations: { user: true, submission: { organisation: true, nomination: true } },
      });
      if (!reminder || reminder.submission.state !== 'draft' || reminder.user.deactivatedAt) return null;
      const { submission: entry, user } = reminder;
      const setup = await getSetup(em, entry.cycleId);
      const intake = intakeOfEntry(setup, entry);
      if (!intake || !isOpen(intake, now)) return null;
      const [answers, attachments] = await Promise.all([getAnswers(em, entry), listAttachments(em, entry.id)]);
      const gaps = gapsOf(formOf(setup, entry.formVersionId).fields, withFiles(answers, attachments));
      const facts = {
        submissionId: entry.id,
        organisation: entry.organisation.name,
        nomination: entry.nomination.title,
        gaps: gaps.length,
        by: reminder.remindedById ? (await getUser(em, reminder.remindedById)).name : '',
        closesAt: intake.closesAt,
      };
      return { cycleId: entry.cycleId, zone: setup.cycle.timeZone, recipients: [toRecipient(user, facts)] };
    },
    letter: (facts: DraftFacts, { t, deadline, ownDeadline, remaining }: LetterWords) => {
      const { closesAt } = facts;
      const times = { left: remaining(closesAt), until: deadline(closesAt) };
      const { facts: rows, ...words } = reminderWords({ ...facts, ...times }, t);
      return {
        ...words,
        facts: [{ term: t('mails:reminder.until'), value: times.until, note: ownDeadline(closesAt) }, ...rows],
        button: { path: `/submissions/${facts.submissionId}/edit`, label: t('mails:nudge.button') },
        why: t('mails:nudge.why'),
      };
    },
  },
};
