import { Refusal } from '../../domain/kernel/refusal.js';

/** The row that was asked for. Refuses with `not-found` where there is none. */
export function mustExist<Row>(row: Row | null): Row {
  if (!row) throw new Refusal({ code: 'not-found' });
  return row;
}
