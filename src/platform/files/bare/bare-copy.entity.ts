import { Check, Entity, PrimaryColumn, Index } from 'typeorm';
import { Instant, Text, Whole } from '../../database/columns.js';
import type { UnbaredReason } from './unbared.js';

/** What came of making a copy without metadata of bytes with this hash: where it is kept, or why there is none. */
@Entity('bare_copy')
@Index('bare_copy_key', ['storageKey'])
@Check('bare_copy_hash_form', "sha256 ~ '^[0-9a-f]{64}$'")
@Check('bare_copy_why_known', "why IN ('encrypted', 'broken', 'complex', 'unknown')")
@Check('bare_copy_kept_or_why', '(storage_key IS NULL) = (why IS NOT NULL)')
export class BareCopy {
  /** Of the original. */
  @PrimaryColumn('text') sha256: string;
  /** The number of the way in which it was made: a better one makes it anew. */
  @Whole() recipe: number;
  @Text({ nullable: true }) storageKey: string | null;
  @Text({ nullable: true }) why: UnbaredReason | null;
  @Instant() madeAt: Date;
}
