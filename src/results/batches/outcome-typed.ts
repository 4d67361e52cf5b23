import { type Outcome, outcomes } from '../../domain/cycles/outcome.js';
import { locales, translator } from '../../platform/web/i18n.js';

/** A kind by its code, or by its word in either language; null for anything else. */
export function outcomeTyped(typed: string): Outcome | null {
  const asked = typed.trim().toLowerCase();
  const names = (outcome: Outcome) => locales.map((locale) => translator(locale)(`results:outcome.${outcome}`));
  return outcomes.find((outcome) => [outcome, ...names(outcome)].some((name) => name.toLowerCase() === asked)) ?? null;
}
