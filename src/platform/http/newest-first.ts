import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { decodeCursor, inKey, pageOf, type Page } from './paging.js';

/** A page of the rows that a query finds, the newest first by the instant in `by`. Refuses a cursor that we did not make. */
export async function newestFirst<Row extends ObjectLiteral & { id: string }>(
  query: SelectQueryBuilder<Row>,
  { by, cursor, limit }: { by: keyof Row & string; cursor: string | undefined; limit: number },
): Promise<Page<Row>> {
  const [at, id] = [`${query.alias}.${by}`, `${query.alias}.id`];
  const after = decodeCursor(cursor, [inKey.instant, inKey.id]);
  if (after) query.andWhere(`(${at}, ${id}) < (:at::timestamptz, :id::uuid)`, { at: after[0], id: after[1] });
  const rows = await query
    .orderBy(at, 'DESC')
    .addOrderBy(id, 'DESC')
    .limit(limit + 1)
    .getMany();
  return pageOf(
    rows,
    limit,
    (row) => [(row[by] as Date).toISOString(), row.id],
    (row) => row,
  );
}
