import { sign, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { CONFIG } from '../tokens.js';
import { fingerprintOf, loadSigningKey, publicHalf } from './signing-key.js';

/** Signs for the installation with its Ed25519 key, which has a file of its own and follows from no other secret. */
@Injectable()
export class Signer {
  private readonly key: KeyObject;
  readonly publicKey: string;
  readonly fingerprint: string;

  constructor(@Inject(CONFIG) { signingKey }: Config) {
    this.key = loadSigningKey(signingKey.file, { make: !signingKey.named });
    this.publicKey = publicHalf(this.key);
    this.fingerprint = fingerprintOf(this.publicKey);
  }

  sign(text: string): string {
    return sign(null, Buffer.from(text, 'utf8'), this.key).toString('base64');
  }
}
