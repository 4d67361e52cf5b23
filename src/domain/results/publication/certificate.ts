import type { Sha256 } from '../../kernel/canonical.js';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Rules §13. The code of a certificate: 80 bits of the SHA-256 of what it certifies, in Crockford's base 32, so that it
 * cannot be guessed and is the same whenever it is made. `facts` are the hash of the publication, the entry, the outcome.
 */
export function certificateCode(
  facts: { publicationHash: string; submissionId: string; outcome: string },
  sha256: Sha256,
): string {
  const hash = sha256(`certificate ${facts.publicationHash} ${facts.submissionId} ${facts.outcome}`);
  let bits = BigInt(`0x${hash.slice(0, 20)}`);
  let code = '';
  for (let at = 0; at < 16; at += 1) {
    code = alphabet[Number(bits & 31n)]! + code;
    bits >>= 5n;
  }
  return code;
}

/** A code as people type it: small letters, spaces and dashes do not matter, O is 0, I and L are 1. Null for anything else. */
export function codeFrom(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(code) ? code : null;
}

/** The code as people read it, in fours. */
export const codeText = (code: string): string => code.match(/.{1,4}/g)!.join('-');
