import { Check, Entity, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { Submission } from '../entries/submission.entity.js';

/** A person whom the entrant names as related to the entry, in case that person is an expert. */
@Entity('declared_relation')
@Unique('declared_relation_once', ['submissionId', 'name'])
@Check('declared_relation_has_words', "name <> '' AND relation <> ''")
export class DeclaredRelation {
  @Id() id: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Text() name: string;
  @Text() relation: string;
  @Ref({ nullable: true }) declaredById: string | null;
  @Instant() createdAt: Date;
}
