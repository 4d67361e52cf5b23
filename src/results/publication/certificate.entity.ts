import { Check, Entity, Unique, type Relation } from 'typeorm';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { BelongsTo, Id, Ref, Text } from '../../platform/database/columns.js';
import { Publication } from './publication.entity.js';

/** The code under which anybody may verify a certificate. It exists from the publication on and is seen from its instant. */
@Entity('certificate')
@Unique('certificate_code_once', ['code'])
@Unique('certificate_once', ['publicationId', 'submissionId', 'outcome'])
@Check('certificate_code_form', "code ~ '^[0-9A-HJKMNP-TV-Z]{16}$'")
export class Certificate {
  @Id() id: string;
  @Text() code: string;
  @Ref() publicationId: string;
  @BelongsTo(() => Publication) publication: Relation<Publication>;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Text() outcome: string;
}
