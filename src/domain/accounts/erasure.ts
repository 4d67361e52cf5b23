import { mustGiveReason } from '../kernel/reason.js';
import { Refusal } from '../kernel/refusal.js';

export type ErasureState = 'open' | 'withdrawn' | 'declined' | 'carried-out';

/** What becomes of what is kept about a person: it goes, it stays without the name, it stays as it is. */
export type Fate = 'goes' | 'nameless' | 'stays';

/** Rules §23. By kind of what is kept; the ground of what stays is told to the person. */
export const fates: Readonly<Record<string, Fate>> = {
  account: 'nameless',
  sessions: 'goes',
  roles: 'goes',
  organisations: 'goes',
  typed: 'goes',
  drafts: 'goes',
  letters: 'nameless',
  consents: 'nameless',
  questions: 'nameless',
  entries: 'stays',
  judging: 'stays',
  sittings: 'stays',
  log: 'stays',
};

interface Request {
  userId: string;
  state: ErasureState;
}

interface Facts {
  decidedById: string;
  /** Roles in force by which the person runs, judges or decides a contest. */
  duties: number;
  now: Date;
}

/**
 * Rules §23. Carried out by an administrator other than the person. Refuses `action-not-allowed` what is not open, `second-person-needed`
 * the own account, `duties-held` while the person holds a role: its work is first handed over.
 */
export function carryOut({ userId, state }: Request, { decidedById, duties, now }: Facts) {
  mustBeOpen(state, 'carry-out');
  if (userId === decidedById) throw new Refusal({ code: 'second-person-needed' });
  if (duties > 0) throw new Refusal({ code: 'duties-held', n: duties });
  return { state: 'carried-out' as const, decidedById, decidedAt: now };
}

/** Rules §23. Declined with a ground that the person reads. Refuses `action-not-allowed`, `reason-required`. */
export function declineErasure(
  { state }: Request,
  { ground, decidedById, now }: { ground: string; decidedById: string; now: Date },
) {
  mustBeOpen(state, 'decline');
  return { state: 'declined' as const, ground: mustGiveReason(ground), decidedById, decidedAt: now };
}

/** Rules §23. Whoever asked may think better of it until it is decided. */
export function withdrawErasure({ state }: Request, now: Date) {
  mustBeOpen(state, 'withdraw');
  return { state: 'withdrawn' as const, decidedAt: now };
}

function mustBeOpen(state: ErasureState, action: string): void {
  if (state !== 'open') throw new Refusal({ code: 'action-not-allowed', action, state });
}
