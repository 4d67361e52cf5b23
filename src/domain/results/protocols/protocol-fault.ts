import { eligibleOf } from '../decisions/contenders.js';
import { placePassedOver } from '../decisions/award.js';
import { regionalFault } from '../decisions/regional.js';
import { canonicalJson, type Difference, firstDifference, type Sha256 } from '../../kernel/canonical.js';
import { rankEntries, type Ranking } from '../../ranking/rank-entries.js';
import { quorumOf } from '../sittings/quorum.js';
import { ballotFault } from './ballot-fault.js';
import { protocolFormat, type ProtocolTwin, selectedBy, type TwinNomination } from './protocol.js';

/** What a verifier found: where, what the inputs give, and what the protocol says. */
export type ProtocolFault = Difference & {
  what:
    | 'format'
    | 'criteria'
    | 'input-hash'
    | 'ranking'
    | 'selection'
    | 'quorum'
    | 'ballot'
    | 'decision'
    | 'regional'
    | 'hash';
};

/**
 * Rules §13. Computes a protocol again from its own inputs and names the first difference: `null` when everything
 * follows. The order is: format; of each nomination the criteria, the ranking, who was selected, the hash of
 * its input and its decisions; regional decisions; the quorum; the ballots and what rests on them; the hash of the whole.
 */
export function protocolFault(twin: ProtocolTwin, sha256: Sha256): ProtocolFault | null {
  if (twin.format !== protocolFormat)
    return { what: 'format', pointer: '/format', expected: protocolFormat, found: twin.format };
  for (const [index, nomination] of twin.nominations.entries()) {
    const criteria = twin.criteria.map(({ id, weight, scaleMax }) => ({ id, weight, scaleMax }));
    const other = firstDifference(criteria, nomination.input.criteria, `/nominations/${index}/input/criteria`);
    if (other) return { what: 'criteria', ...other };
    const fault = nominationFault(nomination, `/nominations/${index}`, sha256);
    if (fault) return fault;
  }
  for (const [index, nomination] of (twin.regional ?? []).entries()) {
    const fault = regionalFault(nomination);
    if (fault) return { what: 'regional', ...fault, pointer: `/regional/${index}${fault.pointer}` };
  }
  const needed = quorumOf(twin.attendance, twin.quorum);
  const quorum = firstDifference(needed, twin.quorumNeeded, '/quorumNeeded');
  if (quorum) return { what: 'quorum', ...quorum };
  const ballot = ballotFault(twin);
  if (ballot) return { what: 'ballot', ...ballot };
  const { sha256: stated, ...content } = twin;
  const whole = firstDifference(sha256(canonicalJson(content)), stated, '/sha256');
  return whole && { what: 'hash', ...whole };
}

function nominationFault(nomination: TwinNomination, pointer: string, sha256: Sha256): ProtocolFault | null {
  const ranking = rankEntries(nomination.input);
  const wrongRanking = firstDifference(ranking, nomination.ranking, `${pointer}/ranking`);
  if (wrongRanking) return { what: 'ranking', ...wrongRanking };
  const selected = selectedBy(nomination, ranking);
  const wrongSelection = firstDifference(selected, nomination.selected, `${pointer}/selected`);
  if (wrongSelection) return { what: 'selection', ...wrongSelection };
  const input = firstDifference(
    sha256(canonicalJson(nomination.input)),
    nomination.inputSha256,
    `${pointer}/inputSha256`,
  );
  if (input) return { what: 'input-hash', ...input };
  const wrong = decisionsFault(nomination, ranking);
  return wrong && { what: 'decision', ...wrong, pointer: `${pointer}${wrong.pointer}` };
}

/** What of the decisions does not follow: places, departures, the order of the reserve, whom a promotion follows, nobody. */
function decisionsFault(nomination: TwinNomination, ranking: Ranking): Difference | null {
  const { decisions, notAwarded = [], withdrawn = [] } = nomination;
  const contenders = eligibleOf(ranking, withdrawn);
  const standing = [...decisions, ...(nomination.standing ?? [])];
  for (const [index, decision] of decisions.entries()) {
    const at = `/decisions/${index}`;
    const { entryId, outcome, follows } = decision;
    const row = ranking.rows.find((each) => each.entryId === entryId);
    const place = firstDifference(row?.place.from ?? null, decision.place, `${at}/place`);
    if (place) return place;
    const passed = placePassedOver(decision, contenders, standing) !== null;
    const departure = firstDifference(passed, decision.departure, `${at}/departure`);
    if (departure) return departure;
    const left = withdrawn.find((each) => each.entryId === follows?.entryId);
    if (follows && !left?.held.includes(outcome))
      return { pointer: `${at}/follows/entryId`, expected: `an entry that held ${outcome}`, found: follows.entryId };
    if (withdrawn.some((each) => each.entryId === entryId))
      return { pointer: `${at}/entryId`, expected: 'an entry that was not withdrawn', found: entryId };
  }
  const orders = decisions.filter(({ outcome }) => outcome === 'reserve').map(({ order }) => order);
  const twice = orders.findIndex((order, index) => order === undefined || orders.indexOf(order) !== index);
  if (twice >= 0) return { pointer: '/decisions', expected: 'a reserve in its order', found: orders[twice] };
  const both = notAwarded.findIndex((nobody) => decisions.some(({ outcome }) => outcome === nobody.outcome));
  if (both < 0) return null;
  return { pointer: `/notAwarded/${both}`, expected: undefined, found: notAwarded[both]!.outcome };
}
