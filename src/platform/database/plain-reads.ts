import {
  DataSource,
  EntityManager,
  FindOperator,
  type EntityMetadata,
  type EntityTarget,
  type FindManyOptions,
  type FindOneOptions,
  type FindOptionsWhere,
  type ObjectLiteral,
  type QueryRunner,
} from 'typeorm';
import { statementOf, type Part } from './condition.js';
import { columnsOf, headOf, joinsOf, quoted, type Found, type Shape } from './row-shape.js';

/** The source of connections whose managers read plainly. */
export class PlainDataSource extends DataSource {
  override createEntityManager(queryRunner?: QueryRunner): EntityManager {
    return new PlainReads(this, queryRunner);
  }
}

type Options = FindManyOptions<ObjectLiteral>;

const shapesOf = new WeakMap<DataSource, Map<string, Shape>>();

function shapesIn(source: DataSource): Map<string, Shape> {
  const shapes = shapesOf.get(source) ?? new Map<string, Shape>();
  shapesOf.set(source, shapes);
  return shapes;
}

const known = new Set(['where', 'order', 'take', 'relations', 'select', 'lock']);
const comparisons: Record<string, string> = {
  equal: '=',
  lessThan: '<',
  lessThanOrEqual: '<=',
  moreThan: '>',
  moreThanOrEqual: '>=',
};

/**
 * Finds that only compare columns with values. TypeORM builds a query and its text anew for each of them, which took a
 * fifth of the thread; here the text of a kind of question is made once. A question that is not plain (alternatives,
 * conditions on other tables, other operators) goes TypeORM's way and has the same answer: `plain-reads.spec` asks both.
 */
export class PlainReads extends EntityManager {
  override async find<Row extends ObjectLiteral>(row: EntityTarget<Row>, options?: FindManyOptions<Row>) {
    return (await this.ask(row, options ?? {})) ?? super.find(row, options);
  }

  override findBy<Row extends ObjectLiteral>(
    row: EntityTarget<Row>,
    where: FindOptionsWhere<Row> | FindOptionsWhere<Row>[],
  ) {
    return this.find(row, { where });
  }

  override async findOne<Row extends ObjectLiteral>(row: EntityTarget<Row>, options: FindOneOptions<Row>) {
    const found = options.where ? await this.ask(row, { ...(options as Options), take: 1 }) : null;
    return found ? (found[0] ?? null) : super.findOne(row, options);
  }

  override findOneBy<Row extends ObjectLiteral>(
    row: EntityTarget<Row>,
    where: FindOptionsWhere<Row> | FindOptionsWhere<Row>[],
  ) {
    return this.findOne(row, { where });
  }

  /** The rows; nothing where the question is not plain. */
  private async ask<Row extends ObjectLiteral>(row: EntityTarget<Row>, options: Options): Promise<Row[] | null> {
    const metadata = this.dataSource.getMetadata(row);
    const plain = plainOf(options);
    if (!plain) return null;
    const shapes = shapesIn(this.dataSource);
    const key = `${metadata.tableName} ${plain.key}`;
    const shape = shapes.get(key) ?? shapeOf(metadata, options, plain.conditions);
    if (!shape) return null;
    shapes.set(key, shape);
    const found = await this.query<Found[]>(shape.text, plain.values);
    return found.map(shape.rowOf) as Row[];
  }
}

/**
 * Rows of a condition that no find can say, with the rows that they name. The condition and the order call the row by the
 * alias, and a row that it names by the property.
 */
export async function readRows<Row extends ObjectLiteral>(
  em: EntityManager,
  row: EntityTarget<Row>,
  asked: {
    alias: string;
    where: Part;
    relations?: readonly (keyof Row & string)[];
    order?: string;
    limit?: number;
    lock?: boolean;
  },
): Promise<Row[]> {
  const metadata = em.dataSource.getMetadata(row);
  const names = asked.relations ?? [];
  const shapes = shapesIn(em.dataSource);
  const key = [metadata.tableName, asked.alias, ...names].join(' ');
  let head = shapes.get(key);
  if (!head) {
    const columns = columnsOf(metadata);
    const joins = joinsOf(metadata, Object.fromEntries(names.map((name) => [name, true])));
    if (!columns || !joins)
      throw new Error(`${metadata.name} cannot be read with ${names.join(', ')} by one statement`);
    shapes.set(key, (head = headOf(metadata, columns, joins, asked.alias)));
  }
  const { text, values } = statementOf(asked.where);
  const rest = [
    asked.order && ` ORDER BY ${asked.order}`,
    asked.limit !== undefined && ` LIMIT ${Math.trunc(asked.limit)}`,
    asked.lock && ' FOR UPDATE',
  ];
  return (await em.query<Found[]>(`${head.text} WHERE ${text}${rest.filter(Boolean).join('')}`, values)).map(
    head.rowOf,
  ) as Row[];
}

interface Condition {
  property: string;
  /** The comparison that stands behind the column, with `$` where its value goes. */
  comparison: string;
}

/** What a question compares, with its values apart; nothing where it does more than that. */
function plainOf(options: Options): { key: string; conditions: Condition[]; values: unknown[] } | null {
  if (Object.keys(options).some((name) => !known.has(name) && options[name as keyof Options] !== undefined))
    return null;
  if (Array.isArray(options.where) || Array.isArray(options.select) || Array.isArray(options.relations)) return null;
  const conditions: Condition[] = [];
  const values: unknown[] = [];
  for (const [property, value] of Object.entries(options.where ?? {})) {
    const condition = comparisonOf(value);
    if (!condition) return null;
    conditions.push({ property, comparison: condition.comparison });
    values.push(...condition.values);
  }
  const { order, take, relations, select, lock } = options;
  const key = JSON.stringify([conditions, order, take, relations, select, lock]);
  return { key, conditions, values };
}

function comparisonOf(value: unknown): { comparison: string; values: unknown[] } | null {
  if (isPlainValue(value)) return { comparison: '= $', values: [value] };
  if (!(value instanceof FindOperator)) return null;
  if (value.type === 'isNull') return { comparison: 'IS NULL', values: [] };
  if (value.type === 'in') {
    const list: unknown = value.value;
    return Array.isArray(list) && list.every(isPlainValue) ? { comparison: '= ANY ($)', values: [list] } : null;
  }
  if (value.type === 'not') {
    const inner = value.child;
    if (!inner) return isPlainValue(value.value) ? { comparison: '<> $', values: [value.value] } : null;
    return inner.type === 'isNull' ? { comparison: 'IS NOT NULL', values: [] } : null;
  }
  const sign = comparisons[value.type];
  return sign && !value.child && isPlainValue(value.value) ? { comparison: `${sign} $`, values: [value.value] } : null;
}

const isPlainValue = (value: unknown): boolean =>
  ['string', 'number', 'boolean', 'bigint'].includes(typeof value) || value instanceof Date;

/** The text of a question; nothing where it names what is no column, or joins more than one row. */
function shapeOf(metadata: EntityMetadata, options: Options, conditions: readonly Condition[]): Shape | null {
  const columns = columnsOf(metadata);
  const columnNamed = (property: string) => columns?.find((column) => column.propertyName === property);
  const joins = joinsOf(metadata, options.relations ?? {});
  const orders = Object.entries((options.order ?? {}) as Record<string, unknown>);
  const select = Object.entries((options.select ?? {}) as Record<string, unknown>);
  if (!columns || !joins) return null;
  if (options.lock && (joins.length > 0 || options.lock.mode !== 'pessimistic_write')) return null;
  if (![...conditions.map(({ property }) => property), ...orders.map(([name]) => name)].every(columnNamed)) return null;
  if (!orders.every(([, way]) => /^(asc|desc)$/i.test(String(way)))) return null;
  if (!select.every(([name, is]) => is === true && columnNamed(name))) return null;

  const shown = select.length > 0 ? select.map(([name]) => columnNamed(name)!) : columns;
  let place = 0;
  const head = headOf(metadata, shown, joins, 't');
  const text = [
    head.text,
    conditions.length > 0 &&
      `WHERE ${conditions
        .map(
          ({ property, comparison }) =>
            `t.${quoted(columnNamed(property)!.databaseName)} ${comparison.replace('$', () => `$${++place}`)}`,
        )
        .join(' AND ')}`,
    orders.length > 0 &&
      `ORDER BY ${orders.map(([name, way]) => `t.${quoted(columnNamed(name)!.databaseName)} ${String(way)}`).join(', ')}`,
    options.take !== undefined && `LIMIT ${options.take}`,
    options.lock && 'FOR UPDATE',
  ];
  return { text: text.filter(Boolean).join(' '), rowOf: head.rowOf };
}
