import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { formOf, getSetup, intakeOfEntry, stageOf, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import { listCalendar } from '../../cycles/reference/reference.queries.js';
import { calendarOf } from '../../domain/cycles/production-calendar.js';
import { mustHaveRole, type Person } from '../../domain/kernel/actor.js';
import type { StageWindow } from '../../domain/cycles/stage.js';
import type { Decision } from '../../domain/kernel/decision.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { failingItems } from '../../domain/submissions/checklist.js';
import { reasonAfterPanel } from '../../domain/submissions/panel.js';
import { mustScreenAnothers } from '../../domain/submissions/on-behalf.js';
import { mustBeAsSeen, type SeenEntry } from '../../domain/submissions/seen-entry.js';
import {
  admit,
  extendReturn,
  reject,
  returnForRevision,
  screeningChoice,
  type ScreeningFacts,
  type ScreeningVerb,
} from '../../domain/submissions/submission.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { IntakeExtension } from '../extending/intake-extension.entity.js';
import { findLastDecision, listMarks, listOpinions } from '../checking/checking.queries.js';
import { rulesOf } from '../checking/checking.service.js';
import { Submission } from '../entries/submission.entity.js';
import { visibleTo } from '../entries/submission.policy.js';
import { lockSubmission } from '../entries/submission.queries.js';

/** What somebody says with a decision. */
export interface Said {
  reason?: string;
  /** Of a return: the fields that stay open; none leaves all open. */
  open?: readonly string[];
  /** What the decider had before them; where the entry is another by now, nothing is done. */
  seen?: SeenEntry | null;
}

interface Facts extends ScreeningFacts {
  setup: CycleSetup;
  intake: StageWindow | null;
  reason: string;
  open: readonly string[];
}

/** The organizer's verbs on entries: admit, return, give more time, reject. */
@Injectable()
export class ScreeningService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  admit(actor: Person, id: string, said: Said = {}): Promise<Submission> {
    return this.decide(actor, id, 'admit', said);
  }

  reject(actor: Person, id: string, said: Said): Promise<Submission> {
    return this.decide(actor, id, 'reject', said);
  }

  /**
   * Returned for as many working days as the edition says, by the production calendar, never past the intake's end; with
   * `open` only these fields may be changed.
   */
  returnForRevision(actor: Person, id: string, said: Said): Promise<Submission> {
    return this.decide(actor, id, 'return', said);
  }

  /** One of the verbs by its name. A returned entry that is given more time gets a term of the same length. */
  decide(actor: Person, id: string, verb: ScreeningVerb, said: Said): Promise<Submission> {
    return this.db.transaction(async (tx) => {
      const { entry, decision, now } = await this.decided(tx, actor, id, { verb, said });
      if (verb === 'extend') await recordTerm(tx, actor, entry, { decision, now });
      return save(tx, entry, decision, { actor, action: verb, now });
    });
  }

  /**
   * What one of the verbs would make of an entry now, by the same rules, without doing it. Refuses what it would refuse.
   */
  foresee(actor: Person, id: string, verb: ScreeningVerb, said: Said): Promise<Partial<Submission>> {
    return this.db.transaction(async (tx) => (await this.decided(tx, actor, id, { verb, said })).decision.changes);
  }

  private async decided(
    tx: EntityManager,
    actor: Person,
    id: string,
    { verb, said }: { verb: ScreeningVerb; said: Said },
  ): Promise<{ entry: Submission; decision: Decision<Submission>; now: Date }> {
    const now = this.clock.now();
    const entry = await lockSubmission(tx, id, visibleTo(actor));
    mustHaveRole(actor, ['organizer', 'secretary'], { cycleId: entry.cycleId, nominationId: entry.nominationId });
    mustScreenAnothers(actor, entry);
    mustBeAsSeen(entry, said.seen ?? null, await findLastDecision(tx, entry));
    const setup = await getSetup(tx, entry.cycleId);
    const stages = { screening: stageOf(setup, 'screening'), intake: intakeOfEntry(setup, entry) };
    const reason = await reasonOf(tx, entry, { setup, verb, reason: said.reason ?? '', ...stages, now });
    const facts = { setup, now, timeZone: setup.cycle.timeZone, ...stages, screenedById: actor.userId, reason };
    return { entry, decision: await verbs[verb](tx, entry, { ...facts, open: said.open ?? [] }), now };
  }
}

/** More time for one returned entry is a fact as all extensions are. */
async function recordTerm(
  tx: EntityManager,
  actor: Person,
  { id, cycleId, dueAt }: Submission,
  { decision, now }: { decision: Decision<Submission>; now: Date },
): Promise<void> {
  const { dueAt: closesAt, reason } = decision.changes;
  const reach = { nominationId: null, organisationId: null, submissionId: id };
  const term = { closesFrom: dueAt!, closesAt: closesAt!, recordedAt: now, recordedById: actor.userId };
  await create(
    tx,
    IntakeExtension,
    { ...reach, ...term, id: newId(), cycleId, reason: reason!, document: '' },
    { actor, action: 'extend', now },
  );
}

type Verb = (tx: EntityManager, entry: Submission, facts: Facts) => Promise<Decision<Submission>>;

const verbs: Record<ScreeningVerb, Verb> = {
  admit: async (tx, entry, facts) => {
    const failing = failingItems(rulesOf(facts.setup).checklist, await listMarks(tx, entry.revisionId!));
    return admit(entry, { ...facts, failing });
  },
  return: async (tx, entry, facts) => {
    const { fields } = formOf(facts.setup, entry.formVersionId);
    return returnForRevision(entry, { ...facts, fields, ...(await returnFacts(tx, facts)) });
  },
  extend: async (tx, entry, facts) => extendReturn(entry, { ...facts, ...(await returnFacts(tx, facts)) }),
  reject: async (_tx, entry, facts) => reject(entry, facts),
};

/** The reason of a decision: the panel's where it agreed. What cannot be decided anyway is refused by its own rule, and not by the panel. */
async function reasonOf(
  tx: EntityManager,
  entry: Submission,
  facts: Pick<Facts, 'setup' | 'reason' | 'screening' | 'intake' | 'now'> & { verb: ScreeningVerb },
): Promise<string> {
  const { setup, reason, verb } = facts;
  const { checkers } = rulesOf(setup);
  if (checkers <= 1 || verb === 'extend' || !screeningChoice(entry, facts).verbs.includes(verb)) return reason;
  return reasonAfterPanel({ checkers, opinions: await listOpinions(tx, entry.revisionId!) }, { verb, reason });
}

async function returnFacts(tx: EntityManager, { setup }: Facts) {
  if (!setup.rules) throw new Refusal({ code: 'not-found' });
  return { workingDays: setup.rules.revisionWorkingDays, calendar: calendarOf(await listCalendar(tx)) };
}
