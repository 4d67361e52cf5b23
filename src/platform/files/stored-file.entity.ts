import { Check, Column, Entity, Index } from 'typeorm';
import { Id, Instant, Ref, Text } from '../database/columns.js';

/** A file that is stored and hashed; attaching it to something is another row's matter. */
@Entity('stored_file')
@Index('stored_file_hash', ['sha256'])
@Index('stored_file_key', ['storageKey'])
@Check('stored_file_hash_form', "sha256 ~ '^[0-9a-f]{64}$'")
@Check('stored_file_has_bytes', 'bytes > 0')
export class StoredFile {
  @Id() id: string;
  /** The name its sender gave it. */
  @Text() name: string;
  /** The type found in the bytes, not the one that was claimed. */
  @Text() type: string;
  @Column('integer') bytes: number;
  @Text() sha256: string;
  @Text() storageKey: string;
  @Ref({ nullable: true }) uploadedById: string | null;
  @Instant() createdAt: Date;
}
