import { Check, Entity, Unique, type Relation } from 'typeorm';
import { User } from '../../accounts/users/user.entity.js';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { IntakeExtension } from './intake-extension.entity.js';

/** That an extension was taken back before anything was submitted under it. */
@Entity('intake_extension_withdrawal')
@Unique('intake_extension_withdrawal_once', ['extensionId'])
@Check('intake_extension_withdrawal_has_reason', "reason <> ''")
export class IntakeExtensionWithdrawal {
  @Id() id: string;
  @Ref() extensionId: string;
  @BelongsTo(() => IntakeExtension) extension: Relation<IntakeExtension>;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Text() reason: string;
  @Instant() withdrawnAt: Date;
  @Ref() withdrawnById: string;
  @BelongsTo(() => User) withdrawnBy: Relation<User>;
}
