import canonicalize from 'canonicalize';
import type { AuditHead } from './audit-head.entity.js';

/** A head of the chain as it is handed out: which link was the last, its hash, when that was said, and by which key. */
export interface PublishedHead {
  position: string;
  chainHash: string;
  /** ISO 8601 in UTC. */
  publishedAt: string;
  signature: string;
  publicKey: string;
}

/** What is signed of a head; canonical JSON (RFC 8785). */
export const headText = ({
  position,
  chainHash,
  publishedAt,
}: Omit<PublishedHead, 'signature' | 'publicKey'>): string =>
  canonicalize({ format: 'laureat-head/1', position, chainHash, publishedAt })!;

export const publishedHead = ({ publishedAt, ...head }: AuditHead): PublishedHead => ({
  position: head.position,
  chainHash: head.chainHash,
  publishedAt: publishedAt.toISOString(),
  signature: head.signature,
  publicKey: head.publicKey,
});
