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
  /** Of a table whose rows hang on rows with the person's mailbox: which, and in which column that is. */
  parent: string | null;
  mail: string | null;
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
    for (const { table, column, by, parent, mail, secrets } of await placesOf(em)) {
      const own = by === 'row' ? `IN (SELECT id FROM "${parent}" WHERE "${mail}" = $1)` : '= $1';
      const rows = await em.query<{ row: unknown }[]>(
        `SELECT to_jsonb(t) - $2::text[] AS row FROM "${table}" t WHERE t."${column}" ${own} LIMIT ${most + 1}`,
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
    `WITH tables AS (
       SELECT c.oid, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind = 'r' AND has_table_privilege(c.oid, 'SELECT')),
     columns AS (
       SELECT t.oid, t.name AS "table", a.attname::text AS "column", a.attnum FROM tables t
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped),
     mailed AS (SELECT * FROM columns WHERE "column" IN ('email', 'recipient') AND "table" <> 'user_account'),
     places AS (
       SELECT oid, "table", "column", 'user' AS by, NULL AS parent, NULL AS mail FROM columns
        WHERE "column" = 'user_id' OR ("table" = 'user_account' AND "column" = 'id')
       UNION ALL SELECT oid, "table", "column", 'mail', NULL, NULL FROM mailed
       UNION ALL
       SELECT c.oid, c."table", c."column", 'row', m."table", m."column" FROM pg_constraint f
         JOIN mailed m ON m.oid = f.confrelid JOIN columns c ON c.oid = f.conrelid AND c.attnum = f.conkey[1]
        WHERE f.contype = 'f' AND cardinality(f.conkey) = 1)
     SELECT p."table", p."column", p.by, p.parent, p.mail, coalesce((
              SELECT array_agg(s."column") FROM columns s
               WHERE s.oid = p.oid AND s."column" ~ '(hash|token|secret|sealed|password)'), '{}') AS secrets
       FROM places p ORDER BY 1, 2`,
  );
}
