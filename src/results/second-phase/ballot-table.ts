import { z } from 'zod';
import type { SecondPhase } from '../../domain/ranking/ranking-rule.js';
import type { BodyBallot } from '../../domain/ranking/input.js';
import { Refusal, type FieldProblem } from '../../domain/kernel/refusal.js';
import type { FormAgain, FormBody } from '../../platform/http/pages/forms.js';

/** What the page sends beside the cells of the table. */
export const ballotsForm = z.looseObject({ meeting: z.uuid(), ground: z.string().max(1000).default('') });

/** The names of a member's column, and of a cell in it. */
export const columnOf = (voterId: string) => `b-${voterId}`;
export const cellOf = (voterId: string, entryId: string) => `b-${voterId}-${entryId}`;

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const ordered = ['rank-points', 'schulze', 'stv'];

/**
 * The table as ballots: marks as they are, places as an order, ticks as votes. Empty cells say nothing. Refuses with
 * `invalid-input`, a fault for each cell, places that are no whole numbers or stand twice in a column.
 */
export function ballotsFrom(
  sent: FormBody,
  { by }: SecondPhase,
  { voters, entries }: { voters: readonly string[]; entries: readonly string[] },
): BodyBallot[] {
  const problems: FieldProblem[] = [];
  const ballots = voters.flatMap((voterId): BodyBallot[] => {
    const cells = entries.flatMap((id) => {
      const value = textOf(sent[cellOf(voterId, id)]).trim();
      return value ? [{ id, value }] : [];
    });
    if (cells.length === 0) return [];
    if (by.kind === 'votes') return [{ voterId, order: cells.map(({ id }) => id) }];
    if (!ordered.includes(by.kind))
      return [{ voterId, marks: Object.fromEntries(cells.map(({ id, value }) => [id, value])) }];
    const { order, faults } = orderOf(cells, voterId);
    problems.push(...faults);
    return [{ voterId, order }];
  });
  if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
  return ballots;
}

/** Places 1, 2, 3 … as an order, with a fault for each cell that is none. */
function orderOf(cells: readonly { id: string; value: string }[], voterId: string) {
  const places = cells.map(({ id, value }) => ({ id, place: /^[1-9]\d{0,3}$/.test(value) ? Number(value) : null }));
  const faults = places.flatMap(({ id, place }): FieldProblem[] => {
    const pointer = `/${cellOf(voterId, id)}`;
    if (place === null) return [{ pointer, rule: 'not-a-place' }];
    return places.filter((each) => each.place === place).length > 1 ? [{ pointer, rule: 'place-twice' }] : [];
  });
  return { order: [...places].sort((a, b) => a.place! - b.place!).map(({ id }) => id), faults };
}

/** The faults that the rule found in the ballots, each at the cell or the column from which it came. */
export function atCells(problems: readonly FieldProblem[], ballots: readonly BodyBallot[]): FieldProblem[] {
  return problems.map((problem) => {
    const [, list, index, part, entryId] = problem.pointer.split('/');
    const ballot = list === 'ballots' ? ballots[Number(index)] : undefined;
    if (!ballot) return problem;
    const name = part === 'marks' ? cellOf(ballot.voterId, entryId!) : columnOf(ballot.voterId);
    return { ...problem, pointer: `/${name}` };
  });
}

/** A ground that is missing is a fault of its field, like the others. */
export function withGround(again: FormAgain): FormAgain {
  if (again.refusal?.code !== 'reason-required') return again;
  return { ...again, problems: [...again.problems, { pointer: '/ground', rule: 'required' }] };
}

/** What was recorded, as the table shows it. */
export function typedOf(ballots: readonly BodyBallot[], { by }: SecondPhase): Record<string, string> {
  return Object.fromEntries(
    ballots.flatMap(({ voterId, marks = {}, order = [] }) => [
      ...Object.entries(marks).map(([id, mark]) => [cellOf(voterId, id), mark.replace('.', ',')] as const),
      ...order.map((id, index) => [cellOf(voterId, id), by.kind === 'votes' ? '1' : String(index + 1)] as const),
    ]),
  );
}
