import { Refusal } from '../kernel/refusal.js';
import { shuffled } from '../kernel/seeded.js';
import { mustBeOpen, type StageWindow } from '../cycles/stage.js';

/** How a provider of mailboxes reads the name before the `@`. */
interface NameRules {
  /** What follows it is a tag of the owner's own. */
  tag: string;
  /** Signs that are read as another, or (as nothing) not at all. */
  same: Record<string, string>;
}

/** What `data/mailboxes.json` says of providers, each rule with its ground. */
export interface MailboxRules {
  /** A name is one mailbox in all domains of a provider, unless they are separate. */
  providers: readonly (NameRules & { domains: readonly string[]; separate?: boolean })[];
  others: NameRules;
}

/**
 * Rules §16. One mailbox is one person, however its address is written: in small letters, without tags, with the signs that
 * its provider does not tell apart made one, in the first of the provider's domains.
 */
export function mailboxOf(email: string, { providers, others }: MailboxRules): string {
  const plain = email.normalize('NFKC').trim().toLowerCase();
  const at = plain.lastIndexOf('@');
  const domain = plain.slice(at + 1).replace(/\.$/, '');
  const provider = providers.find(({ domains }) => domains.includes(domain));
  const { tag, same } = provider ?? others;
  const name = [...plain.slice(0, at).split(tag)[0]!].map((sign) => same[sign] ?? sign).join('');
  return `${name}@${provider && !provider.separate ? provider.domains[0]! : domain}`;
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
