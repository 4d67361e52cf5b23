import { Refusal } from '../../../domain/kernel/refusal.js';

/** Why the work would be refused now, for a page that says so in place of a button; null where it would not. */
export async function refusalOf(work: () => unknown): Promise<Refusal | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
