import Fraction from 'fraction.js';
import { fractionText } from '../kernel/decimal.js';
import { lotOf } from '../kernel/lot.js';
import { compareText } from '../kernel/seeded.js';
import { byNumber, mustBeBallots, namedIn, type OrderedBallot, type VotedEntry } from './ballots.js';

/** One step of a count; votes are exact, `n` or `n/d`, at its beginning. */
export interface StvStep {
  votes: Record<string, string>;
  exhausted: string;
  action:
    | { kind: 'elect'; entries: string[] }
    | { kind: 'transfer'; from: string; surplus: string; value: string }
    | { kind: 'exclude'; entry: string; by: 'fewest' | 'earlier-step' | 'lot' }
    | { kind: 'fill'; entries: string[] };
}

export interface StvCount {
  quota: number;
  /** In the order of election. */
  elected: string[];
  steps: StvStep[];
}

/** A ballot with what is left of its one vote. */
interface Paper {
  order: readonly string[];
  holder: string | null;
  value: Fraction;
}

interface Count {
  entries: readonly VotedEntry[];
  papers: Paper[];
  hopeful: Set<string>;
  elected: string[];
  /** Elected entries whose surplus is still to be passed on. */
  pending: string[];
  steps: StvStep[];
  history: Map<string, Fraction>[];
  seats: number;
  quota: number;
  seed: string;
}

/**
 * Rules §10. The single transferable vote: quota of Droop, ⌊votes / (seats + 1)⌋ + 1; surpluses by the method of Gregory over
 * all papers of the elected (weighted inclusive), exactly: each passes on surplus / votes of its value to the next hopeful
 * entry on it, or is exhausted. Who reaches the quota is elected, most votes first; one surplus is passed on at a time, the
 * largest first; without one the entry with the fewest votes is excluded. When no more hopefuls are left than seats, all are
 * elected. Equal votes are separated by the latest earlier step at which they differed, then by lot: for a surplus or
 * election the smaller lot comes first, for an exclusion the greater goes. Fewer entries than seats are all elected.
 * Refuses as `mustBeBallots`.
 */
export function singleTransferableVote(
  entries: readonly VotedEntry[],
  ballots: readonly OrderedBallot[],
  terms: { seats: number; seed: string },
): StvCount {
  mustBeBallots(entries, ballots.map(namedIn));
  const cast = ballots.filter(({ order }) => order.length > 0);
  const count: Count = {
    entries: [...entries].sort(byNumber),
    papers: cast.map(({ order }) => ({ order, holder: order[0]!, value: new Fraction(1) })),
    hopeful: new Set(entries.map(({ id }) => id)),
    elected: [],
    pending: [],
    steps: [],
    history: [],
    seats: terms.seats,
    quota: Math.floor(cast.length / (terms.seats + 1)) + 1,
    seed: terms.seed,
  };
  while (count.elected.length < count.seats && count.hopeful.size > 0) nextStep(count);
  return { quota: count.quota, elected: count.elected, steps: count.steps };
}

function nextStep(count: Count): void {
  const votes = votesOf(count);
  count.history.push(votes);
  const most = [...count.hopeful].sort((a, b) => compareVotes(count, b, a));
  const reached = most.filter((id) => votes.get(id)!.gte(count.quota));
  const open = count.seats - count.elected.length;
  if (reached.length) {
    // Droop's quota cannot be reached by more than the seats.
    elect(count, reached);
    count.pending.push(...reached.filter((id) => votes.get(id)!.gt(count.quota)));
    note(count, votes, { kind: 'elect', entries: reached });
  } else if (count.hopeful.size <= open) {
    elect(count, most);
    note(count, votes, { kind: 'fill', entries: most });
  } else if (count.pending.length) passOn(count, votes);
  else exclude(count, votes, most.at(-1)!, most.at(-2)!);
}

function votesOf({ entries, papers }: Count): Map<string, Fraction> {
  const votes = new Map(entries.map(({ id }) => [id, new Fraction(0)]));
  for (const { holder, value } of papers) if (holder) votes.set(holder, votes.get(holder)!.add(value));
  return votes;
}

/** Above zero when `a` has more votes: now, at the latest earlier step that separates them, or the smaller lot. */
function compareVotes(count: Count, a: string, b: string): number {
  for (const votes of count.history.toReversed()) {
    const difference = votes.get(a)!.compare(votes.get(b)!);
    if (difference) return difference;
  }
  const lot = (id: string) => lotOf(count.seed, count.entries.find((entry) => entry.id === id)!.registerNumber);
  return compareText(lot(b), lot(a)) || compareText(b, a);
}

function elect(count: Count, ids: readonly string[]): void {
  count.elected.push(...ids);
  for (const id of ids) count.hopeful.delete(id);
}

/** Hands a paper to the next hopeful entry on it. */
function handOn(count: Count, paper: Paper): void {
  const after = paper.order.slice(paper.order.indexOf(paper.holder!) + 1);
  paper.holder = after.find((id) => count.hopeful.has(id)) ?? null;
}

function passOn(count: Count, votes: Map<string, Fraction>): void {
  const [from] = count.pending.sort((a, b) => compareVotes(count, b, a));
  count.pending = count.pending.filter((id) => id !== from);
  const total = votes.get(from!)!;
  const surplus = total.sub(count.quota);
  const value = surplus.div(total);
  note(count, votes, { kind: 'transfer', from: from!, surplus: fractionText(surplus), value: fractionText(value) });
  const kept: Paper[] = [];
  for (const paper of count.papers) {
    if (paper.holder !== from) continue;
    kept.push({ order: [], holder: from, value: paper.value.sub(paper.value.mul(value)) });
    paper.value = paper.value.mul(value);
    handOn(count, paper);
  }
  count.papers.push(...kept);
}

function exclude(count: Count, votes: Map<string, Fraction>, entry: string, above: string): void {
  const isFewest = !votes.get(entry)!.equals(votes.get(above)!);
  const earlier = count.history.some((step) => !step.get(entry)!.equals(step.get(above)!));
  note(count, votes, { kind: 'exclude', entry, by: isFewest ? 'fewest' : earlier ? 'earlier-step' : 'lot' });
  count.hopeful.delete(entry);
  for (const paper of count.papers) if (paper.holder === entry) handOn(count, paper);
}

function note(count: Count, votes: Map<string, Fraction>, action: StvStep['action']): void {
  const exhausted = count.papers.filter(({ holder }) => holder === null);
  count.steps.push({
    votes: Object.fromEntries([...votes].map(([id, value]) => [id, fractionText(value)])),
    exhausted: fractionText(exhausted.reduce((total, { value }) => total.add(value), new Fraction(0))),
    action,
  });
}
