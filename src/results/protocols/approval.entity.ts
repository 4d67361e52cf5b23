import { Entity, Unique, type Relation } from 'typeorm';
import { BelongsTo, Flag, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { Protocol } from './protocol.entity.js';

/** A signature under one protocol and its hash. One person signs once. Append-only. */
@Entity('approval')
@Unique('approval_person_once', ['protocolId', 'userId'])
export class Approval {
  @Id() id: string;
  @Ref() protocolId: string;
  @BelongsTo(() => Protocol) protocol: Relation<Protocol>;
  @Ref() userId: string;
  @Text() userName: string;
  @Text() capacity: string;
  @Text() hash: string;
  @Instant() approvedAt: Date;
  /** Whether the id of who signed is part of what was signed. */
  @Flag() namesPerson: boolean;
  /** Ed25519 over the canonical facts of the signature, and the key that verifies it; base64. */
  @Text({ default: '' }) signature: string;
  @Text({ default: '' }) publicKey: string;
}
