import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { addToken } from '../../src/commands/demo/people.js';
import { startApp } from './app.js';
import { given } from './given.js';

/** What a program sent under its key, and what it heard: null where the way was cut. */
export interface Sent {
  key: string;
  status: number | null;
  id: string | null;
}

/** A contest in its intake on a database of its own, and a program that enters it by the API, ready to be sent anywhere. */
export async function lastHour(env: Record<string, string> = {}, database = 'faults') {
  const app = await startApp({ now: new Date().toISOString(), env, database });
  const opensAt = new Date(Date.now() - 86_400_000).toISOString();
  const closesAt = new Date(Date.now() + 86_400_000).toISOString();
  const { cycle, nomination } = await given.cycle(app.em, {
    year: new Date().getFullYear(),
    stages: { intake: [opensAt, closesAt] },
  });
  const organisation = await given.organisation(app.em);
  const user = await given.user(app.em, { memberOf: [organisation] });
  const scopes = ['submissions:write', 'submissions:read'];
  const token = await app.db.transaction((tx) => addToken(tx, user, scopes, app.clock.now()));

  /** Creates and submits one entry; a request whose way is cut has no status. */
  async function send(baseUrl: string, key: string = randomUUID(), title = `Практика ${key}`): Promise<Sent> {
    try {
      const answer = await fetch(`${baseUrl}/api/v1/submissions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({
          nominationId: nomination.id,
          organisationId: organisation.id,
          answers: { title },
          submit: true,
        }),
        signal: AbortSignal.timeout(60_000),
      });
      const body = (await answer.json()) as { id?: string };
      return { key, status: answer.status, id: body.id ?? null };
    } catch {
      return { key, status: null, id: null };
    }
  }

  return {
    app,
    cycle,
    nomination,
    organisation,
    user,
    token,
    send,
    audit: () => audit(env['DATABASE_URL'] ?? app.databaseUrl),
  };
}

/**
 * The account after any fault: each entry has what belongs to it, once. Gives what is in the database for the comparison with
 * what was acknowledged.
 */
async function audit(databaseUrl: string) {
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  try {
    const { rows } = await db.query<Record<string, number | string>>(
      `SELECT s.id, count(DISTINCT r.id)::int AS revisions, count(DISTINCT s.register_number)::int AS numbers,
              count(DISTINCT a.id) FILTER (WHERE a.action = 'submit')::int AS records,
              count(DISTINCT o.id)::int AS news
         FROM submission s
         LEFT JOIN submission_revision r ON r.submission_id = s.id
         LEFT JOIN audit_record a ON a.subject_type = 'submission' AND a.subject_id = s.id::text
         LEFT JOIN outbox_message o ON o.type = 'submission.submitted' AND o.payload ->> 'submissionId' = s.id::text
        WHERE s.state = 'submitted' GROUP BY s.id`,
    );
    const numbers = await db.query<{ twice: number }>(
      `SELECT count(*)::int AS twice FROM (SELECT register_number FROM submission WHERE register_number IS NOT NULL
         GROUP BY register_number, nomination_id HAVING count(*) > 1) n`,
    );
    const whole = { revisions: 1, numbers: 1, records: 1, news: 1 };
    return {
      ids: rows.map(({ id }) => String(id)).toSorted(),
      broken: rows.filter((row) => Object.entries(whole).some(([name, one]) => row[name] !== one)),
      numbersTwice: numbers.rows[0]!.twice,
    };
  } finally {
    await db.end();
  }
}
