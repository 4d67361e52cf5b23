import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/kernel/actor.js';
import { entryRulesFrom, type EntryConsent } from '../../domain/cycles/entry-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import {
  consentStanding,
  neededConsents,
  type ConsentAct,
  type ConsentGiven,
} from '../../domain/submissions/consents.js';
import { create, type Deed } from '../../platform/database/save.js';
import { newId, sha256 } from '../../platform/ids.js';
import type { CycleSetup } from '../setup/cycle-setup.js';
import type { ConsentTick } from './consent-ticks.js';
import { AccountConsent } from './account-consent.entity.js';

export const actsOfAccount = (em: EntityManager, userId: string, cycleId: string): Promise<ConsentAct[]> =>
  em.find(AccountConsent, { where: { userId, cycleId }, order: { kind: 'ASC', position: 'ASC' } });

/**
 * The texts of a contest that the person has not agreed to as they read now; all of them while it is not known who it is.
 * Nothing is asked of the database where there is none.
 */
export async function missingConsents(
  em: EntityManager,
  userId: string | null,
  setup: CycleSetup,
): Promise<EntryConsent[]> {
  const asked = neededConsents(entryRulesFrom(setup.rules?.entryRules).consents, []);
  return asked.length === 0 || userId === null
    ? asked
    : neededConsents(asked, await actsOfAccount(em, userId, setup.cycle.id));
}

/** Rules §4.14. Who writes has agreed to the processing of their data. Refuses with `consent-needed`. */
async function mustHaveConsented(em: EntityManager, actor: Actor, setup: CycleSetup): Promise<void> {
  if (actor.kind !== 'person' || actor.userId === null) return;
  if ((await missingConsents(em, actor.userId, setup)).length > 0)
    throw new Refusal({ code: 'consent-needed', cycleId: setup.cycle.id, cycle: setup.cycle.title });
}

/**
 * Records that the person agrees to texts that they have read, each once for its version. Refuses with `consent-changed` where
 * the regulation has another version by now.
 */
export async function giveConsents(
  tx: EntityManager,
  { userId, setup, given }: { userId: string; setup: CycleSetup; given: readonly ConsentGiven[] },
  deed: Omit<Deed, 'action'>,
): Promise<void> {
  const { consents } = entryRulesFrom(setup.rules?.entryRules);
  for (const { kind, version } of given) {
    if (kind !== 'processing') continue;
    const text = consents.find((one) => one.kind === kind);
    if (text?.version !== version) throw new Refusal({ code: 'consent-changed' });
    await keepAct(tx, { userId, cycleId: setup.cycle.id, kind }, deed, (standing) =>
      standing.state === 'given' && standing.consentVersion === version
        ? null
        : { consentVersion: version, textHash: sha256(text.text), act: 'given' },
    );
  }
}

/** Records what was ticked with a deed in the contest; refuses whoever has not agreed to all that it asks: `consent-needed`. */
export async function agree(
  tx: EntityManager,
  actor: Actor,
  { setup, ticks, now }: { setup: CycleSetup; ticks: readonly ConsentTick[]; now: Date },
): Promise<void> {
  const given = ticks.filter(({ cycleId }) => cycleId === setup.cycle.id);
  if (given.length > 0 && actor.userId !== null)
    await giveConsents(tx, { userId: actor.userId, setup, given }, { actor, now });
  await mustHaveConsented(tx, actor, setup);
}

/** Adds an act to those of one consent of a person, one after another. */
export async function keepAct(
  tx: EntityManager,
  { userId, cycleId, kind }: Pick<AccountConsent, 'userId' | 'cycleId' | 'kind'>,
  deed: Omit<Deed, 'action'>,
  decide: (
    standing: ReturnType<typeof consentStanding>,
    latest: AccountConsent | null,
  ) => Pick<AccountConsent, 'consentVersion' | 'textHash' | 'act'> | null,
): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 11))', [`${userId} ${cycleId}`]);
  const where = { userId, cycleId, kind };
  const acts = await tx.find(AccountConsent, { where, order: { position: 'ASC' } });
  const act = decide(consentStanding(kind, acts), acts.at(-1) ?? null);
  if (!act) return;
  const values = { ...where, id: newId(), position: acts.length + 1, ...act, at: deed.now };
  await create(tx, AccountConsent, values, { ...deed, action: `consent-${act.act}` });
}
