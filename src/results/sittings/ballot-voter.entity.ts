import { Entity, JoinColumn, ManyToOne, Unique, type Relation } from 'typeorm';
import { Id, Ref } from '../../platform/database/columns.js';
import { Ballot } from './ballot.entity.js';
import { MeetingMember } from './meeting-member.entity.js';

/** Who has voted in a ballot; how is kept apart. */
@Entity('ballot_voter')
@Unique('ballot_voter_once', ['ballotId', 'memberId'])
export class BallotVoter {
  @Id() id: string;
  @Ref() ballotId: string;
  @ManyToOne(() => Ballot, { onDelete: 'RESTRICT' }) @JoinColumn({ name: 'ballot_id' }) ballot: Relation<Ballot>;
  @Ref() memberId: string;
  @ManyToOne(() => MeetingMember, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'member_id' })
  member: Relation<MeetingMember>;
}
