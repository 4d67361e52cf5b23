import type { EntityManager } from 'typeorm';

/** What must always hold, with its reason; `find` or `sql` names the rows for which it does not. */
export interface Invariant {
  name: string;
  why: string;
  /** Returns a column `id`; `$1` is the present instant where it is asked for. */
  sql?: string;
  usesNow?: true;
  find?(em: EntityManager, now: Date): Promise<string[]>;
}
