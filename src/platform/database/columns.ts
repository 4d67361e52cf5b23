import { Column, ManyToOne, PrimaryColumn, type ColumnOptions, type ObjectType } from 'typeorm';

/** Column decorators for the few types that the schema uses, so that an entity reads as a list of facts. */
export const Id = () => PrimaryColumn('uuid');
export const Ref = (options: ColumnOptions = {}) => Column('uuid', options);
/** The row that the id beside it names: `cycle` of `cycleId`. It cannot go while this one is there. */
export const BelongsTo = <Row extends object>(row: () => ObjectType<Row>) => ManyToOne(row, { onDelete: 'RESTRICT' });
export const Text = (options: ColumnOptions = {}) => Column('text', options);
export const Instant = (options: ColumnOptions = {}) => Column('timestamptz', options);
export const Day = (options: ColumnOptions = {}) => Column('date', options);
export const Whole = (options: ColumnOptions = {}) => Column('integer', options);
/** Exact decimal; the program sees a string and never a float. */
export const Exact = (options: ColumnOptions = {}) => Column({ ...options, type: 'numeric' });
export const Flag = (options: ColumnOptions = {}) => Column('boolean', { default: false, ...options });
export const Json = (options: ColumnOptions = {}) => Column('jsonb', options);
export const Texts = (options: ColumnOptions = {}) => Column({ ...options, type: 'text', array: true });
/** Counts the edits of a row: the ETag of its representation. */
export const Version = () => Column('integer', { default: 1 });

const elsewhere = new Map<object, Set<string>>();

const leaveOut: PropertyDecorator = (row, property) => {
  const known = elsewhere.get(row.constructor) ?? new Set();
  elsewhere.set(row.constructor, known.add(String(property)));
};

/** The column's content is known by a hash beside it: audit records name the hash and do not repeat the content. */
export const KeptByHash = () => leaveOut;

/** A secret, be it as a hash: whoever reads the audit records is not to try passwords against it. */
export const Unrecorded = () => leaveOut;

/** The values of a row that its audit record repeats. */
export function recordedOf(row: unknown, values: Record<string, unknown>): Record<string, unknown> {
  const known = elsewhere.get(row as object);
  return known ? Object.fromEntries(Object.entries(values).filter(([key]) => !known.has(key))) : values;
}
