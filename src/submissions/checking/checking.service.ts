import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getSetup, stageOf, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import { screeningRulesFrom, type ScreeningRules } from '../../domain/cycles/screening-rules.js';
import { mustBeOpen } from '../../domain/cycles/stage.js';
import { hasRole, mustHaveRole, type Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { CheckMark } from '../../domain/submissions/checklist.js';
import { mustScreenAnothers } from '../../domain/submissions/on-behalf.js';
import { mustGiveOpinion, panelStanding, seesOpinions, type OpinionVerb } from '../../domain/submissions/panel.js';
import { mustBeAsSeen, type SeenEntry } from '../../domain/submissions/seen-entry.js';
import { Clock } from '../../platform/clock.js';
import { Changes } from '../../platform/database/changes.js';
import { Database } from '../../platform/database/database.js';
import type { Submission } from '../entries/submission.entity.js';
import { visibleTo } from '../entries/submission.policy.js';
import { getSubmission, lockSubmission } from '../entries/submission.queries.js';
import { findLastDecision, listMarks, listOpinions, type MarkOf, type OpinionOf } from './checking.queries.js';

/** What is known of how an entry was checked, as far as the reader may know it. */
export interface Checked extends ScreeningRules {
  marks: MarkOf[];
  /** Empty while the reader has not said the own word and the panel waits. */
  opinions: OpinionOf[];
  given: number;
  hasSpoken: boolean;
  standing: ReturnType<typeof panelStanding>;
}

/** The checklist and the panel: what each who screens finds and says of a revision before it is decided. */
@Injectable()
export class CheckingService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Keeps a mark at once; pressed twice it is kept once. Refuses: `not-found`, `forbidden`, `stage-closed`, `entry-moved-on`. */
  mark(
    actor: Person,
    id: string,
    { item, mark, seen = null }: { item: string; mark: CheckMark; seen?: SeenEntry | null },
  ): Promise<void> {
    return this.within(actor, id, { action: 'check', seen }, async (tx, { entry, rules, now }) => {
      if (!rules.checklist.some((one) => one.id === item)) throw new Refusal({ code: 'not-found' });
      const marks = await listMarks(tx, entry.revisionId!);
      const before = marks.find((one) => one.userId === actor.userId && one.item === item)?.mark ?? 'unseen';
      if (before === mark) return;
      const changes = new Changes(tx, { actor, now });
      changes.add({
        sql: `INSERT INTO screening_mark (revision_id, user_id, item, mark, marked_at) VALUES ($1, $2, $3, $4, $5)
              ON CONFLICT (revision_id, user_id, item) DO UPDATE SET mark = excluded.mark, marked_at = excluded.marked_at`,
        values: [entry.revisionId, actor.userId, item, mark, now],
      });
      const subject = { subjectType: 'submission', subjectId: entry.id };
      changes.record('check', { ...subject, before: { [item]: before }, after: { [item]: mark } });
      await changes.finish();
    });
  }

  /**
   * Says the own word of the revision in force, once. The record names who has said it, and not what: others say theirs first.
   * Refuses: `not-found`, `forbidden`, `stage-closed`, `entry-moved-on`, `opinion-given`, `reason-required`.
   */
  opine(
    actor: Person,
    id: string,
    { verb, reason, seen = null }: { verb: OpinionVerb; reason: string; seen?: SeenEntry | null },
  ): Promise<void> {
    return this.within(actor, id, { action: 'opine', seen }, async (tx, { entry, rules, now }) => {
      if (entry.state !== 'submitted')
        throw new Refusal({ code: 'action-not-allowed', action: 'opine', state: entry.state });
      const opinions = await listOpinions(tx, entry.revisionId!);
      const panel = { checkers: rules.checkers, opinions };
      const opinion = mustGiveOpinion(panel, { userId: actor.userId, verb, reason });
      const changes = new Changes(tx, { actor, now });
      changes.add({
        sql: `INSERT INTO screening_opinion (id, submission_id, revision_id, user_id, position, verb, reason, given_at)
              VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7)`,
        values: [entry.id, entry.revisionId, actor.userId, opinions.length + 1, opinion.verb, opinion.reason, now],
      });
      const subject = { subjectType: 'submission', subjectId: entry.id };
      changes.record('opine', { ...subject, before: null, after: { revision: entry.revisions } });
      await changes.finish();
    });
  }

  /** How an entry was checked, for who may screen it or reads the screening. */
  async read(actor: Person, id: string): Promise<Checked> {
    const em = this.db.reader;
    const entry = await getSubmission(em, id, visibleTo(actor));
    const { cycleId, nominationId } = entry;
    mustHaveRole(actor, ['organizer', 'chair', 'secretary', 'auditor'], { cycleId, nominationId });
    return readChecked(em, actor, entry, rulesOf(await getSetup(em, cycleId)));
  }

  private within(
    actor: Person,
    id: string,
    { action, seen }: { action: string; seen: SeenEntry | null },
    work: (tx: EntityManager, facts: { entry: Submission; rules: ScreeningRules; now: Date }) => Promise<void>,
  ): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      mustHaveRole(actor, ['organizer', 'secretary'], { cycleId: entry.cycleId, nominationId: entry.nominationId });
      mustScreenAnothers(actor, entry);
      mustBeAsSeen(entry, seen, await findLastDecision(tx, entry));
      if (entry.state !== 'submitted' && entry.state !== 'returned')
        throw new Refusal({ code: 'action-not-allowed', action, state: entry.state });
      const setup = await getSetup(tx, entry.cycleId);
      mustBeOpen(stageOf(setup, 'screening'), 'screening', now, setup.cycle.timeZone);
      await work(tx, { entry, rules: rulesOf(setup), now });
    });
  }
}

export const rulesOf = ({ rules }: CycleSetup): ScreeningRules => screeningRulesFrom(rules?.screeningRules);

/** Of an entry that was read for the actor. */
export async function readChecked(
  em: EntityManager,
  actor: Person,
  { revisionId, cycleId, nominationId }: Pick<Submission, 'revisionId' | 'cycleId' | 'nominationId'>,
  rules: ScreeningRules,
): Promise<Checked> {
  const [marks, opinions] = revisionId
    ? await Promise.all([listMarks(em, revisionId), listOpinions(em, revisionId)])
    : [[], []];
  const maySpeak = hasRole(actor, ['organizer', 'secretary'], { cycleId, nominationId });
  // Who only reads along says no word of the own that others' could sway.
  const sees = !maySpeak || seesOpinions(rules.checkers, opinions, actor.userId);
  return {
    ...rules,
    marks: sees ? marks : marks.filter(({ userId }) => userId === actor.userId),
    opinions: sees ? opinions : [],
    given: opinions.length,
    hasSpoken: opinions.some(({ userId }) => userId === actor.userId),
    standing: panelStanding(rules.checkers, opinions),
  };
}
