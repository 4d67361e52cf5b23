import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { MembershipRequest } from '../../accounts/joining/membership-request.entity.js';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { getPublicCycle } from '../../cycles/cycle/cycle.queries.js';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { getSetup, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mayAsk, type QuestionState } from '../../domain/submissions/question.js';
import { Clock } from '../../platform/clock.js';
import { statementOf } from '../../platform/database/condition.js';
import { Database } from '../../platform/database/database.js';
import { isOwn } from '../entries/submission.policy.js';
import { PublicAnswer } from './public-answer.entity.js';
import { mayAnswer, questionsUnder } from './questions.policy.js';
import {
  countQuestions,
  getQuestion,
  listOwnQuestions,
  listPublicAnswers,
  listQuestions,
  type OwnQuestion,
  type QueuedQuestion,
  type ReadAnswer,
} from './questions.queries.js';

/** What a person may ask about now. */
export interface Askable {
  cycles: Cycle[];
  nominations: Nomination[];
  entries: { id: string; cycleId: string; title: string }[];
}

/** Questions and answers as each reader sees them. */
@Injectable()
export class QuestionsReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The own questions, the latest first. */
  own({ userId }: Person, limit: number): Promise<OwnQuestion[]> {
    return listOwnQuestions(this.db.reader, userId, limit);
  }

  /** What the actor may ask about; nothing for who enters nothing. */
  async askable(actor: Person): Promise<Askable> {
    const em = this.db.reader;
    const waits = await em.existsBy(MembershipRequest, { userId: actor.userId, state: 'open' });
    if (!mayAsk(actor, { waits })) return { cycles: [], nominations: [], entries: [] };
    const cycles = await em.find(Cycle, { where: { state: 'announced' }, order: { year: 'DESC' } });
    const cycleIds = cycles.map(({ id }) => id);
    const { text, values } = statementOf(
      ($) => `SELECT s.id, s.cycle_id AS "cycleId", s.title FROM submission s
               WHERE s.cycle_id = ANY (${$(cycleIds)}::uuid[]) AND ${isOwn(actor)($)} ORDER BY s.saved_at DESC, s.id LIMIT 50`,
    );
    const [nominations, entries] = await Promise.all([
      em.find(Nomination, { where: { cycleId: In(cycleIds) }, order: { position: 'ASC' } }),
      em.query<Askable['entries']>(text, values),
    ]);
    return { cycles, nominations, entries };
  }

  /** The queue of a cycle for who answers it. Refuses `not-found` all others. */
  async queue(
    actor: Actor,
    cycleId: string,
    asked: { state: QuestionState; after: readonly [string, string] | null; limit: number },
  ): Promise<{
    questions: QueuedQuestion[];
    counts: { open: number; answered: number };
    setup: CycleSetup;
    now: Date;
  }> {
    const em = this.db.reader;
    const under = questionsUnder(actor, cycleId);
    const setup = await getSetup(em, cycleId);
    const [questions, counts] = await Promise.all([listQuestions(em, under, asked), countQuestions(em, under)]);
    return { questions, counts, setup, now: this.clock.now() };
  }

  /** One question of the queue with its answer for everybody. */
  async one(
    actor: Actor,
    cycleId: string,
    id: string,
  ): Promise<{ question: QueuedQuestion; published: PublicAnswer | null; setup: CycleSetup; now: Date }> {
    const em = this.db.reader;
    const question = await getQuestion(em, questionsUnder(actor, cycleId), id);
    const [published, setup] = await Promise.all([
      em.findOneBy(PublicAnswer, { questionId: id }),
      getSetup(em, cycleId),
    ]);
    return { question, published, setup, now: this.clock.now() };
  }

  /** What waits for the actor in a cycle; nothing for who answers nothing there. */
  async waiting(actor: Actor, cycleId: string): Promise<{ open: number; oldest: Date | null }> {
    return mayAnswer(actor, cycleId)
      ? countQuestions(this.db.reader, questionsUnder(actor, cycleId))
      : { open: 0, oldest: null };
  }

  /** Answers of a year's contest for everybody. Refuses `not-found` a year that is not public. */
  async answers(
    year: number,
    asked: { q: string; before: number | null; limit: number },
  ): Promise<{ cycle: Cycle; answers: ReadAnswer[] }> {
    const cycle = await getPublicCycle(this.db.reader, year);
    return { cycle, answers: await listPublicAnswers(this.db.reader, { cycleId: cycle.id, ...asked }) };
  }

  /** One of them. Refuses `not-found` what is not there or was taken down. */
  async publicAnswer(year: number, number: number): Promise<{ cycle: Cycle; answer: ReadAnswer }> {
    const em = this.db.reader;
    const cycle = await getPublicCycle(em, year);
    const [answer] = await listPublicAnswers(em, { cycleId: cycle.id, q: '', before: number + 1, limit: 1 });
    if (answer?.number !== number) throw new Refusal({ code: 'not-found' });
    return { cycle, answer };
  }
}
