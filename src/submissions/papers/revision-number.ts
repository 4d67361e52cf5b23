import { Refusal } from '../../domain/kernel/refusal.js';

/** The number of a revision as addresses have it; what is no number is none that exists. */
export function revisionNumberFrom(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Refusal({ code: 'not-found' });
  return Number(text);
}
