import type { EntityManager } from 'typeorm';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { RegulationEdition } from '../../cycles/editions/regulation-edition.entity.js';
import type { Actor } from '../../domain/kernel/actor.js';
import {
  type AwardDecision,
  type Contender,
  mustHaveSheets,
  nameAwards,
  type NamedOutcome,
  recommendForReplication,
  type SittingFacts,
} from '../../domain/results/award.js';
import { foreseenOf, mustBeForeseen } from '../../domain/cycles/decision-rules.js';
import type { DomainEvent } from '../../domain/kernel/decision.js';
import { eligibleOf } from '../../domain/results/protocol.js';
import { publicationRulesFrom, type PublicationRules } from '../../domain/cycles/publication-rules.js';
import type { Attendance, QuorumTerms } from '../../domain/results/quorum.js';
import type { UnrankedRow } from '../../domain/ranking/rank-entries.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { create, createMany, record, removeMany, tell } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { Award } from '../awards/award.entity.js';
import { mustMeetAll } from '../access/hidden-entries.queries.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { NotAwarded } from '../awards/not-awarded.entity.js';
import type { Ranking } from '../rankings/stored-ranking.entity.js';
import { rowsOf } from '../rankings/rankings.service.js';
import { mustDecide } from '../access/results.policy.js';
import { isPublished } from '../publication/publication.queries.js';
import { findLatestRanking } from '../rankings/rankings.queries.js';
import { listAwards, listNotAwarded, listWithdrawals, lockMeeting, lockNomination } from '../results.queries.js';

export type Person = Actor & { userId: string };

/** A sitting at which it is decided now, alone or with a list that is applied. */
export interface Scene {
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
}

/** What is asked of the ranking too. */
export interface RankedQuestion extends Question {
  ranking: Ranking;
  contenders: Contender[];
}

export interface Chosen {
  submissionId: string;
  reason: string;
}

/**
 * The sitting, locked after the nominations that it will decide of. Refuses with `not-found` a sitting of another cycle,
 * with `already-published` one whose decisions stand.
 */
export async function openScene(
  tx: EntityManager,
  actor: Person,
  facts: { meetingId: string; cycleId: string; now: Date; batchId?: string },
): Promise<Scene> {
  const meeting = await lockMeeting(tx, facts.meetingId);
  if (meeting.cycleId !== facts.cycleId) throw new Refusal({ code: 'not-found' });
  if (await isPublished(tx, meeting.id)) throw new Refusal({ code: 'already-published' });
  const edition = await getEdition(tx, facts.cycleId);
  return { tx, actor, now: facts.now, meeting, edition, batchId: facts.batchId ?? null };
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

export async function openQuestion({ tx, meeting, edition }: Scene, nomination: Nomination): Promise<Question> {
  const attendance = await attendanceFor(tx, meeting, nomination.id);
  return {
    nomination,
    sitting: { attendance, quorum: termsOf(edition) },
    awards: await listAwards(tx, { nominationId: nomination.id }),
    nobody: await listNotAwarded(tx, { nominationId: nomination.id }),
  };
}

/** Refuses with `not-found` a region's sitting, which has no ranking before it, with `nothing-to-rank` before the first. */
export async function openRanked(scene: Scene, nomination: Nomination): Promise<RankedQuestion> {
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

/**
 * Names a list of a nomination; an earlier list of the same outcome gives way to it, and so does that nobody is. A list of
 * nobody is kept as such with its ground; an empty reserve is only emptied. Refuses what `nameAwards`, `mustBeForeseen` and
 * `mustHaveSheets` refuse.
 */
export async function nameIn(
  scene: Scene,
  question: RankedQuestion,
  input: { outcome: NamedOutcome; chosen: readonly Chosen[]; ground: string; despite: string },
): Promise<Award[]> {
  const { edition } = scene;
  const { outcome } = input;
  mustBeForeseen(outcome, edition);
  const naming = nameAwards({
    ...question.sitting,
    outcome,
    contenders: question.contenders,
    chosen: input.chosen.map(({ submissionId, reason }) => ({ entryId: submissionId, reason })),
    foreseen: foreseenOf(outcome, edition),
    ground: input.ground,
    standing: question.awards.map(standingOf),
  });
  const lacking = lackingSheets(question.ranking);
  mustHaveSheets(lacking, input.despite);
  const despite = lacking.length > 0 ? input.despite.trim() : '';
  if (despite) await noteMissing(scene, question, { lacking, despite });
  await giveWay(scene, question, ({ outcome: earlier }) => earlier === outcome);
  if (input.chosen.length === 0 && outcome !== 'reserve')
    await keepNobody(scene, question, { outcome, regionCode: null, reason: input.ground.trim(), despite });
  const own = new Map(input.chosen.map(({ submissionId, reason }) => [submissionId, reason.trim()]));
  const details = naming.awards.map((award) => ({
    ...decided(award),
    despite,
    rankingId: question.ranking.id,
    ownReason: own.get(award.entryId) ?? '',
  }));
  return keepAwards(scene, question, details, naming.events);
}

/** Recommends entries for replication; saying it again gives a new reason. Refuses what `recommendForReplication` refuses. */
export async function recommendIn(scene: Scene, question: RankedQuestion, chosen: readonly Chosen[]): Promise<Award[]> {
  mustBeForeseen('recommended', scene.edition);
  const namings = chosen.map(({ submissionId, reason }) => {
    const contender = question.contenders.find(({ entryId }) => entryId === submissionId);
    if (!contender) throw new Refusal({ code: 'not-found' });
    return recommendForReplication(contender, { ...question.sitting, reason });
  });
  const ids = new Set(chosen.map(({ submissionId }) => submissionId));
  if (ids.size < chosen.length) throw new Refusal({ code: 'already-exists', what: 'recommended' });
  await giveWay(
    scene,
    question,
    (each) => each.outcome === 'recommended' && 'submissionId' in each && ids.has(each.submissionId),
  );
  const details = namings
    .flatMap(({ awards }) => awards)
    .map((award) => ({ ...decided(award), rankingId: question.ranking.id, ownReason: award.reason }));
  const events = namings.flatMap((naming) => naming.events);
  return keepAwards(scene, question, details, events);
}

const decided = ({ entryId, outcome, place, departure, reason, order }: AwardDecision): Partial<Award> => ({
  submissionId: entryId,
  outcome,
  place,
  departure,
  reason,
  reserveOrder: order ?? null,
});

/** An award as far as another decision is weighed against it. */
export const standingOf = ({ submissionId, outcome, reserveOrder }: Award) => ({
  entryId: submissionId,
  outcome,
  ...(outcome === 'reserve' && reserveOrder !== null && { order: reserveOrder }),
});

/** Earlier decisions of which the new one is another answer to the same question. */
export async function giveWay(
  { tx, actor, now }: Scene,
  question: Question,
  same: (decision: Award | NotAwarded) => boolean,
): Promise<void> {
  const deed = { actor, action: 'replace', now };
  await removeMany(tx, question.awards.filter(same), deed);
  await removeMany(tx, question.nobody.filter(same), deed);
  question.awards = question.awards.filter((award) => !same(award));
  question.nobody = question.nobody.filter((nobody) => !same(nobody));
}

export async function keepNobody(
  { tx, actor, now, meeting }: Scene,
  question: Question,
  values: Pick<NotAwarded, 'outcome' | 'regionCode' | 'reason' | 'despite'>,
): Promise<void> {
  const row = {
    ...values,
    cycleId: meeting.cycleId,
    nominationId: question.nomination.id,
    meetingId: meeting.id,
    decidedById: actor.userId,
    decidedAt: now,
  };
  question.nobody.push(await create(tx, NotAwarded, row, { actor, action: 'award-nobody', now }));
}

/** Writes decisions of one outcome together: what SQL asks of them it asks of the whole list. */
export async function keepAwards(
  { tx, actor, now, meeting, batchId }: Scene,
  question: Question,
  details: readonly Partial<Award>[],
  events: readonly DomainEvent[],
): Promise<Award[]> {
  const awards = details.map((values) =>
    Object.assign(new Award(), {
      id: newId(),
      cycleId: meeting.cycleId,
      nominationId: question.nomination.id,
      rankingId: null,
      regionCode: null,
      reserveOrder: null,
      departure: false,
      ownReason: '',
      despite: '',
      followsId: null,
      batchId,
      meetingId: meeting.id,
      decidedById: actor.userId,
      decidedAt: now,
      ...values,
    }),
  );
  const [first] = awards;
  if (first) await createMany(tx, Award, awards, { actor, action: first.outcome, now });
  question.awards.push(...awards);
  await tell(tx, events, now);
  return awards;
}

function noteMissing(
  { tx, actor, now }: Scene,
  { nomination }: Question,
  { lacking, despite }: { lacking: number[]; despite: string },
): Promise<void> {
  const deed = { actor, action: 'decide-despite-missing', now };
  const after = { entries: lacking.length, reason: despite };
  return record(tx, deed, { subjectType: 'nomination', subjectId: nomination.id, before: null, after });
}

/** How many sheets each entry without a place is short of. */
export function lackingSheets(ranking: Pick<Ranking, 'rows'>): number[] {
  return rowsOf(ranking).unranked.flatMap(({ reason, sheets }) =>
    reason.code === 'too-few-sheets' && reason.needed > sheets ? [reason.needed - sheets] : [],
  );
}

export const attendanceOf = ({ members, present, recused }: Meeting) => ({ members, present, recused });

/** Who is there for the question of a nomination: those who stand aside from it are not among the present. */
export async function attendanceFor(tx: EntityManager, meeting: Meeting, nominationId: string): Promise<Attendance> {
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

/** The entries before the body: ranked ones with their places, the others without; who withdrew is not among them. */
export function contendersOf(ranking: Pick<Ranking, 'rows'>, withdrawn: readonly string[] = []): Contender[] {
  const { ranked, unranked } = rowsOf(ranking);
  return eligibleOf(
    { rows: ranked, unranked: unranked.filter(isBeforeBody) },
    withdrawn.map((entryId) => ({ entryId })),
  );
}
