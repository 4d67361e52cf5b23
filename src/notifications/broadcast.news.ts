import { User } from '../accounts/users/user.entity.js';
import { personColumns, toRecipient, type PersonRow } from './recipients.js';
import type { LetterWords } from './letter.js';
import type { News } from './news.js';
import { Broadcast } from './broadcasts/broadcast.entity.js';
import { factsOf, writerOf } from './broadcasts/broadcast-facts.js';

type BroadcastFacts = ReturnType<typeof factsOf>;

const letter = ({ subject, body, isDuty, by }: BroadcastFacts, { t }: LetterWords) => ({
  subject,
  lines: body.split('\n').filter((line) => line.trim()),
  facts: [{ term: t('mails:broadcast.by'), value: by }],
  ...(!isDuty && { isRefusable: true, button: { path: '/account/letters', label: t('mails:broadcast.refuse') } }),
  why: t(isDuty ? 'mails:broadcast.duty' : 'mails:broadcast.why'),
});

/** Letters to many: to those who stood on the list when it was sent, and once to the writer alone. */
export const broadcastNews: Record<string, News> = {
  'broadcast.sent': {
    async audience(em, { payload }) {
      const broadcast = await em.findOneBy(Broadcast, { id: String(payload['broadcastId']) });
      if (!broadcast?.sentAt) return null;
      const people = await em.query<PersonRow[]>(
        `SELECT ${personColumns} FROM broadcast_recipient r JOIN user_account u ON u.id = r.user_id AND u.deactivated_at IS NULL
          WHERE r.broadcast_id = $1 AND ($2 OR NOT EXISTS (SELECT 1 FROM broadcast_refusal f WHERE f.user_id = u.id))
          ORDER BY u.id`,
        [broadcast.id, broadcast.isDuty],
      );
      const facts = factsOf(broadcast, await writerOf(em, broadcast));
      return { cycleId: broadcast.cycleId, recipients: people.map((person) => toRecipient(person, facts)) };
    },
    letter,
  },
  'broadcast.tested': {
    async audience(em, { payload }) {
      const broadcast = await em.findOneBy(Broadcast, { id: String(payload['broadcastId']) });
      const user = await em.findOneBy(User, { id: String(payload['userId']) });
      if (!broadcast || !user) return null;
      const facts = factsOf(broadcast, await writerOf(em, broadcast));
      return { cycleId: broadcast.cycleId, recipients: [toRecipient(user, facts)] };
    },
    letter: (facts: BroadcastFacts, words: LetterWords) => ({
      ...letter(facts, words),
      subject: words.t('mails:broadcast.test', { subject: facts.subject }),
    }),
  },
};
