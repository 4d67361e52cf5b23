import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

/** A row as the database answers it, and how entities come of it. */
export type Found = Readonly<Record<string, unknown>>;

/** The text of a question, and how its rows become entities. */
export interface Shape {
  text: string;
  rowOf: (found: Found) => ObjectLiteral;
}

/** What is selected of a row and of those that it names, and how that becomes entities. */
export function headOf(
  metadata: EntityMetadata,
  shown: readonly ColumnMetadata[],
  joins: readonly Join[],
  alias: string,
): Shape {
  const make = rowMaker(metadata, shown, alias);
  const joined = joins.map(({ property, metadata: of, columns: own }) => ({
    property,
    key: `${property}_${of.primaryColumns[0]!.databaseName}`,
    make: rowMaker(of, own, property),
  }));
  const text = [
    `SELECT ${[selected(shown, alias), ...joins.map(({ columns, property }) => selected(columns, property))].join(', ')}`,
    `FROM ${quoted(metadata.tableName)} ${alias}`,
    ...joins.map(
      ({ table, own, other, property }) =>
        `LEFT JOIN ${quoted(table)} ${quoted(property)} ON ${quoted(property)}.${quoted(other)} = ${alias}.${quoted(own)}`,
    ),
  ].join(' ');
  return {
    text,
    rowOf: (found) => {
      const row = make(found);
      for (const each of joined) row[each.property] = found[each.key] === null ? null : each.make(found);
      return row;
    },
  };
}

export const quoted = (name: string): string => `"${name}"`;

const selected = (columns: readonly ColumnMetadata[], of: string): string =>
  columns
    .map(({ databaseName }) => `${quoted(of)}.${quoted(databaseName)} AS ${quoted(`${of}_${databaseName}`)}`)
    .join(', ');

/** The columns that a row shows; nothing where one does not simply stand in the row. */
export function columnsOf(metadata: EntityMetadata): ColumnMetadata[] | null {
  if (metadata.embeddeds.length > 0 || metadata.discriminatorColumn || metadata.deleteDateColumn) return null;
  const columns = metadata.columns.filter(({ isSelect, isVirtual }) => isSelect && !isVirtual);
  return columns.some(({ isVirtualProperty }) => isVirtualProperty) ? null : columns;
}

interface Join {
  property: string;
  metadata: EntityMetadata;
  table: string;
  columns: ColumnMetadata[];
  own: string;
  other: string;
}

export function joinsOf(metadata: EntityMetadata, relations: Readonly<Record<string, unknown>>): Join[] | null {
  if (metadata.eagerRelations.length > 0) return null;
  const joins: Join[] = [];
  for (const [property, is] of Object.entries(relations)) {
    const relation = metadata.relations.find(({ propertyName }) => propertyName === property);
    const [column, second] = relation?.joinColumns ?? [];
    const of = relation?.inverseEntityMetadata;
    const columns = of && columnsOf(of);
    if (is !== true || !relation?.isManyToOne || !column?.referencedColumn || second || !columns) return null;
    const [own, other] = [column.databaseName, column.referencedColumn.databaseName];
    joins.push({ property, metadata: of, table: of.tableName, columns, own, other });
  }
  return joins;
}

/** Makes the entity of a row; only days and what has a transformer need more than being handed over. */
function rowMaker(metadata: EntityMetadata, columns: readonly ColumnMetadata[], of: string) {
  const { driver } = metadata.dataSource;
  const Row = metadata.target as new () => ObjectLiteral;
  const values = columns.map((column) => ({
    property: column.propertyName,
    key: `${of}_${column.databaseName}`,
    column: column.type === 'date' || column.transformer ? column : null,
  }));
  return (found: Found): ObjectLiteral => {
    const row = new Row();
    for (const { property, key, column } of values)
      row[property] = column ? (driver.prepareHydratedValue(found[key], column) as unknown) : found[key];
    return row;
  };
}
