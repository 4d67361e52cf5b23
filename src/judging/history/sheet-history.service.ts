import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { findStage } from '../../cycles/stages/stages.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { hasRole, mustHaveRole, type Actor, type Person } from '../../domain/kernel/actor.js';
import { mustReadJudging } from '../judging.policy.js';
import { isOpen } from '../../domain/cycles/stage.js';
import { reopenSheet, setSheetAside } from '../../domain/judging/score-sheet.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { compareText } from '../../domain/kernel/seeded.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { Assignment } from '../assignment/assignment.entity.js';
import type { EvaluationVersion } from './evaluation-version.entity.js';
import type { Evaluation } from '../sheets/evaluation.entity.js';
import { getExpert } from '../experts/experts.queries.js';
import { findEvaluation, getOwnAssignment } from '../sheets/sheets.queries.js';
import * as queries from './sheet-history.queries.js';
import { SheetReopening } from './sheet-reopening.entity.js';
import { SheetRestorationApproval } from './sheet-restoration-approval.entity.js';
import { SheetRestoration } from '../sheets/sheet-restoration.entity.js';

/** Who opens sheets again and sets them aside. */
const deciders = ['organizer'] as const;
const approvers = ['organizer', 'chair', 'secretary'] as const;
const approvalsNeeded = 2;

/** What happens to sheets after they were submitted: reopened, set aside, shown and restored as of an instant. */
@Injectable()
export class SheetHistoryService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The expert asks for the own submitted sheet back, with a reason; once for each submission of it. */
  askReopening(actor: Person, assignmentId: string, reason: string): Promise<SheetReopening> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const assignment = await getOwnAssignment(tx, assignmentId, { userId: actor.userId, now });
      await tx.query('SELECT 1 FROM assignment WHERE id = $1 FOR UPDATE', [assignmentId]);
      const sheet = await getSubmittedSheet(tx, assignmentId);
      const values = {
        id: newId(),
        evaluationId: sheet.id,
        sheetVersion: sheet.version,
        state: 'asked' as const,
        askedById: actor.userId,
        askReason: mustGiveReason(reason),
        askedAt: now,
      };
      const events = [
        { type: 'evaluation.reopening-asked', evaluationId: sheet.id, cycleId: assignment.expert.cycleId },
      ];
      return create(tx, SheetReopening, values, { actor, action: 'ask-reopening', now }, events);
    });
  }

  /** Refuses what {@link askReopening} would refuse now. */
  async mustAskReopening(actor: Person, assignmentId: string): Promise<void> {
    const em = this.db.reader;
    await getOwnAssignment(em, assignmentId, { userId: actor.userId, now: this.clock.now() });
    await getSubmittedSheet(em, assignmentId);
  }

  /** The organizer opens a submitted sheet again; without words of the own those of the expert are the reason. */
  reopen(actor: Person, evaluationId: string, reason: string): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { sheet, deed } = await this.lockFor(tx, actor, evaluationId, now);
      const { cycle, cycleId } = sheet.assignment.expert;
      const asked = await queries.findReopening(tx, sheet);
      const said = mustGiveReason(reason.trim() || (asked?.askReason ?? ''));
      const facts = { now, timeZone: cycle.timeZone, review: await findStage(tx, cycleId, 'review'), reason: said };
      const decision = reopenSheet(sheet, facts);
      const granted = { state: 'granted' as const, reason: said, decidedById: actor.userId, decidedAt: now };
      if (asked) await save(tx, asked, { changes: granted, events: [] }, deed('grant'));
      else {
        const values = { ...granted, id: newId(), evaluationId, sheetVersion: sheet.version };
        await create(tx, SheetReopening, values, deed('grant'));
      }
      return save(tx, sheet, decision, deed('reopen'));
    });
  }

  /** The organizer leaves the sheet submitted, and says why. */
  declineReopening(actor: Person, evaluationId: string, reason: string): Promise<SheetReopening> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { sheet, deed } = await this.lockFor(tx, actor, evaluationId, now);
      const asked = await queries.findReopening(tx, sheet);
      if (asked?.state !== 'asked')
        throw new Refusal({ code: 'action-not-allowed', action: 'decline', state: asked?.state ?? sheet.state });
      const said = mustGiveReason(reason);
      const changes = { state: 'declined' as const, reason: said, decidedById: actor.userId, decidedAt: now };
      return save(tx, asked, { changes, events: [] }, deed('decline-reopening'));
    });
  }

  /**
   * The organizer takes a sheet that ignores the guidelines out of the count, with a reason; it stays on record, and its
   * assignment ends. Another expert may be given the entry in its place: SQL refuses one with a conflict of interest.
   */
  setAside(
    actor: Person,
    evaluationId: string,
    { reason, replacementId }: { reason: string; replacementId: string | null },
  ): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { sheet, deed } = await this.lockFor(tx, actor, evaluationId, now);
      const { assignment } = sheet;
      const aside = await save(tx, sheet, setSheetAside(sheet, { now, reason }), deed('set-aside'));
      const ended = { state: 'replaced' as const, reason: reason.trim(), endedAt: now };
      await save(tx, assignment, { changes: ended, events: [] }, deed('replace'));
      if (replacementId) await replace(tx, { assignment, replacementId, deed: deed('assign'), now });
      return aside;
    });
  }

  /** The sheets of a cycle as they stood at an instant, without scores; what is asked for; what was restored. */
  async asOf(actor: Person, cycleId: string, instantIn: (timeZone: string) => Date | null) {
    const em = this.db.reader;
    const cycle = await getCycle(em, cycleId);
    mustReadJudging(actor, cycleId);
    const now = this.clock.now();
    const at = instantIn(cycle.timeZone);
    const instant = at && at < now ? at : now;
    return {
      cycle,
      now,
      at: instant,
      isNow: instant === now,
      sheets: await queries.listSheetsAsOf(em, { cycleId, at: instant, userId: actor.userId }),
      asked: await queries.listAsked(em, cycleId, actor.userId),
      restorations: await queries.listRestorations(em, cycleId),
    };
  }

  /** One sheet with its versions, without scores, and who could judge the entry instead. */
  async sheet(actor: Person, cycleId: string, evaluationId: string) {
    const em = this.db.reader;
    const sheet = await queries.getSheet(em, evaluationId, actor.userId);
    if (sheet.assignment.expert.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
    mustReadJudging(actor, cycleId);
    const review = await findStage(em, cycleId, 'review');
    return {
      sheet,
      mayDecide: mayDecideSheets(actor, cycleId),
      isReviewOpen: review !== null && isOpen(review, this.clock.now()),
      versions: await queries.listVersions(em, evaluationId),
      reopenings: await queries.listReopenings(em, evaluationId),
      free: await listFree(em, cycleId, sheet.assignment.submissionId),
    };
  }

  /** Asks for the sheets to be as they were; who asks approves by that. */
  requestRestoration(
    actor: Person,
    cycleId: string,
    { at, reason }: { at: Date; reason: string },
  ): Promise<SheetRestoration> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const cycle = await getCycle(tx, cycleId);
      mustHaveRole(actor, [...approvers], { cycleId });
      if (cycle.state !== 'announced')
        throw new Refusal({ code: 'action-not-allowed', action: 'restore', state: cycle.state });
      if (at > now) throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/at', rule: 'in-the-future' }] });
      const values = {
        id: newId(),
        cycleId,
        asOf: at,
        reason: mustGiveReason(reason),
        requestedById: actor.userId,
        requestedAt: now,
        appliedAt: null,
      };
      const restoration = await create(tx, SheetRestoration, values, { actor, action: 'request-restoration', now });
      await approve(tx, actor, restoration, now);
      return restoration;
    });
  }

  /** The second person's word restores the sheets, as new versions. Refuses `same-approver`, `action-not-allowed`. */
  approveRestoration(actor: Person, restorationId: string): Promise<SheetRestoration> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const restoration = await queries.lockRestoration(tx, restorationId);
      const { cycleId } = restoration;
      mustHaveRole(actor, [...approvers], { cycleId });
      if (restoration.appliedAt)
        throw new Refusal({ code: 'action-not-allowed', action: 'approve', state: 'restored' });
      await approve(tx, actor, restoration, now);
      if ((await queries.countApprovals(tx, restorationId)) < approvalsNeeded) return restoration;
      const deed = { actor, action: 'restore', now };
      const versions = await queries.versionsAsOf(tx, cycleId, restoration.asOf);
      for (const sheet of await queries.lockSheetsOf(tx, cycleId)) {
        const changes = changesTo(sheet, versions.get(sheet.id));
        if (!changes) continue;
        await save(tx, sheet, { changes: { ...changes, restorationId, savedAt: now }, events: [] }, deed);
      }
      const events = [{ type: 'evaluations.restored', cycleId, restorationId }];
      return save(tx, restoration, { changes: { appliedAt: now }, events }, deed);
    });
  }

  private async lockFor(tx: EntityManager, actor: Person, evaluationId: string, now: Date) {
    const sheet = await queries.lockSheet(tx, evaluationId, actor.userId);
    mustHaveRole(actor, [...deciders], { cycleId: sheet.assignment.expert.cycleId });
    return { sheet, deed: (action: string) => ({ actor, action, now }) };
  }
}

async function getSubmittedSheet(em: EntityManager, assignmentId: string): Promise<Evaluation> {
  const sheet = await findEvaluation(em, assignmentId);
  if (sheet?.state !== 'submitted')
    throw new Refusal({ code: 'action-not-allowed', action: 'reopen', state: sheet?.state ?? 'draft' });
  return sheet;
}

const mayDecideSheets = (actor: Person, cycleId: string): boolean => hasRole(actor, [...deciders], { cycleId });

function approve(tx: EntityManager, actor: Person, { id: restorationId }: SheetRestoration, now: Date) {
  const values = { id: newId(), restorationId, userId: actor.userId, approvedAt: now };
  return create(tx, SheetRestorationApproval, values, { actor, action: 'approve', now });
}

/** What brings a sheet to the version of then; a draft of then is a draft again and keeps what it holds. */
function changesTo(sheet: Evaluation, then: EvaluationVersion | undefined): Partial<Evaluation> | null {
  if (!then || then.state === 'draft') return sheet.state === 'draft' ? null : { state: 'draft', submittedAt: null };
  const { state, scores, cannotJudge, remarks, note, reason, revisionId, submittedAt } = then;
  const wanted = { state, scores, cannotJudge, remarks, note, reason, revisionId, submittedAt };
  const is = ({ state: s, scores: p, cannotJudge: c, remarks: r, revisionId: v }: Evaluation | EvaluationVersion) =>
    JSON.stringify([s, inOrder(p), c, inOrder(r), v]);
  return is(sheet) === is(then) ? null : wanted;
}

const inOrder = (values: Record<string, string>): [string, string][] =>
  Object.entries(values).sort(([a], [b]) => compareText(a, b));

/** Accepted experts who neither have nor had the entry, and may have it; the least loaded first. */
function listFree(
  em: EntityManager,
  cycleId: string,
  submissionId: string,
): Promise<{ id: string; name: string; load: number }[]> {
  return em.query(
    `SELECT x.id, u.name, (SELECT count(*) FROM assignment a WHERE a.expert_id = x.id AND a.state = 'active')::int AS load
       FROM expert x JOIN user_account u ON u.id = x.user_id
      WHERE x.cycle_id = $1 AND x.state = 'accepted' AND NOT is_conflicted(x.id, $2)
        AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.expert_id = x.id AND a.submission_id = $2)
      ORDER BY load, u.name, x.id LIMIT 200`,
    [cycleId, submissionId],
  );
}

async function replace(
  tx: EntityManager,
  {
    assignment,
    replacementId,
    deed,
    now,
  }: { assignment: Assignment; replacementId: string; deed: { actor: Actor; action: string; now: Date }; now: Date },
): Promise<void> {
  const expert = await getExpert(tx, replacementId);
  if (expert.cycleId !== assignment.expert.cycleId || expert.state !== 'accepted')
    throw new Refusal({ code: 'not-found' });
  await tx.query('SELECT 1 FROM expert WHERE id = $1 FOR UPDATE', [expert.id]);
  const last = await tx.maximum(Assignment, 'position', { expertId: expert.id });
  const values = {
    id: newId(),
    planId: assignment.planId,
    expertId: expert.id,
    submissionId: assignment.submissionId,
    position: (last ?? 0) + 1,
    state: 'active' as const,
    createdAt: now,
  };
  const events = [{ type: 'assignment.published', planId: assignment.planId, expertId: expert.id }];
  await create(tx, Assignment, values, deed, events);
}
