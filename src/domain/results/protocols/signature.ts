import { canonicalJson } from '../../kernel/canonical.js';

/** A signature under a protocol's hash, as it is kept and handed out beside the twin. */
export interface SignedApproval {
  hash: string;
  userName: string;
  capacity: string;
  /** ISO 8601 in UTC. */
  approvedAt: string;
  /** Ed25519 over `signedText`, base64. */
  signature: string;
  /** The public key in SPKI form, base64. */
  publicKey: string;
}

/** Rules §13. What is signed: which protocol, by whom, in what capacity and when; canonical JSON (RFC 8785). */
export function signedText({
  hash,
  userName,
  capacity,
  approvedAt,
}: Omit<SignedApproval, 'signature' | 'publicKey'>): string {
  return canonicalJson({ format: 'laureat-approval/1', hash, userName, capacity, approvedAt });
}

/** Checks an Ed25519 signature; given by the caller, since the rules know no cryptography. */
export type VerifySignature = (text: string, signature: string, publicKey: string) => boolean;

/**
 * Rules §13. The first signature that is not one under this protocol: another hash, a text that was changed, a key that
 * others of the same protocol do not have. Null when all are good.
 */
export function signatureFault(
  hash: string,
  approvals: readonly SignedApproval[],
  verify: VerifySignature,
): { index: number; fault: 'hash' | 'signature' | 'key' } | null {
  for (const [index, approval] of approvals.entries()) {
    if (approval.hash !== hash) return { index, fault: 'hash' };
    if (approval.publicKey !== approvals[0]!.publicKey) return { index, fault: 'key' };
    if (!verify(signedText(approval), approval.signature, approval.publicKey)) return { index, fault: 'signature' };
  }
  return null;
}
