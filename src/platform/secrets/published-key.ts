import type { SigningKey } from './signing-key.entity.js';

/** A key as everybody may know it. Instants are ISO 8601 in UTC. */
export const publishedKey = ({ fingerprint, publicKey, validFrom, validUntil, predecessor }: SigningKey) => ({
  fingerprint,
  algorithm: 'Ed25519',
  publicKey,
  validFrom: validFrom.toISOString(),
  validUntil: validUntil?.toISOString() ?? null,
  predecessor,
});
