import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Config } from '../config.js';
import { SealedLink } from './sealed-link.entity.js';
import { CONFIG } from '../tokens.js';

/**
 * Tokens of links must reach the mail, which is written later by a job, but must not lie in the database in clear. They are
 * kept here sealed with the installation's secret until the mail has gone or the link has expired.
 */
@Injectable()
export class LinkVault {
  private readonly key: Buffer;

  constructor(@Inject(CONFIG) config: Config) {
    this.key = createHash('sha256').update(`link vault ${config.secret}`).digest();
  }

  async keep(tx: EntityManager, subjectId: string, token: string, expiresAt: Date): Promise<void> {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const sealed = Buffer.concat([nonce, cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
      'base64',
    );
    await tx.upsert(SealedLink, { subjectId, sealed, expiresAt }, ['subjectId']);
  }

  /** The token, or null when it is gone. */
  async read(em: EntityManager, subjectId: string): Promise<string | null> {
    const row = await em.findOneBy(SealedLink, { subjectId });
    if (!row) return null;
    const bytes = Buffer.from(row.sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
  }

  /** The mail has gone: nobody needs the token here any more. */
  async forget(em: EntityManager, subjectId: string): Promise<void> {
    await em.delete(SealedLink, { subjectId });
  }

  async sweep(em: EntityManager, now: Date): Promise<void> {
    await em.query('DELETE FROM sealed_link WHERE expires_at < $1', [now]);
  }
}
