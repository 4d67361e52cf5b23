import { Check, Entity, Index, type Relation } from 'typeorm';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { BelongsTo, Id, Instant, Json, Ref, Text } from '../../platform/database/columns.js';
import { StoredRanking } from './stored-ranking.entity.js';

/** What an open vote between equals gave, at the ranking that found them equal. Append-only: the latest one counts. */
@Entity('open_vote')
@Index('open_vote_latest', ['nominationId', 'id'])
@Check('open_vote_has_ground', "ground <> ''")
export class OpenVoteRecord {
  @Id() id: string;
  @Ref() cycleId: string;
  @Ref() nominationId: string;
  @BelongsTo(() => Nomination) nomination: Relation<Nomination>;
  @Ref() rankingId: string;
  @BelongsTo(() => StoredRanking) ranking: Relation<StoredRanking>;
  /** Votes by entry id. */
  @Json() votes: Record<string, number>;
  /** The entries that the chair's casting vote chose. */
  @Json() chair: string[];
  /** The sitting or protocol where it was taken. */
  @Text() ground: string;
  @Instant() recordedAt: Date;
  @Ref() recordedById: string;
}
