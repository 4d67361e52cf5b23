import { Check, Entity, Index, type Relation } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';

/** A vote of the public. It counts once the mailbox has confirmed it; one of a mailbox in each nomination. */
@Entity('public_vote')
@Index('public_vote_person_once', ['nominationId', 'mailboxHash'], { unique: true, where: "state = 'counted'" })
@Index('public_vote_count', ['cycleId', 'submissionId', 'state'])
@Index('public_vote_token', ['tokenHash'])
@Check('public_vote_state_known', "state IN ('asked', 'counted')")
@Check('public_vote_counted_has_instant', "(state = 'counted') = (confirmed_at IS NOT NULL)")
@Check('public_vote_hash_form', "mailbox_hash ~ '^[0-9a-f]{64}$'")
export class PublicVote {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Ref() nominationId: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  /** Where the mail goes; taken away once the vote counts. */
  @Text() email: string;
  /** Under a key of the installation. */
  @Text() mailboxHash: string;
  @Text({ default: 'ru' }) locale: 'ru' | 'en';
  @Text({ default: 'asked' }) state: 'asked' | 'counted';
  @Text() tokenHash: string;
  @Instant() askedAt: Date;
  @Instant({ nullable: true }) confirmedAt: Date | null;
}
