import { Check, Entity, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { Expert } from './expert.entity.js';

/** Which version of which text an expert signed, and when. */
@Entity('expert_consent')
@Unique('expert_consent_once', ['expertId', 'kind', 'consentVersion'])
@Check('expert_consent_kind_known', "kind IN ('confidentiality', 'personal-data')")
@Check('expert_consent_hash_form', "text_hash ~ '^[0-9a-f]{64}$'")
export class ExpertConsent {
  @Id() id: string;
  @Ref() expertId: string;
  @BelongsTo(() => Expert) expert: Relation<Expert>;
  @Text() kind: 'confidentiality' | 'personal-data';
  @Text() consentVersion: string;
  @Text() textHash: string;
  @Instant() givenAt: Date;
}
