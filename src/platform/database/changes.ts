import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Actor } from '../../domain/kernel/actor.js';
import type { Decision, DomainEvent } from '../../domain/kernel/decision.js';
import { newId } from '../ids.js';
import { currentContext } from '../request-context.js';
import { recordedOf } from './columns.js';
import type { Place } from './condition.js';
import { endWithNext, noteWork } from './database.js';
import { insertionOf, updateOf, type RowChange } from './row-change.js';

/** Who does it, what the verb is called, and the instant that the rules saw. */
export interface Deed {
  actor: Actor;
  action: string;
  now: Date;
}

/** A row with an id; one that counts its edits has a version too. */
export interface Row extends ObjectLiteral {
  id: string;
  version?: number;
}

/** What an audit record tells. */
export interface Recorded {
  subjectType: string;
  subjectId: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/**
 * Changes that belong together: rows with their audit records and the news, written in one statement when `write` is called.
 * The rows in memory are changed at once. A row that only the mapper can write goes first, in a statement of its own.
 */
export class Changes {
  /** One statement sees no row that another part of it writes: each row is written once, as it stands in the end. */
  private readonly rows = new Map<Row, { isNew: boolean; changed: Set<string> }>();
  private readonly statements: RowChange[] = [];
  private readonly records: (Recorded & { action: string })[] = [];
  private readonly news: DomainEvent[] = [];

  constructor(
    private readonly tx: EntityManager,
    private readonly deed: Omit<Deed, 'action'>,
  ) {}

  /** A new row; its version begins with 1. */
  create<R extends Row>(
    entity: new () => R,
    values: Partial<R>,
    action: string,
    events: readonly DomainEvent[] = [],
  ): R {
    const row = Object.assign(new entity(), { ...values, id: values.id ?? newId() });
    const counts = this.tx.connection.getMetadata(entity).propertiesMap['version'] !== undefined;
    if (counts && row.version === undefined) Object.assign(row, { version: 1 });
    this.rows.set(row, { isNew: true, changed: new Set() });
    const after = recordedOf(entity, { ...values });
    this.records.push({ ...this.subjectOf(entity, row.id), action, before: null, after });
    this.news.push(...events);
    return row;
  }

  /** The columns of a row that a decision changes, and its events. */
  save<R extends Row>(row: R, decision: Decision<NoInfer<R>>, action: string): R {
    const entity = row.constructor as EntityTarget<R>;
    const changes = changedOnly(row, decision.changes);
    this.news.push(...decision.events);
    if (Object.keys(changes).length === 0) return row;
    const recorded = recordedOf(entity, changes);
    const before = pick(row, Object.keys(recorded));
    const bumped = typeof row.version === 'number' ? { ...changes, version: row.version + 1 } : changes;
    const known = this.rows.get(row) ?? { isNew: false, changed: new Set() };
    for (const column of Object.keys(bumped)) known.changed.add(column);
    this.rows.set(row, known);
    Object.assign(row, bumped);
    this.records.push({ ...this.subjectOf(entity, row.id), action, before, after: recorded });
    return row;
  }

  /** A record of a deed whose statements are added by hand. */
  record(action: string, what: Recorded): void {
    this.records.push({ ...what, action });
  }

  /** A statement that goes along and needs no record of its own: `$1` … are its values. */
  add(statement: RowChange): void {
    this.statements.push(statement);
  }

  /** Writes, and ends the transaction with it: nothing may follow. */
  finish(): Promise<void> {
    return this.write({ isLast: true });
  }

  async write({ isLast = false } = {}): Promise<void> {
    noteWork(this.tx);
    const statements = [...(await this.writeRows()), ...this.statements];
    const { values, place } = places();
    const parts = statements.map((statement, index) => {
      const offset = values.length;
      values.push(...statement.values);
      return `changed${index} AS (${shifted(statement.sql, offset)})`;
    });
    const ends = [
      this.news.length > 0 ? insertionOfNews(this.news, this.deed.now, place) : null,
      this.records.length > 0
        ? insertionOfRecords(
            this.records.map((one) => auditRow({ ...this.deed, ...one }, one)),
            place,
          )
        : null,
    ].filter((end) => end !== null);
    const last = ends.pop();
    if (last === undefined) {
      for (const { sql, values: own } of statements) await this.tx.query(sql, own);
      return;
    }
    if (isLast) await endWithNext(this.tx);
    const before = [...parts, ...ends.map((end, index) => `told${index} AS (${end})`)];
    await this.tx.query(`${before.length > 0 ? `WITH ${before.join(', ')} ` : ''}${last}`, values);
  }

  /** The statements of the rows; what only the mapper can write is written by it. */
  private async writeRows(): Promise<RowChange[]> {
    const statements: RowChange[] = [];
    for (const [row, { isNew, changed }] of this.rows) {
      const entity = row.constructor as EntityTarget<Row>;
      const values = Object.fromEntries([...changed].map((column) => [column, (row as ObjectLiteral)[column]]));
      const statement = isNew ? insertionOf(this.tx, entity, row) : updateOf(this.tx, entity, row.id, values);
      if (statement) statements.push(statement);
      else if (isNew) await this.tx.insert(entity, row);
      else await this.tx.update(entity, { id: row.id }, values);
    }
    return statements;
  }

  private subjectOf(entity: EntityTarget<ObjectLiteral>, id: string) {
    return { subjectType: tableOf(this.tx, entity), subjectId: id };
  }
}

function places(): { values: unknown[]; place: Place } {
  const values: unknown[] = [];
  return { values, place: (value) => `$${values.push(value)}` };
}

/** The same statement with its values later in the list. */
const shifted = (sql: string, by: number): string =>
  by === 0 ? sql : sql.replace(/\$(\d+)/g, (_whole, number: string) => `$${Number(number) + by}`);

function insertionOfNews(events: readonly DomainEvent[], now: Date, place: Place): string {
  const news = messagesOf(events, now);
  return `INSERT INTO outbox_message (id, type, payload, created_at)
       SELECT m.id, m.type, m.payload, ${place(now)}::timestamptz FROM unnest(${place(news.map(({ id }) => id))}::uuid[],
         ${place(news.map(({ type }) => type))}::text[], ${place(news.map(({ payload }) => JSON.stringify(payload)))}::jsonb[])
         AS m(id, type, payload)`;
}

function insertionOfRecords(rows: readonly ReturnType<typeof auditRow>[], place: Place): string {
  const lists = rows.map((row) => {
    const cells = [
      row.id,
      row.at,
      row.actorId,
      row.actorName,
      row.action,
      row.subjectType,
      row.subjectId,
      row.before && JSON.stringify(row.before),
      row.after && JSON.stringify(row.after),
      row.requestId,
    ];
    return `(${cells.map(place).join(', ')})`;
  });
  return `INSERT INTO audit_record
       (id, at, actor_id, actor_name, action, subject_type, subject_id, before, after, request_id) VALUES ${lists.join(', ')}`;
}

/** Appends audit records in one statement. */
export async function writeRecords(tx: EntityManager, rows: readonly ReturnType<typeof auditRow>[]): Promise<void> {
  noteWork(tx);
  const { values, place } = places();
  await tx.query(insertionOfRecords(rows, place), values);
}

/** The audit record of a deed, but for what is secret. */
export function auditRow(deed: Deed, what: Recorded) {
  return {
    id: newId(),
    at: deed.now,
    actorId: deed.actor.userId,
    actorName: deed.actor.name,
    action: deed.action,
    subjectType: what.subjectType,
    subjectId: what.subjectId,
    before: withoutSecrets(what.before),
    after: withoutSecrets(what.after),
    requestId: currentContext().requestId ?? currentContext().jobId ?? null,
  };
}

export function messagesOf(events: readonly DomainEvent[], now: Date) {
  return events.map(({ type, ...payload }) => ({
    id: newId(),
    type,
    payload,
    createdAt: now,
    dispatchedAt: null,
    dueAt: null,
  }));
}

export const tableOf = (tx: EntityManager, entity: EntityTarget<ObjectLiteral>): string =>
  tx.connection.getMetadata(entity).tableName;

const secretColumns = new Set(['passwordHash', 'tokenHash']);

function withoutSecrets(values: Record<string, unknown> | null): Record<string, unknown> | null {
  if (!values) return null;
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, secretColumns.has(key) && value !== null ? '[hidden]' : value]),
  );
}

function changedOnly<R extends Row>(row: R, changes: Partial<R>): Partial<R> {
  return Object.fromEntries(
    Object.entries(changes).filter(([key, value]) => !same(value, (row as Record<string, unknown>)[key])),
  ) as Partial<R>;
}

function same(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (typeof a === 'object' && a !== null) return JSON.stringify(a) === JSON.stringify(b);
  return a === b;
}

function pick(row: object, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, (row as Record<string, unknown>)[key] ?? null]));
}
