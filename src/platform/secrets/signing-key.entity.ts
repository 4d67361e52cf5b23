import { Check, Entity, PrimaryColumn, Unique } from 'typeorm';
import { Instant, Text } from '../database/columns.js';

/** A key with which this installation has signed, and from when to when. A key is added and retired, never changed or deleted. */
@Entity('signing_key')
@Unique('signing_key_public_once', ['publicKey'])
@Check('signing_key_fingerprint_form', "fingerprint ~ '^[0-9a-f]{64}$'")
@Check('signing_key_ends_after_its_beginning', 'valid_until >= valid_from')
export class SigningKey {
  /** SHA-256 of the public half in SPKI form, in hex. */
  @PrimaryColumn('text') fingerprint: string;
  /** SPKI form, base64. */
  @Text() publicKey: string;
  @Instant() validFrom: Date;
  /** Null while it signs. */
  @Instant({ nullable: true }) validUntil: Date | null;
  /** The key that signed before, by its fingerprint; null for the first. */
  @Text({ nullable: true }) predecessor: string | null;
}
