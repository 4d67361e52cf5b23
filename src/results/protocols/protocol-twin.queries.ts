import type { EntityManager } from 'typeorm';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { listCriteria } from '../../cycles/criteria/criteria.queries.js';
import { listNominations } from '../../cycles/nominations/nominations.queries.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { publicationRulesFrom } from '../../domain/cycles/publication-rules.js';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { buildProtocol, type ProtocolNomination, type ProtocolTwin } from '../../domain/results/protocols/protocol.js';
import { mustHaveQuorum, attendanceOf, quorumTermsOf } from '../../domain/results/sittings/quorum.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { BallotPlace } from '../../domain/results/decisions/award.js';
import type { RegionalNomination } from '../../domain/results/decisions/regional.js';
import { sha256 } from '../../platform/ids.js';
import type { Award } from '../awards/award.entity.js';
import type { EntryWithdrawal } from '../awards/entry-withdrawal.entity.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { attendanceFor, ballotPlacesOf, readSitting, recordOf } from '../sittings/sittings.queries.js';
import { standingOfAward } from '../../domain/results/decisions/contenders.js';
import type { NotAwarded } from '../awards/not-awarded.entity.js';
import { proposalOf } from '../scenarios/proposal.queries.js';
import { rankingInput } from '../rankings/ranking-input.queries.js';
import { findLatestRanking } from '../rankings/rankings.queries.js';
import { listCards } from '../access/entry-cards.queries.js';
import { listAwards, listNotAwarded, listWithdrawals } from '../awards/awards.queries.js';
import { listRegionalCandidates } from '../awarding/regional-candidates.queries.js';
import { inProtocolOrder, recordedDecisions } from '../../domain/results/protocols/recorded-decisions.js';

/** What a sitting decided in one nomination, and what became of it. */
interface Decided {
  awards: Award[];
  nobody: NotAwarded[];
  withdrawals: EntryWithdrawal[];
}

/**
 * The twin of a sitting's protocol as things stand. Refuses with `nothing-decided`, with `ranking-changed` when a decision
 * rests on a ranking that no longer follows from the sheets, and with `no-quorum` when the attendance was corrected since.
 * What regions decided rests on no ranking.
 */
export async function twinOf(em: EntityManager, meeting: Meeting, now: Date): Promise<ProtocolTwin> {
  const cycle = await getCycle(em, meeting.cycleId);
  const edition = await getEdition(em, cycle.id);
  const contents = await readSitting(em, meeting.id);
  const sitting = recordOf(contents);
  const criteria = await listCriteria(em, cycle.id);
  const { ballots: ballotRule } = publicationRulesFrom(edition.publicationRules).sittings;
  const { nominations, regional } = await decidedAt(em, meeting, { now, places: ballotPlacesOf(contents) });
  if (nominations.length === 0 && regional.length === 0) throw new Refusal({ code: 'nothing-decided' });
  // Attendance may have been corrected since the decisions were recorded.
  for (const { id } of [...nominations, ...regional])
    mustHaveQuorum(await attendanceFor(em, meeting, id), quorumTermsOf(edition));
  return buildProtocol(
    {
      competition: cycle.title,
      year: cycle.year,
      number: meeting.number,
      on: meeting.heldOn,
      place: meeting.place,
      form: meeting.form,
      body: meeting.body,
      chair: meeting.chairName,
      secretary: meeting.secretaryName,
      attendance: attendanceOf(meeting),
      attendees: meeting.attendees,
      quorum: quorumTermsOf(edition),
      ...(ballotRule === 'each-decision' && { ballots: ballotRule }),
      regulation: { protocolNumber: edition.protocolNumber, on: edition.protocolOn },
      criteria: criteria.map(({ id, title, weight, scaleMin, scaleMax, scaleStep }) => ({
        id,
        title,
        weight,
        scaleMin,
        scaleMax,
        scaleStep,
      })),
      inputs: [],
      ...(sitting && { sitting }),
      nominations,
      ...(regional.length > 0 && { regional }),
      notes: cycle.generated ? ['Данные этого конкурса созданы программой для показа.'] : [],
    },
    sha256,
  );
}

interface Placed {
  /** Where the ballots of the sitting stand in its protocol. */
  places: ReadonlyMap<string, BallotPlace>;
}

/** Nomination by nomination: what rests on its ranking, and what was decided of regions. */
async function decidedAt(
  em: EntityManager,
  meeting: Meeting,
  { now, places }: { now: Date; places: ReadonlyMap<string, BallotPlace> },
) {
  const { id: meetingId, cycleId } = meeting;
  const awards = await listAwards(em, { meetingId });
  const nobody = await listNotAwarded(em, { meetingId });
  const withdrawals = await listWithdrawals(em, { cycleId });
  const nominations: ProtocolNomination[] = [];
  const regional: RegionalNomination[] = [];
  for (const nomination of await listNominations(em, cycleId)) {
    const own = <Row extends { nominationId: string }>(rows: readonly Row[]) =>
      rows.filter(({ nominationId }) => nominationId === nomination.id);
    const ofRegions = { awards: own(awards).filter(isRegional), nobody: own(nobody).filter(isRegional) };
    const decided = {
      awards: own(awards).filter((award) => !isRegional(award)),
      nobody: own(nobody).filter((each) => !isRegional(each)),
      withdrawals: own(withdrawals).filter(({ keepsPlace }) => keepsPlace),
    };
    const isLeft = decided.withdrawals.some(({ held }) => held.some((each) => each.meetingId === meetingId));
    if (decided.awards.length > 0 || decided.nobody.length > 0 || isLeft)
      nominations.push(await nominationOf(em, nomination, { ...decided, meetingId, now, places }));
    if (ofRegions.awards.length > 0 || ofRegions.nobody.length > 0)
      regional.push(await regionalOf(em, nomination, { ...ofRegions, places }));
  }
  return { nominations, regional };
}

const isRegional = ({ regionCode }: { regionCode: string | null }) => regionCode !== null;

async function nominationOf(
  em: EntityManager,
  nomination: Nomination,
  { awards, nobody, withdrawals, meetingId, now, places }: Decided & { meetingId: string; now: Date } & Placed,
): Promise<ProtocolNomination> {
  const ranking = await findLatestRanking(em, nomination.id);
  const stands = ranking && sha256(canonicalJson(await rankingInput(em, nomination, now))) === ranking.inputsHash;
  if (!stands || awards.some(({ rankingId }) => rankingId !== ranking.id))
    throw new Refusal({ code: 'ranking-changed', nomination: nomination.title });
  const input = ranking.inputs;
  const { selectionRule } = await getEdition(em, nomination.cycleId);
  const { rule, facts, scenario } = await proposalOf(em, ranking);
  const others = awards.some(({ outcome }) => outcome === 'runner-up' || outcome === 'reserve')
    ? (await listAwards(em, { nominationId: nomination.id })).filter((award) => award.meetingId !== meetingId)
    : [];
  return {
    id: nomination.id,
    code: nomination.code,
    title: nomination.title,
    input,
    ...((selectionRule ?? scenario) && {
      selection: { rule, facts, ...(scenario && { scenario: fixedOf(scenario) }) },
    }),
    cards: await listCards(
      em,
      input.entries.map(({ id }) => id),
    ),
    decisions: recordedDecisions(awards, { ranking, withdrawals, others, places }),
    ...(nobody.length > 0 && { notAwarded: nobody.map((each) => nobodyOf(each, places)) }),
    ...(withdrawals.length > 0 && { withdrawn: withdrawals.map(withdrawnOf) }),
    ...(others.length > 0 && { standing: inProtocolOrder(others).map(standingOfAward) }),
  };
}

const fixedOf = ({ title, reason, rankingRule }: NonNullable<Awaited<ReturnType<typeof proposalOf>>['scenario']>) => ({
  title,
  ground: reason,
  rankingRule,
});

const nobodyOf = ({ outcome, reason, despite, ballotId }: NotAwarded, places: Placed['places']) => ({
  outcome,
  reason,
  ...(despite && { despite }),
  ...(ballotId && { ballot: places.get(ballotId)! }),
});

const withdrawnOf = ({ submissionId, reason, recordedAt, held }: EntryWithdrawal) => ({
  entryId: submissionId,
  reason,
  at: recordedAt.toISOString(),
  held: held.map(({ outcome }) => outcome),
});

/** What was decided of regions, with the entries of those regions as they stood at the last of these decisions. */
async function regionalOf(
  em: EntityManager,
  nomination: Nomination,
  { awards, nobody, places }: Pick<Decided, 'awards' | 'nobody'> & Placed,
): Promise<RegionalNomination> {
  const all = [...awards, ...nobody];
  const regionCodes = [...new Set(all.map(({ regionCode }) => regionCode!))].sort();
  const at = new Date(Math.max(...all.map(({ decidedAt: decided }) => decided.getTime())));
  const entries = await listRegionalCandidates(em, nomination.id, { regionCodes, at });
  const byRegion = (a: { regionCode: string | null }, b: { regionCode: string | null }) =>
    a.regionCode! < b.regionCode! ? -1 : 1;
  return {
    id: nomination.id,
    code: nomination.code,
    title: nomination.title,
    entries,
    cards: await listCards(
      em,
      entries.map(({ id }) => id),
    ),
    decisions: [...awards].sort(byRegion).map(({ submissionId, regionCode, reason, ballotId }) => ({
      entryId: submissionId,
      regionCode: regionCode!,
      reason,
      ...(ballotId && { ballot: places.get(ballotId)! }),
    })),
    ...(nobody.length > 0 && {
      notAwarded: [...nobody].sort(byRegion).map(({ regionCode, reason, ballotId }) => ({
        regionCode: regionCode!,
        reason,
        ...(ballotId && { ballot: places.get(ballotId)! }),
      })),
    }),
  };
}

/**
 * The hash of the protocol that would be drawn up now; `null` when none could be. It equals that of a drawn-up protocol
 * as long as nothing of what that says has changed.
 */
export async function standingHash(tx: EntityManager, meeting: Meeting, now: Date): Promise<string | null> {
  try {
    return (await twinOf(tx, meeting, now)).sha256;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
