import { Check, Entity, Unique, type Relation } from 'typeorm';
import type { OrganisationKind } from '../../domain/accounts/organisation.js';
import { BelongsTo, Id, Ref, Text, Texts, Version, Whole } from '../../platform/database/columns.js';
import { Cycle } from '../cycle/cycle.entity.js';

@Entity('nomination')
@Unique('nomination_code_once', ['cycleId', 'code'])
@Check('nomination_quota_positive', 'quota_per_region IS NULL OR quota_per_region > 0')
@Check('nomination_code_form', "code ~ '^[А-ЯЁA-Z0-9]{1,6}$'")
export class Nomination {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Whole() position: number;
  /** The letters of its register numbers: СБ in СБ-2019-0188. */
  @Text() code: string;
  @Text() title: string;
  @Text({ default: '' }) description: string;
  /** Empty: every kind may enter. */
  @Texts({ default: '{}' }) allowedKinds: OrganisationKind[];
  /** At most so many entries in play per region; null: no limit. */
  @Whole({ nullable: true }) quotaPerRegion: number | null;
  /** What an expert of it should know; matched with the spheres of the experts. */
  @Texts({ default: '{}' }) spheres: string[];
  @Version() version: number;
}
