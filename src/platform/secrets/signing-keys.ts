import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Signer } from './signer.js';
import { SigningKey } from './signing-key.entity.js';

/** The keys of the installation as everybody may know them. What is signed is signed under a key that stands here. */
@Injectable()
export class SigningKeys {
  constructor(private readonly signer: Signer) {}

  /**
   * Signs within a transaction, which first lists the key where it is new, with the one before it as its predecessor. A key that was
   * ended signs no more, also in a process that has signed with it before: `signing-key-ended`.
   */
  async sign(tx: EntityManager, text: string, now: Date): Promise<{ signature: string; publicKey: string }> {
    await this.list(tx, now);
    return { signature: this.signer.sign(text), publicKey: this.signer.publicKey };
  }

  /** Whether the key stands among the known ones. Refuses `signing-key-ended` where it signs no more. */
  async mustBeValid(em: EntityManager): Promise<boolean> {
    const { fingerprint } = this.signer;
    const known = await em.findOneBy(SigningKey, { fingerprint });
    if (known?.validUntil) throw new Refusal({ code: 'signing-key-ended', fingerprint, endedAt: known.validUntil });
    return known !== null;
  }

  private async list(tx: EntityManager, now: Date): Promise<void> {
    const { fingerprint, publicKey } = this.signer;
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('laureat signing key'))");
    if (await this.mustBeValid(tx)) return;
    const [before] = await listSigningKeys(tx);
    await tx.insert(SigningKey, { fingerprint, publicKey, validFrom: now, predecessor: before?.fingerprint ?? null });
  }
}

/** All keys, the newest first. */
export const listSigningKeys = (em: EntityManager): Promise<SigningKey[]> =>
  em.find(SigningKey, { order: { validFrom: 'DESC', fingerprint: 'ASC' } });

/** Ends a key at an instant; `false` where there is none that signs. */
export async function endSigningKey(em: EntityManager, fingerprint: string, now: Date): Promise<boolean> {
  const { affected } = await em.update(SigningKey, { fingerprint, validUntil: IsNull() }, { validUntil: now });
  return affected === 1;
}
