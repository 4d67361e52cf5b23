import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { getOrganisation } from '../../accounts/organisations/organisations.queries.js';
import { lockExtension } from '../../cycles/extensions/extensions.queries.js';
import { getSetup, intakeOfEntry, nominationOf, stageOf, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import { planStageNotices } from '../../cycles/stages/notices.service.js';
import { RuleChanges, type RuleChange } from '../../cycles/stages/rule-change.js';
import { Stage } from '../../cycles/stages/stage.entity.js';
import { moveClose } from '../../cycles/stages/stages.service.js';
import {
  extension,
  intakeWithin,
  isForEverybody,
  isSameReach,
  takeBackExtension,
  type Reach,
} from '../../domain/cycles/extension.js';
import type { Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isExtendable } from '../../domain/submissions/submission.js';
import { Changes } from '../../platform/database/changes.js';
import { create } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { Submission } from '../entries/submission.entity.js';
import {
  countSubmittedUnder,
  findExtendedEntry,
  isApartFrom,
  lockMovedTerms,
  lockRowOf,
  type ExtendedEntry,
} from './extending.queries.js';
import { IntakeExtensionWithdrawal } from './intake-extension-withdrawal.entity.js';
import { IntakeExtension } from './intake-extension.entity.js';

export interface ExtensionInput extends Reach {
  closesAt: Date;
  /** The close that the person saw. */
  seenFrom: Date;
  reason: string;
  document: string;
}

/** Extensions of the intake, as facts. */
@Injectable()
export class ExtensionsService {
  constructor(private readonly changes: RuleChanges) {}

  /**
   * Records an extension by an organizer who has no conflict with those whom it names. Terms of returned entries that ended with the
   * close move with it; reminders follow the new one. Sent twice it is recorded once.
   * Refuses: `not-found`, `conflict-of-interest`, `intake-ahead`, `extension-changed`, `invalid-input`, `reason-required`.
   */
  extend(actor: Person, cycleId: string, input: ExtensionInput): Promise<IntakeExtension> {
    return this.changes.within(actor, cycleId, async (change) => {
      const { tx, now, deed } = change;
      const setup = await getSetup(tx, cycleId);
      const reach = reachOf(input);
      // Whoever screens gives time to a returned entry under the lock of its row.
      if (reach.submissionId) await lockRowOf(tx, reach.submissionId);
      const entry = await mustReach(tx, actor, setup, reach);
      const sent = await findSent(tx, actor, { ...input, cycleId });
      if (sent) return sent;
      const intake = stageOf(setup, 'intake');
      const decided = extension({
        ...input,
        now,
        opensAt: setup.cycle.state === 'announced' ? (intake?.opensAt ?? null) : null,
        closesFrom: closeWithin(setup, reach, entry) ?? input.seenFrom,
        timeZone: setup.cycle.timeZone,
      });
      const id = newId();
      const terms = await lockMovedTerms(tx, { ...reach, ...decided, id: null, cycleId });
      const values = { ...reach, ...decided, id, cycleId, document: input.document.trim(), recordedById: actor.userId };
      const events = [{ type: 'intake.extended', extensionId: id }];
      const row = await create(tx, IntakeExtension, values, deed('extend'), events);
      await moveTerms(change, actor, terms, decided.closesAt);
      await moveStage(change, reach, cycleId, decided.closesAt);
      return row;
    });
  }

  /**
   * Takes an extension back before anything was submitted under it; terms that moved with it move back.
   * Refuses: `not-found`, `conflict-of-interest`, `action-not-allowed`, `extension-used`, `reason-required`.
   */
  takeBack(actor: Person, cycleId: string, id: string, reason: string): Promise<void> {
    return this.changes.within(actor, cycleId, async (change) => {
      const { tx, now, deed } = change;
      const setup = await getSetup(tx, cycleId);
      const taken = setup.extensions.find((one) => one.id === id);
      if (!taken) throw new Refusal({ code: 'not-found' });
      const reach = reachOf(taken);
      await mustReach(tx, actor, setup, reach);
      const extending = { ...reach, id, cycleId, closesFrom: taken.closesFrom, closesAt: taken.closesAt };
      // First the entries, then the extension: whoever submits comes in the same order.
      const terms = await lockMovedTerms(tx, extending);
      await lockExtension(tx, id);
      const facts = { now, others: setup.extensions.filter((one) => one !== taken), reason };
      const decided = takeBackExtension(taken, { ...facts, submitted: await countSubmittedUnder(tx, extending) });
      const values = { ...decided, id: newId(), extensionId: id, cycleId, withdrawnById: actor.userId };
      const events = [{ type: 'intake.extension-withdrawn', extensionId: id }];
      await create(tx, IntakeExtensionWithdrawal, values, deed('take-back'), events);
      await moveTerms(change, actor, terms, taken.closesFrom);
      await moveStage(change, reach, cycleId, taken.closesFrom);
    });
  }
}

export const reachOf = ({ nominationId, organisationId, submissionId }: Reach): Reach => ({
  nominationId,
  organisationId,
  submissionId,
});

/**
 * What is reached belongs to the cycle, and whoever extends has no conflict with it: an entry that one must not meet does not exist, of
 * its organisation nothing is extended by who is related to it. Refuses: `not-found`, `conflict-of-interest`, `action-not-allowed`.
 */
export async function mustReach(
  em: EntityManager,
  actor: Person,
  setup: CycleSetup,
  { nominationId, organisationId, submissionId }: Reach,
): Promise<ExtendedEntry | null> {
  const cycleId = setup.cycle.id;
  if (nominationId !== null) nominationOf(setup, nominationId);
  if (organisationId !== null) {
    await getOrganisation(em, organisationId);
    if (await isApartFrom(em, actor.userId, { cycleId, organisationId }))
      throw new Refusal({ code: 'conflict-of-interest', source: 'staff' });
  }
  if (submissionId === null) return null;
  const entry = await findExtendedEntry(em, actor.userId, submissionId);
  if (!entry || entry.isHidden || entry.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
  if (await isApartFrom(em, actor.userId, entry)) throw new Refusal({ code: 'conflict-of-interest', source: 'staff' });
  if (!isExtendable(entry.state))
    throw new Refusal({ code: 'action-not-allowed', action: 'extend', state: entry.state });
  return entry;
}

/** The close that applies now to those who are reached; null where there is no intake. */
export function closeWithin(setup: CycleSetup, reach: Reach, entry: ExtendedEntry | null): Date | null {
  const intake = stageOf(setup, 'intake');
  if (!intake) return null;
  if (!entry) return intakeWithin(intake, setup.extensions, reach).closesAt;
  const { closesAt } = intakeOfEntry(setup, entry)!;
  return entry.state === 'returned' && entry.dueAt && entry.dueAt < closesAt ? entry.dueAt : closesAt;
}

/** The same extension as it was sent before, by the same person. */
function findSent(tx: EntityManager, actor: Person, input: ExtensionInput & { cycleId: string }) {
  return tx
    .createQueryBuilder(IntakeExtension, 'x')
    .where({ cycleId: input.cycleId, recordedById: actor.userId, closesFrom: input.seenFrom, closesAt: input.closesAt })
    .andWhere('NOT EXISTS (SELECT 1 FROM intake_extension_withdrawal w WHERE w.extension_id = x.id)')
    .getMany()
    .then((rows) => rows.find((row) => isSameReach(row, input)) ?? null);
}

async function moveTerms(
  { tx, now }: RuleChange,
  actor: Person,
  terms: readonly { id: string }[],
  dueAt: Date,
): Promise<void> {
  if (terms.length === 0) return;
  const changes = new Changes(tx, { actor, now });
  for (const entry of await tx.findBy(Submission, { id: In(terms.map(({ id }) => id)) }))
    changes.save(entry, { changes: { dueAt }, events: [] }, 'extend');
  await changes.write();
}

async function moveStage({ tx, deed }: RuleChange, reach: Reach, cycleId: string, closesAt: Date): Promise<void> {
  if (!isForEverybody(reach)) await planStageNotices(tx);
  else await moveClose(tx, await tx.findOneByOrFail(Stage, { cycleId, kind: 'intake' }), closesAt, deed('extend'));
}
