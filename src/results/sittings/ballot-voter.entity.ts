import { Entity, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Ref } from '../../platform/database/columns.js';
import { Ballot } from './ballot.entity.js';
import { MeetingMember } from './meeting-member.entity.js';

/** Who has voted in a ballot; how is kept apart. */
@Entity('ballot_voter')
@Unique('ballot_voter_once', ['ballotId', 'memberId'])
export class BallotVoter {
  @Id() id: string;
  @Ref() ballotId: string;
  @BelongsTo(() => Ballot) ballot: Relation<Ballot>;
  @Ref() memberId: string;
  @BelongsTo(() => MeetingMember) member: Relation<MeetingMember>;
}
