import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** SHA-256 of the public half in SPKI form (DER), in hex: how people and files name a key. */
export const fingerprintOf = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');

/** The public half of a key, SPKI form in base64. */
export const publicHalf = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');

/**
 * The Ed25519 key of an installation from its file (PKCS #8, PEM). A file that is not there is made when `make` is set, readable by
 * its owner alone; two processes that make it at once end with one. Throws where the file cannot be read or holds another kind.
 */
export function loadSigningKey(file: string, { make }: { make: boolean }): KeyObject {
  if (make && !fs.existsSync(file)) makeKey(file);
  let pem: string;
  try {
    pem = fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`SIGNING_KEY: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
  const key = keyOf(pem);
  if (key?.asymmetricKeyType !== 'ed25519') throw new Error(`SIGNING_KEY: ${file} holds no Ed25519 key (PKCS #8, PEM)`);
  return key;
}

function keyOf(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

/** Written whole beside, then put in its place unless another did so first. */
function makeKey(file: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}`;
  const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });
  fs.writeFileSync(beside, pem, { mode: 0o600, flag: 'wx' });
  try {
    fs.linkSync(beside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.unlinkSync(beside);
  }
}
