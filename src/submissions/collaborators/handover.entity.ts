import { Check, Entity, Index, type Relation } from 'typeorm';
import type { HandoverState } from '../../domain/submissions/handover.js';
import { User } from '../../accounts/users/user.entity.js';
import { BelongsTo, Id, Instant, Ref, Text, Version } from '../../platform/database/columns.js';
import { Submission } from '../entries/submission.entity.js';

/** That one person hands an entry over to another, and what became of it. */
@Entity('entry_handover')
@Index('entry_handover_open_once', ['submissionId'], { unique: true, where: "state = 'offered'" })
@Index('entry_handover_to', ['toId'], { where: "state = 'offered'" })
@Check('entry_handover_state_known', "state IN ('offered', 'accepted', 'declined', 'withdrawn')")
@Check('entry_handover_answered_has_instant', "(state = 'offered') = (answered_at IS NULL)")
@Check('entry_handover_to_another', 'from_id <> to_id')
export class Handover {
  @Id() id: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Ref() fromId: string;
  @BelongsTo(() => User) from: Relation<User>;
  @Ref() toId: string;
  @BelongsTo(() => User) to: Relation<User>;
  @Text({ default: 'offered' }) state: HandoverState;
  @Text({ default: '' }) note: string;
  @Instant() offeredAt: Date;
  @Instant({ nullable: true }) answeredAt: Date | null;
  @Version() version: number;
}
