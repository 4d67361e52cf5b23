import { Check, Entity, Index, type Relation } from 'typeorm';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { BodyBallot } from '../../domain/ranking/input.js';
import { BelongsTo, Id, Instant, Json, Ref, Text } from '../../platform/database/columns.js';
import { Meeting } from '../meetings/meeting.entity.js';

/** What the members of a body gave in the second phase of a nomination. Append-only: the latest record counts. */
@Entity('body_ballots')
@Index('body_ballots_latest', ['nominationId', 'id'])
@Check('body_ballots_has_ground', "ground <> ''")
@Check('body_ballots_has_ballots', 'jsonb_array_length(ballots) > 0')
export class BodyBallots {
  @Id() id: string;
  @Ref() cycleId: string;
  @Ref() nominationId: string;
  @BelongsTo(() => Nomination) nomination: Relation<Nomination>;
  @Ref() meetingId: string;
  @BelongsTo(() => Meeting) meeting: Relation<Meeting>;
  /** Voters are members of the sitting, by their ids. */
  @Json() ballots: BodyBallot[];
  @Text() ground: string;
  @Instant() recordedAt: Date;
  @Ref() recordedById: string;
}
