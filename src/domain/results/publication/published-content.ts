import type { DecisionRules } from '../../cycles/decision-rules.js';
import type { Outcome } from '../../cycles/outcome.js';
import type { PublicDetail } from '../../cycles/publication-rules.js';
import type { ProtocolTwin, TwinNomination } from '../protocols/protocol.js';
import type { NobodyItem, SnapshotItem, Standing } from './publication.js';
import type { RegionalNomination } from '../decisions/regional.js';

export interface PublishedContent {
  items: SnapshotItem[];
  nobody: NobodyItem[];
  standings: Standing[];
}

interface Detail {
  detail: PublicDetail;
  decisions: DecisionRules;
}

/** One answer to one question of a nomination: whom, or that nobody. */
interface Answer {
  items: SnapshotItem[];
  nobody: NobodyItem[];
}

/**
 * Rules §13. What the two signatures cover: the decisions of the latest signed protocol of every sitting of the cycle, in the
 * order in which they were drawn up. Where two of them decide the same outcome of one nomination, the later counts. In the
 * order of nominations and of the protocol. Places and totals are added as far as the rules publish them. Who was withdrawn
 * by one of them is in none, and who was promoted is not in the reserve.
 */
export function publishedContent(
  twins: readonly Pick<ProtocolTwin, 'nominations' | 'regional'>[],
  rules: Detail,
): PublishedContent {
  const answers = new Map<string, Answer>();
  const standings = new Map<string, Standing>();
  const withdrawn = new Set<string>();
  const promoted = new Set<string>();
  for (const { nominations, regional = [] } of twins) {
    for (const nomination of nominations) {
      answersOf(nomination, rules).forEach((answer, key) => answers.set(key, answer));
      standings.set(nomination.id, standingOf(nomination, rules.detail));
      for (const { entryId } of nomination.withdrawn ?? []) withdrawn.add(entryId);
      for (const { entryId, follows } of nomination.decisions) if (follows) promoted.add(entryId);
    }
    for (const nomination of regional) regionalAnswers(nomination).forEach((answer, key) => answers.set(key, answer));
  }
  const isLeft = ({ submissionId, outcome }: SnapshotItem) =>
    !withdrawn.has(submissionId) && !(outcome === 'reserve' && promoted.has(submissionId));
  const all = [...answers.values()];
  return {
    items: all.flatMap(({ items }) => items.filter(isLeft)),
    nobody: all.flatMap(({ nobody }) => nobody),
    standings: rules.detail === 'chosen' ? [] : [...standings.values()],
  };
}

/** By nomination and outcome. */
function answersOf(nomination: TwinNomination, { detail, decisions: rules }: Detail): Map<string, Answer> {
  const isShown = (outcome: Outcome) => outcome !== 'reserve' || rules.publishReserve;
  const decided = new Set(nomination.decisions.map(({ outcome }) => outcome));
  return new Map([
    ...[...decided].map((outcome): [string, Answer] => [
      `${nomination.id} ${outcome}`,
      { items: isShown(outcome) ? itemsOfOutcome(nomination, outcome, detail) : [], nobody: [] },
    ]),
    ...(nomination.notAwarded ?? []).map(({ outcome, reason }): [string, Answer] => [
      `${nomination.id} ${outcome}`,
      { items: [], nobody: nobodyItem({ nomination: nomination.title, outcome }, reason, rules) },
    ]),
  ]);
}

function nobodyItem(
  item: Omit<NobodyItem, 'reason'>,
  reason: string,
  { publishNobody }: Pick<DecisionRules, 'publishNobody'>,
): NobodyItem[] {
  if (publishNobody === 'nothing') return [];
  return [{ ...item, ...(publishNobody === 'reason' && { reason }) }];
}

/** By nomination and region. That a region named nobody is its own business and is not published. */
function regionalAnswers(nomination: RegionalNomination): Map<string, Answer> {
  const key = (regionCode: string) => `${nomination.id} regional-laureate ${regionCode}`;
  return new Map([
    ...nomination.decisions.map(({ entryId, regionCode }): [string, Answer] => {
      const card = nomination.cards[entryId]!;
      const entry = nomination.entries.find(({ id }) => id === entryId)!;
      const item: SnapshotItem = {
        submissionId: entryId,
        registerNumber: entry.registerNumber,
        title: card.title,
        nomination: nomination.title,
        outcome: 'regional-laureate',
        organisationName: card.organisation,
        regionCode,
        regionName: card.region,
      };
      return [key(regionCode), { items: [item], nobody: [] }];
    }),
    ...(nomination.notAwarded ?? []).map(({ regionCode }): [string, Answer] => [
      key(regionCode),
      { items: [], nobody: [] },
    ]),
  ]);
}

/** Place and total of an entry, as far as they are published. */
function publicPart(nomination: TwinNomination, entryId: string, detail: PublicDetail) {
  const row = nomination.ranking.rows.find((each) => each.entryId === entryId);
  if (!row || detail === 'chosen') return {};
  return { place: row.place, ...(detail === 'totals' && { total: row.totalShown }) };
}

/** Everybody of a nomination who was not withdrawn: places, and of those without one the reason, which names no person. */
function standingOf(nomination: TwinNomination, detail: PublicDetail): Standing {
  const withdrawn = new Set((nomination.withdrawn ?? []).map(({ entryId }) => entryId));
  const isIn = ({ entryId }: { entryId: string }) => !withdrawn.has(entryId);
  const cardOf = ({ entryId, registerNumber }: { entryId: string; registerNumber: string }) => {
    const { title, organisation, region } = nomination.cards[entryId]!;
    return { registerNumber, title, organisationName: organisation, regionName: region };
  };
  const { rows, unranked } = nomination.ranking;
  const without = unranked.filter(isIn).map((row) => ({ ...cardOf(row), reason: row.reason.code }));
  return {
    nomination: nomination.title,
    rows: rows.filter(isIn).map((row) => ({
      ...cardOf(row),
      place: row.place,
      ...(detail === 'totals' && { total: row.totalShown }),
    })),
    ...(without.length > 0 && { without }),
  };
}

function itemsOfOutcome(nomination: TwinNomination, outcome: Outcome, detail: PublicDetail): SnapshotItem[] {
  const decided = nomination.decisions.filter((decision) => decision.outcome === outcome);
  return decided.map(({ entryId }) => {
    const entry = nomination.input.entries.find(({ id }) => id === entryId)!;
    const card = nomination.cards[entryId]!;
    return {
      submissionId: entryId,
      registerNumber: entry.registerNumber,
      title: card.title,
      nomination: nomination.title,
      outcome,
      organisationName: card.organisation,
      regionCode: entry.regionCode,
      regionName: card.region,
      ...publicPart(nomination, entryId, detail),
    };
  });
}

/** Rules §13. Entries of which a later publication says something else than the one before it: their people are told. */
export function changedEntries(before: readonly Decided[], after: readonly Decided[]): string[] {
  const keysOf = (items: readonly Decided[]) =>
    new Set(items.map(({ submissionId, outcome }) => `${submissionId} ${outcome}`));
  const [had, has] = [keysOf(before), keysOf(after)];
  const changed = [...had, ...has].filter((key) => !had.has(key) || !has.has(key));
  return [...new Set(changed.map((key) => key.split(' ')[0]!))];
}

type Decided = Pick<SnapshotItem, 'submissionId' | 'outcome'>;
