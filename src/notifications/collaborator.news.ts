import type { EntityManager } from 'typeorm';
import { getUser } from '../accounts/users/users.queries.js';
import { homeZone } from '../domain/kernel/local-day.js';
import { CollaboratorInvitation } from '../submissions/collaborators/collaborator-invitation.entity.js';
import { Collaborator } from '../submissions/collaborators/collaborator.entity.js';
import { Handover } from '../submissions/collaborators/handover.entity.js';
import type { LetterWords } from './letter.js';
import type { News } from './news.js';
import { toRecipient } from './recipients.js';

interface PlaceFacts {
  submissionId: string;
  organisation: string;
  nomination: string;
  cycle: string;
}

const placed = { organisation: true, nomination: true, cycle: true } as const;

const placeOf = ({ submission }: Pick<CollaboratorInvitation, 'submission'>): PlaceFacts => ({
  submissionId: submission.id,
  organisation: submission.organisation.name,
  nomination: submission.nomination.title,
  cycle: submission.cycle.title,
});

/** Where the entry is; the title of a draft is for those who work on it, and stands on the page. */
const placeLines = ({ organisation, nomination, cycle }: PlaceFacts, { t }: LetterWords) => [
  { term: t('mails:hands.organisation'), value: organisation },
  { term: t('mails:hands.nomination'), value: nomination },
  { term: t('mails:hands.cycle'), value: cycle },
];

interface InvitedFacts extends PlaceFacts {
  right: string;
  /** Of an entry that an organizer entered on behalf of the organisation. */
  takesOver: boolean;
  invitedBy: string;
  expiresAt: Date;
}

const kindOf = ({ takesOver }: { takesOver: boolean }) => (takesOver ? 'entered' : 'invited');

export const collaboratorNews: Record<string, News> = {
  'collaborator.invited': {
    async audience(em, { payload }, now) {
      const invitation = await em.findOne(CollaboratorInvitation, {
        where: { id: String(payload['invitationId']) },
        relations: { submission: placed },
      });
      const isAnswered = invitation && (invitation.acceptedAt ?? invitation.declinedAt ?? invitation.revokedAt);
      if (!invitation || isAnswered || invitation.expiresAt <= now) return null;
      const { id, email, name, locale, right, expiresAt, submission } = invitation;
      const invitedBy = (await getUser(em, invitation.invitedById)).name;
      const facts = { ...placeOf(invitation), right, takesOver: invitation.takesOver, invitedBy, expiresAt };
      const recipient = { userId: null, email, name, locale, timeZone: homeZone, facts };
      return { cycleId: submission.cycleId, secretOf: id, recipients: [recipient] };
    },
    letter: (facts: InvitedFacts, words: LetterWords) => ({
      subject: words.t(`mails:hands.${kindOf(facts)}.subject`, { organisation: facts.organisation }),
      lines: [
        words.t(`mails:hands.${kindOf(facts)}.fact`, { name: facts.invitedBy }),
        words.t('mails:invitation.shows'),
      ],
      facts: [
        ...placeLines(facts, words),
        { term: words.t('mails:hands.right'), value: words.t(`submissions:people.give.${facts.right}`) },
        { term: words.t('mails:invitation.until'), value: words.deadline(facts.expiresAt) },
      ],
      button: { path: '/entry-invitations/{token}', label: words.t('mails:invitation.button') },
      why: words.t(`mails:hands.${kindOf(facts)}.why`),
    }),
  },

  'collaborator.joined': {
    async audience(em, { payload }) {
      const invitation = await em.findOne(CollaboratorInvitation, {
        where: { id: String(payload['invitationId']) },
        relations: { submission: placed },
      });
      if (!invitation?.acceptedById) return null;
      const [inviter, joined] = await Promise.all([
        getUser(em, invitation.invitedById),
        getUser(em, invitation.acceptedById),
      ]);
      if (inviter.deactivatedAt) return null;
      const { name, email } = joined;
      const { right, takesOver, email: invited } = invitation;
      const facts = { ...placeOf(invitation), name, email, invited, right, takesOver };
      return { cycleId: invitation.submission.cycleId, recipients: [toRecipient(inviter, facts)] };
    },
    letter: (
      facts: PlaceFacts & { name: string; email: string; invited: string; right: string; takesOver: boolean },
      words: LetterWords,
    ) => ({
      subject: words.t(`mails:hands.${facts.takesOver ? 'tookOver' : 'joined'}.subject`, { name: facts.name }),
      lines: [
        words.t('mails:hands.joined.fact', { name: facts.name, email: facts.email }),
        ...otherWords(facts, words),
        ...(facts.takesOver ? [words.t('mails:hands.tookOver.means')] : []),
      ],
      facts: [
        ...placeLines(facts, words),
        { term: words.t('mails:hands.right'), value: words.t(`submissions:people.give.${facts.right}`) },
      ],
      // Who entered it on behalf of the organisation does not meet the entry any more.
      ...(!facts.takesOver && {
        button: { path: `/submissions/${facts.submissionId}/people`, label: words.t('mails:hands.people') },
      }),
      why: words.t(`mails:hands.${facts.takesOver ? 'tookOver' : 'joined'}.why`),
    }),
  },

  'collaborator.removed': {
    async audience(em, { payload }) {
      const collaborator = await em.findOne(Collaborator, {
        where: { id: String(payload['collaboratorId']) },
        relations: { submission: placed, user: true },
      });
      if (!collaborator?.removedAt || collaborator.user.deactivatedAt) return null;
      const recipients = [toRecipient(collaborator.user, { ...placeOf(collaborator) })];
      return { cycleId: collaborator.submission.cycleId, recipients };
    },
    letter: (facts: PlaceFacts, words: LetterWords) => ({
      subject: words.t('mails:hands.removed.subject', { organisation: facts.organisation }),
      lines: [words.t('mails:hands.removed.fact')],
      facts: placeLines(facts, words),
      why: words.t('mails:hands.removed.why'),
    }),
  },

  'handover.offered': {
    async audience(em, { payload }) {
      const offer = await findHandover(em, payload['handoverId']);
      if (offer?.state !== 'offered' || offer.to.deactivatedAt) return null;
      const facts = { ...placeOf(offer), name: offer.from.name };
      return { cycleId: offer.submission.cycleId, recipients: [toRecipient(offer.to, facts)] };
    },
    letter: (facts: PlaceFacts & { name: string }, words: LetterWords) => ({
      subject: words.t('mails:hands.offered.subject'),
      lines: [words.t('mails:hands.offered.fact', { name: facts.name }), words.t('mails:hands.offered.means')],
      facts: placeLines(facts, words),
      button: { path: `/submissions/${facts.submissionId}/people`, label: words.t('mails:hands.offered.button') },
      why: words.t('mails:hands.offered.why'),
    }),
  },

  'handover.answered': {
    async audience(em, { payload }) {
      const offer = await findHandover(em, payload['handoverId']);
      if (!offer || (offer.state !== 'accepted' && offer.state !== 'declined') || offer.from.deactivatedAt) return null;
      const facts = { ...placeOf(offer), name: offer.to.name, state: offer.state };
      return { cycleId: offer.submission.cycleId, recipients: [toRecipient(offer.from, facts)] };
    },
    letter: (facts: PlaceFacts & { name: string; state: string }, words: LetterWords) => ({
      subject: words.t(`mails:hands.${facts.state}.subject`, { name: facts.name }),
      lines: [words.t(`mails:hands.${facts.state}.fact`, { name: facts.name })],
      facts: placeLines(facts, words),
      button: { path: `/submissions/${facts.submissionId}/people`, label: words.t('mails:hands.people') },
      why: words.t('mails:hands.answered.why'),
    }),
  },
};

const otherWords = (
  { email, invited, takesOver }: { email: string; invited: string; takesOver: boolean },
  { t }: LetterWords,
): string[] =>
  email === invited ? [] : [t(takesOver ? 'mails:hands.tookOver.other' : 'mails:hands.joined.other', { invited })];

const findHandover = (em: EntityManager, id: unknown) =>
  em.findOne(Handover, { where: { id: String(id) }, relations: { submission: placed, from: true, to: true } });
