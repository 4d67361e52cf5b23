import type { EntityManager } from 'typeorm';

const batch = 200;
/** A text that is longer is known by so much of its beginning: PostgreSQL keeps a megabyte of words at most. */
const longestText = 200_000;

/**
 * Reads the words of entries that were written since, so that they are found; returns how many entries. Titles and numbers
 * are found at once: only the words of answers come by this. Who searches gets an entry that may be seen, or nothing.
 */
export async function readWords(em: EntityManager): Promise<number> {
  const read = await em.query<unknown[]>(
    `WITH next AS (DELETE FROM submission_unread u USING
                     (SELECT submission_id FROM submission_unread LIMIT ${batch} FOR UPDATE SKIP LOCKED) n
                    WHERE u.submission_id = n.submission_id RETURNING u.submission_id)
     INSERT INTO submission_words (submission_id, words, bands)
     SELECT w.id, w.words, text_bands(w.words) FROM (SELECT s.id, to_tsvector('russian', concat_ws(' ', s.title, s.register_number, o.name)) ||
                  CASE WHEN r.id IS NULL THEN ''::tsvector
                       WHEN length(r.answers::text) > ${longestText} THEN to_tsvector('russian', left(r.answers::text, ${longestText}))
                       ELSE jsonb_to_tsvector('russian', r.answers, '["string", "numeric"]') END
       FROM next JOIN submission s ON s.id = next.submission_id JOIN organisation o ON o.id = s.organisation_id
       LEFT JOIN submission_revision r ON r.id = s.revision_id) AS w (id, words)
     ON CONFLICT (submission_id) DO UPDATE SET words = excluded.words, bands = excluded.bands
     RETURNING submission_id`,
  );
  return read.length;
}
