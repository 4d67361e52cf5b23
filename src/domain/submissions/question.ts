import type { Actor } from '../kernel/actor.js';
import { Refusal } from '../kernel/refusal.js';

export type QuestionState = 'open' | 'answered';

/** The longest texts, and how many questions a person asks of a contest within a day. */
export const questionBounds = { question: 3000, answer: 6000, aDay: 10 };

/**
 * Rules §20. Who may ask: whoever acts for an organisation, works on an entry or coordinates a region, and who waits to be let
 * into an organisation.
 */
export function mayAsk(
  { organisationIds, collaborations = [], grants }: Actor,
  { waits }: { waits: boolean },
): boolean {
  const enters = organisationIds.length > 0 || collaborations.length > 0;
  return enters || waits || grants.some(({ role }) => role === 'coordinator');
}

export interface AskFacts {
  cycleState: string;
  /** When the person asked the latest questions of this contest, the oldest first, as many as a day allows. */
  lately: readonly Date[];
  now: Date;
}

const dayMs = 24 * 3600_000;

/**
 * Rules §20. Refuses a contest that does not run with `action-not-allowed`, the eleventh question of a person within 24 hours with
 * `throttled`.
 */
export function mustBeAskable({ cycleState, lately, now }: AskFacts): void {
  if (cycleState !== 'announced') throw new Refusal({ code: 'action-not-allowed', action: 'ask', state: cycleState });
  const ofDay = lately.filter((at) => now.getTime() - at.getTime() < dayMs);
  if (ofDay.length < questionBounds.aDay) return;
  const free = Math.min(...ofDay.map((at) => at.getTime())) + dayMs;
  throw new Refusal({ code: 'throttled', retryAfterSeconds: Math.ceil((free - now.getTime()) / 1000) });
}

/** Rules §20. A question is answered once; refuses `action-not-allowed` what is answered. */
export function answerQuestion(
  { state }: { state: QuestionState },
  { answer, answeredById, now }: { answer: string; answeredById: string; now: Date },
) {
  if (state !== 'open') throw new Refusal({ code: 'action-not-allowed', action: 'answer', state });
  return { state: 'answered' as const, answer, answeredById, answeredAt: now };
}

/** By what somebody who asked could be recognised. */
export interface AskerFacts {
  name: string;
  email: string;
  organisations: readonly string[];
  /** The entry's title and register number. */
  entry: readonly string[];
}

const letters = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}@]+/gu, ' ')
    .trim()} `;

/**
 * Rules §20. What of the asker is still in words that everybody is to read: the family name, the mailbox, the organisation, the
 * entry's title or number, each as it is written, whatever marks and capitals stand around. Inflected and paraphrased names are for people to find.
 */
export function namesLeft(text: string, { name, email, organisations, entry }: AskerFacts): string[] {
  const said = letters(text);
  const [family = ''] = name.trim().split(/\s+/);
  const telling = [family, email, ...organisations, ...entry].filter((one) => letters(one).trim().length > 2);
  return [...new Set(telling.filter((one) => said.includes(letters(one))))];
}
