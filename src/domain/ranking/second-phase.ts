import Fraction from 'fraction.js';
import { decimalFrom, exact, fractionText, sum } from '../kernel/decimal.js';
import type { SecondPhase } from './ranking-rule.js';
import { Refusal, type FieldProblem } from '../kernel/refusal.js';
import type { OrderedBallot, VotedEntry } from '../voting/ballots.js';
import { countVotes, passVote, rankPoints } from '../voting/counts.js';
import { schulze } from '../voting/schulze.js';
import { singleTransferableVote } from '../voting/stv.js';
import { groupsOf } from '../kernel/runs.js';
import type { RankingRow } from './result.js';
import { BodyBallot } from './input.js';

/** Entries that the body found equal, the best first; `value` is what they were found equal by. */
interface Level {
  ids: readonly string[];
  value: string | null;
}

/** Rules §10. Who goes on to the body: the first so many by points, and with them who shares the last of those places. */
export function goesOn(rows: readonly RankingRow[], { top }: Pick<SecondPhase, 'top'>): RankingRow[] {
  return rows.filter(({ place }) => top === null || place.from <= top);
}

/**
 * Rules §10. Two phases: the best by points go on to the body, whose marks or votes alone decide among them; the others
 * follow in the order of the points. Equal ones share the places or stand by their points, as ruled. A finalist to whom
 * the body gave nothing stands behind the other finalists. Ballots speak of finalists only: what they say of others, as
 * after a correction, counts nowhere. Without ballots the order of the points stands.
 */
export function inSecondPhase(
  rows: readonly RankingRow[],
  phase: SecondPhase,
  ballots: readonly BodyBallot[],
): RankingRow[] {
  if (ballots.length === 0) return [...rows];
  const finalists = goesOn(rows, phase);
  if (finalists.length === 0) return [...rows];
  const byId = new Map(finalists.map((row) => [row.entryId, row]));
  const levels = levelsOf(
    finalists,
    phase,
    ballots.map((ballot) => ofFinalists(ballot, byId)),
  );
  const placed: RankingRow[] = [];
  for (const { ids, value } of levels) {
    const equals = ids.map((id) => byId.get(id)!).sort((a, b) => rows.indexOf(a) - rows.indexOf(b));
    const first = placed.length + 1;
    const groups = groupsOf(equals, (a, b) => phase.equals === 'share' || a.place.from === b.place.from);
    equals.forEach((row, index) => {
      const place = { from: first + groups[index]!.first, to: first + groups[index]!.last };
      placed.push({ ...row, place, second: { value, voters: ballots.length } });
    });
  }
  const named = new Set(placed.map(({ entryId }) => entryId));
  return [
    ...placed,
    ...behind(
      finalists.filter(({ entryId }) => !named.has(entryId)),
      placed.length,
    ).map((row) => ({
      ...row,
      second: { value: null, voters: ballots.length },
    })),
    ...behind(
      rows.filter(({ entryId }) => !byId.has(entryId)),
      finalists.length,
    ),
  ];
}

/** Rows that follow so many others, in their own order. */
function behind(rows: readonly RankingRow[], count: number): RankingRow[] {
  const groups = groupsOf(rows, (a, b) => a.place.from === b.place.from);
  return rows.map((row, index) => ({
    ...row,
    place: { from: count + groups[index]!.first + 1, to: count + groups[index]!.last + 1 },
  }));
}

function ofFinalists({ voterId, marks, order }: BodyBallot, finalists: ReadonlyMap<string, unknown>): BodyBallot {
  return {
    voterId,
    ...(marks && { marks: Object.fromEntries(Object.entries(marks).filter(([id]) => finalists.has(id))) }),
    ...(order && { order: order.filter((id) => finalists.has(id)) }),
  };
}

function levelsOf(rows: readonly RankingRow[], { by }: SecondPhase, ballots: readonly BodyBallot[]): Level[] {
  const entries: VotedEntry[] = rows.map(({ entryId: id, registerNumber }) => ({ id, registerNumber }));
  const ordered: OrderedBallot[] = ballots.map(({ voterId, order = [] }) => ({ voterId, order }));
  switch (by.kind) {
    case 'marks':
      return markLevels(entries, ballots);
    case 'rank-points':
      return countLevels(rankPoints(entries, ordered, by.points));
    case 'votes': {
      const choices = ordered.map(({ voterId, order }) => ({ voterId, choices: order }));
      return countLevels(countVotes(entries, choices, by.most));
    }
    case 'pass': {
      const marks = ballots.map(({ voterId, marks: given = {} }) => ({
        voterId,
        marks: Object.fromEntries(
          Object.entries(given).map(([id, mark]) => [id, exact(mark).equals(0) ? 'fail' : 'pass'] as const),
        ),
      }));
      const counted = passVote(entries, marks, by.needs);
      const level = (passed: boolean): Level => ({
        ids: counted.filter((row) => row.passed === passed).map(({ entryId }) => entryId),
        value: passed ? '1' : '0',
      });
      return [level(true), level(false)].filter(({ ids }) => ids.length > 0);
    }
    case 'schulze': {
      const weak = ordered.map(({ voterId, order }) => ({ voterId, ranks: order.map((id) => [id]) }));
      return placeLevels(schulze(entries, weak, 'winning-votes').rows);
    }
    case 'stv': {
      const { elected } = singleTransferableVote(entries, ordered, { seats: by.seats, seed: by.seed });
      return elected.map((id) => ({ ids: [id], value: null }));
    }
  }
}

/** The mean of the marks, exactly; who has none is left out. */
function markLevels(entries: readonly VotedEntry[], ballots: readonly BodyBallot[]): Level[] {
  const means = entries.flatMap(({ id }) => {
    const marks = ballots.flatMap(({ marks: given = {} }) => (Object.hasOwn(given, id) ? [exact(given[id]!)] : []));
    return marks.length > 0 ? [{ id, mean: sum(marks).div(marks.length) }] : [];
  });
  means.sort((a, b) => b.mean.compare(a.mean));
  return groupsOf(means, (a, b) => a.mean.equals(b.mean)).flatMap((group, index) =>
    group.first === index
      ? [{ ids: means.slice(group.first, group.last + 1).map(({ id }) => id), value: fractionText(means[index]!.mean) }]
      : [],
  );
}

const countLevels = (rows: readonly { entryId: string; place: { from: number }; count: number }[]): Level[] =>
  placeLevels(rows).map((level) => {
    const { count } = rows.find(({ entryId }) => entryId === level.ids[0])!;
    return { ...level, value: fractionText(new Fraction(count)) };
  });

function placeLevels(rows: readonly { entryId: string; place: { from: number } }[]): Level[] {
  const places = [...new Set(rows.map(({ place }) => place.from))].sort((a, b) => a - b);
  return places.map((from) => ({
    ids: rows.filter(({ place }) => place.from === from).map(({ entryId }) => entryId),
    value: null,
  }));
}

/**
 * Rules §10. The ballots as they can be counted: one of each voter, of entries that go on, marks on their scale, no more
 * votes than a member has. Empty ones fall away; a comma is read as a point.
 * Refuses `invalid-input` with the place of each fault, and where no ballot is left.
 */
export function bodyBallots(
  sent: readonly BodyBallot[],
  facts: { phase: SecondPhase; finalists: ReadonlySet<string>; voters: ReadonlySet<string> },
): BodyBallot[] {
  const { by } = facts.phase;
  const problems: FieldProblem[] = [];
  const fault = (pointer: string, rule: string) => void problems.push({ pointer, rule });
  const seen = new Set<string>();
  const kept = sent.flatMap(({ voterId, marks = {}, order = [] }, index): BodyBallot[] => {
    const at = `/ballots/${index}`;
    if (!facts.voters.has(voterId)) fault(`${at}/voterId`, 'not-offered');
    if (seen.has(voterId)) fault(`${at}/voterId`, 'duplicate');
    seen.add(voterId);
    if (by.kind !== 'marks' && by.kind !== 'pass') {
      for (const id of order) if (!facts.finalists.has(id)) fault(`${at}/order`, 'not-offered');
      if (new Set(order).size < order.length) fault(`${at}/order`, 'duplicate');
      if (by.kind === 'votes' && by.most !== null && order.length > by.most) fault(`${at}/order`, 'too-many-votes');
      return order.length > 0 ? [{ voterId, order: [...order] }] : [];
    }
    const read = Object.entries(marks).flatMap(([id, typed]) => {
      const mark = decimalFrom(typed.trim());
      const pointer = `${at}/marks/${id}`;
      if (!facts.finalists.has(id)) fault(pointer, 'not-offered');
      else if (mark === null) fault(pointer, 'not-a-number');
      else if (!isOnScale(mark, by)) fault(pointer, 'score-off-scale');
      else return [[id, mark] as const];
      return [];
    });
    return read.length > 0 ? [{ voterId, marks: Object.fromEntries(read) }] : [];
  });
  if (problems.length === 0 && kept.length === 0) fault('/ballots', 'required');
  if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
  return kept;
}

function isOnScale(mark: string, by: Extract<SecondPhase['by'], { kind: 'marks' | 'pass' }>): boolean {
  const value = exact(mark);
  if (by.kind === 'pass') return value.equals(0) || value.equals(1);
  return value.gte(exact(by.min)) && value.lte(exact(by.max));
}
