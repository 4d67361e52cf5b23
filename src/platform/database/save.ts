import type { EntityManager, ObjectLiteral, EntityTarget } from 'typeorm';
import type { Actor } from '../../domain/kernel/actor.js';
import type { Decision, DomainEvent } from '../../domain/kernel/decision.js';
import { AuditRecord } from '../audit/audit-record.entity.js';
import { newId } from '../ids.js';
import { OutboxMessage } from '../outbox/outbox-message.entity.js';
import { currentContext } from '../request-context.js';
import { insertionOf, updateOf, type RowChange } from './row-change.js';

/** Who does it, what the verb is called, and the instant that the rules saw. */
export interface Deed {
  actor: Actor;
  action: string;
  now: Date;
}

/** A row with an id; one that counts its edits has a version too. */
interface Row extends ObjectLiteral {
  id: string;
  version?: number;
}

/**
 * The one door for a change: writes the columns that the decision changes, the audit record with before and after,
 * and the outbox messages, all in the caller's transaction. The row is updated in memory too and returned.
 */
export async function save<R extends Row>(
  tx: EntityManager,
  row: R,
  decision: Decision<NoInfer<R>>,
  deed: Deed,
): Promise<R> {
  const entity = row.constructor as EntityTarget<R>;
  const changes = changedOnly(row, decision.changes);
  if (Object.keys(changes).length > 0) {
    const before = pick(row, Object.keys(changes));
    const bumped = typeof row.version === 'number' ? { ...changes, version: row.version + 1 } : changes;
    const update = updateOf(tx, entity, row.id, bumped);
    if (!update) await tx.update(entity, { id: row.id }, bumped);
    Object.assign(row, bumped);
    const what = { subjectType: tableOf(tx, entity), subjectId: row.id, before, after: changes };
    await writeTogether(tx, deed, { change: update, what, events: decision.events });
  } else await tell(tx, decision.events, deed.now);
  return row;
}

/** The same door for a new row. */
export async function create<R extends Row>(
  tx: EntityManager,
  entity: new () => R,
  values: Partial<R>,
  deed: Deed,
  events: DomainEvent[] = [],
): Promise<R> {
  const row = Object.assign(new entity(), { ...values, id: values.id ?? newId() });
  if (tx.connection.getMetadata(entity).propertiesMap['version'] && row.version === undefined)
    Object.assign(row, { version: 1 });
  const insertion = insertionOf(tx, entity, row);
  if (!insertion) await tx.insert(entity, row);
  const what = { subjectType: tableOf(tx, entity), subjectId: row.id, before: null, after: { ...values } };
  await writeTogether(tx, deed, { change: insertion, what, events });
  return row;
}

/** The same door for very many new rows, as imports bring them: each has its audit record, none has news. */
export async function createMany<R extends Row>(
  tx: EntityManager,
  entity: new () => R,
  rows: readonly (Partial<R> & { id: string })[],
  deed: Deed,
): Promise<void> {
  for (let from = 0; from < rows.length; from += 500) {
    const some = rows.slice(from, from + 500);
    await tx.insert(entity, some);
    const subjectType = tableOf(tx, entity);
    await tx.insert(
      AuditRecord,
      some.map((row) => auditRow(deed, { subjectType, subjectId: row.id, before: null, after: { ...row } })) as never,
    );
  }
}

/** The same door for the few rows that may go: the audit record keeps what they were. */
export async function remove<R extends Row>(
  tx: EntityManager,
  row: R,
  deed: Deed,
  events: DomainEvent[] = [],
): Promise<void> {
  const entity = row.constructor as EntityTarget<R>;
  await tx.delete(entity, { id: row.id });
  await record(tx, deed, { subjectType: tableOf(tx, entity), subjectId: row.id, before: { ...row }, after: null });
  await tell(tx, events, deed.now);
}

/** The same door for rows that go together. */
export async function removeMany<R extends Row>(tx: EntityManager, rows: readonly R[], deed: Deed): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const entity = first.constructor as EntityTarget<R>;
  const subjectType = tableOf(tx, entity);
  await tx.delete(
    entity,
    rows.map(({ id }) => id),
  );
  await tx.insert(
    AuditRecord,
    rows.map((row) => auditRow(deed, { subjectType, subjectId: row.id, before: { ...row }, after: null })) as never,
  );
}

interface Recorded {
  subjectType: string;
  subjectId: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** Appends an audit record alone: for reads of other people's data and for deeds without a row of their own. */
export async function record(tx: EntityManager, deed: Deed, what: Recorded): Promise<void> {
  await tx.insert(AuditRecord, auditRow(deed, what) as never);
}

/** Row, record and news in one statement: nearly every change has all three, and the way to the database is what costs time. */
async function writeTogether(
  tx: EntityManager,
  deed: Deed,
  { change, what, events }: { change: RowChange | null; what: Recorded; events: readonly DomainEvent[] },
): Promise<void> {
  const values = [...(change?.values ?? [])];
  const place = (value: unknown) => `$${values.push(value)}`;
  const before: string[] = change ? [`changed AS (${change.sql})`] : [];
  if (events.length > 0) {
    const news = messagesOf(events, deed.now);
    before.push(
      `told AS (INSERT INTO outbox_message (id, type, payload, created_at)
         SELECT m.id, m.type, m.payload, ${place(deed.now)}::timestamptz FROM unnest(${place(news.map(({ id }) => id))}::uuid[],
           ${place(news.map(({ type }) => type))}::text[], ${place(news.map(({ payload }) => JSON.stringify(payload)))}::jsonb[])
           AS m(id, type, payload))`,
    );
  }
  const row = auditRow(deed, what);
  const places = [
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
  ].map(place);
  await tx.query(
    `${before.length > 0 ? `WITH ${before.join(', ')} ` : ''}INSERT INTO audit_record
       (id, at, actor_id, actor_name, action, subject_type, subject_id, before, after, request_id) VALUES (${places.join(', ')})`,
    values,
  );
}

function auditRow(deed: Deed, what: Recorded) {
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

/** Appends news to the outbox. */
export async function tell(tx: EntityManager, events: readonly DomainEvent[], now: Date): Promise<void> {
  if (events.length === 0) return;
  await tx.insert(OutboxMessage, messagesOf(events, now));
}

function messagesOf(events: readonly DomainEvent[], now: Date) {
  return events.map(({ type, ...payload }) => ({ id: newId(), type, payload, createdAt: now, dispatchedAt: null }));
}

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

function tableOf(tx: EntityManager, entity: EntityTarget<ObjectLiteral>): string {
  return tx.connection.getMetadata(entity).tableName;
}
