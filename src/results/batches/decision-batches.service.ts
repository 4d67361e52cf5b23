import type { Person } from '../../domain/kernel/actor.js';
import { Injectable } from '@nestjs/common';
import { listNominations } from '../../cycles/nominations/nominations.queries.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import {
  applyBatch,
  batchContent,
  type BatchItem,
  cancelBatch,
  type ProposableKind,
  proposeKind,
  type SkippedNomination,
} from '../../domain/results/decisions/decision-batch.js';
import { foreseenOf, mustBeForeseen, decisionRulesFrom } from '../../domain/cycles/decision-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { sha256 } from '../../platform/ids.js';
import { translator } from '../../platform/web/i18n.js';
import {
  lockForDecision,
  openRanked,
  openSitting,
  type RankedQuestion,
  type DecidingSitting,
} from '../awarding/deciding-sitting.js';
import { standingOfAward } from '../../domain/results/decisions/contenders.js';
import { listClosedTo } from '../access/hidden-entries.queries.js';
import { proposalOf } from '../scenarios/proposal.queries.js';
import { listRegistered } from './registered-entries.queries.js';
import { mustRunResults } from '../access/results.policy.js';
import { findLatestHead } from '../rankings/rankings.queries.js';
import { DecisionBatch } from '../awards/decision-batch.entity.js';
import { lockBatch } from './decision-batches.queries.js';
import { tried, writeBatch } from './write-batch.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { lockNomination } from '../access/lock-nomination.queries.js';
import {
  type DecisionLine,
  departureReason,
  itemOfLine,
  soundLines,
  unrankedLines,
} from '../../domain/results/decisions/decision-lines.js';
import { outcomeTyped } from './outcome-typed.js';

interface BatchInput {
  meetingId: string;
  /** What stands for every decision without a reason of its own. */
  ground: string;
  despite: string;
}

const mostLines = 2000;
const mostShown = 200;

/** Decisions of many nominations at once: prepared by one person, shown with count, list and hash, applied whole by another. */
@Injectable()
export class DecisionBatchesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Prepares what the rules, or the scenario that was fixed, propose of one kind in all nominations. Nominations without a
   * proposal are left out and named. Refuses what naming refuses, and `invalid-input` where nothing is proposed at all.
   */
  propose(actor: Person, cycleId: string, input: BatchInput & { outcome: ProposableKind }): Promise<DecisionBatch> {
    return this.preparing(actor, cycleId, input, async (facts) => {
      mustBeForeseen(input.outcome, facts.scene.edition);
      const items: BatchItem[] = [];
      const skipped: SkippedNomination[] = [];
      for (const nomination of facts.nominations) {
        const found = await this.proposed(facts, nomination, input.outcome);
        if ('items' in found) items.push(...found.items);
        else skipped.push({ nomination: nomination.title, why: found.none });
      }
      if (items.length === 0)
        throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/outcome', rule: 'nothing-proposed' }] });
      return { items, skipped, source: 'proposals' as const, name: '' };
    });
  }

  /**
   * Prepares what a table says, a line for each decision. Every fault is named by its line: refuses with `import-faulty`,
   * and what naming refuses.
   */
  read(
    actor: Person,
    cycleId: string,
    input: BatchInput & { name: string; lines: readonly Omit<DecisionLine, 'outcome'>[] },
  ): Promise<DecisionBatch> {
    return this.preparing(actor, cycleId, input, async ({ scene, nominations, closed }) => {
      const { tx, edition } = scene;
      const { lines } = input;
      if (lines.length > mostLines)
        throw new Refusal({
          code: 'invalid-input',
          problems: [{ pointer: '/file', rule: 'too-many', values: { max: mostLines } }],
        });
      const registered = await listRegistered(
        tx,
        cycleId,
        lines.map(({ number }) => number),
      );
      const entries = new Map(registered.map((entry) => [entry.registerNumber, entry]));
      const { kinds } = decisionRulesFrom(edition.decisionRules);
      const typed = lines.map((line) => ({ ...line, outcome: outcomeTyped(line.kind) }));
      const { found, problems } = soundLines(typed, { kinds, entries, closed });
      const questions = new Map<string, RankedQuestion>();
      for (const nomination of nominations) {
        const isAsked = found.some(
          ({ entry, outcome }) => entry.nominationId === nomination.id && outcome !== 'regional-laureate',
        );
        if (isAsked && (await findLatestHead(tx, nomination.id)))
          questions.set(nomination.id, await openRanked(scene, nomination));
      }
      const contenders = new Map([...questions].map(([id, question]) => [id, question.contenders]));
      const all = [...problems, ...unrankedLines(found, contenders)].sort((a, b) => a.row - b.row);
      if (lines.length === 0) all.push({ row: 1, column: 'number', rule: 'required' });
      if (all.length > 0)
        throw new Refusal({ code: 'import-faulty', problems: all.slice(0, mostShown), total: all.length });
      const items = found.map((line) => {
        const nomination = nominations.find(({ id }) => id === line.entry.nominationId)!;
        return itemOfLine(line, { nomination, rankingHash: questions.get(nomination.id)?.ranking.inputsHash ?? null });
      });
      return { items, skipped: [], source: 'table' as const, name: input.name };
    });
  }

  /**
   * Applies what was shown, all of it or nothing; every rule is asked again. Refuses what `applyBatch` refuses,
   * `ranking-changed` when a ranking or its sheets changed since, `list-changed` when somebody has decided since, and
   * what naming refuses.
   */
  apply(actor: Person, cycleId: string, id: string, hashShown: string): Promise<DecisionBatch> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      mustRunResults(actor, { cycleId: (await getCycle(tx, cycleId)).id });
      const batch = await lockBatch(tx, cycleId, id);
      const changes = applyBatch(batch, { userId: actor.userId, userName: actor.name, hashShown, now });
      const wanted = new Set(batch.items.map(({ nominationId }) => nominationId));
      const nominations = [];
      for (const { id: each } of await listNominations(tx, cycleId))
        if (wanted.has(each)) nominations.push(await lockForDecision(tx, actor, each));
      const scene = await openSitting(tx, actor, { meetingId: batch.meetingId, cycleId, now, batchId: batch.id });
      const replaced = await writeBatch(scene, batch, nominations);
      if (canonicalJson(replaced) !== canonicalJson(batch.replaces)) throw new Refusal({ code: 'list-changed' });
      return save(tx, batch, { changes, events: [] }, { actor, action: 'apply', now });
    });
  }

  /** Refuses what `cancelBatch` refuses. */
  cancel(actor: Person, cycleId: string, id: string, reason: string): Promise<DecisionBatch> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      mustRunResults(actor, { cycleId: (await getCycle(tx, cycleId)).id });
      const batch = await lockBatch(tx, cycleId, id);
      const changes = cancelBatch(batch, { userId: actor.userId, reason, now });
      return save(tx, batch, { changes, events: [] }, { actor, action: 'cancel', now });
    });
  }

  /** What the rules propose of a kind in a nomination, or why they propose nobody. */
  private async proposed(
    { scene, closed }: Preparing,
    nomination: Nomination,
    outcome: ProposableKind,
  ): Promise<{ items: BatchItem[] } | { none: SkippedNomination['why'] }> {
    const { tx, edition } = scene;
    if (closed.has(nomination.id)) return { none: 'conflict' };
    if (!(await findLatestHead(tx, nomination.id))) return { none: 'unranked' };
    const question = await openRanked(scene, nomination);
    const { selection, scenario } = await proposalOf(tx, question.ranking);
    const eligible = new Set(question.contenders.map(({ entryId }) => entryId));
    const taken = selection.rows.filter(({ selected, entryId }) => selected && eligible.has(entryId));
    const standing = question.awards.map(standingOfAward);
    const proposal = proposeKind(outcome, {
      pool: question.contenders,
      selected: selection.void ? null : taken.map(({ entryId }) => entryId),
      foreseen: foreseenOf(outcome, edition),
      standing,
    });
    if ('none' in proposal) return proposal;
    const t = translator('ru');
    const rule = scenario
      ? t('results:batch.byScenario', { title: scenario.title, reason: scenario.reason })
      : t('results:batch.byRule');
    const numbers = new Map(selection.rows.map((row) => [row.entryId, row.registerNumber]));
    const chosen = proposal.entryIds;
    const items = chosen.map((entryId) => ({
      nominationId: nomination.id,
      nomination: nomination.title,
      outcome,
      submissionId: entryId,
      registerNumber: numbers.get(entryId)!,
      reason: departureReason(entryId, { outcome, contenders: question.contenders, standing, chosen, rule }),
      rankingHash: question.ranking.inputsHash,
    }));
    return { items };
  }

  /** Nominations are locked in their order before the sitting, as everybody locks them. */
  private preparing(
    actor: Person,
    cycleId: string,
    input: BatchInput,
    list: (facts: Preparing) => Promise<Pick<DecisionBatch, 'items' | 'skipped' | 'source' | 'name'>>,
  ): Promise<DecisionBatch> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      mustRunResults(actor, { cycleId: (await getCycle(tx, cycleId)).id });
      const nominations = [];
      for (const { id } of await listNominations(tx, cycleId)) nominations.push(await lockNomination(tx, id));
      const scene = await openSitting(tx, actor, { meetingId: input.meetingId, cycleId, now });
      const prepared = await list({ scene, nominations, closed: await listClosedTo(tx, actor.userId, cycleId) });
      const values = {
        ...prepared,
        cycleId,
        meetingId: input.meetingId,
        ground: input.ground.trim(),
        despite: input.despite.trim(),
        preparedById: actor.userId,
        preparedByName: actor.name,
        preparedAt: now,
        state: 'pending' as const,
      };
      const replaces = await tried(scene, values, nominations);
      const hash = sha256(canonicalJson(batchContent({ ...values, replaces })));
      return create(tx, DecisionBatch, { ...values, replaces, hash }, { actor, action: 'prepare', now });
    });
  }
}

/** What a list is prepared of. */
interface Preparing {
  scene: DecidingSitting;
  nominations: Nomination[];
  /** Nominations with an entry that the person must not meet. */
  closed: ReadonlySet<string>;
}
