import type { AwardDecision, BallotPlace, Standing } from '../decisions/award.js';
import type { Outcome } from '../../cycles/outcome.js';
import { canonicalJson, type Sha256 } from '../../kernel/canonical.js';
import type { Day } from '../../kernel/local-day.js';
import { type Attendance, quorumOf, type QuorumTerms } from '../sittings/quorum.js';
import { rankEntries, type Ranking, type RankingInput } from '../../ranking/rank-entries.js';
import type { RankingRule } from '../../ranking/ranking-rule.js';
import type { RegionalNomination } from '../decisions/regional.js';
import { type SittingRecord } from '../sittings/sitting-record.js';
import { selectBy } from '../../selection/select.js';
import type { Selection, SelectionFacts, SelectionRule } from '../../selection/selection.js';

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

/** Who goes on by the rule of selection; `undefined` where there is none. */
export function selectedBy({ input, selection }: ProtocolNomination, ranking: Ranking): Selection | undefined {
  if (!selection) return undefined;
  const { rule, facts, scenario } = selection;
  return selectBy(scenario ? rankEntries({ ...input, rule: scenario.rankingRule }) : ranking, rule, facts);
}
