import type { EntityManager } from 'typeorm';
import { getCycle, getEdition, listCriteria, listNominations } from '../cycles/cycles.queries.js';
import type { Nomination } from '../cycles/nomination.entity.js';
import type { AwardDecision } from '../domain/award.js';
import { canonicalJson } from '../domain/canonical.js';
import { buildProtocol, type ProtocolNomination, type ProtocolTwin } from '../domain/protocol.js';
import { Refusal } from '../domain/refusal.js';
import { sha256 } from '../platform/ids.js';
import type { Award } from './award.entity.js';
import { attendanceOf, contendersOf, termsOf } from './awards.service.js';
import type { Meeting } from './meeting.entity.js';
import { proposalOf } from './proposal.js';
import type { Ranking } from './ranking.entity.js';
import { inputOf, rankingInput } from './rankings.service.js';
import { readSitting, recordOf } from './sittings.queries.js';
import { findLatestRanking, listAwards, listCards } from './results.queries.js';

const outcomeOrder: Award['outcome'][] = ['winner', 'laureate', 'finalist', 'recommended'];

/**
 * The twin of a sitting's protocol as things stand. Refuses with `nothing-decided`, and with `ranking-changed` when a
 * decision rests on a ranking that no longer follows from the sheets.
 */
export async function twinOf(em: EntityManager, meeting: Meeting, now: Date): Promise<ProtocolTwin> {
  const cycle = await getCycle(em, meeting.cycleId);
  const edition = await getEdition(em, cycle.id);
  const awards = await listAwards(em, { meetingId: meeting.id });
  if (awards.length === 0) throw new Refusal({ code: 'nothing-decided' });
  const criteria = await listCriteria(em, cycle.id);
  const sitting = recordOf(await readSitting(em, meeting.id));
  const nominations: ProtocolNomination[] = [];
  for (const nomination of await listNominations(em, cycle.id)) {
    const decided = awards.filter(({ nominationId }) => nominationId === nomination.id);
    if (decided.length > 0) nominations.push(await nominationOf(em, nomination, { awards: decided, now }));
  }
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
      quorum: termsOf(edition),
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
      notes: cycle.generated ? ['Данные этого конкурса созданы программой для показа.'] : [],
    },
    sha256,
  );
}

async function nominationOf(
  em: EntityManager,
  nomination: Nomination,
  { awards, now }: { awards: readonly Award[]; now: Date },
): Promise<ProtocolNomination> {
  const ranking = await findLatestRanking(em, nomination.id);
  const stands = ranking && sha256(canonicalJson(await rankingInput(em, nomination, now))) === ranking.inputsHash;
  if (!stands || awards.some(({ rankingId }) => rankingId !== ranking.id))
    throw new Refusal({ code: 'ranking-changed', nomination: nomination.title });
  const input = inputOf(ranking);
  const { selectionRule } = await getEdition(em, nomination.cycleId);
  const { rule, facts, scenario } = await proposalOf(em, ranking);
  return {
    id: nomination.id,
    code: nomination.code,
    title: nomination.title,
    input,
    // A scenario that was fixed counts otherwise than the ranking of the protocol: its proposals cannot be verified by it.
    ...(selectionRule && !scenario && { selection: { rule, facts } }),
    cards: await listCards(
      em,
      input.entries.map(({ id }) => id),
    ),
    decisions: decisionsOf(awards, ranking),
  };
}

/** The awards as decisions, with what was passed over named as such. */
function decisionsOf(awards: readonly Award[], ranking: Ranking): AwardDecision[] {
  const contenders = contendersOf(ranking);
  const sorted = [...awards].sort(
    (a, b) =>
      outcomeOrder.indexOf(a.outcome) - outcomeOrder.indexOf(b.outcome) ||
      (a.place ?? Infinity) - (b.place ?? Infinity) ||
      (a.submissionId < b.submissionId ? -1 : 1),
  );
  return sorted.map(({ submissionId, outcome, place, reason }): AwardDecision => {
    const named = new Set(awards.filter((award) => award.outcome === outcome).map((award) => award.submissionId));
    const passedOver = contenders.some(
      (contender) => !named.has(contender.entryId) && (contender.place?.from ?? Infinity) < (place ?? Infinity),
    );
    return { entryId: submissionId, outcome, place, departure: outcome !== 'recommended' && passedOver, reason };
  });
}
