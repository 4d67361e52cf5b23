import { Check, Entity, type Relation } from 'typeorm';
import type { Choice } from '../../domain/results/sittings/ballot.js';
import { BelongsTo, Id, Ref, Text } from '../../platform/database/columns.js';
import { Ballot } from './ballot.entity.js';

/** One vote. In a secret ballot it has no name: SQL refuses one. */
@Entity('ballot_vote')
@Check('ballot_vote_choice_known', "choice IN ('for', 'against', 'abstained')")
export class BallotVote {
  @Id() id: string;
  @Ref() ballotId: string;
  @BelongsTo(() => Ballot) ballot: Relation<Ballot>;
  @Ref({ nullable: true }) memberId: string | null;
  @Text() choice: Choice;
}
