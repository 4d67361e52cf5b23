/**
 * One side of a table asks for units of the other: entries ask for experts, or experts for their least number of
 * entries. Each pair gives one unit at most.
 */
export interface Claims {
  asked: Int32Array;
  room: Int32Array;
  canServe: (claimant: number, server: number) => boolean;
}

/**
 * The claimants, among those given, who together ask for more than can be had, as few as possible: without any one of
 * them the others can be served. Empty when all can be served. By Hall's theorem it is found at the cut of a greatest
 * flow; a part of more than `EXACT_UP_TO` claimants is only reduced as far as its own counts show.
 */
export function smallestShortage(claims: Claims, among: readonly number[]): number[] {
  const cut = claimantsAtCut(claims, among);
  if (!cut.length) return [];
  let part = reducedByCounts(claims, cut);
  if (part.length > EXACT_UP_TO) return part;
  for (const claimant of part) {
    const rest = part.filter((each) => each !== claimant);
    if (claimantsAtCut(claims, rest).length) part = rest;
  }
  return part;
}

const EXACT_UP_TO = 300;

/** Units that the servers can give to these claimants at most, each pair once: what Hall's condition counts. */
export function roomFor(claims: Claims, part: readonly number[]): number {
  let room = 0;
  claims.room.forEach((limit, server) => {
    room += Math.min(Math.max(0, limit), countServed(claims, part, server));
  });
  return room;
}

export function countServed({ canServe }: Claims, part: readonly number[], server: number): number {
  return part.reduce((count, claimant) => count + (canServe(claimant, server) ? 1 : 0), 0);
}

export function askedBy({ asked }: Claims, part: readonly number[]): number {
  return part.reduce((sum, claimant) => sum + Math.max(0, asked[claimant]!), 0);
}

/** Leaves claimants out as long as the counts alone still show the shortage. */
function reducedByCounts(claims: Claims, cut: readonly number[]): number[] {
  const { asked, room, canServe } = claims;
  const degree = Int32Array.from(room, (_, server) => countServed(claims, cut, server));
  let missing = askedBy(claims, cut) - roomFor(claims, cut);
  const left = new Set(cut);
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const claimant of left) {
      let given = 0;
      for (let server = 0; server < room.length; server += 1)
        if (degree[server]! <= room[server]! && canServe(claimant, server)) given += 1;
      if (missing - asked[claimant]! + given <= 0) continue;
      missing += given - asked[claimant]!;
      left.delete(claimant);
      for (let server = 0; server < room.length; server += 1) if (canServe(claimant, server)) degree[server]! -= 1;
      isSmaller = true;
    }
  }
  return [...left];
}

interface Service {
  /** Claimants whom each server serves. */
  served: Set<number>[];
}

/** Serves the claimants one unit after the other; when one cannot be served, those whom the search met. */
function claimantsAtCut(claims: Claims, among: readonly number[]): number[] {
  const service: Service = { served: Array.from(claims.room, () => new Set<number>()) };
  for (const claimant of among)
    for (let unit = 0; unit < claims.asked[claimant]!; unit += 1) {
      const met = serveOne(claims, service, claimant);
      if (met) return met;
    }
  return [];
}

/** Null when the claimant was served, otherwise all claimants who were asked to make way. */
function serveOne({ room, canServe }: Claims, { served }: Service, first: number): number[] | null {
  const askerOf = new Int32Array(room.length).fill(-1);
  const serverOf = new Map<number, number>([[first, -1]]);
  for (const claimant of serverOf.keys())
    for (let server = 0; server < room.length; server += 1) {
      if (askerOf[server]! >= 0 || served[server]!.has(claimant) || !canServe(claimant, server)) continue;
      askerOf[server] = claimant;
      if (served[server]!.size < room[server]!) {
        handOver(served, { askerOf, serverOf, last: server });
        return null;
      }
      for (const other of served[server]!) if (!serverOf.has(other)) serverOf.set(other, server);
    }
  return [...serverOf.keys()];
}

function handOver(
  served: Set<number>[],
  { askerOf, serverOf, last }: { askerOf: Int32Array; serverOf: Map<number, number>; last: number },
): void {
  for (let server = last; server >= 0;) {
    const claimant = askerOf[server]!;
    const before = serverOf.get(claimant)!;
    served[server]!.add(claimant);
    if (before >= 0) served[before]!.delete(claimant);
    server = before;
  }
}
