import { intakeFor, type EntryPlace, type Extension, type Reach } from './extension.js';
import type { StageWindow } from './stage.js';

/**
 * Who reads when the intake closes. What is extended for a nomination everybody is told; what is extended for an organisation or an
 * entry, its own people and the coordinator of its region; the staff all of it, and the grace.
 */
export type ClosingReader =
  | { kind: 'staff' }
  | {
      kind: 'public' | 'entrant' | 'coordinator';
      organisationIds: readonly string[];
      entries: readonly (EntryPlace & { submissionId: string })[];
    };

export const everybody: ClosingReader = { kind: 'public', organisationIds: [], entries: [] };

/** Those who have longer than everybody, with one close. */
export interface LongerTerm {
  of: 'nomination' | 'organisation' | 'entry';
  ids: string[];
  closesAt: Date;
  isOpen: boolean;
}

/** What a sentence about the end of the intake says to a reader. */
export interface Closing {
  reader: ClosingReader['kind'];
  /** `extended`: closed for everybody, and open for some of whom the reader is told. */
  state: 'ahead' | 'open' | 'extended' | 'closed';
  opensAt: Date;
  /** For everybody. */
  closesAt: Date;
  /** The soonest first. */
  longer: LongerTerm[];
  /** The last instant of all that the reader is told. */
  lastAt: Date;
  /** Null for all but the staff. */
  graceMinutes: number | null;
}

export interface ClosingFacts {
  intake: StageWindow | null;
  extensions: readonly Extension[];
  graceMinutes: number;
  now: Date;
}

/**
 * Rules §1. When the intake closes and for whom, as the reader is told it: the close of everybody, and each later one of a nomination,
 * an organisation or an entry. Whatever says open, closed or until says this. Null where there is no intake.
 */
export function closingOf(facts: ClosingFacts, reader: ClosingReader): Closing | null {
  const { intake, graceMinutes, now } = facts;
  if (!intake) return null;
  const { opensAt, closesAt } = intake;
  const longer = together(longerTerms({ ...facts, intake }, reader), now);
  const lastAt = longer.at(-1)?.closesAt ?? closesAt;
  const state = now < opensAt ? 'ahead' : now < closesAt ? 'open' : now < lastAt ? 'extended' : 'closed';
  const grace = reader.kind === 'staff' ? graceMinutes : null;
  return { reader: reader.kind, state, opensAt, closesAt, longer, lastAt, graceMinutes: grace };
}

/** Whether anything is taken in now of which the reader is told. */
export const isTaking = (closing: Closing | null): boolean =>
  closing !== null && (closing.state === 'open' || closing.state === 'extended');

/** The end that comes next: of everybody, then of those who have longest. */
export const nextEnd = ({ state, closesAt, lastAt }: Closing): Date =>
  state === 'ahead' || state === 'open' ? closesAt : lastAt;

interface OneTerm {
  of: LongerTerm['of'];
  id: string;
  closesAt: Date;
}

function longerTerms({ intake, extensions }: ClosingFacts & { intake: StageWindow }, reader: ClosingReader): OneTerm[] {
  const last = new Map<string, OneTerm>();
  for (const extension of extensions) {
    const target = targetOf(extension);
    if (!target || extension.closesAt <= intake.closesAt || !isTold(target, reader)) continue;
    const key = `${target.of} ${target.id}`;
    const known = last.get(key);
    if (!known || known.closesAt < extension.closesAt) last.set(key, { ...target, closesAt: extension.closesAt });
  }
  return [...last.values()].filter((term) => !isInAnother(term, { intake, extensions, reader }));
}

function targetOf({ nominationId, organisationId, submissionId }: Reach): Omit<OneTerm, 'closesAt'> | null {
  if (nominationId !== null) return { of: 'nomination', id: nominationId };
  if (organisationId !== null) return { of: 'organisation', id: organisationId };
  return submissionId === null ? null : { of: 'entry', id: submissionId };
}

function isTold({ of, id }: Omit<OneTerm, 'closesAt'>, reader: ClosingReader): boolean {
  if (of === 'nomination' || reader.kind === 'staff') return true;
  return of === 'organisation'
    ? reader.organisationIds.includes(id)
    : reader.entries.some(({ submissionId }) => submissionId === id);
}

/** Of an entry whose nomination or organisation has as long or longer, that is what is told. */
function isInAnother(
  { of, id, closesAt }: OneTerm,
  { intake, extensions, reader }: { intake: StageWindow; extensions: readonly Extension[]; reader: ClosingReader },
): boolean {
  if (of !== 'entry' || reader.kind === 'staff') return false;
  const place = reader.entries.find(({ submissionId }) => submissionId === id)!;
  const { nominationId, organisationId = null } = place;
  return intakeFor(intake, extensions, { nominationId, organisationId })!.closesAt >= closesAt;
}

const order: readonly LongerTerm['of'][] = ['nomination', 'organisation', 'entry'];

function together(terms: readonly OneTerm[], now: Date): LongerTerm[] {
  const found = new Map<string, LongerTerm>();
  for (const { of, id, closesAt } of terms) {
    const key = `${of} ${closesAt.getTime()}`;
    const known = found.get(key);
    if (known) known.ids.push(id);
    else found.set(key, { of, ids: [id], closesAt, isOpen: now < closesAt });
  }
  return [...found.values()].sort(
    (a, b) => a.closesAt.getTime() - b.closesAt.getTime() || order.indexOf(a.of) - order.indexOf(b.of),
  );
}
