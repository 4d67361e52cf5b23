import type { EntityManager } from 'typeorm';
import { verifySignature } from '../secrets/verify-signature.js';
import { headText, type PublishedHead } from './published-head.js';

/** How a head that somebody has kept does not agree with the chain. */
export type HeadFault =
  | { fault: 'head-not-signed'; position: string }
  | { fault: 'head-of-another-key'; position: string }
  | { fault: 'tail-removed'; position: string; last: string }
  | { fault: 'history-rewritten'; position: string; expected: string; found: string };

/**
 * Holds a chain that is whole in itself against heads that were published before: the first whose signature is none, or of a key
 * that is not among those that the caller knows (`null`: none are); whose place the chain no longer reaches; or at whose place
 * another hash stands. Null when all agree.
 */
export async function headFault(
  em: EntityManager,
  heads: readonly PublishedHead[],
  knownKeys: ReadonlySet<string> | null,
): Promise<HeadFault | null> {
  for (const head of heads) {
    const { position, chainHash, signature, publicKey } = head;
    if (knownKeys && !knownKeys.has(publicKey)) return { fault: 'head-of-another-key', position };
    if (!verifySignature(headText(head), signature, publicKey)) return { fault: 'head-not-signed', position };
    const [link] = await em.query<{ chainHash: string }[]>(
      'SELECT chain_hash AS "chainHash" FROM audit_seal WHERE position = $1',
      [position],
    );
    if (link?.chainHash === chainHash) continue;
    if (link) return { fault: 'history-rewritten', position, expected: chainHash, found: link.chainHash };
    const [{ last }] = (await em.query('SELECT coalesce(max(position), 0)::text AS last FROM audit_seal')) as [
      { last: string },
    ];
    return { fault: 'tail-removed', position, last };
  }
  return null;
}
