import { Check, Entity, Index } from 'typeorm';
import type { OrganisationKind } from '../../domain/accounts/organisation.js';
import { Id, Instant, Ref, Text, Texts, Version } from '../../platform/database/columns.js';

@Entity('organisation')
@Index('organisation_name_once', ['name', 'regionCode'], { unique: true, where: 'merged_into_id IS NULL' })
@Index('organisation_inn_once', ['inn'], { unique: true, where: 'merged_into_id IS NULL' })
@Index('organisation_list', ['name', 'id'])
@Index('organisation_letters', { synchronize: false })
@Index('organisation_region', ['regionCode', 'name'])
@Check(
  'organisation_kind_known',
  "kind IN ('executive', 'municipal', 'federal', 'institution', 'ngo', 'business', 'association', 'development')",
)
@Check('organisation_inn_form', "inn ~ '^(\\d{10}|\\d{12})$'")
@Check('organisation_merged_has_instant', '(merged_into_id IS NULL) = (merged_at IS NULL)')
@Check('organisation_merged_into_another', 'merged_into_id <> id')
export class Organisation {
  @Id() id: string;
  @Text() name: string;
  @Text() kind: OrganisationKind;
  @Text() regionCode: string;
  /** The taxpayer's number, checked by its control digits. */
  @Text({ nullable: true }) inn: string | null;
  /** What it was called before, and what those were called that were merged into it. */
  @Texts({ default: '{}' }) formerNames: string[];
  /** A known one that it looks like: whoever made it said that it is another. */
  @Ref({ nullable: true }) likeId: string | null;
  /** It was the same as another one and lives on there; papers of before name it still. */
  @Ref({ nullable: true }) mergedIntoId: string | null;
  @Instant({ nullable: true }) mergedAt: Date | null;
  @Instant() createdAt: Date;
  @Version() version: number;
}
