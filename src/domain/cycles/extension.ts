import { Refusal } from '../kernel/refusal.js';
import { mustGiveReason } from '../kernel/reason.js';
import type { StageWindow, Window } from './stage.js';

/** Whom an extension of the intake reaches: one nomination, organisation or entry; with none named everybody. */
export interface Reach {
  nominationId: string | null;
  organisationId: string | null;
  submissionId: string | null;
}

/** A recorded extension that was not taken back. */
export interface Extension extends Reach {
  id: string;
  /** The close that applied before. */
  closesFrom: Date;
  closesAt: Date;
  recordedAt: Date;
}

/** Where an entry stands, or would stand: what has not begun yet has no id, a nomination looked at by itself no organisation. */
export interface EntryPlace {
  nominationId: string;
  organisationId?: string | null;
  submissionId?: string | null;
}

export const isForEverybody = ({ nominationId, organisationId, submissionId }: Reach): boolean =>
  nominationId === null && organisationId === null && submissionId === null;

export const isSameReach = (a: Reach, b: Reach): boolean =>
  a.nominationId === b.nominationId && a.organisationId === b.organisationId && a.submissionId === b.submissionId;

/** Rules §1. Whether an extension reaches an entry. */
export function reaches(extension: Reach, { nominationId, organisationId, submissionId }: EntryPlace): boolean {
  if (extension.nominationId !== null) return extension.nominationId === nominationId;
  if (extension.organisationId !== null) return extension.organisationId === organisationId;
  return extension.submissionId === null || extension.submissionId === submissionId;
}

/**
 * Rules §1. The intake as an entry has it: it closes with the latest of the stage's own close and the extensions that reach the
 * entry's nomination, its organisation or itself.
 */
export function intakeFor<S extends StageWindow>(
  intake: S | null,
  extensions: readonly Extension[],
  place: EntryPlace,
): S | null {
  return (
    intake &&
    lasting(
      intake,
      extensions.filter((extension) => reaches(extension, place)),
    )
  );
}

/** The intake as those whom the reach names have it, before anything else is extended for them. */
export function intakeWithin<S extends StageWindow>(intake: S, extensions: readonly Extension[], reach: Reach): S {
  return lasting(
    intake,
    extensions.filter((extension) => isForEverybody(extension) || isSameReach(extension, reach)),
  );
}

function lasting<S extends Window>(window: S, extensions: readonly Extension[]): S {
  const last = Math.max(window.closesAt.getTime(), ...extensions.map(({ closesAt }) => closesAt.getTime()));
  return last === window.closesAt.getTime() ? window : { ...window, closesAt: new Date(last) };
}

export interface ExtensionFacts {
  now: Date;
  /** When the intake opens; null where there is none. */
  opensAt: Date | null;
  /** The close that applies now to those who are reached. */
  closesFrom: Date;
  /** The close that the person saw who extends. */
  seenFrom: Date;
  closesAt: Date;
  reason: string;
  timeZone: string;
}

/**
 * Rules §1. From its opening on the intake's end moves only by an extension: later than the close that applies, later than now,
 * with its ground, also after the close. Refuses: `intake-ahead`, `extension-changed` where somebody extended it meanwhile,
 * `invalid-input`, `reason-required`.
 */
export function extension({ now, opensAt, closesFrom, seenFrom, closesAt, reason, timeZone }: ExtensionFacts): {
  closesFrom: Date;
  closesAt: Date;
  reason: string;
  recordedAt: Date;
} {
  if (opensAt === null || now < opensAt) throw new Refusal({ code: 'intake-ahead' });
  if (seenFrom.getTime() !== closesFrom.getTime())
    throw new Refusal({ code: 'extension-changed', closesAt: closesFrom, timeZone });
  if (closesAt <= closesFrom) refuseClose('extension-not-later');
  if (closesAt <= now) refuseClose('in-the-past');
  return { closesFrom, closesAt, reason: mustGiveReason(reason), recordedAt: now };
}

function refuseClose(rule: string): never {
  throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/closesAt', rule }] });
}

/**
 * Rules §1. An extension is taken back, with a reason, while it runs, is the last of its reach and nothing was submitted under it.
 * Refuses: `action-not-allowed`, `extension-used`, `reason-required`.
 */
export function takeBackExtension(
  taken: Extension,
  facts: { now: Date; others: readonly Extension[]; submitted: number; reason: string },
): { reason: string; withdrawnAt: Date } {
  if (!isTakenBackable(taken, facts))
    throw new Refusal({ code: 'action-not-allowed', action: 'takeBack', state: 'over' });
  if (facts.submitted > 0) throw new Refusal({ code: 'extension-used', n: facts.submitted });
  return { reason: mustGiveReason(facts.reason), withdrawnAt: facts.now };
}

/** Whether an extension still runs and no later one of the same reach stands on it. */
export const isTakenBackable = (
  taken: Extension,
  { now, others }: { now: Date; others: readonly Extension[] },
): boolean =>
  now < taken.closesAt && !others.some((other) => isSameReach(other, taken) && other.closesAt > taken.closesAt);

/**
 * Rules §1. Once the intake has begun its end is no date that is edited: it moves by an extension alone. Refuses: `extension-needed`.
 */
export function mustNotMoveClose(stage: StageWindow, closesAt: Date, { hasBegun }: { hasBegun: boolean }): void {
  if (stage.kind === 'intake' && hasBegun && stage.closesAt.getTime() !== closesAt.getTime())
    throw new Refusal({ code: 'extension-needed' });
}

/** Later stages that begin before a moved close, and did not before the move. */
export function overlapping<S extends StageWindow>(
  stages: readonly S[],
  { closesFrom, closesAt }: Pick<Extension, 'closesFrom' | 'closesAt'>,
): S[] {
  return stages.filter(({ kind, opensAt }) => kind !== 'intake' && opensAt >= closesFrom && opensAt < closesAt);
}

/** Stages that end before a moved close and did not before: nobody is there for what comes after them. */
export function outlived<S extends StageWindow>(
  stages: readonly S[],
  { closesFrom, closesAt: until }: Pick<Extension, 'closesFrom' | 'closesAt'>,
): S[] {
  return stages.filter(({ kind, closesAt }) => kind !== 'intake' && closesAt >= closesFrom && closesAt < until);
}
