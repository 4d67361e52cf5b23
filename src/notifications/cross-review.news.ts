import type { EntityManager } from 'typeorm';
import { findStage } from '../cycles/stages/stages.queries.js';
import { getCycle } from '../cycles/cycle/cycle.queries.js';
import type { Stage } from '../cycles/stages/stage.entity.js';
import { CrossReviewDuty } from '../judging/cross-review/cross-review-duty.entity.js';
import { listStandings } from '../judging/cross-review/cross-review.queries.js';
import { Submission } from '../submissions/entries/submission.entity.js';
import type { LetterWords } from './letter.js';
import type { Audience, News } from './news.js';
import { entrants, personColumns, toRecipient, type PersonRow } from './recipients.js';

interface AllottedFacts {
  cycle: string;
  count: number;
  /** The own entries with the number of reviews that each owes; never what is reviewed. */
  entries: { title: string; reviews: number }[];
  opensAt: Date | null;
  closesAt: Date | null;
}

interface DutyFacts {
  cycle: string;
  title: string;
  number: string;
  left: number;
  submitted: number;
  needed: number;
  reason: string;
  dropped: boolean;
  submissionId: string;
  closesAt: Date | null;
}

/** What entrants hear of the cross-review. What they are to read, and whose it is, is in no letter. */
export const crossReviewNews: Record<string, News> = {
  'cross-review.allotted': {
    async audience(em, { payload }) {
      const [cycleId, allotmentId] = [String(payload['cycleId']), String(payload['allotmentId'])];
      const cycle = await getCycle(em, cycleId);
      if (cycle.state !== 'announced') return null;
      const stage = await findStage(em, cycleId, 'cross-review');
      const rows = await listOwing(em, cycleId, allotmentId);
      const facts = { cycle: cycle.title, opensAt: stage?.opensAt ?? null, closesAt: stage?.closesAt ?? null };
      const recipients = rows.map(({ owed, ...user }) => toRecipient(user, { ...facts, ...owed }));
      return { cycleId, zone: cycle.timeZone, recipients };
    },
    letter: (facts: AllottedFacts, { t, instant, deadline, ownDeadline }: LetterWords) => ({
      subject: t('mails:cross.allotted.subject', { n: facts.count }),
      lines: [
        t('mails:cross.allotted.fact', { cycle: facts.cycle }),
        ...facts.entries.map(({ title, reviews }) => t('mails:cross.allotted.entry', { title, n: reviews })),
        t('mails:cross.allotted.next'),
      ],
      facts: [
        ...(facts.opensAt ? [{ term: t('mails:expert.from'), value: instant(facts.opensAt) }] : []),
        ...(facts.closesAt
          ? [{ term: t('mails:expert.until'), value: deadline(facts.closesAt), note: ownDeadline(facts.closesAt) }]
          : []),
      ],
      button: { path: '/cross-reviews', label: t('mails:cross.button') },
      why: t('mails:entrant.why'),
    }),
  },

  'cross-review.nudged': {
    audience: (em, message, now) =>
      dutyAudience(em, message.payload, { now, isStillSo: ({ needed, submitted }) => submitted < needed }),
    letter: (facts: DutyFacts, { t, deadline, ownDeadline }: LetterWords) => ({
      subject: t('mails:cross.nudged.subject', { n: facts.left }),
      lines: [t('mails:cross.nudged.fact', { n: facts.left, title: facts.title }), t('mails:cross.nudged.next')],
      facts: facts.closesAt
        ? [{ term: t('mails:expert.until'), value: deadline(facts.closesAt), note: ownDeadline(facts.closesAt) }]
        : [],
      button: { path: '/cross-reviews', label: t('mails:cross.button') },
      why: t('mails:entrant.why'),
    }),
  },

  'cross-review.dropped': {
    audience: (em, message, now) => dutyAudience(em, message.payload, { now, isStillSo: ({ dropped }) => dropped }),
    letter: (facts: DutyFacts, { t }: LetterWords) => ({
      subject: t('mails:cross.dropped.subject', { number: facts.number }),
      lines: [
        t('mails:cross.dropped.fact', { title: facts.title, number: facts.number }),
        t('mails:cross.dropped.ground', { n: facts.submitted, of: facts.needed }),
        t('mails:cross.dropped.next'),
      ],
      button: { path: `/submissions/${facts.submissionId}`, label: t('mails:entry.open') },
      why: t('mails:entrant.why'),
    }),
  },

  'cross-review.comments': {
    async audience(em, { payload }, now) {
      const shown = await countShownComments(em, String(payload['submissionId']), now);
      return shown === 0 ? null : dutyAudience(em, payload, { now, isStillSo: () => true });
    },
    letter: (facts: DutyFacts, { t }: LetterWords) => ({
      subject: t('mails:cross.comments.subject', { number: facts.number }),
      lines: [
        t('mails:cross.comments.fact', { title: facts.title, number: facts.number }),
        t('mails:cross.comments.next'),
      ],
      button: { path: '/cross-reviews/received', label: t('mails:cross.comments.button') },
      why: t('mails:entrant.why'),
    }),
  },

  'cross-review.excused': {
    audience: (em, message, now) => dutyAudience(em, message.payload, { now, isStillSo: ({ excused }) => excused }),
    letter: (facts: DutyFacts, { t }: LetterWords) => ({
      subject: t('mails:cross.excused.subject', { number: facts.number }),
      lines: [t('mails:cross.excused.fact', { title: facts.title, number: facts.number }), t('mails:ground')],
      quote: facts.reason,
      button: { path: `/submissions/${facts.submissionId}`, label: t('mails:entry.open') },
      why: t('mails:entrant.why'),
    }),
  },

  'cross-review.excuse-taken-back': {
    async audience(em, { payload }, now) {
      const reason = await reasonOfTakingBack(em, String(payload['submissionId']));
      return dutyAudience(em, payload, { now, isStillSo: ({ excused }) => !excused, reason });
    },
    letter: (facts: DutyFacts, { t, deadline, ownDeadline }: LetterWords) => ({
      subject: t('mails:cross.takenBack.subject', { number: facts.number }),
      lines: [
        t('mails:cross.takenBack.fact', { title: facts.title, number: facts.number }),
        ...(facts.left === 0
          ? []
          : [t(facts.dropped ? 'mails:cross.takenBack.dropped' : 'mails:cross.takenBack.owing', { n: facts.left })]),
        t('mails:ground'),
      ],
      quote: facts.reason,
      facts:
        facts.left > 0 && !facts.dropped && facts.closesAt
          ? [{ term: t('mails:expert.until'), value: deadline(facts.closesAt), note: ownDeadline(facts.closesAt) }]
          : [],
      button: { path: '/cross-reviews', label: t('mails:cross.button') },
      why: t('mails:entrant.why'),
    }),
  },
};

async function countShownComments(em: EntityManager, submissionId: string, now: Date): Promise<number> {
  const [row]: { n: number }[] = await em.query('SELECT count(*)::int AS n FROM comments_for_entrants($1, $2)', [
    submissionId,
    now,
  ]);
  return row?.n ?? 0;
}

/** Why the excuse of an entry was last taken back. */
async function reasonOfTakingBack(em: EntityManager, submissionId: string): Promise<string> {
  const [row]: { reason: string }[] = await em.query(
    `SELECT x.reason FROM cross_review_excuse x JOIN cross_review_duty d ON d.id = x.duty_id
      WHERE d.submission_id = $1 AND x.kind = 'taken-back' ORDER BY x.at DESC, x.id DESC LIMIT 1`,
    [submissionId],
  );
  return row?.reason ?? '';
}

/** People whose entries owe reviews since the allotment, each once, with all of their entries. */
async function listOwing(
  em: EntityManager,
  cycleId: string,
  allotmentId: string,
): Promise<(PersonRow & { owed: { count: number; entries: AllottedFacts['entries'] } })[]> {
  return em.query(
    `SELECT ${personColumns}, jsonb_build_object('count', sum(o.reviews),
              'entries', jsonb_agg(jsonb_build_object('title', o.title, 'reviews', o.reviews) ORDER BY o.number)) AS owed
       FROM (SELECT s.organisation_id, s.title, s.register_number AS number, count(*)::int AS reviews
               FROM cross_review_duty d JOIN submission s ON s.id = d.submission_id AND s.state = 'admitted'
               JOIN cross_review v ON v.duty_id = d.id AND v.state <> 'conflicted'
              WHERE d.allotment_id = $2 AND s.cycle_id = $1 GROUP BY s.id) o
       JOIN membership m ON m.organisation_id = o.organisation_id
       JOIN user_account u ON u.id = m.user_id AND u.deactivated_at IS NULL GROUP BY u.id`,
    [cycleId, allotmentId],
  );
}

/** People with reviews still to hand in: one letter about all of them. */
export async function withOwedReviews(em: EntityManager, stage: Stage, facts: object, now: Date): Promise<Audience> {
  const rows: (PersonRow & { count: number })[] = await em.query(
    `SELECT ${personColumns}, sum(x.needed - x.submitted)::int AS count
       FROM cross_review_standing($1, $2) x JOIN submission s ON s.id = x.submission_id
       JOIN membership m ON m.organisation_id = s.organisation_id
       JOIN user_account u ON u.id = m.user_id AND u.deactivated_at IS NULL
      WHERE x.submitted < x.needed AND NOT x.excused AND NOT x.exempt GROUP BY u.id`,
    [stage.cycleId, now],
  );
  return {
    cycleId: stage.cycleId,
    recipients: rows.map(({ count, ...user }) => toRecipient(user, { ...facts, count, nominations: [] })),
  };
}

async function dutyAudience(
  em: EntityManager,
  payload: Record<string, unknown>,
  {
    now,
    isStillSo,
    reason,
  }: {
    now: Date;
    isStillSo: (standing: Awaited<ReturnType<typeof listStandings>>[number]) => boolean;
    reason?: string;
  },
): Promise<Audience | null> {
  const submissionId = String(payload['submissionId']);
  const duty = await em.findOneBy(CrossReviewDuty, { submissionId });
  const entry = await em.findOneBy(Submission, { id: submissionId });
  const standing =
    entry && (await listStandings(em, entry.cycleId, now)).find((each) => each.submissionId === submissionId);
  if (!duty || !entry || !standing || !isStillSo(standing)) return null;
  const stage = await findStage(em, entry.cycleId, 'cross-review');
  const cycle = await getCycle(em, entry.cycleId);
  const facts = {
    submissionId,
    cycle: cycle.title,
    title: entry.title,
    number: entry.registerNumber ?? '',
    left: standing.needed - standing.submitted,
    submitted: standing.submitted,
    needed: standing.needed,
    reason: reason ?? duty.excuseReason,
    dropped: standing.dropped,
    closesAt: stage?.closesAt ?? null,
  };
  return {
    cycleId: cycle.id,
    zone: cycle.timeZone,
    recipients: await entrants(em, entry.id, facts),
  };
}
