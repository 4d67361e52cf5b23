import { type EntityManager, IsNull, In, Not } from 'typeorm';
import { Attachment } from './attachment.entity.js';
import { FileScan } from '../../platform/files/scanning/file-scan.entity.js';
import { StoredFile } from '../../platform/files/stored-file.entity.js';
import { inShownOrder } from '../../domain/submissions/file-order.js';
import type { Answers, FileAnswer } from '../../domain/cycles/form.js';

/** The files of the working copy, field by field in the order in which they are shown. */
export async function listAttachments(em: EntityManager, submissionId: string): Promise<Attachment[]> {
  const found = await em.find(Attachment, { where: { submissionId, removedAt: IsNull() }, relations: { file: true } });
  const placed = found.map((one) => ({
    one,
    field: one.field,
    position: one.position,
    name: one.file.name,
    sha256: one.file.sha256,
  }));
  const fields = [...new Set(placed.map(({ field }) => field))].sort();
  return fields.flatMap((field) => inShownOrder(placed.filter((each) => each.field === field)).map(({ one }) => one));
}

/** Whether some revision of the entry names the file. */
export async function isSubmitted(em: EntityManager, submissionId: string, attachmentId: string): Promise<boolean> {
  const rows = await em.query<unknown[]>(
    `SELECT 1 FROM submission_revision WHERE submission_id = $1
        AND jsonb_path_exists(answers, '$.*[*] ? (@.id == $id)', jsonb_build_object('id', $2::text)) LIMIT 1`,
    [submissionId, attachmentId],
  );
  return rows.length > 0;
}

/** Files of entries that are judged without knowing whose they are, of which no bare copy of this recipe was tried yet. */
export async function listFilesToBare(em: EntityManager, recipe: number): Promise<StoredFile[]> {
  const rows: { id: string }[] = await em.query(
    `SELECT DISTINCT f.id FROM cycle c
       JOIN LATERAL (SELECT judging_rules FROM regulation_edition WHERE cycle_id = c.id ORDER BY number DESC LIMIT 1) r ON true
       JOIN submission s ON s.cycle_id = c.id AND s.state IN ('submitted', 'admitted')
       JOIN attachment a ON a.submission_id = s.id
       JOIN stored_file f ON f.id = a.file_id
      WHERE c.state = 'announced' AND r.judging_rules->'blind' <> '[]' AND f.type NOT IN ('text/plain', 'text/csv')
        AND NOT EXISTS (SELECT 1 FROM file_scan v WHERE v.id = f.id AND v.state <> 'clean')
        AND NOT EXISTS (SELECT 1 FROM bare_copy b WHERE b.sha256 = f.sha256 AND b.recipe >= $1)
      ORDER BY f.id LIMIT 500`,
    [recipe],
  );
  return em.findBy(StoredFile, { id: In(rows.map(({ id }) => id)) });
}

/** The answers with the attached files as answers to their fields. */
export function withFiles(answers: Answers, attachments: readonly Attachment[]): Answers {
  const files: Record<string, FileAnswer[]> = {};
  for (const { id, field, caption, file } of attachments)
    (files[field] ??= []).push({
      id,
      name: file.name,
      mediaType: file.type,
      bytes: file.bytes,
      sha256: file.sha256,
      ...(caption && { caption }),
    });
  return { ...answers, ...files };
}

/** Of these files, those that wait for the scanner and those in which something was found, with what it is called. */
export async function listQuarantined(
  em: EntityManager,
  attachments: readonly { file: Pick<StoredFile, 'id'> }[],
): Promise<Map<string, string>> {
  if (attachments.length === 0) return new Map();
  const found = await em.findBy(FileScan, { id: In(attachments.map(({ file }) => file.id)), state: Not('clean') });
  return new Map(found.map(({ id, finding }) => [id, finding]));
}
