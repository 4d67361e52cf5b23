import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Person } from '../../domain/kernel/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { getUser } from '../users/users.queries.js';

export interface OwnData {
  madeAt: Date;
  /** Rows about the person, by table; secrets of links and passwords are not in them. */
  kept: Record<string, unknown[]>;
  /** What the person did, the latest first: what and to what, not the texts. */
  deeds: unknown[];
  /** Tables of which only the first rows are here. */
  cut: string[];
}

interface Place {
  table: string;
  column: string;
  by: 'user' | 'mail' | 'row';
  secrets: string[];
}

/** Of each table, and of deeds. */
const most = 10_000;

/** Everything that is kept about a person, for that person alone. */
@Injectable()
export class OwnDataReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Rows that name the person by their account or by their mailbox, and what hangs on the latter. Which tables these are is asked of
   * the database itself, so that none is forgotten.
   */
  async of({ userId }: Person): Promise<OwnData> {
    const em = this.db.reader;
    const { email } = await getUser(em, userId);
    const kept: Record<string, unknown[]> = {};
    const cut: string[] = [];
    for (const { table, column, by, secrets } of await placesOf(em)) {
      const where =
        by === 'row' ? `t."${column}" IN (SELECT id FROM practice_person WHERE email = $1)` : `t."${column}" = $1`;
      const rows = await em.query<{ row: unknown }[]>(
        `SELECT to_jsonb(t) - $2::text[] AS row FROM "${table}" t WHERE ${where} LIMIT ${most + 1}`,
        [by === 'user' ? userId : email, secrets],
      );
      if (rows.length > most) cut.push(table);
      if (rows.length > 0) kept[table] = [...(kept[table] ?? []), ...rows.slice(0, most).map(({ row }) => row)];
    }
    const deeds = await em.query<unknown[]>(
      `SELECT at, action, subject_type AS "subjectType", subject_id AS "subjectId"
         FROM audit_record WHERE actor_id = $1 ORDER BY at DESC LIMIT ${most}`,
      [userId],
    );
    return { madeAt: this.clock.now(), kept, deeds, cut };
  }
}

/** Columns by which a table names a person; what is a secret in it is left out. */
async function placesOf(em: EntityManager): Promise<Place[]> {
  return em.query<Place[]>(
    `WITH named AS (
       SELECT c.table_name, c.column_name,
              CASE WHEN c.column_name = 'user_id' OR (c.table_name = 'user_account' AND c.column_name = 'id') THEN 'user'
                   WHEN c.table_name = 'person_consent' AND c.column_name = 'person_id' THEN 'row'
                   WHEN c.column_name IN ('email', 'recipient') AND c.table_name <> 'user_account' THEN 'mail' END AS by
         FROM information_schema.columns c
         JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE')
     SELECT n.table_name AS "table", n.column_name AS "column", n.by, coalesce(array_agg(s.column_name::text)
              FILTER (WHERE s.column_name ~ '(hash|token|secret|sealed|password)'), '{}') AS secrets
       FROM named n JOIN information_schema.columns s ON s.table_schema = 'public' AND s.table_name = n.table_name
      WHERE n.by IS NOT NULL AND has_table_privilege(to_regclass(format('public.%I', n.table_name)), 'SELECT')
      GROUP BY n.table_name, n.column_name, n.by ORDER BY n.table_name, n.column_name`,
  );
}
