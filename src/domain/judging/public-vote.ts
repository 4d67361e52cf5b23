import { Refusal } from '../kernel/refusal.js';
import { shuffled } from '../kernel/seeded.js';
import { mustBeOpen, type StageWindow } from '../cycles/stage.js';

/**
 * Rules §16. One mailbox is one person: small letters, without what follows a plus, and without the dots that Gmail does
 * not see. The vote is kept under a hash of this.
 */
export function mailboxOf(email: string): string {
  const [name = '', domain = ''] = email.trim().toLowerCase().split('@');
  const plain = name.split('+')[0]!;
  return `${domain === 'gmail.com' || domain === 'googlemail.com' ? plain.replaceAll('.', '') : plain}@${domain}`;
}

/** Rules §16. Entries in an order that the seed decides, so that over all visitors none stands before another. */
export function ballotOrder<Entry extends { id: string }>(entries: readonly Entry[], seed: number): Entry[] {
  return shuffled(entries, seed);
}

/**
 * Rules §16. A vote is confirmed by the link of the mail while the voting is open, once; what was asked for before the
 * close and confirmed after it does not count. Refuses: `link-expired` for a vote that counts already, `stage-closed`.
 */
export function confirmVote(
  vote: { state: 'asked' | 'counted' },
  facts: { voting: StageWindow | null; now: Date; timeZone: string },
): { state: 'counted'; confirmedAt: Date } {
  mustBeOpen(facts.voting, 'voting', facts.now, facts.timeZone);
  if (vote.state !== 'asked') throw new Refusal({ code: 'link-expired' });
  return { state: 'counted', confirmedAt: facts.now };
}

/** Rules §16. Counts are shown to nobody before the voting has closed. */
export function mayShowCounts(voting: StageWindow | null, now: Date): boolean {
  return voting !== null && voting.closesAt <= now;
}
