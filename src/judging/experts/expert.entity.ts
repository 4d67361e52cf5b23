import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import { User } from '../../accounts/users/user.entity.js';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import {
  BelongsTo,
  Id,
  Instant,
  Json,
  Ref,
  Text,
  Texts,
  Unrecorded,
  Version,
  Whole,
} from '../../platform/database/columns.js';

/** A person asked to judge in a cycle. Only who has accepted can be assigned. */
@Entity('expert')
@Unique('expert_once', ['cycleId', 'userId'])
@Index('expert_user', ['userId'])
@Check('expert_state_known', "state IN ('invited', 'accepted', 'declined', 'lapsed', 'removed')")
@Check('expert_place_known', "place IN ('main', 'alternate')")
@Check('expert_alternate_has_rank', "(place = 'alternate') = (alternate_rank IS NOT NULL)")
@Check('expert_answered', "state NOT IN ('accepted', 'declined') OR answered_at IS NOT NULL")
@Check('expert_capacity_positive', 'capacity > 0')
export class Expert {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @Text({ default: 'invited' }) state: 'invited' | 'accepted' | 'declined' | 'lapsed' | 'removed';
  /** An alternate judges nothing until a place becomes free; the lowest rank moves up first. */
  @Text({ default: 'main' }) place: 'main' | 'alternate';
  @Whole({ nullable: true }) alternateRank: number | null;
  @Whole({ default: 1 }) wave: number;
  /** Silence until then is a refusal. */
  @Instant({ nullable: true }) answerBy: Date | null;
  @Instant({ nullable: true }) remindedAt: Date | null;
  /** Whom the person who declined would ask instead. */
  @Json({ nullable: true }) suggestion: { name: string; email: string; note: string } | null;
  /** Where the expert lives or works: entries of this region are a conflict of interest. */
  @Text({ nullable: true }) regionCode: string | null;
  @Ref({ nullable: true }) organisationId: string | null;
  @Text({ default: '' }) employer: string;
  @Whole({ default: 30 }) capacity: number;
  /** Nominations whose entries the expert judges; empty: all. */
  @Texts({ default: '{}' }) panels: string[];
  /** A personal term after the end of the review; null: the stage's own. */
  @Instant({ nullable: true }) dueAt: Date | null;
  @Instant({ nullable: true }) nudgedAt: Date | null;
  /** Of the link in the invitation; the link shows, the button answers. */
  @Unrecorded() @Text({ nullable: true }) tokenHash: string | null;
  @Instant() invitedAt: Date;
  @Instant({ nullable: true }) answeredAt: Date | null;
  @Text({ default: '' }) declineReason: string;
  /** When the expert said which of the titles are a conflict; nothing opens before. */
  @Instant({ nullable: true }) conflictsDeclaredAt: Date | null;
  @Version() version: number;
}
