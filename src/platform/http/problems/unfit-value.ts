import { Refusal } from '../../../domain/kernel/refusal.js';

/** The greatest that a number of the type can be. */
const greatest: Record<string, number> = { smallint: 32_767, integer: 2_147_483_647 };

/**
 * What was sent came as far as the database, and nothing there can be so: an id that is none names nothing, and a number beyond
 * any column is too big. Null for every other error. Source: PostgreSQL, appendix A (error codes).
 */
export function refusalOfUnfitValue(error: unknown): Refusal | null {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof message !== 'string') return null;
  if (code === '22P02' && message.includes('type uuid')) return new Refusal({ code: 'not-found' });
  if (code !== '22003') return null;
  const max = greatest[/type (\w+)/.exec(message)?.[1] ?? 'integer'] ?? Number.MAX_SAFE_INTEGER;
  return new Refusal({ code: 'invalid-input', problems: [{ pointer: '', rule: 'too-big', values: { max } }] });
}
