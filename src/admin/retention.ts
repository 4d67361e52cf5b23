import type { EntityManager } from 'typeorm';

/** Rows of the machinery, which no result rests on: how long they stay after they are over. */
interface Retention {
  table: string;
  /** Which rows are over, and since when: `$1` is the instant before which they go. */
  where: string;
  days: number;
  why: string;
}

/** A year and a month: what was told in one year can be looked up while the next one runs. */
const yearOfContest = 400;

export const retentions: readonly Retention[] = [
  {
    table: 'delivery',
    where: `state IN ('sent', 'failed', 'withdrawn') AND coalesce(sent_at, created_at) < $1`,
    days: yearOfContest,
    why: 'who was told what can be looked up until the same stage of the next year',
  },
  {
    table: 'outbox_message',
    where: `dispatched_at < $1 AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.message_id = gone.id)`,
    days: yearOfContest,
    why: 'news stays as long as its letters',
  },
  {
    table: 'session',
    where: 'coalesce(revoked_at, expires_at) < $1',
    days: 30,
    why: 'a person sees the sign-ins of the last weeks',
  },
  { table: 'sign_in_link', where: 'expires_at < $1', days: 30, why: 'a link that is over opens nothing' },
  { table: 'captured_mail', where: 'at < $1', days: 90, why: 'letters of a demonstration are there to be looked at' },
  {
    table: 'task',
    where: `state IN ('done', 'failed', 'stopped') AND finished_at < $1`,
    days: 90,
    why: 'what came of long work is read soon after it, and its input may be a large table',
  },
  { table: 'submission_presence', where: 'seen_at < $1', days: 1, why: 'it says who is there now' },
  { table: 'kept_text', where: 'saved_at < $1', days: 90, why: 'who has not sent what was typed for months will not' },
  {
    table: 'submission_field_past',
    where: 'replaced_at < $1',
    days: yearOfContest,
    why: 'what co-authors wrote over is asked for while the entry is',
  },
  {
    table: 'service_minute',
    where: 'minute < $1',
    days: yearOfContest,
    why: 'outages of one year are known in the next',
  },
];

const atOnce = 5000;

/** Removes what is over, a few thousand rows by a statement, so that nobody waits for it. Gives how many rows went. */
export async function sweepOld(em: EntityManager, now: Date): Promise<Record<string, number>> {
  const swept: Record<string, number> = {};
  for (const { table, where, days } of retentions) {
    const before = new Date(now.getTime() - days * 24 * 3600_000);
    let gone: number;
    do {
      const [, count] = await em.query<[unknown, number]>(
        `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT gone.ctid FROM ${table} gone WHERE ${where} LIMIT ${atOnce}))`,
        [before],
      );
      gone = count;
      swept[table] = (swept[table] ?? 0) + gone;
    } while (gone === atOnce);
  }
  return swept;
}

/** The mailbox to which the answer about an erasure went is forgotten a week after it. */
export async function forgetErased(em: EntityManager, now: Date): Promise<void> {
  await em.query(
    `UPDATE erasure_request SET email = '' WHERE state = 'carried-out' AND email <> '' AND decided_at < $1::timestamptz - interval '7 days'`,
    [now],
  );
}
