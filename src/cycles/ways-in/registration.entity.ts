import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import { Organisation } from '../../accounts/organisations/organisation.entity.js';
import type { ConsentGiven } from '../../domain/submissions/consents.js';
import type { NewOne } from '../../accounts/organisations/choosing.js';
import { BelongsTo, Id, Instant, Json, Ref, Text } from '../../platform/database/columns.js';
import { Cycle } from '../cycle/cycle.entity.js';

/** Somebody who has left an address and has not yet shown that it is theirs. */
@Entity('registration')
@Unique('registration_token_once', ['tokenHash'])
@Index('registration_expiry', ['expiresAt'])
@Check('registration_email_lower', 'email = lower(email)')
@Check('registration_one_organisation', '(organisation_id IS NULL) <> (new_organisation IS NULL)')
export class Registration {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Text() email: string;
  @Text() name: string;
  @Text() locale: 'ru' | 'en';
  @Ref({ nullable: true }) organisationId: string | null;
  @BelongsTo(() => Organisation) organisation: Relation<Organisation> | null;
  @Json({ nullable: true }) newOrganisation: NewOne | null;
  /** What was agreed to with what was typed; it counts from the letter's link on. */
  @Json({ default: [] }) consents: ConsentGiven[];
  @Text() tokenHash: string;
  @Instant() createdAt: Date;
  @Instant() expiresAt: Date;
  @Instant({ nullable: true }) usedAt: Date | null;
}
