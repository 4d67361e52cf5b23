import { Check, Entity, Index, JoinColumn, ManyToOne, Unique, type Relation } from 'typeorm';
import { Submission } from '../submissions/submission.entity.js';
import { Id, Instant, Ref, Text, Whole } from '../platform/database/columns.js';
import { Meeting } from './meeting.entity.js';
import { Ranking } from './ranking.entity.js';

/** A decision of a body on an entry. SQL refuses one without meeting, decider and basis. */
@Entity('award')
@Unique('award_once', ['submissionId', 'outcome'])
@Index('award_nomination', ['nominationId'])
@Check('award_outcome_known', "outcome IN ('finalist', 'winner', 'laureate', 'recommended')")
@Check('award_has_reason', "reason <> ''")
export class Award {
  @Id() id: string;
  @Ref() cycleId: string;
  @Ref() nominationId: string;
  @Ref() submissionId: string;
  @ManyToOne(() => Submission, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'submission_id' })
  submission: Relation<Submission>;
  @Text() outcome: 'finalist' | 'winner' | 'laureate' | 'recommended';
  @Text() reason: string;
  /** The ranking that the body had before it, and the place in it. */
  @Ref() rankingId: string;
  @ManyToOne(() => Ranking, { onDelete: 'RESTRICT' }) @JoinColumn({ name: 'ranking_id' }) ranking: Relation<Ranking>;
  @Whole({ nullable: true }) place: number | null;
  @Ref() meetingId: string;
  @ManyToOne(() => Meeting, { onDelete: 'RESTRICT' }) @JoinColumn({ name: 'meeting_id' }) meeting: Relation<Meeting>;
  @Ref() decidedById: string;
  @Instant() decidedAt: Date;
}
