import { Entity, Unique, type Relation } from 'typeorm';
import type { FormField } from '../../domain/cycles/form.js';
import { BelongsTo, Id, Instant, Json, Ref, Whole } from '../../platform/database/columns.js';
import { Nomination } from '../nominations/nomination.entity.js';

/** What a nomination asks. An entry keeps the version that it answered. */
@Entity('form_version')
@Unique('form_version_number_once', ['nominationId', 'number'])
export class FormVersion {
  @Id() id: string;
  @Ref() nominationId: string;
  @BelongsTo(() => Nomination) nomination: Relation<Nomination>;
  @Whole() number: number;
  @Json() fields: FormField[];
  @Instant() createdAt: Date;
}
