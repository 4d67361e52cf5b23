import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import type { Outcome } from '../../domain/cycles/outcome.js';
import { BelongsTo, Flag, Id, Instant, Json, Ref, Text } from '../../platform/database/columns.js';
import { Submission } from '../../submissions/entries/submission.entity.js';

/** What a withdrawn entry held, as it was decided. */
export interface HeldAward {
  outcome: Outcome;
  place: number | null;
  reason: string;
  meetingId: string;
  decidedById: string;
}

/** The withdrawal of an entry that was chosen, as the entrant said it. Append-only. */
@Entity('entry_withdrawal')
@Unique('entry_withdrawal_once', ['submissionId'])
@Index('entry_withdrawal_nomination', ['nominationId'])
@Check('entry_withdrawal_has_reason', "reason <> ''")
export class EntryWithdrawal {
  @Id() id: string;
  @Ref() cycleId: string;
  @Ref() nominationId: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Text() reason: string;
  @Json() held: HeldAward[];
  /** Whether decisions rest on a ranking that has it: then it keeps its place there, and gets nothing. */
  @Flag() keepsPlace: boolean;
  @Ref() recordedById: string;
  @Instant() recordedAt: Date;
}
