import type { EntityManager, EntityTarget } from 'typeorm';
import type { Decision, DomainEvent } from '../../domain/kernel/decision.js';
import { OutboxMessage } from '../outbox/outbox-message.entity.js';
import { auditRow, Changes, messagesOf, tableOf, writeRecords, type Deed, type Recorded, type Row } from './changes.js';
import { recordedOf } from './columns.js';
import { noteWork } from './database.js';

export type { Deed } from './changes.js';

/**
 * The one door for a change: writes the columns that the decision changes, the audit record with before and after,
 * and the outbox messages, all in the caller's transaction. The row is updated in memory too and returned. Several
 * changes that belong together go through the same door as `Changes`.
 */
export async function save<R extends Row>(
  tx: EntityManager,
  row: R,
  decision: Decision<NoInfer<R>>,
  deed: Deed,
): Promise<R> {
  const changes = new Changes(tx, deed);
  changes.save<R>(row, decision, deed.action);
  await changes.write();
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
  const changes = new Changes(tx, deed);
  const row = changes.create(entity, values, deed.action, events);
  await changes.write();
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
    const after = (row: Partial<R>) => recordedOf(entity, { ...row });
    await writeRecords(
      tx,
      some.map((row) => auditRow(deed, { subjectType, subjectId: row.id, before: null, after: after(row) })),
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
  await record(tx, deed, {
    subjectType: tableOf(tx, entity),
    subjectId: row.id,
    before: recordedOf(entity, { ...row }),
    after: null,
  });
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
  await writeRecords(
    tx,
    rows.map((row) =>
      auditRow(deed, { subjectType, subjectId: row.id, before: recordedOf(entity, { ...row }), after: null }),
    ),
  );
}

/** Appends an audit record alone: for reads of other people's data and for deeds without a row of their own. */
export async function record(tx: EntityManager, deed: Deed, what: Recorded): Promise<void> {
  await writeRecords(tx, [auditRow(deed, what)]);
}

/** Appends news to the outbox. */
export async function tell(tx: EntityManager, events: readonly DomainEvent[], now: Date): Promise<void> {
  if (events.length === 0) return;
  noteWork(tx);
  await tx.insert(OutboxMessage, messagesOf(events, now));
}
