import { hasRole, type Actor } from '../../kernel/actor.js';
import { rightOn, type OwnedEntry } from '../../submissions/entry-rights.js';
import type { Outcome } from '../../cycles/outcome.js';
import type { PublicationRules } from '../../cycles/publication-rules.js';
import type { RankingRow } from '../../ranking/rank-entries.js';
import type { ProtocolTwin, TwinNomination } from '../protocols/protocol.js';
import type { SnapshotItem } from '../publication/publication.js';
import { type CriterionStanding, criterionStandings } from './criterion-standings.js';
import { type ToldCorrection, toldCorrections } from './told-corrections.js';

export interface EntryOfResult {
  id: string;
  nominationId: string;
}

/** What a publication that is public holds, and what the edition lets people of an entry be told of it. */
export interface PublishedFacts {
  items: readonly SnapshotItem[];
  /** The protocols that were signed when it was made: what two people signed later is not in it, and nobody is told of it. */
  twins: readonly ProtocolTwin[];
  explain: PublicationRules['explain'];
  /** Whether only those whom a region named go on to the experts. */
  onlyLaureates: boolean;
}

/** The result of an entry as its people are told it. */
export interface ToldResult {
  outcomes: Outcome[];
  /** Null where the rules keep places to themselves, or the entry has none. */
  row: RankingRow | null;
  ranked: number;
  /** The nomination as the last protocol that has the entry in it ranked it. */
  nomination: TwinNomination | null;
  standings: CriterionStanding[];
  sheets: number;
  reason: string;
  corrections: ToldCorrection[];
  /** Whether it was not before the experts because its region did not name it, as the publication tells. */
  isKept: boolean;
  /** Whether a correction left it out of the ranking. */
  isLeftOut: boolean;
}

/** Rules §15. Whose result it is: the people of the entry's organisation, its collaborators, and the coordinator of its region. */
export function mayReadEntryResult(
  actor: Actor,
  entry: OwnedEntry & { regionCode: string; cycleId: string; state: string },
): boolean {
  const { regionCode, cycleId } = entry;
  const isTheirs = rightOn(actor, entry) !== null || hasRole(actor, ['coordinator'], { regionCode, cycleId });
  return isTheirs && entry.state === 'admitted';
}

/**
 * Rules §15. What people of an entry are told of its result, from the instant of the publication on (`isPublic`): what was decided
 * of it, and its place and its criteria beside the middle of the nomination as far as the rules explain them; what
 * corrections did to it; that it went no further than its region. Nothing of any other entry.
 */
export function toldResult(entry: EntryOfResult, { items, twins, explain, onlyLaureates }: PublishedFacts): ToldResult {
  const nomination =
    twins
      .flatMap(({ nominations }) => nominations)
      .findLast(({ input }) => input.entries.some(({ id }) => id === entry.id)) ?? null;
  const row = nomination?.ranking.rows.find(({ entryId }) => entryId === entry.id) ?? null;
  const corrections = nomination ? toldCorrections(nomination.input, entry.id, { showPoints: explain.criteria }) : [];
  return {
    outcomes: items.filter(({ submissionId }) => submissionId === entry.id).map(({ outcome }) => outcome),
    row: explain.place ? row : null,
    ranked: nomination?.ranking.rows.length ?? 0,
    nomination,
    standings: row && explain.criteria ? criterionStandings(row, nomination!.ranking.rows) : [],
    sheets: row?.sheets ?? 0,
    reason: nomination?.decisions.find(({ entryId }) => entryId === entry.id)?.reason ?? '',
    corrections,
    isKept: onlyLaureates && nomination === null && isKeptToldBy(twins, entry),
    isLeftOut: corrections.some(({ changes }) => changes.some(({ kind }) => kind === 'entry-left-out')),
  };
}

/**
 * Rules §15. Whether what is published tells that an entry went no further: its region decided on others, or there is a ranking of
 * its nomination that it is not in. An entry that a region named went on.
 */
export function isKeptToldBy(
  twins: readonly Pick<ProtocolTwin, 'nominations' | 'regional'>[],
  { id, nominationId }: EntryOfResult,
): boolean {
  const regional = twins.flatMap((twin) => twin.regional ?? []);
  if (regional.some(({ decisions }) => decisions.some(({ entryId }) => entryId === id))) return false;
  return (
    regional.some(({ entries }) => entries.some((each) => each.id === id)) ||
    twins.some(({ nominations }) => nominations.some((each) => each.id === nominationId))
  );
}
