import { Entity, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref } from '../../platform/database/columns.js';
import { SheetRestoration } from '../sheets/sheet-restoration.entity.js';

/** One person's word for a restoration. */
@Entity('sheet_restoration_approval')
@Unique('sheet_restoration_approval_once', ['restorationId', 'userId'])
export class SheetRestorationApproval {
  @Id() id: string;
  @Ref() restorationId: string;
  @BelongsTo(() => SheetRestoration) restoration: Relation<SheetRestoration>;
  @Ref() userId: string;
  @Instant() approvedAt: Date;
}
