import { Check, Entity, Index, Unique } from 'typeorm';
import type { OrganisationKind } from '../../domain/accounts/organisation.js';
import { Id, Instant, Text, Version } from '../../platform/database/columns.js';

@Entity('organisation')
@Unique('organisation_name_once', ['name', 'regionCode'])
@Index('organisation_list', ['name', 'id'])
@Index('organisation_region', ['regionCode', 'name'])
@Check(
  'organisation_kind_known',
  "kind IN ('executive', 'municipal', 'federal', 'institution', 'ngo', 'business', 'association', 'development')",
)
export class Organisation {
  @Id() id: string;
  @Text() name: string;
  @Text() kind: OrganisationKind;
  @Text() regionCode: string;
  @Instant() createdAt: Date;
  @Version() version: number;
}
