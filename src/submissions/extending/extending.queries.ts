import type { EntityManager } from 'typeorm';
import type { Reach } from '../../domain/cycles/extension.js';
import { all, statementOf, type Part } from '../../platform/database/condition.js';
import { isId } from '../../platform/ids.js';

/** An extension as it is, or would be. */
export interface Extending extends Reach {
  /** Null of one that is not recorded yet. */
  id: string | null;
  cycleId: string;
  closesFrom: Date;
  closesAt: Date;
}

/** Entries of the cycle that the reach names, as a condition on `submission s`. */
const within = ({ cycleId, nominationId, organisationId, submissionId }: Reach & { cycleId: string }): Part =>
  all([
    ($) => `s.cycle_id = ${$(cycleId)}`,
    nominationId !== null && (($) => `s.nomination_id = ${$(nominationId)}`),
    organisationId !== null && (($) => `s.organisation_id = ${$(organisationId)}`),
    submissionId !== null && (($) => `s.id = ${$(submissionId)}`),
  ]);

/** Those of them whose time the extension moves: what others have longer already stays as it is. */
const moved = (extending: Extending): Part =>
  all([
    within(extending),
    ($) => `coalesce((SELECT max(x.closes_at) FROM intake_extension x
       WHERE x.cycle_id = s.cycle_id AND x.id IS DISTINCT FROM ${$(extending.id)}::uuid
         AND (x.nomination_id = s.nomination_id OR x.organisation_id = s.organisation_id OR x.submission_id = s.id)
         AND NOT EXISTS (SELECT 1 FROM intake_extension_withdrawal w WHERE w.extension_id = x.id)),
       '-infinity') < ${$(extending.closesAt)}`,
  ]);

/** A returned entry whose own term moves: it ended with the close that is moved, or the extension is for it alone. */
const isMovedTerm = ({ id, submissionId, closesFrom, closesAt }: Extending): Part =>
  submissionId === null ? ($) => `s.due_at = ${$(id === null ? closesFrom : closesAt)}` : () => 'TRUE';

/** Entries of whose extension somebody is told: drafts, and returned ones whose term moves. */
const told = (extending: Extending): Part =>
  all([moved(extending), ($) => `(s.state = 'draft' OR (s.state = 'returned' AND ${isMovedTerm(extending)($)}))`]);

/** The people who are told, as rows of entry and user; of an organisation all its people, also where it has begun nothing. */
const contacts = (extending: Extending): Part => {
  const { organisationId } = extending;
  const members: Part | null =
    organisationId === null
      ? null
      : ($) => `UNION SELECT NULL::uuid, m.user_id FROM membership m WHERE m.organisation_id = ${$(organisationId)}`;
  return (
    $,
  ) => `(SELECT s.id AS submission_id, k.id AS user_id FROM submission s CROSS JOIN LATERAL entry_contacts(s.id) k(id)
      WHERE ${told(extending)($)} ${members ? members($) : ''}) p
      JOIN user_account u ON u.id = p.user_id AND u.deactivated_at IS NULL`;
};

/** What an extension touches, in numbers. */
export interface Reached {
  drafts: number;
  returned: number;
  /** Drafts and returned ones that were sent too late: they do not come alive by themselves. */
  late: number;
  /** Submitted entries that may be changed and submitted again until the new close: nobody is written to about them. */
  submitted: number;
  /** Drafts and returned ones of which nobody can be told. */
  unreached: number;
  /** People who get a letter, each one. */
  people: number;
}

export async function countReached(em: EntityManager, extending: Extending): Promise<Reached> {
  const entries = statementOf(
    ($) => `SELECT count(*) FILTER (WHERE s.state = 'draft')::int AS drafts,
                   count(*) FILTER (WHERE s.state = 'returned' AND ${isMovedTerm(extending)($)})::int AS returned,
                   count(*) FILTER (WHERE (s.state = 'draft' OR (s.state = 'returned' AND ${isMovedTerm(extending)($)}))
                     AND EXISTS (SELECT 1 FROM late_refusal l WHERE l.submission_id = s.id))::int AS late,
                   count(*) FILTER (WHERE ${told(extending)($)} AND NOT EXISTS (SELECT 1 FROM entry_contacts(s.id)))::int AS unreached,
                   count(*) FILTER (WHERE s.state = 'submitted')::int AS submitted
              FROM submission s WHERE ${moved(extending)($)}`,
  );
  const people = statementOf(($) => `SELECT count(DISTINCT u.id)::int AS people FROM ${contacts(extending)($)}`);
  const [[counts], [letters]] = await Promise.all([
    em.query<Omit<Reached, 'people'>[]>(entries.text, entries.values),
    em.query<Pick<Reached, 'people'>[]>(people.text, people.values),
  ]);
  return { ...counts!, ...letters! };
}

/** Somebody who is told, and of what. */
export interface ToldPerson {
  id: string;
  email: string;
  name: string;
  locale: 'ru' | 'en';
  timeZone: string;
  drafts: number;
  returned: number;
  /** Of them, those that were sent too late before and may be sent again. */
  late: number;
  nominations: string[];
  /** The entry where it is one alone. */
  entryId: string | null;
}

/** Everybody who is told, each once, by the address; the first `limit` of them. */
export function listTold(em: EntityManager, extending: Extending, limit = 1_000_000): Promise<ToldPerson[]> {
  const { text, values } = statementOf(
    ($) => `SELECT u.id, u.email, u.name, u.locale, u.time_zone AS "timeZone",
                   count(e.id) FILTER (WHERE e.state = 'draft')::int AS drafts,
                   count(e.id) FILTER (WHERE e.state = 'returned')::int AS returned,
                   count(e.id) FILTER (WHERE EXISTS (SELECT 1 FROM late_refusal l WHERE l.submission_id = e.id))::int AS late,
                   coalesce(array_agg(DISTINCT n.title) FILTER (WHERE n.id IS NOT NULL), '{}') AS nominations,
                   CASE WHEN count(e.id) = 1 THEN min(e.id::text) END AS "entryId"
              FROM ${contacts(extending)($)}
              LEFT JOIN submission e ON e.id = p.submission_id LEFT JOIN nomination n ON n.id = e.nomination_id
             GROUP BY u.id ORDER BY u.email LIMIT ${Math.trunc(limit)}`,
  );
  return em.query(text, values);
}

/** The returned entries whose own term moves, locked in the order of their ids. */
export function lockMovedTerms(tx: EntityManager, extending: Extending): Promise<{ id: string }[]> {
  const { text, values } = statementOf(
    (
      $,
    ) => `SELECT s.id FROM submission s WHERE ${all([moved(extending), isMovedTerm(extending)])($)} AND s.state = 'returned'
             ORDER BY s.id FOR UPDATE`,
  );
  return tx.query(text, values);
}

/** An entry's row locked, whether or not it is there. */
export async function lockRowOf(tx: EntityManager, id: string): Promise<void> {
  if (isId(id)) await tx.query('SELECT 1 FROM submission WHERE id = $1 FOR UPDATE', [id]);
}

/** How many entries were submitted under an extension: after the close that applied without it. */
export async function countSubmittedUnder(em: EntityManager, extending: Extending): Promise<number> {
  const { text, values } = statementOf(
    ($) => `SELECT count(DISTINCT s.id)::int AS n FROM submission s JOIN submission_revision r ON r.submission_id = s.id
             WHERE ${moved(extending)($)} AND r.submitted_at >= ${$(extending.closesFrom)} AND r.submitted_at < ${$(extending.closesAt)}`,
  );
  const [row] = await em.query<{ n: number }[]>(text, values);
  return row!.n;
}

/** An entry as whoever extends its time meets it. */
export interface ExtendedEntry {
  id: string;
  cycleId: string;
  nominationId: string;
  organisationId: string;
  state: string;
  dueAt: Date | null;
  registerNumber: string | null;
  organisation: string;
  nomination: string;
  isHidden: boolean;
}

const entrySql = `SELECT s.id, s.cycle_id AS "cycleId", s.nomination_id AS "nominationId", s.organisation_id AS "organisationId",
    s.state, s.due_at AS "dueAt", s.register_number AS "registerNumber", o.name AS organisation, n.title AS nomination,
    is_staff_conflicted($1, s.id) AS "isHidden"
  FROM submission s JOIN organisation o ON o.id = s.organisation_id JOIN nomination n ON n.id = s.nomination_id`;

export async function findExtendedEntry(em: EntityManager, userId: string, id: string): Promise<ExtendedEntry | null> {
  if (!isId(id)) return null;
  const [row] = await em.query<ExtendedEntry[]>(`${entrySql} WHERE s.id = $2`, [userId, id]);
  return row ?? null;
}

export async function findEntryByNumber(
  em: EntityManager,
  userId: string,
  { cycleId, number }: { cycleId: string; number: string },
): Promise<ExtendedEntry | null> {
  const [row] = await em.query<ExtendedEntry[]>(
    `${entrySql} WHERE s.cycle_id = $2 AND upper(s.register_number) = upper($3)`,
    [userId, cycleId, number],
  );
  return row ?? null;
}

/** Whether the person has a conflict of interest with an entry of the organisation in the cycle. */
export async function isApartFrom(
  em: EntityManager,
  userId: string,
  { cycleId, organisationId }: { cycleId: string; organisationId: string },
): Promise<boolean> {
  const [row] = await em.query<{ apart: boolean }[]>(
    `SELECT EXISTS (SELECT 1 FROM membership m WHERE m.user_id = $1 AND m.organisation_id = $3)
         OR EXISTS (SELECT 1 FROM submission s WHERE s.cycle_id = $2 AND s.organisation_id = $3
                     AND is_staff_conflicted($1, s.id)) AS apart`,
    [userId, cycleId, organisationId],
  );
  return row!.apart;
}

/** An extension with its names, and what became of it. */
export interface ListedExtension extends Extending {
  id: string;
  reason: string;
  document: string;
  recordedAt: Date;
  recordedBy: string;
  nomination: string | null;
  organisation: string | null;
  registerNumber: string | null;
  entryOf: string | null;
  entryState: string | null;
  withdrawnAt: Date | null;
  withdrawnBy: string | null;
  withdrawnWhy: string | null;
}

const recordedSql = `SELECT x.id, x.cycle_id AS "cycleId", x.nomination_id AS "nominationId",
    coalesce(o.merged_into_id, x.organisation_id) AS "organisationId", x.submission_id AS "submissionId",
    x.closes_from AS "closesFrom", x.closes_at AS "closesAt", x.reason, x.document, x.recorded_at AS "recordedAt",
    u.name AS "recordedBy", n.title AS nomination, o.name AS organisation, s.register_number AS "registerNumber",
    eo.name AS "entryOf", s.state AS "entryState", w.withdrawn_at AS "withdrawnAt", wu.name AS "withdrawnBy",
    w.reason AS "withdrawnWhy"
  FROM intake_extension x JOIN user_account u ON u.id = x.recorded_by_id
  LEFT JOIN nomination n ON n.id = x.nomination_id LEFT JOIN organisation o ON o.id = x.organisation_id
  LEFT JOIN submission s ON s.id = x.submission_id LEFT JOIN organisation eo ON eo.id = s.organisation_id
  LEFT JOIN intake_extension_withdrawal w ON w.extension_id = x.id LEFT JOIN user_account wu ON wu.id = w.withdrawn_by_id`;

/** All of a cycle that the reader may meet, the latest first. */
export function listRecorded(em: EntityManager, cycleId: string, userId: string | null): Promise<ListedExtension[]> {
  return em.query(
    `${recordedSql} WHERE x.cycle_id = $1
       AND (x.submission_id IS NULL OR $2::uuid IS NULL OR NOT is_staff_conflicted($2, x.submission_id))
     ORDER BY x.recorded_at DESC, x.id DESC`,
    [cycleId, userId],
  );
}

/** One with its names; null where there is none. */
export async function getRecorded(em: EntityManager, id: string): Promise<ListedExtension | null> {
  const [row] = await em.query<ListedExtension[]>(`${recordedSql} WHERE x.id = $1`, [id]);
  return row ?? null;
}

/** Organisations by the whole name, or one that it had before. */
export function findOrganisationsNamed(em: EntityManager, name: string): Promise<{ id: string; name: string }[]> {
  return em.query(
    `SELECT id, name FROM organisation
      WHERE merged_into_id IS NULL AND (lower(name) = lower($1) OR lower($1) = ANY (SELECT lower(f) FROM unnest(former_names) f))
      ORDER BY id LIMIT 3`,
    [name],
  );
}
