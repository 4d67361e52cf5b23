import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Person } from '../../domain/kernel/actor.js';
import { entryRulesFrom, type EntryConsent } from '../../domain/cycles/entry-rules.js';
import {
  consentStanding,
  neededConsents,
  type ConsentGiven,
  type ConsentStanding,
} from '../../domain/submissions/consents.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { getSetup } from '../setup/cycle-setup.js';
import { actsOfAccount, giveConsents, keepAct } from './account-consents.queries.js';

/** How a person stands to the processing of their data in one contest. */
export interface OwnConsent {
  cycleId: string;
  cycle: string;
  /** The document of today; null where the regulation has none any more. */
  text: EntryConsent | null;
  standing: ConsentStanding;
  /** What was agreed to, where it is not the document of today; null where that is not kept. */
  earlier: string | null;
}

/** A person's own consents, contest by contest: looked at, given, taken back. */
@Injectable()
export class AccountConsentsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Of the contests in which the person did something about a consent, and of those running that ask for it. */
  async own({ userId, organisationIds }: Person): Promise<OwnConsent[]> {
    const em = this.db.reader;
    const cycles = await listAsking(em, userId, organisationIds);
    const found = await Promise.all(cycles.map((cycleId) => this.of(em, userId, cycleId)));
    return found.filter(({ text, standing }) => text !== null || standing.state !== 'open');
  }

  /** Agrees to the document that was read. Refuses: `consent-changed`, `not-found`. */
  give({ userId, ...actor }: Person, cycleId: string, given: ConsentGiven): Promise<void> {
    return this.db.transaction(async (tx) => {
      const setup = await getSetup(tx, cycleId);
      const deed = { actor: { ...actor, userId }, now: this.clock.now() };
      await giveConsents(tx, { userId, setup, given: [given] }, deed);
    });
  }

  /** Takes the consent back; what was submitted stays. Twice is once. */
  withdraw(actor: Person, cycleId: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      await getSetup(tx, cycleId);
      const of = { userId: actor.userId, cycleId, kind: 'processing' as const };
      await keepAct(tx, of, { actor, now: this.clock.now() }, (standing, latest) =>
        standing.state === 'given' && latest
          ? { consentVersion: latest.consentVersion, textHash: latest.textHash, act: 'withdrawn' }
          : null,
      );
    });
  }

  private async of(em: EntityManager, userId: string, cycleId: string): Promise<OwnConsent> {
    const { cycle, rules } = await getSetup(em, cycleId);
    const text = neededConsents(entryRulesFrom(rules?.entryRules).consents, [])[0] ?? null;
    const standing = consentStanding('processing', await actsOfAccount(em, userId, cycleId));
    const isOlder = standing.state !== 'open' && standing.consentVersion !== text?.version;
    return {
      cycleId,
      cycle: cycle.title,
      text,
      standing,
      earlier: isOlder ? await textOf(em, userId, cycleId) : null,
    };
  }
}

async function listAsking(em: EntityManager, userId: string, organisationIds: readonly string[]): Promise<string[]> {
  const rows: { id: string }[] = await em.query(
    `SELECT c.id FROM cycle c
      WHERE EXISTS (SELECT 1 FROM account_consent a WHERE a.cycle_id = c.id AND a.user_id = $1)
         OR (c.state = 'announced' AND ($2 OR EXISTS (
              SELECT 1 FROM submission_collaborator k JOIN submission s ON s.id = k.submission_id
               WHERE k.user_id = $1 AND k.removed_at IS NULL AND s.cycle_id = c.id)))
      ORDER BY c.year DESC, c.id`,
    [userId, organisationIds.length > 0],
  );
  return rows.map(({ id }) => id);
}

/** The text of the latest act, from the edition that had it. */
async function textOf(em: EntityManager, userId: string, cycleId: string): Promise<string | null> {
  const rows: { text: string }[] = await em.query(
    `SELECT t.value->>'text' AS text
       FROM (SELECT kind, consent_version, text_hash FROM account_consent WHERE user_id = $1 AND cycle_id = $2
              ORDER BY position DESC LIMIT 1) a
       JOIN regulation_edition e ON e.cycle_id = $2
      CROSS JOIN jsonb_array_elements(coalesce(e.entry_rules->'consents', '[]')) t
      WHERE t.value->>'kind' = a.kind AND t.value->>'version' = a.consent_version
        AND encode(sha256(convert_to(t.value->>'text', 'UTF8')), 'hex') = a.text_hash
      LIMIT 1`,
    [userId, cycleId],
  );
  return rows[0]?.text ?? null;
}
