import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { hasRole, mustHaveRole, type Actor, type Person } from '../../domain/kernel/actor.js';
import { decideAppeal, fileAppeal, type AppealOutcome } from '../../domain/results/appeals/appeal.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { isId } from '../../platform/ids.js';
import { mustMeet } from '../../submissions/relations/hidden-from-staff.queries.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { Appeal } from './appeal.entity.js';
import { mayRunResults } from '../access/results.policy.js';
import { findPublishedOf } from '../publication/publication.queries.js';
import {
  countHiddenAppeals,
  listAppealRows,
  type AppealRow,
  lockAppeal,
  tookPartIn,
  appealWindowOf,
} from './appeals.queries.js';

const watchers = ['organizer', 'secretary', 'chair', 'member', 'auditor'] as const;
const deciders = ['chair', 'secretary', 'member', 'organizer'] as const;

/** An appeal as those who run the cycle have it. */
export type ListedAppeal = AppealRow & { mayDecide: boolean; mayCorrect: boolean };

/** Appeals against published results: filed by entrants, decided by people who took no part in the first decision. */
@Injectable()
export class AppealsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  file(actor: Person, submissionId: string, grounds: string): Promise<Appeal> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await ownEntry(tx, actor, submissionId);
      const publication = await findPublishedOf(tx, entry.cycleId, now);
      const { timeZone } = await getCycle(tx, entry.cycleId);
      const window = publication && (await appealWindowOf(tx, publication));
      const text = fileAppeal(grounds, window, { now, timeZone });
      const values = {
        cycleId: entry.cycleId,
        submissionId,
        publicationId: publication!.id,
        state: 'filed' as const,
        grounds: text,
        filedById: actor.userId,
        filedAt: now,
        outcome: null,
        decision: '',
        decidedById: null,
        decidedAt: null,
      };
      const deed = { actor, action: 'appeal', now };
      return create(tx, Appeal, values, deed, [{ type: 'appeal.filed', submissionId, cycleId: entry.cycleId }]);
    });
  }

  withdraw(actor: Person, appealId: string): Promise<Appeal> {
    return this.db.transaction(async (tx) => {
      const appeal = await lockAppeal(tx, appealId);
      await ownEntry(tx, actor, appeal.submissionId);
      if (appeal.state !== 'filed')
        throw new Refusal({ code: 'action-not-allowed', action: 'withdraw', state: appeal.state });
      const deed = { actor, action: 'withdraw', now: this.clock.now() };
      return save(tx, appeal, { changes: { state: 'withdrawn' as const }, events: [] }, deed);
    });
  }

  decide(actor: Person, appealId: string, input: { outcome: AppealOutcome; decision: string }): Promise<Appeal> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const appeal = await lockAppeal(tx, appealId);
      if (!hasRole(actor, [...watchers], { cycleId: appeal.cycleId })) throw new Refusal({ code: 'not-found' });
      await mustMeet(tx, actor.userId, appeal.submissionId);
      mustHaveRole(actor, [...deciders], { cycleId: appeal.cycleId });
      const tookPart = await tookPartIn(tx, actor.userId, appeal);
      const changes = decideAppeal(appeal, { ...input, tookPart, decidedById: actor.userId, now });
      const events = [{ type: 'appeal.decided', appealId, submissionId: appeal.submissionId }];
      return save(tx, appeal, { changes, events }, { actor, action: 'decide', now });
    });
  }

  /** The appeals of a cycle, for those who run it; `mayDecide` says which of them the reader may decide,
   * `mayCorrect` where a correction is still to follow. */
  async list(actor: Person, cycleId: string): Promise<{ rows: ListedAppeal[]; hidden: number; timeZone: string }> {
    if (!hasRole(actor, [...watchers], { cycleId })) throw new Refusal({ code: 'not-found' });
    const rows = await listAppealRows(this.db.reader, cycleId, actor.userId);
    const may = hasRole(actor, [...deciders], { cycleId });
    const mayCorrect = mayRunResults(actor, { cycleId });
    const { timeZone } = await getCycle(this.db.reader, cycleId);
    return {
      timeZone,
      hidden: await countHiddenAppeals(this.db.reader, cycleId, actor.userId),
      rows: rows.map((row) => ({
        ...row,
        mayDecide: may && row.state === 'filed' && !row.tookPart,
        mayCorrect: mayCorrect && (row.outcome === 'raised' || row.outcome === 'lowered') && row.correctionId === null,
      })),
    };
  }
}

async function ownEntry(em: EntityManager, actor: Actor, id: string): Promise<Submission> {
  const entry = isId(id) ? await em.findOneBy(Submission, { id, state: 'admitted' }) : null;
  if (!entry || !actor.organisationIds.includes(entry.organisationId)) throw new Refusal({ code: 'not-found' });
  return entry;
}
