import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { listCriteria, withKinds } from '../../cycles/criteria/criteria.queries.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import {
  answersAppeal,
  approveCorrection,
  prepareCorrection,
  rankingChange,
  withPrepared,
} from '../../domain/results/corrections/prepared-correction.js';
import { correctedSheets } from '../../domain/ranking/corrected-sheets.js';
import type { CorrectionChange } from '../../domain/ranking/input.js';
import { rankEntries, type RankingInput } from '../../domain/ranking/rank-entries.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { selectionChange } from '../../domain/selection/compare.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, remove, save } from '../../platform/database/save.js';
import { newId, sha256 } from '../../platform/ids.js';
import { CorrectionApproval } from './correction-approval.entity.js';
import { Correction } from './correction.entity.js';
import {
  findPreparedCorrection,
  getCorrection,
  getDecidedAppeal,
  listCorrectionApprovals,
  listCorrections,
  lockCorrection,
} from './corrections.queries.js';
import { listClosedTo, mustMeetAll } from '../access/hidden-entries.queries.js';
import { proposalOf } from '../scenarios/proposal.queries.js';
import { RankingsService } from '../rankings/rankings.service.js';
import { rankingInput } from '../rankings/ranking-input.queries.js';
import { mustRunResults, mustSeeResults } from '../access/results.policy.js';
import { findNominationId, listCards } from '../access/entry-cards.queries.js';
import { listAwards } from '../awards/awards.queries.js';
import { getRanking } from '../rankings/rankings.queries.js';
import { listExpertNames } from '../access/expert-names.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { getNomination } from '../../cycles/nominations/nominations.queries.js';
import { lockToRun } from '../access/lock-nomination.queries.js';

export interface CorrectionInput {
  ground: string;
  changes: CorrectionChange[];
  appealId?: string | undefined;
}

/**
 * Setting right what a ranking counts, after it was computed or published: a shadow is computed and shown beside the old
 * ranking, two people approve it, and only then it counts. The sheets stay as they were submitted, and so does the old list.
 */
@Injectable()
export class CorrectionsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly rankings: RankingsService,
  ) {}

  /**
   * Prepares a correction of a nomination; nothing else sees it. Refuses what `prepareCorrection` refuses, `already-exists`
   * while another one waits, `nothing-to-rank`, and `invalid-input` where it does not do what the appeal was decided to.
   */
  prepare(actor: Person, nominationId: string, { ground, changes, appealId }: CorrectionInput): Promise<Correction> {
    return this.within(actor, nominationId, async (tx, nomination) => {
      const now = this.clock.now();
      if (await findPreparedCorrection(tx, nominationId))
        throw new Refusal({ code: 'already-exists', what: 'correction' });
      const ranking = await this.rankings.rankIn(tx, actor, nomination);
      const input = ranking.inputs;
      const { cycleId } = nomination;
      const criteria = withKinds(await listCriteria(tx, cycleId), input.rule);
      const prepared = prepareCorrection({ ground, changes }, { input, criteria });
      const id = newId();
      const shadow = withPrepared(input, { id, ...prepared });
      const appeal = appealId ? await getDecidedAppeal(tx, appealId) : null;
      if (appeal) {
        const change = rankingChange(rankEntries(input), rankEntries(shadow));
        const own = change.find(({ entryId }) => entryId === appeal.submissionId);
        if (!answersAppeal(appeal.outcome!, own))
          throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/appealId', rule: 'not-as-appealed' }] });
      }
      const values = {
        id,
        cycleId,
        nominationId,
        rankingId: ranking.id,
        appealId: appeal?.id ?? null,
        state: 'prepared' as const,
        ...prepared,
        hash: hashOf(shadow),
        preparedById: actor.userId,
        preparedAt: now,
        appliedAt: null,
      };
      return create(tx, Correction, values, { actor, action: 'prepare', now });
    });
  }

  /**
   * Approves what was read; with the second person it is applied, and the nomination is ranked by it. Refuses:
   * `ranking-changed` where the sheets say something else since, `same-approver`, `action-not-allowed` once it is applied.
   */
  approve(actor: Person, correctionId: string, hashRead: string): Promise<Correction> {
    return this.withCorrection(actor, correctionId, 'approve', async (tx, correction, nomination) => {
      const now = this.clock.now();
      const ranking = await this.rankings.rankIn(tx, actor, nomination);
      const hash = hashOf(withPrepared(ranking.inputs, correction));
      const approvals = await listCorrectionApprovals(tx, correction.id);
      if (hash !== correction.hash) throw new Refusal({ code: 'ranking-changed', nomination: nomination.title });
      const facts = { userId: actor.userId, hashRead, nomination: nomination.title };
      const { applies } = approveCorrection(facts, { hash, approvals });
      const { userId, name: userName } = actor;
      const values = { correctionId: correction.id, userId, userName, hash, approvedAt: now };
      await create(tx, CorrectionApproval, values, { actor, action: 'approve', now });
      if (!applies) return correction;
      const changes = { state: 'applied' as const, appliedAt: now };
      await save(tx, correction, { changes, events: [] }, { actor, action: 'apply', now });
      await this.rankings.rankIn(tx, actor, nomination);
      return correction;
    });
  }

  /** Lets a prepared correction go; only the audit record knows of it. Refuses: `action-not-allowed` once it is applied. */
  cancel(actor: Person, correctionId: string): Promise<void> {
    return this.withCorrection(actor, correctionId, 'cancel', async (tx, correction) => {
      await remove(tx, correction, { actor, action: 'cancel', now: this.clock.now() });
    });
  }

  /** The corrections of a cycle, those that wait first; without nominations in which the reader must not meet an entry. */
  async list(actor: Actor, cycleId: string): Promise<Correction[]> {
    const em = this.db.reader;
    mustSeeResults(actor, { cycleId: (await getCycle(em, cycleId)).id });
    const closed = await listClosedTo(em, actor.userId, cycleId);
    return (await listCorrections(em, cycleId)).filter(({ nominationId }) => !closed.has(nominationId));
  }

  /** A correction with everything that it changes: stands, whom the rules propose, and what is already decided. */
  async read(actor: Actor, correctionId: string) {
    const em = this.db.reader;
    const correction = await getCorrection(em, correctionId);
    const { nominationId, rankingId } = correction;
    mustSeeResults(actor, { cycleId: correction.cycleId, nominationId });
    await mustMeetAll(em, actor, nominationId);
    const ranking = await getRanking(em, rankingId);
    const input = ranking.inputs;
    const shadow = withPrepared(input, correction);
    const [before, after] = [rankEntries(input), rankEntries(shadow)];
    const change = rankingChange(before, after);
    const counted = new Map(
      correctedSheets(input).sheets.map((sheet) => [`${sheet.entryId} ${sheet.expertId}`, sheet.scores]),
    );
    const rows = [...after.rows, ...after.unranked];
    const proposed = await proposalOf(em, ranking);
    const instead = await proposalOf(em, { ...ranking, inputs: { ...shadow }, rows: rows.map((row) => ({ ...row })) });
    const awards = await listAwards(em, { nominationId });
    const nomination = await getNomination(em, nominationId);
    const experts = correction.changes.flatMap((each) => ('expertId' in each ? [each.expertId] : []));
    return {
      correction,
      nomination,
      /** The changes with the points that counted before, where they had any. */
      changes: correction.changes.map((each) =>
        each.kind === 'score'
          ? { ...each, from: counted.get(`${each.entryId} ${each.expertId}`)?.[each.criterionId] ?? null }
          : { ...each, from: null },
      ),
      /** Whether the sheets say something else than when it was prepared: then it can only be dropped. */
      outdated:
        correction.state === 'prepared' &&
        hashOf(withPrepared(await rankingInput(em, nomination, this.clock.now()), correction)) !== correction.hash,
      change,
      proposed: selectionChange(proposed.selection, instead.selection),
      awards: awards.filter(({ submissionId }) => change.some(({ entryId }) => entryId === submissionId)),
      approvals: await listCorrectionApprovals(em, correctionId),
      cards: await listCards(
        em,
        rows.map(({ entryId }) => entryId),
      ),
      experts: await listExpertNames(em, experts),
    };
  }

  /** The sheets of an entry as they are counted now, for a correction to begin with. */
  async entry(actor: Actor, cycleId: string, entryId: string) {
    const em = this.db.reader;
    const nomination = await getNomination(em, (await findNominationId(em, cycleId, entryId)) ?? '');
    mustRunResults(actor, { cycleId, nominationId: nomination.id });
    await mustMeetAll(em, actor, nomination.id);
    const input = await rankingInput(em, nomination, this.clock.now());
    if (!input.entries.some(({ id }) => id === entryId)) throw new Refusal({ code: 'not-found' });
    const own = correctedSheets(input).sheets.filter((sheet) => sheet.entryId === entryId);
    return {
      nomination,
      input,
      sheets: own,
      waiting: await findPreparedCorrection(em, nomination.id),
      card: (await listCards(em, [entryId]))[entryId],
      experts: await listExpertNames(
        em,
        own.map(({ expertId }) => expertId),
      ),
    };
  }

  private within<T>(
    actor: Person,
    nominationId: string,
    work: (tx: EntityManager, nomination: Nomination) => Promise<T>,
  ): Promise<T> {
    return this.db.transaction(async (tx) => {
      const nomination = await lockToRun(tx, actor, nominationId);
      return work(tx, nomination);
    });
  }

  private withCorrection<T>(
    actor: Person,
    correctionId: string,
    verb: string,
    work: (tx: EntityManager, correction: Correction, nomination: Nomination) => Promise<T>,
  ): Promise<T> {
    return this.db.transaction(async (tx) => {
      const { nominationId } = await getCorrection(tx, correctionId);
      const nomination = await lockToRun(tx, actor, nominationId);
      const correction = await lockCorrection(tx, correctionId);
      if (correction.state !== 'prepared')
        throw new Refusal({ code: 'action-not-allowed', action: verb, state: correction.state });
      return work(tx, correction, nomination);
    });
  }
}

const hashOf = (input: RankingInput): string => sha256(canonicalJson(input));
