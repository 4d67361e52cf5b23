import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

/** A change of one row as a statement of its own, to be sent together with what belongs to it. */
export interface RowChange {
  sql: string;
  values: unknown[];
}

/**
 * The insertion of a row. Null where the database would fill in a default that the row is to learn, or a column takes its
 * value out of a related row: there the mapper writes.
 */
export function insertionOf(tx: EntityManager, entity: EntityTarget<ObjectLiteral>, row: object): RowChange | null {
  const { columns, tableName } = tx.connection.getMetadata(entity);
  const names: string[] = [];
  const values: unknown[] = [];
  for (const column of columns) {
    if (!column.isInsert) continue;
    const value: unknown = column.getEntityValue(row);
    if (value === undefined && column.default === undefined) continue;
    if (value === undefined || isRelated(value, column)) return null;
    names.push(`"${column.databaseName}"`);
    values.push(tx.connection.driver.preparePersistentValue(value, column));
  }
  const places = values.map((_value, index) => `$${index + 1}`);
  return { sql: `INSERT INTO "${tableName}" (${names.join(', ')}) VALUES (${places.join(', ')})`, values };
}

/** The change of some columns of a row by its id; null as for `insertionOf`. */
export function updateOf(
  tx: EntityManager,
  entity: EntityTarget<ObjectLiteral>,
  id: string,
  changes: Readonly<Record<string, unknown>>,
): RowChange | null {
  const metadata = tx.connection.getMetadata(entity);
  const sets: string[] = [];
  const values: unknown[] = [id];
  for (const [property, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    const column = metadata.findColumnWithPropertyName(property);
    if (!column || typeof value === 'function' || isRelated(value, column)) return null;
    sets.push(`"${column.databaseName}" = $${values.push(tx.connection.driver.preparePersistentValue(value, column))}`);
  }
  return sets.length === 0
    ? null
    : { sql: `UPDATE "${metadata.tableName}" SET ${sets.join(', ')} WHERE "id" = $1`, values };
}

const isRelated = (value: unknown, column: { referencedColumn: unknown }): boolean =>
  column.referencedColumn !== undefined && typeof value === 'object' && value !== null;
