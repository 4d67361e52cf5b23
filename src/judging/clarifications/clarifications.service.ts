import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { listCalendar } from '../../cycles/reference/reference.queries.js';
import { getSetup, stageOf } from '../../cycles/setup/cycle-setup.js';
import { calendarOf } from '../../domain/cycles/production-calendar.js';
import { judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import { answerClarification, decline, mustBeAllowedToAsk, passOn } from '../../domain/judging/clarification.js';
import { mustBeReady } from '../../domain/judging/readiness.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { mustHoldRight, visibleTo } from '../../submissions/entries/submission.policy.js';
import { lockSubmission } from '../../submissions/entries/submission.queries.js';
import { findEvaluation, lockOwnAssignment } from '../sheets/sheets.queries.js';
import { readinessOf } from '../writing/readiness.queries.js';
import { Clarification } from './clarification.entity.js';
import { clarificationsUnder, getClarification, lastNumber, lockClarification } from './clarifications.queries.js';

/** Asking through the organizer, and answering. The entry itself is written by none of these verbs. */
@Injectable()
export class ClarificationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Rules §21. Asked again in the same words while it waits, it is the same clarification. Refuses what `mustBeAllowedToAsk` refuses,
   * and `not-found` an entry that is not assigned to the actor.
   */
  ask(actor: Person, assignmentId: string, asked: string): Promise<Clarification> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const assignment = await lockOwnAssignment(tx, assignmentId, { userId: actor.userId, now });
      const { expertId, submissionId, expert } = assignment;
      const { setup, judging, review } = await rulesOf(tx, expert.cycleId);
      mustBeReady(await readinessOf(tx, expert, judging));
      const before = await tx.findBy(Clarification, { expertId, submissionId });
      const same = before.find((one) => one.state === 'asked' && one.asked === asked);
      if (same) return same;
      mustBeAllowedToAsk({
        days: judging.clarificationDays,
        review,
        ownSheet: (await findEvaluation(tx, assignmentId))?.state ?? null,
        asked: before.length,
        timeZone: setup.cycle.timeZone,
        now,
      });
      // Drawn at random: an id in the order of time would tell when an expert was at work.
      const values = { id: randomUUID(), submissionId, expertId, asked, askedAt: now, ...undecided };
      return create(tx, Clarification, values, { actor, action: 'ask', now });
    });
  }

  /** Passes it on in the organizer's words. Refuses what `passOn` refuses. */
  pass(actor: Person, { cycleId, id }: { cycleId: string; id: string }, question: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { submissionId } = await getClarification(tx, clarificationsUnder(actor, cycleId), id);
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 12))', [submissionId]);
      const clarification = await lockClarification(tx, id);
      const { setup, judging, review } = await rulesOf(tx, cycleId);
      const number = (await lastNumber(tx, submissionId)) + 1;
      const calendar = calendarOf(await listCalendar(tx));
      const { timeZone } = setup.cycle;
      const facts = { question, number, days: judging.clarificationDays, review, timeZone, calendar };
      const changes = passOn(clarification, { ...facts, decidedById: actor.userId, now });
      const events = [{ type: 'clarification.passed', submissionId, number }];
      await save(tx, clarification, { changes, events }, { actor, action: 'pass-on', now });
    });
  }

  /** Does not pass it on; the expert reads the reason. */
  decline(actor: Person, { cycleId, id }: { cycleId: string; id: string }, reason: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { submissionId } = await getClarification(tx, clarificationsUnder(actor, cycleId), id);
      const clarification = await lockClarification(tx, id);
      const changes = decline(clarification, { reason, decidedById: actor.userId, now });
      const events = [{ type: 'clarification.declined', submissionId, clarificationId: id }];
      await save(tx, clarification, { changes, events }, { actor, action: 'decline', now });
    });
  }

  /** The answer of who may submit the entry, under the number by which entrants know it. */
  answer(actor: Person, entryId: string, { number, answer }: { number: number; answer: string }): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, entryId, visibleTo(actor));
      mustHoldRight(actor, entry, 'submit');
      const found = await tx.findOneBy(Clarification, { submissionId: entry.id, number });
      if (!found || entry.state !== 'admitted') throw new Refusal({ code: 'not-found' });
      const clarification = await lockClarification(tx, found.id);
      const changes = answerClarification(clarification, { answer, answeredById: actor.userId, now });
      const events = [{ type: 'clarification.answered', submissionId: entry.id, number }];
      await save(tx, clarification, { changes, events }, { actor, action: 'answer', now });
    });
  }
}

const undecided = {
  state: 'asked' as const,
  decidedById: null,
  decidedAt: null,
  reason: '',
  question: '',
  number: null,
  dueAt: null,
  answer: '',
  answeredById: null,
  answeredAt: null,
};

export async function rulesOf(em: EntityManager, cycleId: string) {
  const setup = await getSetup(em, cycleId);
  return { setup, judging: judgingRulesFrom(setup.rules?.judgingRules), review: stageOf(setup, 'review') };
}

/** Whether the actor passes clarifications of the cycle on at all. */
export const mayPassOn = ({ grants }: Actor, cycleId: string): boolean =>
  grants.some(({ role, cycleId: of }) => ['organizer', 'secretary'].includes(role) && (of ?? cycleId) === cycleId);
