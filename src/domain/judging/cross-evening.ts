import { add, drop, isAllowed, type Table } from './cross-table.js';

/** How a search reached an entry: whose review moves there, and from which entry. */
interface Step {
  reviewer: number;
  from: number;
}

/**
 * Reviews move along chains from an entry to one that has at least two fewer, the fullest entries first, until there is no
 * such chain: then no other allotment is more even. What a full entry reached in vain stays seen for good.
 */
export function evenOut(table: Table): void {
  const { load, order } = table;
  const isSeen = new Uint8Array(order.length);
  for (let giver = fullest(load, isSeen); giver >= 0; giver = fullest(load, isSeen)) {
    const steps = new Map<number, Step>();
    const taker = search(table, { giver, isSeen, steps });
    if (taker < 0) continue;
    for (let entry = taker; entry !== giver;) {
      const { reviewer, from } = steps.get(entry)!;
      drop(table, reviewer, from);
      add(table, reviewer, entry);
      entry = from;
    }
    isSeen[giver] = 0;
    for (const entry of steps.keys()) isSeen[entry] = 0;
  }
}

/** The unseen entry with the most reviews, where some entry has at least two fewer; -1 where none has. */
function fullest(load: Int32Array, isSeen: Uint8Array): number {
  let least = Infinity;
  let most = -1;
  for (let index = 0; index < load.length; index += 1) {
    least = Math.min(least, load[index]!);
    if (!isSeen[index] && (most < 0 || load[index]! > load[most]!)) most = index;
  }
  return most >= 0 && load[most]! >= least + 2 ? most : -1;
}

function search(
  table: Table,
  { giver, isSeen, steps }: { giver: number; isSeen: Uint8Array; steps: Map<number, Step> },
): number {
  const { load, takers, order } = table;
  const queue = [giver];
  isSeen[giver] = 1;
  for (const from of queue)
    for (const reviewer of takers[from]!)
      for (let entry = 0; entry < order.length; entry += 1) {
        if (isSeen[entry] || !isAllowed(table, reviewer, entry)) continue;
        isSeen[entry] = 1;
        steps.set(entry, { reviewer, from });
        if (load[entry]! <= load[giver]! - 2) return entry;
        queue.push(entry);
      }
  return -1;
}

/** Where two entries of one organisation would review the same, one of them exchanges it with somebody else. */
export function keepApart(table: Table): void {
  for (const reviewer of table.waiting)
    for (const entry of table.given[reviewer]!) {
      if (meetings(table, reviewer, entry) < 2) continue;
      const other = exchangeFor(table, reviewer, entry);
      if (!other) continue;
      drop(table, reviewer, entry);
      drop(table, other.reviewer, other.from);
      add(table, reviewer, other.from);
      add(table, other.reviewer, entry);
    }
}

/** How often the reviewer's organisation meets the entry. */
function meetings({ order, takers, known }: Table, reviewer: number, entry: number): number {
  const { organisationId } = order[reviewer]!;
  const now = [...takers[entry]!].filter((taker) => order[taker]!.organisationId === organisationId);
  return now.length + Number(known.get(organisationId)?.has(entry) ?? false);
}

/** Somebody who may take the entry, and what the reviewer may take from them, both new to their organisations. */
function exchangeFor(table: Table, by: number, entry: number): Step | null {
  for (const reviewer of table.waiting) {
    if (!isAllowed(table, reviewer, entry) || meetings(table, reviewer, entry) > 0) continue;
    for (const from of table.given[reviewer]!)
      if (isAllowed(table, by, from) && meetings(table, by, from) === 0) return { reviewer, from };
  }
  return null;
}
