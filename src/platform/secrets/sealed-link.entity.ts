import { Entity, PrimaryColumn } from 'typeorm';
import { Instant, Text } from '../database/columns.js';

/** The sealed token of a link that a mail still has to carry. */
@Entity('sealed_link')
export class SealedLink {
  @PrimaryColumn('uuid') subjectId: string;
  @Text() sealed: string;
  @Instant() expiresAt: Date;
}
