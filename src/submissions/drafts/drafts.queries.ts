import { In, IsNull, type EntityManager } from 'typeorm';
import { formOf, getSetup } from '../../cycles/setup/cycle-setup.js';
import type { Answers } from '../../domain/cycles/form.js';
import { validateAnswers } from '../../domain/submissions/form-answers.js';
import type { FormField } from '../../domain/cycles/form.js';
import { intakeClosesAtSql } from '../../cycles/extensions/extensions.queries.js';
import { all, statementOf, type Part } from '../../platform/database/condition.js';
import { Attachment } from '../files/attachment.entity.js';
import { withFiles } from '../files/files.queries.js';

/** A draft as those who look after it see it: whose, since when, how much it lacks; nothing of what is written in it. */
export interface DraftRow {
  id: string;
  cycleId: string;
  nominationId: string;
  nomination: string;
  organisation: string;
  /** Whether it was entered on behalf of the organisation. */
  onBehalf: boolean;
  regionCode: string;
  createdAt: Date;
  savedAt: Date;
  closesAt: Date;
  timeZone: string;
  /** To whom one turns; nobody where the organisation has no people. */
  contacts: { name: string; email: string; isReminded: boolean }[];
  remindedAt: Date | null;
  /** What is missing or wrong before it can be submitted, and the required fields there are. */
  gaps: number;
  fields: number;
}

/** The same with what its region's coordinator is told besides. */
export type TitledDraft = DraftRow & { title: string };

const closesAt = intakeClosesAtSql('i', 's');

/** Drafts whose intake is open at the instant, as it is for each of them; the conditions name `submission s`, `cycle c` and `stage i`. */
const openDrafts = `submission s JOIN cycle c ON c.id = s.cycle_id AND c.state = 'announced'
  JOIN stage i ON i.cycle_id = s.cycle_id AND i.kind = 'intake'`;
const isOpenDraft =
  (now: Date): Part =>
  ($) =>
    `s.state = 'draft' AND i.opens_at <= ${$(now)} AND ${$(now)} < ${closesAt}`;

const today = (now: string): string => `(${now}::timestamptz AT TIME ZONE c.time_zone)::date`;

export interface DraftsAsked {
  under: Part;
  now: Date;
  after: readonly [string, string] | null;
  limit: number;
}

/** Drafts, the oldest last, without their titles. */
export async function listDrafts(em: EntityManager, asked: DraftsAsked): Promise<DraftRow[]> {
  return (await listTitledDrafts(em, asked)).map(({ title: _notTold, ...row }) => row);
}

export async function listTitledDrafts(em: EntityManager, asked: DraftsAsked): Promise<TitledDraft[]> {
  const { under, now, after, limit } = asked;
  const { text, values } = statementOf(
    ($) => `
      SELECT s.*, n.title AS nomination, o.name AS organisation, d.answers,
             coalesce((SELECT json_agg(json_build_object('name', u.name, 'email', u.email, 'isReminded', EXISTS (
                         SELECT 1 FROM draft_reminder r
                          WHERE r.submission_id = s.id AND r.user_id = u.id AND r.reminded_on = s.today AND r.closes_at = s."closesAt")) ORDER BY u.name)
                         FROM user_account u WHERE u.id IN (SELECT entry_contacts(s.id))), '[]') AS contacts,
             (SELECT max(r.reminded_at) FROM draft_reminder r WHERE r.submission_id = s.id) AS "remindedAt"
        FROM (SELECT s.id, s.cycle_id AS "cycleId", s.nomination_id AS "nominationId", s.organisation_id, s.title,
                     s.region_code AS "regionCode", s.form_version_id AS "formVersionId", s.created_at AS "createdAt",
                     s.saved_at AS "savedAt", s.entered_by_id IS NOT NULL AS "onBehalf", ${closesAt} AS "closesAt", c.time_zone AS "timeZone", ${today($(now))} AS today
                FROM ${openDrafts}
               WHERE ${all([isOpenDraft(now), under, after && (($$) => `(s.created_at, s.id) < (${$$(after[0])}::timestamptz, ${$$(after[1])}::uuid)`)])($)}
               ORDER BY s.created_at DESC, s.id DESC LIMIT ${Math.trunc(limit)}) s
        JOIN nomination n ON n.id = s."nominationId" JOIN organisation o ON o.id = s.organisation_id
        LEFT JOIN submission_draft d ON d.submission_id = s.id
       ORDER BY s."createdAt" DESC, s.id DESC`,
  );
  const rows = await em.query<(Omit<TitledDraft, 'gaps' | 'fields'> & Unread)[]>(text, values);
  const files = await filesOf(em, rows);
  return Promise.all(
    rows.map(async ({ answers, formVersionId, organisation_id: _id, today: _today, ...row }) => {
      const { fields } = formOf(await getSetup(em, row.cycleId), formVersionId);
      const gaps = gapsOf(fields, withFiles(answers ?? {}, files.get(row.id) ?? []));
      return { ...row, gaps: gaps.length, fields: fields.length };
    }),
  );
}

interface Unread {
  answers: Answers | null;
  formVersionId: string;
  organisation_id: string;
  today: string;
}

/** The fields that keep a draft from being submitted. */
export function gapsOf(fields: readonly FormField[], answers: Answers): FormField[] {
  const known = Object.fromEntries(fields.filter(({ id }) => id in answers).map(({ id }) => [id, answers[id]!]));
  const faulty = new Set(
    validateAnswers(fields, known, { complete: true }).map(({ pointer }) => pointer.split('/')[1]),
  );
  return fields.filter(({ id }) => faulty.has(id));
}

async function filesOf(em: EntityManager, rows: readonly { id: string }[]): Promise<Map<string, Attachment[]>> {
  const where = { submissionId: In(rows.map(({ id }) => id)), removedAt: IsNull() };
  const found = rows.length > 0 ? await em.find(Attachment, { where, relations: { file: true } }) : [];
  const files = new Map<string, Attachment[]>();
  for (const one of found) files.set(one.submissionId, [...(files.get(one.submissionId) ?? []), one]);
  return files;
}

export interface DraftCounts {
  drafts: number;
  /** Letters that would go now: people who were not reminded of that draft today. */
  letters: number;
  /** The drafts that these letters are about. */
  reached: number;
  /** Drafts of whose people every one was reminded today. */
  reminded: number;
  /** Drafts about which there is nobody to write to. */
  nobody: number;
}

export async function countDrafts(em: EntityManager, { under, now }: { under: Part; now: Date }): Promise<DraftCounts> {
  const { text, values } = statementOf(
    ($) => `
      SELECT count(*)::int AS drafts, coalesce(sum(letters), 0)::int AS letters,
             count(*) FILTER (WHERE letters > 0)::int AS reached,
             count(*) FILTER (WHERE letters = 0 AND people > 0)::int AS reminded,
             count(*) FILTER (WHERE people = 0)::int AS nobody
        FROM (SELECT s.id, count(k.id) AS people, count(k.id) FILTER (WHERE r.id IS NULL) AS letters
        FROM ${openDrafts} LEFT JOIN LATERAL entry_contacts(s.id) k(id) ON true
        LEFT JOIN draft_reminder r ON r.submission_id = s.id AND r.user_id = k.id AND r.reminded_on = ${today($(now))} AND r.closes_at = ${closesAt}
       WHERE ${all([isOpenDraft(now), under])($)} GROUP BY s.id) d`,
  );
  const [row] = await em.query<DraftCounts[]>(text, values);
  return row!;
}

/** How many drafts each nomination has. */
export async function countByNomination(
  em: EntityManager,
  { under, now }: { under: Part; now: Date },
): Promise<Map<string, number>> {
  const { text, values } = statementOf(
    ($) => `SELECT s.nomination_id AS id, count(*)::int AS drafts FROM ${openDrafts}
             WHERE ${all([isOpenDraft(now), under])($)} GROUP BY 1`,
  );
  const rows = await em.query<{ id: string; drafts: number }[]>(text, values);
  return new Map(rows.map(({ id, drafts }) => [id, drafts]));
}

/** Writes down who is to be reminded; who was reminded of that draft today is passed over. */
export async function insertReminders(
  tx: EntityManager,
  { under, now, by, ids }: { under: Part; now: Date; by: string; ids: readonly string[] | null },
): Promise<{ id: string; submissionId: string }[]> {
  const { text, values } = statementOf(
    ($) => `
      INSERT INTO draft_reminder (id, submission_id, user_id, reminded_on, reminded_by_id, reminded_at, closes_at)
      SELECT gen_random_uuid(), s.id, k.id, ${today($(now))}, ${$(by)}, ${$(now)}, ${closesAt}
        FROM ${openDrafts} CROSS JOIN LATERAL entry_contacts(s.id) k(id)
       WHERE ${all([isOpenDraft(now), under, ids && (($$) => `s.id = ANY (${$$([...ids])}::uuid[])`)])($)}
       ORDER BY s.id, k.id
      ON CONFLICT ON CONSTRAINT draft_reminder_once_a_day DO NOTHING
      RETURNING id, submission_id AS "submissionId"`,
  );
  return tx.query(text, values);
}

/** When somebody was last reminded of one of these drafts. */
export async function lastReminder(tx: EntityManager, ids: readonly string[]): Promise<Date | null> {
  const [row] = await tx.query<{ at: Date | null }[]>(
    'SELECT max(reminded_at) AS at FROM draft_reminder WHERE submission_id = ANY ($1)',
    [ids],
  );
  return row?.at ?? null;
}

/** The next sittings of a region's commission, as its coordinator is told of them: when and which, nothing of what is decided. */
export function listRegionSittings(
  em: EntityManager,
  { code, cycleIds }: { code: string; cycleIds: readonly string[] },
): Promise<{ id: string; cycleId: string; number: string; place: string; heldOn: string }[]> {
  return em.query(
    `SELECT id, cycle_id AS "cycleId", number, place, held_on::text AS "heldOn" FROM meeting
      WHERE region_code = $1 AND cycle_id = ANY ($2) ORDER BY held_on, id`,
    [code, cycleIds],
  );
}
