import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AuditChain, verifyChain } from '../platform/audit/audit-chain.js';
import { headFault } from '../platform/audit/held-against-heads.js';
import type { PublishedHead } from '../platform/audit/published-head.js';
import { Clock } from '../platform/clock.js';
import type { Command } from './command.js';
import { knownKeys } from './known-keys.js';
import { withDatabase } from './with-database.js';

const head = z.object({
  position: z.string().regex(/^[1-9]\d{0,18}$/),
  chainHash: z.string().regex(/^[0-9a-f]{64}$/),
  publishedAt: z.iso.datetime(),
  signature: z.string(),
  publicKey: z.string(),
});
const heads = z.union([
  head.transform((one) => [one]),
  z.object({ heads: z.array(head).min(1) }).transform((all) => all.heads),
]);

/**
 * Walks the whole chain; exit 1 with the first record that was changed, removed or moved. With `--head FILE` it is held against heads
 * that were kept elsewhere: one as `audit head` prints it, or the list of `/.well-known/laureat-heads.json`; with `--keys` only those
 * signed by known keys count.
 */
export const auditVerifyCommand: Command = {
  summary:
    'walk the audit chain, name the first record that was touched: audit verify [--head FILE] [--keys FILE-OR-URL]',
  options: { head: { type: 'string' }, keys: { type: 'string' } },
  run: async ({ values, print }) => {
    const kept = typeof values['head'] === 'string' ? await headsFrom(values['head']) : [];
    const keys = typeof values['keys'] === 'string' ? await knownKeys(values['keys']) : null;
    return withDatabase(async (db) => {
      // First against what others have kept: a cut chain is not to be grown over its cut.
      const against = await headFault(db.reader, kept, keys && new Set(keys.map(({ publicKey }) => publicKey)));
      if (against) {
        print(
          { ok: false, ...against },
          `${against.fault} at position ${against.position}: ${JSON.stringify(against)}`,
        );
        return 1;
      }
      await new AuditChain(db, new Clock()).seal();
      const verdict = await verifyChain(db.reader);
      print(
        { ...verdict, heads: kept.length },
        verdict.ok
          ? `the chain holds: ${verdict.sealed} records, head ${verdict.head}${kept.length > 0 ? `; it agrees with ${kept.length} published heads` : ''}`
          : `${verdict.fault} at position ${verdict.position}: record ${verdict.recordId} (${verdict.sealed} before it hold)`,
      );
      return verdict.ok ? 0 : 1;
    });
  },
};

async function headsFrom(file: string): Promise<PublishedHead[]> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} holds no published head: ${(error as Error).message}`, { cause: error });
  }
  const read = heads.safeParse(value);
  if (!read.success) throw new Error(`${file} holds no published head: ${z.prettifyError(read.error)}`);
  return read.data;
}
