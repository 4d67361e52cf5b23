import { Refusal } from '../../domain/kernel/refusal.js';

/** Refuses with `stale-edit` what was begun from an older version of the row. */
export function mustBeVersion(row: { version: number }, version: number, now: Date): void {
  if (row.version === version) return;
  throw new Refusal({
    code: 'stale-edit',
    yours: null,
    theirs: null,
    version: row.version,
    changedBy: null,
    changedAt: now,
  });
}
