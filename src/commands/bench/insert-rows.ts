import type { ClientBase } from 'pg';
import type { EntityManager, ObjectLiteral } from 'typeorm';
import { copyIn } from './copy-in.js';

/**
 * Very many rows of one table by COPY: many times faster than the mapper. Columns that the rows do not name keep their
 * defaults; every row names the same.
 */
export async function insertRows<Row extends ObjectLiteral>(
  tx: EntityManager,
  entity: new () => Row,
  rows: readonly Partial<Row>[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const { tableName, columns } = tx.connection.getMetadata(entity);
  const named = columns
    .filter(({ propertyName }) => propertyName in first)
    .map(({ databaseName, propertyName, isArray, type }) => ({ databaseName, propertyName, isArray, type }));
  const lines = rows.map((row) =>
    named.map(({ propertyName, ...column }) => textOf(row[propertyName], column)).join('\t'),
  );
  const list = named.map(({ databaseName }) => `"${databaseName}"`).join(', ');
  const client = (await tx.queryRunner!.connect()) as ClientBase;
  await copyIn(client, `COPY "${tableName}" (${list}) FROM STDIN`, `${lines.join('\n')}\n`);
}

/** A value in the text format of COPY. */
function textOf(value: unknown, { isArray, type }: { isArray: boolean; type: unknown }): string {
  if (value === null || value === undefined) return '\\N';
  if (isArray) return escaped(`{${(value as string[]).map((item) => JSON.stringify(item)).join(',')}}`);
  if (type === 'jsonb') return escaped(JSON.stringify(value));
  return escaped(value instanceof Date ? value.toISOString() : String(value));
}

const special: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escaped = (text: string): string => text.replace(/[\\\n\r\t]/g, (found) => special[found]!);
