import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { KnownKey } from '../domain/results/protocols/signature.js';

const published = z.object({
  keys: z
    .array(
      z.object({
        publicKey: z.base64(),
        validFrom: z.iso.datetime().optional(),
        validUntil: z.iso.datetime().nullish(),
      }),
    )
    .min(1),
});

const patienceMs = 10_000;

/**
 * Keys that whoever verifies has from elsewhere: a list as it stands at `/.well-known/laureat-keys.json`, from a file or an address,
 * or one key as PEM or base64 (SPKI). Throws with words what is none of these.
 */
export async function knownKeys(place: string): Promise<KnownKey[]> {
  const text = (/^https?:\/\//.test(place) ? await fetched(place) : await readFile(place, 'utf8')).trim();
  if (!text.startsWith('{')) return [{ publicKey: oneKey(text, place) }];
  const read = published.safeParse(json(text, place));
  if (!read.success) throw new Error(`${place} is no list of keys: ${z.prettifyError(read.error)}`);
  return read.data.keys.map(({ publicKey, validFrom, validUntil }) => ({
    publicKey,
    ...(validFrom !== undefined && { validFrom }),
    validUntil: validUntil ?? null,
  }));
}

async function fetched(address: string): Promise<string> {
  const response = await fetch(address, { signal: AbortSignal.timeout(patienceMs) });
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  return response.text();
}

function json(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${place} is no JSON`);
  }
}

function oneKey(text: string, place: string): string {
  try {
    const key = createPublicKey(
      text.startsWith('-----') ? text : { key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' },
    );
    return key.export({ format: 'der', type: 'spki' }).toString('base64');
  } catch {
    throw new Error(`${place} holds no public key: a list of keys, PEM, or base64 of the SPKI form`);
  }
}
