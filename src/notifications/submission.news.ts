import type { EntityManager } from 'typeorm';
import { listHolders } from '../accounts/grants/grants.queries.js';
import type { Words } from '../domain/cycles/form.js';
import type { Told } from '../platform/outbox/outbox-message.entity.js';
import type { Submission } from '../submissions/entries/submission.entity.js';
import type { Letter, LetterWords } from './letter.js';
import type { Audience, News } from './news.js';
import { actingFor, entrants, toRecipient, type PersonRow } from './recipients.js';

interface EntryFacts {
  submissionId: string;
  title: string;
  number: string;
  nomination: string;
  cycle: string;
  reason: string;
  dueAt: Date | null;
  /** The labels of the fields that a return leaves open; null where all are. */
  open: Words[] | null;
  revision: number;
  hash: string;
  submittedAt: Date;
  /** As they were when it was submitted. */
  organisation: string;
  region: string;
  submitter: string;
  /** Their names. */
  files: string[];
}

export const submissionNews: Record<string, News> = {
  'submission.submitted': {
    audience: (em, message) => entryAudience(em, message),
    letter: (facts: EntryFacts, words: LetterWords) => receipt(facts, words),
  },
  'file.infected': {
    audience: (em, message) => infectedAudience(em, message),
    letter: (facts: InfectedFacts, { t }: LetterWords) => ({
      subject: t('mails:infected.subject', { file: facts.file }),
      lines: [t('mails:infected.fact', { file: facts.file, title: facts.title, finding: facts.finding })],
      button: facts.isOwn
        ? { path: `/submissions/${facts.submissionId}/edit`, label: t('mails:infected.button') }
        : { path: `/submissions/${facts.submissionId}`, label: t('mails:entry.open') },
      after: t(facts.isOwn ? 'mails:infected.next' : 'mails:infected.nextOrganizer'),
      why: t(facts.isOwn ? 'mails:entrant.why' : 'mails:infected.why'),
    }),
  },
  'submission.returned': {
    audience: (em, message) => entryAudience(em, message, (entry) => entry.state === 'returned'),
    letter: (facts: EntryFacts & { dueAt: Date }, { t, locale, deadline, ownDeadline }: LetterWords) => ({
      subject: t('mails:returned.subject', { until: deadline(facts.dueAt) }),
      lines: [t('mails:returned.fact', { title: facts.title, number: facts.number }), t('mails:reason')],
      quote: facts.reason,
      facts: [
        { term: t('mails:returned.until'), value: deadline(facts.dueAt), note: ownDeadline(facts.dueAt) },
        ...(facts.open
          ? [{ term: t('mails:returned.open'), value: facts.open.map((label) => label[locale] ?? label.ru).join(', ') }]
          : []),
      ],
      button: { path: `/submissions/${facts.submissionId}`, label: t('mails:returned.button') },
      after: t('mails:returned.after'),
      why: t('mails:entrant.why'),
    }),
  },
  'submission.admitted': {
    audience: (em, message) => entryAudience(em, message),
    letter: (facts: EntryFacts, { t }: LetterWords) => ({
      subject: t('mails:admitted.subject', { number: facts.number }),
      lines: [t('mails:admitted.fact', { title: facts.title, number: facts.number }), t('mails:admitted.next')],
      button: { path: `/submissions/${facts.submissionId}`, label: t('mails:entry.open') },
      why: t('mails:entrant.why'),
    }),
  },
  'submission.rejected': {
    audience: (em, message) => entryAudience(em, message),
    letter: (facts: EntryFacts, { t }: LetterWords) => ({
      subject: t('mails:rejected.subject', { number: facts.number }),
      lines: [t('mails:rejected.fact', { title: facts.title, number: facts.number }), t('mails:ground')],
      quote: facts.reason,
      button: { path: `/submissions/${facts.submissionId}`, label: t('mails:entry.open') },
      after: t('mails:rejected.after'),
      why: t('mails:entrant.why'),
    }),
  },
  'submission.withdrawn': {
    // A draft that was never sent goes without a letter.
    audience: (em, message) => entryAudience(em, message, (entry) => entry.firstSubmittedAt !== null),
    letter: (facts: EntryFacts, { t }: LetterWords) => ({
      subject: t('mails:withdrawn.subject', { number: facts.number }),
      lines: [t('mails:withdrawn.fact', { title: facts.title, number: facts.number }), t('mails:withdrawn.next')],
      button: { path: `/submissions/${facts.submissionId}`, label: t('mails:entry.open') },
      why: t('mails:entrant.why'),
    }),
  },
};

/** Everybody who acts for the entry's organisation, and who answers for it from elsewhere, with what the letter tells of it, in one bare read. */
async function entryAudience(
  em: EntityManager,
  { payload }: Told,
  isStillSo: (entry: Pick<Submission, 'state' | 'firstSubmittedAt'>) => boolean = () => true,
): Promise<Audience | null> {
  const id = String(payload['submissionId']);
  const [row] = await listEntryRows(em, [id], (payload['revision'] as number | undefined) ?? null);
  return row && isStillSo(row) ? audienceOf(row) : null;
}

/** Who would hear of these entries, and the facts as they stand: for letters that are looked at before anything is decided. */
export async function foreseenAudiences(em: EntityManager, ids: readonly string[]): Promise<Map<string, Audience>> {
  return new Map((await listEntryRows(em, ids, null)).map((row) => [row.submissionId, audienceOf(row)]));
}

function audienceOf({ cycleId, zone, people, state: _state, firstSubmittedAt: _first, ...facts }: EntryRow): Audience {
  return { cycleId, zone, recipients: people.map((person) => toRecipient(person, facts)) };
}

/** In one bare read. */
function listEntryRows(em: EntityManager, ids: readonly string[], revision: number | null): Promise<EntryRow[]> {
  return em.query<EntryRow[]>(
    `SELECT s.id AS "submissionId", s.cycle_id AS "cycleId", s.state, s.first_submitted_at AS "firstSubmittedAt",
            coalesce(r.title, s.title) AS title, coalesce(s.register_number, '') AS number, n.title AS nomination,
            c.title AS cycle, c.time_zone AS zone, s.reason, s.due_at AS "dueAt",
            (SELECT json_agg(f.field->'label' ORDER BY f.at) FROM form_version v
               CROSS JOIN jsonb_array_elements(v.fields) WITH ORDINALITY AS f (field, at)
              WHERE v.id = s.form_version_id AND f.field->>'id' = ANY (s.open_fields)) AS open, coalesce($2::int, s.revisions) AS revision,
            coalesce(r.content_hash, '') AS hash, coalesce(r.submitted_at, s.submitted_at) AS "submittedAt",
            coalesce(r.organisation->>'name', '') AS organisation, coalesce(r.organisation->>'regionName', '') AS region,
            coalesce((SELECT u.name FROM user_account u WHERE u.id = r.submitted_by_id), '') AS submitter,
            coalesce((SELECT json_agg(f->>'name') FROM jsonb_array_elements(r.files) f), '[]') AS files,
            coalesce((SELECT json_agg(json_build_object('id', u.id, 'email', u.email, 'name', u.name, 'locale', u.locale,
                                                        'timeZone', u.time_zone) ORDER BY u.email)
                        FROM user_account u
                       WHERE u.deactivated_at IS NULL AND u.id IN ${actingFor('s')}), '[]') AS people
       FROM submission s JOIN nomination n ON n.id = s.nomination_id JOIN cycle c ON c.id = s.cycle_id
       LEFT JOIN submission_revision r ON r.submission_id = s.id AND r.number = coalesce($2::int, s.revisions)
      WHERE s.id = ANY ($1::uuid[])`,
    [ids, revision],
  );
}

interface EntryRow extends EntryFacts, Pick<Submission, 'state' | 'firstSubmittedAt'> {
  cycleId: string;
  zone: string;
  people: PersonRow[];
}

/** The receipt: what was taken, when, under which number, and the hash by which it can be checked. */
function receipt(facts: EntryFacts, { t, exactly, ownTime }: LetterWords): Letter {
  return {
    subject: t('mails:submitted.subject', { number: facts.number }),
    lines: [t('mails:submitted.fact', { title: facts.title })],
    facts: [
      { term: t('mails:submitted.number'), value: facts.number },
      { term: t('mails:submitted.at'), value: exactly(facts.submittedAt), note: ownTime(facts.submittedAt) },
      { term: t('mails:submitted.revision'), value: String(facts.revision) },
      { term: t('mails:submitted.nomination'), value: facts.nomination },
      { term: t('mails:submitted.organisation'), value: `${facts.organisation}, ${facts.region}` },
      ...(facts.submitter ? [{ term: t('mails:submitted.submitter'), value: facts.submitter }] : []),
      {
        term: t('mails:submitted.files'),
        value: [String(facts.files.length), facts.files.join('; ')].filter(Boolean).join(': '),
      },
      { term: t('mails:submitted.hash'), value: facts.hash.replace(/(.{8})(?=.)/g, '$1 '), mono: true },
    ],
    button: {
      path: `/submissions/${facts.submissionId}/receipt?revision=${facts.revision}`,
      label: t('mails:submitted.button'),
    },
    after: t('mails:submitted.after'),
    why: t('mails:entrant.why'),
  };
}

interface InfectedFacts {
  submissionId: string;
  file: string;
  finding: string;
  title: string;
  isOwn: boolean;
}

/**
 * The people of the entry; and those who run the cycle where it was submitted, for a draft is nobody else's business. Nobody
 * where the file was taken away before it was looked at.
 */
async function infectedAudience(em: EntityManager, { payload }: Told): Promise<Audience | null> {
  const [found] = await em.query<(Omit<InfectedFacts, 'isOwn'> & InfectedPlace)[]>(
    `SELECT a.submission_id AS "submissionId", f.name AS file, v.finding, coalesce(nullif(s.title, ''), '–') AS title,
            s.cycle_id AS "cycleId", c.time_zone AS zone, s.revision_id IS NOT NULL AS "isSubmitted"
       FROM attachment a JOIN stored_file f ON f.id = a.file_id JOIN file_scan v ON v.id = f.id
       JOIN submission s ON s.id = a.submission_id JOIN cycle c ON c.id = s.cycle_id
      WHERE a.file_id = $1 AND v.state = 'infected' LIMIT 1`,
    [payload['fileId']],
  );
  if (!found) return null;
  const { cycleId, zone, isSubmitted, ...facts } = found;
  const people = await entrants(em, found.submissionId, { ...facts, isOwn: true });
  const known = new Set(people.map(({ userId }) => userId));
  const holders = isSubmitted ? await listHolders(em, ['organizer'], cycleId) : [];
  return {
    cycleId,
    zone,
    recipients: [
      ...people,
      ...holders.filter(({ id }) => !known.has(id)).map((person) => toRecipient(person, { ...facts, isOwn: false })),
    ],
  };
}

interface InfectedPlace {
  cycleId: string;
  zone: string;
  isSubmitted: boolean;
}
