import { Check, Entity, Index, PrimaryColumn, type Relation } from 'typeorm';
import { Cycle } from '../cycles/cycle/cycle.entity.js';
import { BelongsTo, Id, Instant, Ref, Text, Whole } from '../platform/database/columns.js';

/** A table that was written: the hash of its bytes tells it again, and what it made can be taken back. */
@Entity('import_batch')
@Index('import_batch_of_cycle', ['cycleId', 'importedAt'])
@Check('import_batch_kind_known', "kind IN ('entries', 'scores')")
@Check('import_batch_hash_form', "sha256 ~ '^[0-9a-f]{64}$'")
export class ImportBatch {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Text() kind: 'entries' | 'scores';
  @Text() name: string;
  @Text() sha256: string;
  @Whole() rows: number;
  @Ref({ nullable: true }) importedById: string | null;
  @Instant() importedAt: Date;
  @Ref({ nullable: true }) undoneById: string | null;
  @Instant({ nullable: true }) undoneAt: Date | null;
}

/** A row that an import made. */
@Entity('import_row')
export class ImportRow {
  @PrimaryColumn('uuid') importId: string;
  @BelongsTo(() => ImportBatch) import: Relation<ImportBatch>;
  @PrimaryColumn('uuid') subjectId: string;
  @Text() subjectType: 'submission' | 'organisation';
}
