import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getEdition } from '../cycles/cycles.queries.js';
import type { Actor } from '../domain/actor.js';
import {
  type Contender,
  mustHaveSheets,
  nameAwards,
  type Naming,
  recommendForReplication,
  type SittingFacts,
} from '../domain/award.js';
import { publicationRulesFrom, type PublicationRules } from '../domain/publication-rules.js';
import type { Attendance, QuorumTerms } from '../domain/quorum.js';
import { Refusal } from '../domain/refusal.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { create, record, remove, tell } from '../platform/database/save.js';
import { Award } from './award.entity.js';
import type { Meeting } from './meeting.entity.js';
import type { Ranking } from './ranking.entity.js';
import type { UnrankedRow } from '../domain/ranking.js';
import { rowsOf } from './rankings.service.js';
import { mustMeetAll } from './hidden-entries.js';
import { mustDecide } from './results.policy.js';
import {
  findLatestRanking,
  getAward,
  isPublished,
  listAwards,
  lockMeeting,
  lockNomination,
} from './results.queries.js';

type Person = Actor & { userId: string };

export interface NamingInput {
  meetingId: string;
  nominationId: string;
  outcome: 'finalist' | 'winner' | 'laureate';
  chosen: { submissionId: string; reason: string }[];
  ground: string;
  /** Why the body does not wait for the sheets that are missing for a place. */
  despite?: string;
}

/** The decisions of the bodies on entries. What a publication shows is decided; until then a body may decide anew. */
@Injectable()
export class AwardsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Names finalists, winners or laureates of a nomination; an earlier naming of the same outcome gives way to it. Two at a
   * time wait for each other at the nomination. Refuses what `nameAwards` and `mustHaveSheets` refuse, and `nothing-to-rank`.
   */
  name(actor: Person, input: NamingInput): Promise<Award[]> {
    return this.db.transaction(async (tx) => {
      const { meeting, ranking, sitting } = await this.sitting(tx, actor, input);
      const { finalistsForeseen, winnersForeseen } = await getEdition(tx, meeting.cycleId);
      const naming = nameAwards({
        ...sitting,
        outcome: input.outcome,
        contenders: contendersOf(ranking),
        chosen: input.chosen.map(({ submissionId, reason }) => ({ entryId: submissionId, reason })),
        foreseen: input.outcome === 'winner' ? winnersForeseen : finalistsForeseen,
        ground: input.ground,
      });
      const despite = input.despite ?? '';
      const lacking = lackingSheets(ranking);
      mustHaveSheets(lacking, despite);
      if (lacking.length > 0) await this.noteMissing(tx, actor, { nominationId: input.nominationId, lacking, despite });
      const replaced = await listAwards(tx, { nominationId: input.nominationId, outcome: input.outcome });
      return this.record(tx, actor, { meeting, ranking, naming, replaced });
    });
  }

  /**
   * Recommends entries for replication, whether or not they are finalists: all of them or, where one is refused, none.
   * Saying it again gives a new reason. Refuses what `recommendForReplication` refuses, `nothing-to-rank` and `not-found`.
   */
  recommend(
    actor: Person,
    input: { meetingId: string; nominationId: string; chosen: { submissionId: string; reason: string }[] },
  ): Promise<Award[]> {
    return this.db.transaction(async (tx) => {
      const { meeting, ranking, sitting } = await this.sitting(tx, actor, input);
      if (input.chosen.length === 0)
        throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/chosen', rule: 'required' }] });
      const contenders = contendersOf(ranking);
      const awards: Award[] = [];
      for (const { submissionId, reason } of input.chosen) {
        const contender = contenders.find(({ entryId }) => entryId === submissionId);
        if (!contender) throw new Refusal({ code: 'not-found' });
        const naming = recommendForReplication(contender, { ...sitting, reason });
        const replaced = await listAwards(tx, { submissionId, outcome: 'recommended' });
        awards.push(...(await this.record(tx, actor, { meeting, ranking, naming, replaced })));
      }
      return awards;
    });
  }

  /** Takes a decision back until it is published. A protocol that names it is no longer what stands. */
  undo(actor: Person, awardId: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const award = await getAward(tx, awardId);
      mustDecide(actor, award);
      await mustMeetAll(tx, actor, award.nominationId);
      await lockNomination(tx, award.nominationId);
      await lockMeeting(tx, award.meetingId);
      await mustBeUnpublished(tx, award.meetingId);
      await remove(tx, award, { actor, action: 'undo', now });
    });
  }

  private noteMissing(
    tx: EntityManager,
    actor: Person,
    { nominationId, lacking, despite }: { nominationId: string; lacking: number[]; despite: string },
  ): Promise<void> {
    const deed = { actor, action: 'decide-despite-missing', now: this.clock.now() };
    const after = { entries: lacking.length, reason: despite.trim() };
    return record(tx, deed, { subjectType: 'nomination', subjectId: nominationId, before: null, after });
  }

  private async sitting(
    tx: EntityManager,
    actor: Person,
    { meetingId, nominationId }: { meetingId: string; nominationId: string },
  ): Promise<{ meeting: Meeting; ranking: Ranking; sitting: SittingFacts }> {
    const nomination = await lockNomination(tx, nominationId);
    mustDecide(actor, { cycleId: nomination.cycleId, nominationId });
    await mustMeetAll(tx, actor, nominationId);
    const meeting = await lockMeeting(tx, meetingId);
    if (meeting.cycleId !== nomination.cycleId) throw new Refusal({ code: 'not-found' });
    await mustBeUnpublished(tx, meetingId);
    const ranking = await findLatestRanking(tx, nominationId);
    if (!ranking) throw new Refusal({ code: 'nothing-to-rank' });
    const edition = await getEdition(tx, nomination.cycleId);
    const attendance = await attendanceFor(tx, meeting, nominationId);
    return { meeting, ranking, sitting: { attendance, quorum: termsOf(edition) } };
  }

  private async record(
    tx: EntityManager,
    actor: Person,
    decided: { meeting: Meeting; ranking: Ranking; naming: Naming; replaced: Award[] },
  ): Promise<Award[]> {
    const now = this.clock.now();
    const { meeting, ranking, naming, replaced } = decided;
    for (const award of replaced) await remove(tx, award, { actor, action: 'replace', now });
    const awards: Award[] = [];
    for (const { entryId, outcome, place, reason } of naming.awards) {
      const values = {
        cycleId: meeting.cycleId,
        nominationId: ranking.nominationId,
        submissionId: entryId,
        outcome,
        reason,
        rankingId: ranking.id,
        place,
        meetingId: meeting.id,
        decidedById: actor.userId,
        decidedAt: now,
      };
      awards.push(await create(tx, Award, values, { actor, action: outcome, now }));
    }
    await tell(tx, naming.events, now);
    return awards;
  }
}

/** How many sheets each entry without a place is short of. */
export function lackingSheets(ranking: Pick<Ranking, 'rows'>): number[] {
  return rowsOf(ranking).unranked.flatMap(({ reason, sheets }) =>
    reason.code === 'too-few-sheets' && reason.needed > sheets ? [reason.needed - sheets] : [],
  );
}

export const attendanceOf = ({ members, present, recused }: Meeting) => ({ members, present, recused });

/** Who is there for the question of a nomination: those who stand aside from it are not among the present. */
async function attendanceFor(tx: EntityManager, meeting: Meeting, nominationId: string): Promise<Attendance> {
  const [aside]: { all: number; present: number }[] = await tx.query(
    `SELECT count(DISTINCT m.id)::int AS "all", count(DISTINCT m.id) FILTER (WHERE m.present)::int AS present
       FROM recusal r JOIN agenda_item i ON i.id = r.agenda_item_id JOIN meeting_member m ON m.id = r.member_id
      WHERE i.meeting_id = $1 AND i.nomination_id = $2`,
    [meeting.id, nominationId],
  );
  const { members, present, recused } = meeting;
  return { members, present: present - aside!.present, recused: recused + aside!.all };
}

/** The quorum as the edition in force has it, with what recusals do to it. */
export const termsOf = ({
  quorum,
  publicationRules,
}: {
  quorum: QuorumTerms['rule'];
  publicationRules: Partial<PublicationRules>;
}): QuorumTerms => ({ rule: quorum, recusals: publicationRulesFrom(publicationRules).sittings.recusals });

/** Who dropped out of the cross-review is no longer in the contest, and so not before the body. */
export const isBeforeBody = ({ reason }: Pick<UnrankedRow, 'reason'>): boolean =>
  reason.code !== 'cross-review-unfinished';

/** The entries before the body: ranked ones with their places, the others without. */
export function contendersOf(ranking: Pick<Ranking, 'rows'>): Contender[] {
  const { ranked, unranked } = rowsOf(ranking);
  return [
    ...ranked.map(({ entryId, place }) => ({ entryId, place })),
    ...unranked.filter(isBeforeBody).map(({ entryId }) => ({ entryId, place: null })),
  ];
}

async function mustBeUnpublished(tx: EntityManager, meetingId: string): Promise<void> {
  if (await isPublished(tx, meetingId)) throw new Refusal({ code: 'already-published' });
}
