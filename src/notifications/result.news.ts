import type { EntityManager } from 'typeorm';
import { getCycle } from '../cycles/cycle/cycle.queries.js';
import type { Told } from '../platform/outbox/outbox-message.entity.js';
import { Appeal } from '../results/appeals/appeal.entity.js';
import { Publication } from '../results/publication/publication.entity.js';
import { Submission } from '../submissions/entries/submission.entity.js';
import type { LetterWords } from './letter.js';
import type { News } from './news.js';
import { entrants, organizers, organizersOf, personColumns, toRecipient, type PersonRow } from './recipients.js';

interface ResultFacts {
  cycle: string;
  year: number;
  entries: { title: string; number: string; outcomes: string[] }[];
  honoured: boolean;
}

interface SnapshotItem {
  submissionId: string;
  outcome: string;
}

/** The snapshot alone says what was decided; before its instant nobody hears anything. */
export const resultNews: Record<string, News> = {
  'result.announced': {
    notBefore: publishInstant,
    async audience(em, message, now) {
      const publication = await findPublic(em, message, now);
      if (!publication) return null;
      const outcomes = new Map<string, string[]>();
      for (const { submissionId, outcome } of (publication.snapshot['items'] ?? []) as SnapshotItem[])
        outcomes.set(submissionId, [...(outcomes.get(submissionId) ?? []), outcome]);
      const cycle = await getCycle(em, publication.cycleId);
      const rows = await listEntrants(em, publication.cycleId, message.payload['submissionId']);
      return {
        cycleId: cycle.id,
        recipients: rows.map(({ entries, ...user }) => {
          const own = entries.map(({ id, title, number }) => ({ title, number, outcomes: outcomes.get(id) ?? [] }));
          const honoured = own.some((entry) => entry.outcomes.length > 0);
          return toRecipient(user, { cycle: cycle.title, year: cycle.year, entries: own, honoured });
        }),
      };
    },
    letter: (facts: ResultFacts, { t }: LetterWords) => ({
      subject: facts.honoured
        ? t('mails:result.subject.honoured', { cycle: facts.cycle })
        : t('mails:result.subject', { cycle: facts.cycle }),
      lines: [t('mails:result.fact', { cycle: facts.cycle, n: facts.entries.length })],
      facts: facts.entries.map(({ title, number, outcomes }) => ({
        term: number,
        value: outcomes.length
          ? outcomes.map((outcome) => t(`mails:outcome.${outcome}`)).join(', ')
          : t('mails:outcome.none'),
        note: `«${title}»`,
      })),
      button: { path: `/results/${facts.year}`, label: t('mails:result.button') },
      after: facts.honoured ? t('mails:result.after.honoured') : t('mails:result.after'),
      why: t('mails:entrant.why'),
    }),
  },

  'appeal.filed': {
    async audience(em, { payload }) {
      const entry = await em.findOneBy(Submission, { id: String(payload['submissionId']) });
      if (!entry) return null;
      const cycle = await getCycle(em, entry.cycleId);
      const facts = { cycle: cycle.title, cycleId: cycle.id, number: entry.registerNumber };
      const about = { cycleId: cycle.id, submissionId: entry.id };
      return { cycleId: cycle.id, recipients: await organizersOf(em, about, facts) };
    },
    letter: (facts: { cycle: string; cycleId: string; number: string }, { t }: LetterWords) => ({
      subject: t('mails:appeal.filed.subject', { cycle: facts.cycle }),
      lines: [t('mails:appeal.filed.fact', { cycle: facts.cycle, number: facts.number }), t('mails:appeal.filed.next')],
      button: { path: `/cycles/${facts.cycleId}/appeals`, label: t('mails:appeal.filed.button') },
      why: t('mails:organizer.why'),
    }),
  },

  'appeal.decided': {
    async audience(em, { payload }) {
      const appeal = await em.findOne(Appeal, {
        where: { id: String(payload['appealId']), state: 'decided' },
        relations: { submission: true },
      });
      if (!appeal) return null;
      const { submission, cycleId, outcome, decision } = appeal;
      const cycle = await getCycle(em, cycleId);
      const facts = {
        cycle: cycle.title,
        number: submission.registerNumber,
        submissionId: submission.id,
        outcome,
        decision,
      };
      return { cycleId, recipients: await entrants(em, submission.id, facts) };
    },
    letter: (
      facts: { cycle: string; number: string; submissionId: string; outcome: string; decision: string },
      { t }: LetterWords,
    ) => ({
      subject: t('mails:appeal.decided.subject', { number: facts.number }),
      lines: [t('mails:appeal.decided.fact', { cycle: facts.cycle })],
      facts: [
        { term: t('mails:appeal.decided.outcome'), value: t(`mails:appeal.outcome.${facts.outcome}`) },
        { term: t('mails:appeal.decided.ground'), value: facts.decision },
      ],
      button: { path: `/submissions/${facts.submissionId}/result`, label: t('mails:appeal.decided.button') },
      why: t('mails:entrant.why'),
    }),
  },

  'publication.published': {
    notBefore: publishInstant,
    async audience(em, message, now) {
      const publication = await findPublic(em, message, now);
      if (!publication) return null;
      const cycle = await getCycle(em, publication.cycleId);
      const items = (publication.snapshot['items'] ?? []) as unknown[];
      const facts = { cycle: cycle.title, year: cycle.year, number: publication.number, count: items.length };
      const experts: PersonRow[] = await em.query(
        `SELECT ${personColumns} FROM expert e JOIN user_account u ON u.id = e.user_id AND u.deactivated_at IS NULL
          WHERE e.cycle_id = $1 AND e.state = 'accepted'`,
        [cycle.id],
      );
      const people = [
        ...(await organizers(em, cycle.id, facts)),
        ...experts.map((expert) => toRecipient(expert, facts)),
      ];
      return { cycleId: cycle.id, recipients: people };
    },
    letter: (facts: { cycle: string; year: number; number: number; count: number }, { t }: LetterWords) => ({
      subject: t('mails:published.subject', { cycle: facts.cycle }),
      lines: [t('mails:published.fact', { cycle: facts.cycle, number: facts.number, n: facts.count })],
      button: { path: `/results/${facts.year}`, label: t('mails:result.button') },
      why: t('mails:published.why'),
    }),
  },
};

async function publishInstant(em: EntityManager, { payload }: Told): Promise<Date | null> {
  const publication = await em.findOneBy(Publication, { id: String(payload['publicationId']) });
  return publication?.publishAt ?? null;
}

/** The publication if SQL too says that its instant has come. */
function findPublic(em: EntityManager, { payload }: Told, now: Date): Promise<Publication | null> {
  return em
    .createQueryBuilder(Publication, 'p')
    .where('p.id = :id AND p.publish_at <= :now', { id: String(payload['publicationId']), now })
    .getOne();
}

interface EntrantRow extends PersonRow {
  entries: { id: string; title: string; number: string }[];
}

/** Each person who entered, with all own entries that were judged: one letter about all of them. */
function listEntrants(em: EntityManager, cycleId: string, submissionId: unknown): Promise<EntrantRow[]> {
  return em.query(
    `SELECT ${personColumns},
            json_agg(json_build_object('id', s.id, 'title', s.title, 'number', s.register_number)
                     ORDER BY s.register_number) AS entries
       FROM submission s JOIN membership m ON m.organisation_id = s.organisation_id
       JOIN user_account u ON u.id = m.user_id AND u.deactivated_at IS NULL
      WHERE s.cycle_id = $1 AND s.state = 'admitted' AND ($2::uuid IS NULL OR s.id = $2::uuid) GROUP BY u.id`,
    [cycleId, typeof submissionId === 'string' ? submissionId : null],
  );
}
