import { Refusal } from '../../src/domain/kernel/refusal.js';

/** What the rules refuse with; undefined where they do not. */
export function refusalOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.detail;
    throw error;
  }
  return undefined;
}
