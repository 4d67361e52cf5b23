import { Check, Entity, Index, PrimaryColumn, type Relation } from 'typeorm';
import { User } from '../../accounts/users/user.entity.js';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import type { BroadcastKind } from '../../domain/kernel/broadcast.js';
import { BelongsTo, Flag, Id, Instant, Ref, Text, Version } from '../../platform/database/columns.js';

/** A letter of the organizer, or of a region's coordinator, to many. A draft until it is sent; then it does not change. */
@Entity('broadcast')
@Index('broadcast_sent_once', { synchronize: false })
@Index('broadcast_of_cycle', ['cycleId', 'createdAt'])
@Check('broadcast_kind_known', "kind IN ('entrants', 'drafts', 'submitted', 'returned', 'experts', 'coordinators')")
@Check('broadcast_has_words', "subject <> '' AND body <> ''")
@Check('broadcast_sent_has_list', "(sent_at IS NULL) = (list_hash = '')")
@Check('broadcast_of_region_stays_there', 'side_region IS NULL OR region_code = side_region')
export class Broadcast {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  /** Of whose coordinator it is; null where the organizer writes. */
  @Text({ nullable: true }) sideRegion: string | null;
  @Text() kind: BroadcastKind;
  @Ref({ nullable: true }) nominationId: string | null;
  @Text({ nullable: true }) regionCode: string | null;
  @Text() subject: string;
  @Text() body: string;
  /** About a duty: it goes also to those who take no other letters to many. */
  @Flag() isDuty: boolean;
  @Ref() writtenById: string;
  @BelongsTo(() => User) writtenBy: Relation<User>;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) sentAt: Date | null;
  /** Of the people to whom it went. */
  @Text({ default: '' }) listHash: string;
  @Version() version: number;
}

/** One of those to whom it went: once a person and letter. */
@Entity('broadcast_recipient')
export class BroadcastRecipient {
  @PrimaryColumn('uuid') broadcastId: string;
  @BelongsTo(() => Broadcast) broadcast: Relation<Broadcast>;
  @PrimaryColumn('uuid') userId: string;
  @BelongsTo(() => User) user: Relation<User>;
}

/** A person who takes no letters to many but those about a duty. */
@Entity('broadcast_refusal')
export class BroadcastRefusal {
  @PrimaryColumn('uuid') userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @Instant() refusedAt: Date;
}
