import { Check, Entity, Index, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text, Unrecorded, Version } from '../../platform/database/columns.js';
import { Submission } from '../entries/submission.entity.js';

export const personRoles = ['leader', 'participant', 'contact'] as const;
export type PersonRole = (typeof personRoles)[number];

/** Somebody whom the entrant names as a person of the practice. The link of the letter is theirs alone, for giving and taking back. */
@Entity('practice_person')
@Index('practice_person_once', ['submissionId', 'email'], { unique: true, where: 'removed_at IS NULL' })
@Index('practice_person_token', ['tokenHash'], { unique: true })
@Index('practice_person_email', ['email'])
@Check('practice_person_role_known', "role IN ('leader', 'participant', 'contact')")
@Check('practice_person_has_words', "name <> '' AND email <> ''")
export class PracticePerson {
  @Id() id: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Text() name: string;
  @Text() role: PersonRole;
  @Text() email: string;
  @Text() locale: 'ru' | 'en';
  @Unrecorded() @Text() tokenHash: string;
  @Ref({ nullable: true }) addedById: string | null;
  @Instant() createdAt: Date;
  /** When the letter with the link went last. */
  @Instant() askedAt: Date;
  @Instant({ nullable: true }) removedAt: Date | null;
  @Version() version: number;
}
