import type { EntityManager } from 'typeorm';
import type { Cycle } from '../cycles/cycle/cycle.entity.js';
import { getCycle } from '../cycles/cycle/cycle.queries.js';
import { closingWords } from '../cycles/extensions/closing-words.js';
import { intakeClosesAtSql, listExtensions } from '../cycles/extensions/extensions.queries.js';
import { closingIn, getSetup } from '../cycles/setup/cycle-setup.js';
import { Stage } from '../cycles/stages/stage.entity.js';
import { withOwedReviews } from './cross-review.news.js';
import type { Closing } from '../domain/cycles/closing.js';
import type { Translator } from '../platform/web/i18n.js';
import type { LetterWords } from './letter.js';
import type { Audience, News } from './news.js';
import { organizers, personColumns, toRecipient, type PersonRow } from './recipients.js';

interface StageFacts {
  kind: string;
  cycle: string;
  cycleId: string;
  year: number;
  opensAt: Date;
  closesAt: Date;
}

export const stageNews: Record<string, News> = {
  'stage.opened': {
    audience: (em, { payload }, now) => toldToOrganizers(em, String(payload['stageId']), now),
    letter: (facts: StageFacts, { t, deadline, ownDeadline }: LetterWords) => ({
      subject: t('mails:opened.subject', { stage: t(`words:stage.${facts.kind}`) }),
      lines: [t('mails:opened.fact', { stage: t(`words:stage.${facts.kind}`), cycle: facts.cycle })],
      facts: [{ term: t('mails:opened.until'), value: deadline(facts.closesAt), note: ownDeadline(facts.closesAt) }],
      button: { path: `/cycles/${facts.cycleId}`, label: t('mails:cycle.open') },
      why: t('mails:organizer.why'),
    }),
  },
  'stage.closed': {
    audience: (em, { payload }, now) => toldToOrganizers(em, String(payload['stageId']), now),
    letter: (facts: StageFacts & { still: Still | null }, { t, deadline, instant }: LetterWords) => ({
      subject: t('mails:closed.subject', { stage: t(`words:stage.${facts.kind}`) }),
      lines: [
        t('mails:closed.fact', {
          stage: t(`words:stage.${facts.kind}`),
          cycle: facts.cycle,
          until: deadline(facts.closesAt),
        }),
        ...(facts.still
          ? [
              t('terms:closing.still', {
                closing: closingWords(facts.still.closing, { ...facts.still, t, deadline, instant }),
              }),
            ]
          : []),
      ],
      button: { path: `/cycles/${facts.cycleId}`, label: t('mails:cycle.open') },
      why: t('mails:organizer.why'),
    }),
  },
  'cycle.cancelled': {
    async audience(em, { payload }) {
      const cycle = await getCycle(em, String(payload['cycleId']));
      const facts = { cycle: cycle.title, cycleId: cycle.id, reason: String(payload['reason']) };
      const people: PersonRow[] = await em.query(
        `SELECT ${personColumns} FROM user_account u WHERE u.deactivated_at IS NULL AND (
           EXISTS (SELECT 1 FROM submission s JOIN membership m ON m.organisation_id = s.organisation_id
                    WHERE s.cycle_id = $1 AND s.state <> 'withdrawn' AND m.user_id = u.id)
           OR EXISTS (SELECT 1 FROM expert e WHERE e.cycle_id = $1 AND e.state IN ('invited', 'accepted') AND e.user_id = u.id))`,
        [cycle.id],
      );
      const told = new Set(people.map(({ id }) => id));
      const others = (await organizers(em, cycle.id, facts)).filter(({ userId }) => !told.has(userId!));
      return { cycleId: cycle.id, recipients: [...people.map((person) => toRecipient(person, facts)), ...others] };
    },
    letter: (facts: { cycle: string; reason: string }, { t }: LetterWords) => ({
      subject: t('mails:cancelled.subject', { cycle: facts.cycle }),
      lines: [t('mails:cancelled.fact', { cycle: facts.cycle }), t('mails:cancelled.next')],
      facts: [{ term: t('mails:cancelled.reason'), value: facts.reason }],
      button: { path: '/', label: t('mails:cancelled.button') },
      why: t('mails:cancelled.why'),
    }),
  },
  'stage.reminder': {
    async audience(em, { id, payload }, now) {
      const stage = await em.findOneBy(Stage, { id: String(payload['stageId']) });
      if (!stage || stage.opensAt > now) return null;
      const cycle = await getCycle(em, stage.cycleId);
      if (cycle.state !== 'announced') return null;
      const closesAt = await closeOf(em, stage, payload['extensionId']);
      if (!closesAt || closesAt <= now) return null;
      const facts = { ...factsOf(cycle, stage), closesAt, days: daysOf(String(payload['noticeKind'])) };
      const audience =
        stage.kind === 'intake'
          ? await withDrafts(em, { stage, facts, zone: cycle.timeZone, messageId: id, now })
          : stage.kind === 'review'
            ? await withUnfinishedSheets(em, stage, facts, now)
            : stage.kind === 'cross-review'
              ? await withOwedReviews(em, stage, facts, now)
              : null;
      return audience && { ...audience, zone: cycle.timeZone };
    },
    letter: (facts: StageFacts & { days: number; count: number; nominations: string[] }, words: LetterWords) => {
      const { t, deadline, ownDeadline, remaining } = words;
      const left = remaining(facts.closesAt);
      const about = facts.kind === 'intake' ? 'draft' : facts.kind === 'cross-review' ? 'cross' : 'sheet';
      const values = { n: facts.count, days: facts.days, left, nominations: facts.nominations.join(', ') };
      return {
        subject: t(`mails:reminder.${about}.subject`, values),
        lines: [
          t(`mails:reminder.${about}.fact`, values),
          t('mails:reminder.left', { left, until: deadline(facts.closesAt) }),
          t(`mails:reminder.${about}.next`),
        ],
        facts: [
          { term: t('mails:reminder.until'), value: deadline(facts.closesAt), note: ownDeadline(facts.closesAt) },
        ],
        button: reminded[about](t),
        why: about === 'sheet' ? t('mails:judge.why') : t('mails:entrant.why'),
      };
    },
  },
};

/** Where each reminder leads. */
const reminded = {
  draft: (t: Translator) => ({ path: '/submissions', label: t('mails:reminder.draft.button') }),
  cross: (t: Translator) => ({ path: '/cross-reviews', label: t('mails:cross.button') }),
  sheet: (t: Translator) => ({ path: '/judging', label: t('mails:assigned.button') }),
};

/** The close that is reminded of; null where the extension that moved it was taken back. */
async function closeOf(em: EntityManager, stage: Stage, extensionId: unknown): Promise<Date | null> {
  if (typeof extensionId !== 'string') return stage.closesAt;
  const extensions = await listExtensions(em, [stage.cycleId]);
  return extensions.find(({ id }) => id === extensionId)?.closesAt ?? null;
}

/** `closes-in-7-days` → 7. */
const daysOf = (noticeKind: string): number => Number(/\d+/.exec(noticeKind)?.[0] ?? 1);

const factsOf = (cycle: Cycle, stage: Stage): StageFacts => ({
  kind: stage.kind,
  cycle: cycle.title,
  cycleId: cycle.id,
  year: cycle.year,
  opensAt: stage.opensAt,
  closesAt: stage.closesAt,
});

/** Who can still enter after the intake has closed for everybody; kept as it is when it is told. */
interface Still {
  closing: Closing;
  nominations: { id: string; title: string }[];
}

async function toldToOrganizers(em: EntityManager, stageId: string, now: Date): Promise<Audience | null> {
  const stage = await em.findOneBy(Stage, { id: stageId });
  if (!stage) return null;
  const cycle = await getCycle(em, stage.cycleId);
  const still = stage.kind === 'intake' ? await stillOf(em, cycle.id, now) : null;
  const recipients = await organizers(em, cycle.id, { ...factsOf(cycle, stage), still });
  return { cycleId: cycle.id, zone: cycle.timeZone, recipients };
}

async function stillOf(em: EntityManager, cycleId: string, now: Date): Promise<Still | null> {
  const setup = await getSetup(em, cycleId);
  const closing = closingIn(setup, { kind: 'staff' }, now);
  if (closing?.state !== 'extended') return null;
  return { closing, nominations: setup.nominations.map(({ id, title }) => ({ id, title })) };
}

/**
 * People whose organisations have entries that are not, or not again, submitted and whose time ends with that close, and who answers for one from elsewhere: one letter
 * about all of which they were not reminded today, without titles: organizers look after letters. Whom the message reminds is written down, so that nobody is reminded twice a
 * day and the message told again finds the same.
 */
async function withDrafts(
  em: EntityManager,
  {
    stage,
    facts,
    zone,
    messageId,
    now,
  }: { stage: Stage; facts: { closesAt: Date }; zone: string; messageId: string; now: Date },
): Promise<Audience> {
  await em.query(
    `WITH waiting AS (
       SELECT s.id, s.organisation_id, s.responsible_id FROM submission s JOIN stage i ON i.cycle_id = s.cycle_id AND i.kind = 'intake'
        WHERE s.cycle_id = $1 AND s.state IN ('draft', 'returned') AND ${intakeClosesAtSql('i', 's')} = $5)
     INSERT INTO draft_reminder (id, submission_id, user_id, reminded_on, message_id, reminded_at, closes_at)
     SELECT gen_random_uuid(), p.submission_id, p.user_id, ($2::timestamptz AT TIME ZONE $3)::date, $4, $2, $5
       FROM (SELECT s.id AS submission_id, m.user_id FROM waiting s JOIN membership m ON m.organisation_id = s.organisation_id
             UNION
             SELECT s.id, c.user_id FROM waiting s JOIN submission_collaborator c
                 ON c.submission_id = s.id AND c.user_id = s.responsible_id AND c.removed_at IS NULL) p
      ORDER BY p.submission_id, p.user_id
     ON CONFLICT ON CONSTRAINT draft_reminder_once_a_day DO NOTHING`,
    [stage.cycleId, now, zone, messageId, facts.closesAt],
  );
  const rows: (PersonRow & { count: number; nominations: string[] })[] = await em.query(
    `SELECT ${personColumns}, count(*)::int AS count, array_agg(DISTINCT n.title) AS nominations
       FROM draft_reminder r JOIN submission s ON s.id = r.submission_id AND s.state IN ('draft', 'returned')
       JOIN nomination n ON n.id = s.nomination_id
       JOIN user_account u ON u.id = r.user_id AND u.deactivated_at IS NULL
      WHERE r.message_id = $1 GROUP BY u.id`,
    [messageId],
  );
  return {
    cycleId: stage.cycleId,
    recipients: rows.map(({ count, nominations, ...user }) => {
      const places = nominations.map((title) => `«${title}»`);
      return toRecipient(user, { ...facts, count, nominations: places });
    }),
  };
}

async function withUnfinishedSheets(em: EntityManager, stage: Stage, facts: object, now: Date): Promise<Audience> {
  const rows: (PersonRow & { count: number })[] = await em.query(
    `SELECT ${personColumns}, count(*)::int AS count
       FROM assignment a JOIN expert e ON e.id = a.expert_id
       JOIN user_account u ON u.id = e.user_id AND u.deactivated_at IS NULL
      WHERE e.cycle_id = $1 AND a.state = 'active' AND a.submission_id NOT IN (SELECT entries_dropped_out($1, $2))
        AND NOT EXISTS (SELECT 1 FROM evaluation v WHERE v.assignment_id = a.id AND v.state <> 'draft') GROUP BY u.id`,
    [stage.cycleId, now],
  );
  return {
    cycleId: stage.cycleId,
    recipients: rows.map(({ count, ...user }) => toRecipient(user, { ...facts, count, nominations: [] })),
  };
}
