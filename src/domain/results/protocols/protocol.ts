import { type AwardDecision, type BallotPlace, placePassedOver, type Standing } from '../decisions/award.js';
import type { Outcome } from '../../cycles/outcome.js';
import { canonicalJson, type Difference, firstDifference, type Sha256 } from '../../kernel/canonical.js';
import type { Day } from '../../kernel/local-day.js';
import { type Attendance, quorumOf, type QuorumTerms } from '../sittings/quorum.js';
import { rankEntries, type Ranking, type RankingInput } from '../../ranking/rank-entries.js';
import type { RankingRule } from '../../ranking/ranking-rule.js';
import { regionalFault, type RegionalNomination } from '../decisions/regional.js';
import { ballotFault } from './ballot-fault.js';
import { type SittingRecord } from '../sittings/sitting-record.js';
import { selectBy } from '../../selection/select.js';
import type { Selection, SelectionFacts, SelectionRule } from '../../selection/selection.js';
import { eligibleOf } from '../decisions/contenders.js';

export const protocolFormat = 'laureat-protocol/1';

/** What people know an entry by; decides nothing. */
export interface EntryCard {
  title: string;
  organisation: string;
  region: string;
}

export interface ProtocolNomination {
  id: string;
  code: string;
  title: string;
  /** Everything that decided the ranking, so that anybody can compute it again. */
  input: RankingInput;
  /** The rule by which entries are proposed, where it is more than their places; a scenario that was fixed ranks by its own. */
  selection?: {
    rule: SelectionRule;
    facts: SelectionFacts;
    scenario?: { title: string; ground: string; rankingRule: RankingRule };
  };
  cards: Record<string, EntryCard>;
  decisions: AwardDecision[];
  /** Kinds that were awarded to nobody. */
  notAwarded?: { outcome: Outcome; reason: string; despite?: string; ballot?: BallotPlace }[];
  /** Entries that were chosen and withdrawn since, with what they held. */
  withdrawn?: { entryId: string; reason: string; at: string; held: Outcome[] }[];
  /** What other sittings decided in the nomination, where a decision here stands behind it. */
  standing?: Standing[];
}

export interface ProtocolFacts {
  competition: string;
  year: number;
  number: string;
  on: Day;
  place: string;
  form: 'in-person' | 'remote' | 'by-correspondence';
  body: string;
  chair: string;
  secretary: string;
  attendance: Attendance;
  attendees: string[];
  quorum: QuorumTerms;
  /** Where the regulation asks a ballot of each decision. */
  ballots?: 'each-decision';
  regulation: { protocolNumber: string; on: Day | null };
  criteria: { id: string; title: string; weight: string; scaleMin: string; scaleMax: string; scaleStep: string }[];
  /** Files that were read, with the SHA-256 of their bytes; empty when the data came from the database. */
  inputs: { name: string; bytes: number; sha256: string }[];
  nominations: ProtocolNomination[];
  /** What was decided of regions, before and apart from any ranking. */
  regional?: RegionalNomination[];
  /** Who was there by name, the agenda, ballots and dissent, where they were recorded. */
  sitting?: SittingRecord;
  notes: string[];
}

export interface TwinNomination extends ProtocolNomination {
  inputSha256: string;
  ranking: Ranking;
  /** Who goes on by the rule of selection, and why each does or does not. */
  selected?: Selection;
}

/** The machine-readable twin of a protocol: plain JSON with everything that the paper says and what it follows from. */
export interface ProtocolTwin extends Omit<ProtocolFacts, 'nominations'> {
  format: typeof protocolFormat;
  quorumNeeded: number;
  nominations: TwinNomination[];
  /** SHA-256 of the canonical JSON of all the rest. Signatures are put under this hash and are kept beside the twin. */
  sha256: string;
}

/**
 * Rules §13. Draws up a protocol: attendance and quorum, the rules, the inputs with their hashes, every row of every
 * ranking with its explanation, and the decisions with their reasons. Equal facts give equal twins, byte for byte.
 */
export function buildProtocol(facts: ProtocolFacts, sha256: Sha256): ProtocolTwin {
  const content = {
    ...facts,
    format: protocolFormat,
    quorumNeeded: quorumOf(facts.attendance, facts.quorum),
    nominations: facts.nominations.map((nomination): TwinNomination => {
      const ranking = rankEntries(nomination.input);
      return {
        ...nomination,
        inputSha256: sha256(canonicalJson(nomination.input)),
        ranking,
        ...(nomination.selection && { selected: selectedBy(nomination, ranking) }),
      };
    }),
  } as const;
  return { ...content, sha256: sha256(canonicalJson(content)) };
}

function selectedBy({ input, selection }: ProtocolNomination, ranking: Ranking): Selection | undefined {
  if (!selection) return undefined;
  const { rule, facts, scenario } = selection;
  return selectBy(scenario ? rankEntries({ ...input, rule: scenario.rankingRule }) : ranking, rule, facts);
}

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
