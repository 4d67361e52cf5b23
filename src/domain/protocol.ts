import type { AwardDecision } from './award.js';
import { canonicalJson, type Difference, firstDifference, type Sha256 } from './canonical.js';
import type { Day } from './local-day.js';
import { type Attendance, quorumOf, type QuorumTerms } from './quorum.js';
import { rankEntries, type Ranking, type RankingInput } from './ranking.js';
import { ballotHolds, type SittingRecord } from './sitting.js';
import { selectBy, type Selection, type SelectionFacts, type SelectionRule } from './selection/select.js';

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
  /** The rule by which the ranking proposes entries, where it is more than their places. */
  selection?: { rule: SelectionRule; facts: SelectionFacts };
  cards: Record<string, EntryCard>;
  decisions: AwardDecision[];
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
  regulation: { protocolNumber: string; on: Day | null };
  criteria: { id: string; title: string; weight: string; scaleMin: string; scaleMax: string; scaleStep: string }[];
  /** Files that were read, with the SHA-256 of their bytes; empty when the data came from the database. */
  inputs: { name: string; bytes: number; sha256: string }[];
  nominations: ProtocolNomination[];
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
        ...(nomination.selection && { selected: selectedBy(ranking, nomination.selection) }),
      };
    }),
  } as const;
  return { ...content, sha256: sha256(canonicalJson(content)) };
}

function selectedBy(ranking: Ranking, { rule, facts }: NonNullable<ProtocolNomination['selection']>): Selection {
  return selectBy(ranking, rule, facts);
}

/** What a verifier found: where, what the inputs give, and what the protocol says. */
export type ProtocolFault = Difference & {
  what: 'format' | 'criteria' | 'input-hash' | 'ranking' | 'selection' | 'quorum' | 'ballot' | 'decision' | 'hash';
};

/**
 * Rules §13. Computes a protocol again from its own inputs and names the first difference: `null` when everything
 * follows. The order is: format; of each nomination the criteria, the ranking, who was selected, the hash of
 * its input and the places of its decisions; the quorum; the hash of the whole.
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
  const needed = quorumOf(twin.attendance, twin.quorum);
  const quorum = firstDifference(needed, twin.quorumNeeded, '/quorumNeeded');
  if (quorum) return { what: 'quorum', ...quorum };
  for (const [at, { ballots }] of (twin.sitting?.agenda ?? []).entries())
    for (const [index, ballot] of ballots.entries())
      if (!ballotHolds(ballot)) {
        const pointer = `/sitting/agenda/${at}/ballots/${index}/carried`;
        return { what: 'ballot', pointer, expected: !ballot.carried, found: ballot.carried };
      }
  const { sha256: stated, ...content } = twin;
  const whole = firstDifference(sha256(canonicalJson(content)), stated, '/sha256');
  return whole && { what: 'hash', ...whole };
}

function nominationFault(nomination: TwinNomination, pointer: string, sha256: Sha256): ProtocolFault | null {
  const ranking = rankEntries(nomination.input);
  const wrongRanking = firstDifference(ranking, nomination.ranking, `${pointer}/ranking`);
  if (wrongRanking) return { what: 'ranking', ...wrongRanking };
  const selected = nomination.selection && selectedBy(ranking, nomination.selection);
  const wrongSelection = firstDifference(selected, nomination.selected, `${pointer}/selected`);
  if (wrongSelection) return { what: 'selection', ...wrongSelection };
  const input = firstDifference(
    sha256(canonicalJson(nomination.input)),
    nomination.inputSha256,
    `${pointer}/inputSha256`,
  );
  if (input) return { what: 'input-hash', ...input };
  for (const [index, decision] of nomination.decisions.entries()) {
    const row = ranking.rows.find(({ entryId }) => entryId === decision.entryId);
    const place = firstDifference(row?.place.from ?? null, decision.place, `${pointer}/decisions/${index}/place`);
    if (place) return { what: 'decision', ...place };
  }
  return null;
}
