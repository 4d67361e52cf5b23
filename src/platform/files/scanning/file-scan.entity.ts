import { Check, Entity, Index, JoinColumn, type Relation } from 'typeorm';
import { StoredFile } from '../stored-file.entity.js';
import { BelongsTo, Id, Instant, Text, Whole } from '../../database/columns.js';

export type ScanState = 'waiting' | 'clean' | 'infected';

/** What the scanner says of a stored file; its id is the file's. A file that was never to be scanned has none. */
@Entity('file_scan')
@Index('file_scan_waiting', ['triedAt', 'id'], { where: "state = 'waiting'" })
@Check('file_scan_state_known', "state IN ('waiting', 'clean', 'infected')")
@Check('file_scan_answered_has_instant', "(state = 'waiting') = (answered_at IS NULL)")
@Check('file_scan_infected_has_finding', "(state = 'infected') = (finding <> '')")
export class FileScan {
  @Id() id: string;
  @BelongsTo(() => StoredFile)
  @JoinColumn({ name: 'id' })
  file: Relation<StoredFile>;
  @Text() state: ScanState;
  /** The name of what was found. */
  @Text({ default: '' }) finding: string;
  @Instant() askedAt: Date;
  /** The last attempt, whatever came of it. */
  @Instant({ nullable: true }) triedAt: Date | null;
  @Whole({ default: 0 }) tries: number;
  @Instant({ nullable: true }) answeredAt: Date | null;
}
