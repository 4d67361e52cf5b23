import type { Person } from '../../domain/kernel/actor.js';
import type { EntityManager } from 'typeorm';
import type { Meeting } from '../meetings/meeting.entity.js';
import type { RegulationEdition } from '../../cycles/editions/regulation-edition.entity.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { SittingFacts, Contender } from '../../domain/results/decisions/award.js';
import { Award } from '../awards/award.entity.js';
import { NotAwarded } from '../awards/not-awarded.entity.js';
import type { WholeRanking } from '../rankings/stored-ranking.entity.js';
import { lockMeeting } from '../meetings/meetings.queries.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isPublished } from '../meetings/meeting-closure.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { mustDecide } from '../access/results.policy.js';
import { mustMeetAll } from '../access/hidden-entries.queries.js';
import type { PutToVote } from '../../domain/results/sittings/motion.js';
import { listPutToVote } from '../sittings/motions.queries.js';
import { attendanceFor } from '../sittings/sittings.queries.js';
import { mustHaveCome } from '../../domain/results/sittings/sitting-day.js';
import { attendanceOf, mustHaveQuorum, quorumTermsOf } from '../../domain/results/sittings/quorum.js';
import { listAwards, listNotAwarded, listWithdrawals } from '../awards/awards.queries.js';
import { findLatestRanking } from '../rankings/rankings.queries.js';
import { contendersOf } from '../../domain/results/decisions/contenders.js';
import { lockNomination } from '../access/lock-nomination.queries.js';

/** A sitting at which it is decided now, alone or with a list that is applied. */
export interface DecidingSitting {
  tx: EntityManager;
  actor: Person;
  now: Date;
  meeting: Meeting;
  edition: RegulationEdition;
  batchId: string | null;
}

/** A nomination before the sitting, locked. */
export interface Question {
  nomination: Nomination;
  sitting: SittingFacts;
  awards: Award[];
  nobody: NotAwarded[];
  /** What was put to the vote at this sitting. */
  ballots: PutToVote[];
}

/** What is asked of the ranking too. */
export interface RankedQuestion extends Question {
  ranking: WholeRanking;
  contenders: Contender[];
}

export interface Chosen {
  submissionId: string;
  reason: string;
}

/**
 * The sitting, locked after the nominations that it will decide of. Refuses with `not-found` a sitting of another cycle,
 * with `already-published` one whose decisions stand, with `sitting-ahead` one that is still to come.
 */
export async function openSitting(
  tx: EntityManager,
  actor: Person,
  facts: { meetingId: string; cycleId: string; now: Date; batchId?: string },
): Promise<DecidingSitting> {
  const meeting = await lockMeeting(tx, facts.meetingId);
  if (meeting.cycleId !== facts.cycleId) throw new Refusal({ code: 'not-found' });
  await mustBeOpen(tx, meeting, facts.now);
  const edition = await getEdition(tx, facts.cycleId);
  return { tx, actor, now: facts.now, meeting, edition, batchId: facts.batchId ?? null };
}

async function mustBeOpen(em: EntityManager, { id, cycleId, heldOn }: Meeting, now: Date): Promise<void> {
  if (await isPublished(em, id)) throw new Refusal({ code: 'already-published' });
  const { timeZone } = await getCycle(em, cycleId);
  mustHaveCome({ heldOn, timeZone }, now);
}

/** Refuses what every decision of a sitting is refused for as things stand, of one nomination or of any. */
export async function mustDecideNow(
  em: EntityManager,
  actor: Person,
  { meeting, nominationId, now }: { meeting: Meeting; nominationId: string | null; now: Date },
): Promise<void> {
  const { cycleId, regionCode } = meeting;
  mustDecide(actor, { cycleId, regionCode, ...(nominationId !== null && { nominationId }) });
  await mustBeOpen(em, meeting, now);
  if (nominationId !== null) await mustMeetAll(em, actor, nominationId, ...(regionCode === null ? [] : [regionCode]));
  const attendance = nominationId === null ? attendanceOf(meeting) : await attendanceFor(em, meeting, nominationId);
  mustHaveQuorum(attendance, quorumTermsOf(await getEdition(em, cycleId)));
}

/** A nomination whose row is locked for this decision, and that the person may decide of. */
export async function lockForDecision(
  tx: EntityManager,
  actor: Person,
  nominationId: string,
  regionCode: string | null = null,
): Promise<Nomination> {
  const nomination = await lockNomination(tx, nominationId);
  mustDecide(actor, { cycleId: nomination.cycleId, nominationId, regionCode });
  await mustMeetAll(tx, actor, nominationId, ...(regionCode === null ? [] : [regionCode]));
  return nomination;
}

export async function openQuestion(
  { tx, meeting, edition }: DecidingSitting,
  nomination: Nomination,
): Promise<Question> {
  const attendance = await attendanceFor(tx, meeting, nomination.id);
  return {
    nomination,
    sitting: { attendance, quorum: quorumTermsOf(edition) },
    awards: await listAwards(tx, { nominationId: nomination.id }),
    nobody: await listNotAwarded(tx, { nominationId: nomination.id }),
    ballots: await listPutToVote(tx, meeting.id),
  };
}

/** Refuses with `not-found` a region's sitting, which has no ranking before it, with `nothing-to-rank` before the first. */
export async function openRanked(scene: DecidingSitting, nomination: Nomination): Promise<RankedQuestion> {
  if (scene.meeting.regionCode !== null) throw new Refusal({ code: 'not-found' });
  const ranking = await findLatestRanking(scene.tx, nomination.id);
  if (!ranking) throw new Refusal({ code: 'nothing-to-rank' });
  const withdrawn = await listWithdrawals(scene.tx, { nominationId: nomination.id });
  const contenders = contendersOf(
    ranking,
    withdrawn.map(({ submissionId }) => submissionId),
  );
  return { ...(await openQuestion(scene, nomination)), ranking, contenders };
}
