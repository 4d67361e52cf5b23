import { canonicalJson } from '../../kernel/canonical.js';

/** A signature under a protocol's hash, as it is kept and handed out beside the twin. */
export interface SignedApproval {
  hash: string;
  userName: string;
  /** Who it is beyond the name, which two may share; missing in signatures made before it was signed. */
  person?: string;
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
  person,
  capacity,
  approvedAt,
}: Omit<SignedApproval, 'signature' | 'publicKey'>): string {
  return person === undefined
    ? canonicalJson({ format: 'laureat-approval/1', hash, userName, capacity, approvedAt })
    : canonicalJson({ format: 'laureat-approval/2', hash, userName, person, capacity, approvedAt });
}

/** A key that whoever verifies knows from elsewhere: never from the file that is verified. */
export interface KnownKey {
  /** The public key in SPKI form, base64. */
  publicKey: string;
  /** ISO 8601; without it from the beginning. */
  validFrom?: string;
  /** ISO 8601; without it to this day. */
  validUntil?: string | null;
}

/** Checks an Ed25519 signature; given by the caller, since the rules know no cryptography. */
export type VerifySignature = (text: string, signature: string, publicKey: string) => boolean;

export interface SignatureFault {
  what: 'signature';
  /** Where in the signed file. */
  pointer: string;
  expected: string;
  found: string;
}

const needed = 2;

/**
 * Rules §13. The first thing for which the signatures are not those of two different people under this protocol: another hash, a
 * person twice, a text that was changed, a key that is not among the known ones or did not sign at that time, too few. With `keys`
 * as `null` no key is known: each signature is then held against the key beside it, which proves nothing of who made it. Null when
 * all is well.
 */
export function signatureFault(
  hash: string,
  approvals: readonly SignedApproval[],
  { verify, keys }: { verify: VerifySignature; keys: readonly KnownKey[] | null },
): SignatureFault | null {
  for (const [index, approval] of approvals.entries()) {
    const at = `/signatures/${index}`;
    const fault = (place: string, expected: string, found: string): SignatureFault => ({
      what: 'signature',
      pointer: `${at}/${place}`,
      expected,
      found,
    });
    if (approval.hash !== hash) return fault('hash', hash, approval.hash);
    const twin = approvals.slice(0, index).find((earlier) => isOneSigner(earlier, approval));
    if (twin) return fault('userName', 'another person than those who signed before', approval.userName);
    const known = keys?.filter(({ publicKey }) => publicKey === approval.publicKey);
    if (known?.length === 0) return fault('publicKey', 'a key that is known', approval.publicKey);
    if (known && !known.some((key) => isInTerm(key, approval.approvedAt)))
      return fault('approvedAt', 'a time within the term of the key', approval.approvedAt);
    if (!verify(signedText(approval), approval.signature, approval.publicKey))
      return fault('signature', `a signature of ${approval.userName} under ${hash}`, approval.signature);
  }
  if (approvals.length >= needed || (approvals.length === 0 && keys === null)) return null;
  return {
    what: 'signature',
    pointer: '/signatures',
    expected: `signatures of ${needed} people`,
    found: String(approvals.length),
  };
}

/** People of one name are told apart only where both signatures say who beyond the name they are. */
const isOneSigner = (one: SignedApproval, other: SignedApproval): boolean =>
  one.person === undefined || other.person === undefined
    ? one.userName === other.userName
    : one.person === other.person;

/** The clocks of two processes may differ by so much. */
const skewMs = 1000;

const isInTerm = ({ validFrom, validUntil }: KnownKey, at: string): boolean =>
  (!validFrom || Date.parse(validFrom) - skewMs <= Date.parse(at)) &&
  (!validUntil || Date.parse(at) <= Date.parse(validUntil) + skewMs);
