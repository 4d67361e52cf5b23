import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import { Organisation } from '../../accounts/organisations/organisation.entity.js';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { FormVersion } from '../../cycles/forms/form-version.entity.js';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { SubmissionState } from '../../domain/submissions/submission.js';
import { BelongsTo, Flag, Id, Instant, Ref, Text, Texts, Version, Whole } from '../../platform/database/columns.js';

/** An entry of an organisation in a nomination. What is judged is its last revision; `SubmissionDraft` is the working copy. */
@Entity('submission')
@Unique('submission_register_number_once', ['cycleId', 'registerNumber'])
@Index('submission_in_play', ['nominationId', 'regionCode', 'state'])
@Index('submission_organisation', ['organisationId'])
@Index('submission_first', ['cycleId', 'firstSubmittedAt'])
@Index('submission_latest', { synchronize: false })
@Index('submission_lapsed', { synchronize: false })
@Index('submission_own', { synchronize: false })
@Index('submission_not_sent', { synchronize: false })
@Index('submission_title_part', { synchronize: false })
@Index('submission_number_part', { synchronize: false })
@Index('submission_register', ['cycleId', 'submittedAt', 'id'])
@Check('submission_continued_from_another', 'continued_from_id <> id')
@Check('submission_state_known', "state IN ('draft', 'submitted', 'returned', 'admitted', 'rejected', 'withdrawn')")
@Check(
  'submission_submitted_has_facts',
  "state IN ('draft', 'withdrawn') OR (submitted_at IS NOT NULL AND register_number IS NOT NULL AND revision_id IS NOT NULL)",
)
@Check('submission_returned_has_reason', "state <> 'returned' OR (reason <> '' AND due_at IS NOT NULL)")
@Check(
  'submission_open_fields_of_returned',
  "open_fields IS NULL OR (state = 'returned' AND cardinality(open_fields) > 0)",
)
@Check('submission_rejected_has_ground', "state <> 'rejected' OR reason <> ''")
@Check(
  'submission_screened_has_person',
  "state NOT IN ('admitted', 'rejected', 'returned') OR (screened_by_id IS NOT NULL AND screened_at IS NOT NULL)",
)
@Check('submission_entered_by_who_began', 'entered_by_id IS NULL OR entered_by_id IS NOT DISTINCT FROM started_by_id')
@Check('submission_screened_by_another', 'entered_by_id IS NULL OR screened_by_id IS DISTINCT FROM entered_by_id')
export class Submission {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Ref() nominationId: string;
  @BelongsTo(() => Nomination) nomination: Relation<Nomination>;
  /** The earlier entry of the same organisation from which this one goes on. */
  @Ref({ nullable: true }) continuedFromId: string | null;
  @Ref() organisationId: string;
  @BelongsTo(() => Organisation) organisation: Relation<Organisation>;
  /** The region that is credited: the organisation's at the time of starting. */
  @Text() regionCode: string;
  @Ref({ nullable: true }) startedById: string | null;
  /** Of those who run the contest, who entered it on behalf of an organisation without an account; never rewritten. */
  @Ref({ nullable: true }) enteredById: string | null;
  /** Who answers for the entry: who began it, until it was handed over. Who submitted it, the organisation and the region are facts apart. */
  @Ref({ nullable: true }) responsibleId: string | null;
  @Ref() formVersionId: string;
  @BelongsTo(() => FormVersion) formVersion: Relation<FormVersion>;
  @Text() title: string;
  @Text({ default: 'draft' }) state: SubmissionState;
  @Text({ nullable: true }) registerNumber: string | null;
  @Ref({ nullable: true }) revisionId: string | null;
  @Whole({ default: 0 }) revisions: number;
  /** When the revision in force was submitted. */
  @Instant({ nullable: true }) submittedAt: Date | null;
  @Instant({ nullable: true }) firstSubmittedAt: Date | null;
  @Instant({ nullable: true }) screenedAt: Date | null;
  @Ref({ nullable: true }) screenedById: string | null;
  /** Why it was returned, rejected or withdrawn. */
  @Text({ default: '' }) reason: string;
  /** Until when a returned entry may be submitted again. */
  @Instant({ nullable: true }) dueAt: Date | null;
  /** What its people may change while it is returned; null where all fields are open. */
  @Texts({ nullable: true }) openFields: string[] | null;
  @Instant({ nullable: true }) withdrawnAt: Date | null;
  @Flag() generated: boolean;
  @Instant() createdAt: Date;
  @Instant() savedAt: Date;
  @Ref({ nullable: true }) savedById: string | null;
  @Version() version: number;
}
