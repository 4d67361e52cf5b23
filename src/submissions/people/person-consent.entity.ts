import { Check, Entity, Unique, type Relation } from 'typeorm';
import type { EntryConsentKind } from '../../domain/cycles/entry-rules.js';
import { BelongsTo, Id, Instant, Ref, Text, Whole } from '../../platform/database/columns.js';
import { PracticePerson } from './practice-person.entity.js';

/** That a person agreed to the text of a version, or took that back: never changed, never deleted. */
@Entity('person_consent')
@Unique('person_consent_in_order', ['personId', 'kind', 'position'])
@Check('person_consent_counted_from_one', 'position > 0')
@Check('person_consent_kind_known', "kind IN ('processing', 'publication')")
@Check('person_consent_act_known', "act IN ('given', 'withdrawn')")
@Check('person_consent_hash_form', "text_hash ~ '^[0-9a-f]{64}$'")
export class PersonConsent {
  @Id() id: string;
  @Ref() personId: string;
  @BelongsTo(() => PracticePerson) person: Relation<PracticePerson>;
  @Text() kind: EntryConsentKind;
  /** Which of the acts about this consent it is, from one. */
  @Whole() position: number;
  @Text() consentVersion: string;
  @Text() textHash: string;
  @Text() act: 'given' | 'withdrawn';
  @Instant() at: Date;
}
