import { getCycle } from '../cycles/cycle/cycle.queries.js';
import { getRecorded, listTold, type ListedExtension } from '../submissions/extending/extending.queries.js';
import {
  extensionLetter,
  kindOfReach,
  takenBackLetter,
  type ExtensionLetterFacts,
} from '../submissions/extending/extension-words.js';
import type { LetterWords } from './letter.js';
import type { News } from './news.js';
import { toRecipient } from './recipients.js';

type ToldFacts = Omit<ExtensionLetterFacts, 'until' | 'ownUntil' | 'left'> & { closesAt: Date };

/** Extensions of the intake, told to everybody who has something unsubmitted in their reach: one letter a person. */
export const extensionNews: Record<string, News> = {
  'intake.extended': {
    async audience(em, { payload }, now) {
      const recorded = await getRecorded(em, String(payload['extensionId']));
      if (!recorded || recorded.withdrawnAt || recorded.closesAt <= now) return null;
      const cycle = await getCycle(em, recorded.cycleId);
      const people = await listTold(em, recorded);
      const shared = { ...factsOf(recorded), cycle: cycle.title };
      const recipients = people.map(({ drafts, returned, late, nominations, entryId, ...person }) =>
        toRecipient(person, { ...shared, drafts, returned, late, nominations, entryId }),
      );
      return { cycleId: cycle.id, zone: cycle.timeZone, recipients };
    },
    letter: ({ closesAt, ...facts }: ToldFacts, { t, deadline, ownDeadline, remaining }: LetterWords) =>
      extensionLetter(
        { ...facts, until: deadline(closesAt), ownUntil: ownDeadline(closesAt), left: remaining(closesAt) },
        t,
      ),
  },
  'intake.extension-withdrawn': {
    async audience(em, { payload }) {
      const recorded = await getRecorded(em, String(payload['extensionId']));
      if (!recorded?.withdrawnAt) return null;
      const cycle = await getCycle(em, recorded.cycleId);
      const people = await listTold(em, { ...recorded, closesAt: recorded.closesFrom });
      const facts = { cycle: cycle.title, reason: recorded.withdrawnWhy, closesAt: recorded.closesFrom };
      const recipients = people.map(({ entryId, ...person }) => toRecipient(person, { ...facts, entryId }));
      return { cycleId: cycle.id, zone: cycle.timeZone, recipients };
    },
    letter: (
      { closesAt, ...facts }: { cycle: string; reason: string; entryId: string | null; closesAt: Date },
      { t, deadline }: LetterWords,
    ) => takenBackLetter({ ...facts, until: deadline(closesAt) }, t),
  },
};

const factsOf = (recorded: ListedExtension) => ({
  scope: kindOfReach(recorded),
  of: recorded.nomination ?? recorded.organisation ?? '',
  closesAt: recorded.closesAt,
  reason: recorded.reason,
  document: recorded.document,
});
