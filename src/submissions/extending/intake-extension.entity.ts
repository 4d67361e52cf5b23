import { Check, Entity, Index, type Relation } from 'typeorm';
import { Organisation } from '../../accounts/organisations/organisation.entity.js';
import { User } from '../../accounts/users/user.entity.js';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { Submission } from '../entries/submission.entity.js';

/** That the intake was extended, for everybody or for those whom it names. SQL refuses to change or delete it. */
@Entity('intake_extension')
@Index('intake_extension_cycle', ['cycleId'])
@Check('intake_extension_later', 'closes_at > closes_from AND closes_at > recorded_at')
@Check('intake_extension_one_reach', 'num_nonnulls(nomination_id, organisation_id, submission_id) <= 1')
@Check('intake_extension_has_reason', "reason <> ''")
export class IntakeExtension {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Ref({ nullable: true }) nominationId: string | null;
  @BelongsTo(() => Nomination) nomination: Relation<Nomination> | null;
  @Ref({ nullable: true }) organisationId: string | null;
  @BelongsTo(() => Organisation) organisation: Relation<Organisation> | null;
  @Ref({ nullable: true }) submissionId: string | null;
  @BelongsTo(() => Submission) submission: Relation<Submission> | null;
  /** The close that applied before to those who are reached. */
  @Instant() closesFrom: Date;
  @Instant() closesAt: Date;
  @Text() reason: string;
  /** What it rests on: a protocol, an order; empty where nothing is named. */
  @Text({ default: '' }) document: string;
  @Instant() recordedAt: Date;
  @Ref() recordedById: string;
  @BelongsTo(() => User) recordedBy: Relation<User>;
}
