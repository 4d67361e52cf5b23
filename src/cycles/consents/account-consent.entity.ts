import { Check, Entity, Unique, type Relation } from 'typeorm';
import { User } from '../../accounts/users/user.entity.js';
import { BelongsTo, Id, Instant, Ref, Text, Whole } from '../../platform/database/columns.js';
import { Cycle } from '../cycle/cycle.entity.js';

/** That a person with an account agreed to the text of a version, or took that back: never changed, never deleted. */
@Entity('account_consent')
@Unique('account_consent_in_order', ['userId', 'cycleId', 'kind', 'position'])
@Check('account_consent_counted_from_one', 'position > 0')
@Check('account_consent_kind_known', "kind IN ('processing')")
@Check('account_consent_act_known', "act IN ('given', 'withdrawn')")
@Check('account_consent_hash_form', "text_hash ~ '^[0-9a-f]{64}$'")
export class AccountConsent {
  @Id() id: string;
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Text() kind: 'processing';
  /** Which of the acts about this consent it is, from one. */
  @Whole() position: number;
  @Text() consentVersion: string;
  @Text() textHash: string;
  @Text() act: 'given' | 'withdrawn';
  @Instant() at: Date;
}
