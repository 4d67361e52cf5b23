import { Refusal } from '../kernel/refusal.js';
import type { OrganisationKind } from '../accounts/organisation.js';
import type { Words } from './form.js';

/** How somebody whom nobody invited gets in: by oneself, with a code that the organizer hands out, or not at all. */
export const waysIn = ['open', 'code', 'invitation'] as const;
export type WayIn = (typeof waysIn)[number];

/** A question that is answered before anything else. */
export interface EntryQuestion {
  id: string;
  text: Words;
  /** The clause that it rests on. */
  ground: string;
  /** The answer with which a practice does not fit; `null` where the question only makes one think. */
  stops: 'yes' | 'no' | null;
  /** What is said to who gives that answer: why not, and what helps. */
  why: Words;
}

/** What people of a practice agree to, each a document of its own: that their data are processed, that they are named to everybody. */
export const entryConsentKinds = ['processing', 'publication'] as const;
export type EntryConsentKind = (typeof entryConsentKinds)[number];

export interface EntryConsent {
  kind: EntryConsentKind;
  version: string;
  text: string;
}

/** The way in; belongs to the regulation edition. */
export interface EntryRules {
  way: WayIn;
  code: string;
  /** Days in which the people of an organisation answer who asks to join; then the organizer does. */
  joinDays: number;
  questions: EntryQuestion[];
  /** Of each kind one text or none; without the text of a kind nobody is asked for it. */
  consents: EntryConsent[];
}

export const plainEntryRules: EntryRules = { way: 'invitation', code: '', joinDays: 2, questions: [], consents: [] };

/** Rules §4. Stored rules with everything that they leave out: nobody gets in uninvited where nothing was said. */
export function entryRulesFrom(stored: Partial<EntryRules> | null | undefined): EntryRules {
  return { ...plainEntryRules, ...stored };
}

export type EntryAnswer = 'yes' | 'no' | 'unknown';
export type EntryAnswers = Readonly<Record<string, EntryAnswer | undefined>>;

/** What an answer means: it fits, it stops, or the question is open. */
export type EntryVerdict = 'fits' | 'stops' | 'open';

/** Rules §4. The verdict on each question. Whoever does not know is not stopped: the screening finds out. */
export function entryVerdicts(questions: readonly EntryQuestion[], answers: EntryAnswers): EntryVerdict[] {
  return questions.map(({ id, stops }) => {
    const answer = answers[id];
    if (answer === undefined) return 'open';
    return stops !== null && answer === stops ? 'stops' : 'fits';
  });
}

/** Refuses with `does-not-fit` while a question is open or its answer stops. */
export function mustFit(questions: readonly EntryQuestion[], answers: EntryAnswers): void {
  const verdicts = entryVerdicts(questions, answers);
  const open = verdicts.filter((verdict) => verdict === 'open').length;
  const stopping = verdicts.filter((verdict) => verdict === 'stops').length;
  if (open + stopping > 0) throw new Refusal({ code: 'does-not-fit', open, stopping });
}

const plainCode = (code: string): string => code.trim().toLowerCase();

/** Rules §4. Refuses with `by-invitation` where nobody gets in uninvited, with `code-wrong` who has not the cycle's code. */
export function mustGetIn({ way, code }: EntryRules, typed: string): void {
  if (way === 'invitation') throw new Refusal({ code: 'by-invitation' });
  if (way === 'code' && (!code || plainCode(typed) !== plainCode(code))) throw new Refusal({ code: 'code-wrong' });
}

export interface NominationPlaces {
  nominationId: string;
  quota: number | null;
  inPlay: number;
  allowedKinds: readonly OrganisationKind[];
}

/** Why an entry cannot be begun in a nomination; `null` where it can. */
export type BeginningBar = 'closed' | 'full' | 'kind' | null;

/** Rules §4. What is known before a form is opened: the intake, the places of the region, the kinds that may enter. */
export function beginningBar(
  { quota, inPlay, allowedKinds }: NominationPlaces,
  { isOpen, kind }: { isOpen: boolean; kind: OrganisationKind | null },
): BeginningBar {
  if (!isOpen) return 'closed';
  if (kind && allowedKinds.length > 0 && !allowedKinds.includes(kind)) return 'kind';
  return quota !== null && inPlay >= quota ? 'full' : null;
}
