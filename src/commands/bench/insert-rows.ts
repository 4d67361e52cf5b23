import type { EntityManager, ObjectLiteral } from 'typeorm';

/**
 * Very many rows of one table in one statement, sent as one JSON text: many times faster than the mapper. Columns that
 * the rows do not name keep their defaults; every row names the same.
 */
export async function insertRows<Row extends ObjectLiteral>(
  tx: EntityManager,
  entity: new () => Row,
  rows: readonly Partial<Row>[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const { tableName, columns } = tx.connection.getMetadata(entity);
  const named = columns.filter(({ propertyName }) => propertyName in first);
  const list = named.map(({ databaseName }) => `"${databaseName}"`).join(', ');
  const renamed = rows.map((row) =>
    Object.fromEntries(named.map(({ databaseName, propertyName }) => [databaseName, row[propertyName]])),
  );
  await tx.query(
    `INSERT INTO "${tableName}" (${list}) SELECT ${list} FROM json_populate_recordset(NULL::"${tableName}", $1::json)`,
    [JSON.stringify(renamed)],
  );
}
