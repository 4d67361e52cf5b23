import type { EntryConsent, EntryConsentKind } from '../cycles/entry-rules.js';

/** What a person of a practice did about a consent. Each stands for good; the latest of a kind says how it is. */
export interface ConsentAct {
  kind: EntryConsentKind;
  consentVersion: string;
  act: 'given' | 'withdrawn';
  at: Date;
}

/** How a consent stands: never given, given to the text of a version, taken back. */
export type ConsentStanding = { state: 'open' } | { state: 'given' | 'withdrawn'; consentVersion: string; at: Date };

/** Rules §4.11. How the consent of a kind stands, by the latest of the acts in their order; clocks may differ. */
export function consentStanding(kind: EntryConsentKind, acts: readonly ConsentAct[]): ConsentStanding {
  const latest = acts.findLast((act) => act.kind === kind);
  return latest === undefined
    ? { state: 'open' }
    : { state: latest.act, consentVersion: latest.consentVersion, at: latest.at };
}

/** Rules §4.11. A person is named to everybody while their own consent to that stands; whoever else agreed counts for nothing. */
export const mayBeNamed = (acts: readonly ConsentAct[]): boolean =>
  consentStanding('publication', acts).state === 'given';

/** A text that somebody ticks: which, and the version that was read. */
export interface ConsentGiven {
  kind: EntryConsentKind;
  version: string;
}

/**
 * Rules §4.14. What somebody with an account agrees to before writing in a contest: the text of the processing of data, in its
 * version of today. That a person is named to everybody is asked of those who are named, by a letter of their own.
 */
export function neededConsents(texts: readonly EntryConsent[], acts: readonly ConsentAct[]): EntryConsent[] {
  return texts.filter(({ kind, version }) => {
    const standing = consentStanding(kind, acts);
    return kind === 'processing' && !(standing.state === 'given' && standing.consentVersion === version);
  });
}
