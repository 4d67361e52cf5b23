import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MembershipRequest } from '../../accounts/joining/membership-request.entity.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { Person } from '../../domain/kernel/actor.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import {
  answerQuestion,
  mayAsk,
  mustBeAskable,
  namesLeft,
  questionBounds,
  type AskerFacts,
} from '../../domain/submissions/question.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save, type Deed } from '../../platform/database/save.js';
import { isId, newId } from '../../platform/ids.js';
import { isOwn } from '../entries/submission.policy.js';
import { getSubmission } from '../entries/submission.queries.js';
import { PublicAnswer } from './public-answer.entity.js';
import { Question } from './question.entity.js';
import { questionsUnder } from './questions.policy.js';
import { askerOf, getQuestion, listAskedLately, lockQuestion } from './questions.queries.js';

/** What a question is about: one of the three, as the form sends it. */
export interface About {
  kind: 'cycle' | 'nomination' | 'entry';
  id: string;
}

/** The words for everybody; `isChecked` says that a person looked at what resembles the asker's names. */
export interface PublicWords {
  asked: string;
  answer: string;
  isChecked: boolean;
}

/** Asking and answering. */
@Injectable()
export class QuestionsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Rules §20. Asked again in the same words while it waits, it is the same question. Refuses `forbidden` who enters nothing,
   * `not-found` an entry of others, and what `mustBeAskable` refuses.
   */
  ask(actor: Person, { about, text }: { about: About; text: string }): Promise<Question> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const waits = await tx.existsBy(MembershipRequest, { userId: actor.userId, state: 'open' });
      if (!mayAsk(actor, { waits })) throw new Refusal({ code: 'forbidden' });
      const place = await placeOf(tx, actor, about);
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 10))', [actor.userId]);
      const { userId } = actor;
      const asked = await findOpen(tx, { ...place, userId, text });
      if (asked) return asked;
      const { cycleId } = place;
      const lately = await listAskedLately(tx, { userId, cycleId, limit: questionBounds.aDay });
      mustBeAskable({ cycleState: (await getCycle(tx, cycleId)).state, lately, now });
      const rest = { state: 'open' as const, answer: '', answeredById: null, answeredAt: null };
      return create(tx, Question, { ...place, userId, text, askedAt: now, ...rest }, { actor, action: 'ask', now });
    });
  }

  /** Answers the one who asked, and everybody where public words are given. */
  answer(
    actor: Person,
    { cycleId, id }: { cycleId: string; id: string },
    { answer, published }: { answer: string; published: PublicWords | null },
  ): Promise<void> {
    return this.db.transaction(async (tx) => {
      const deed = { actor, action: 'answer', now: this.clock.now() };
      const shown = await getQuestion(tx, questionsUnder(actor, cycleId), id);
      const question = await lockQuestion(tx, id);
      const changes = answerQuestion(question, { answer, answeredById: actor.userId, now: deed.now });
      if (published) await publish(tx, question, { words: published, asker: askerOf(shown), deed });
      const { submissionId } = question;
      await save(
        tx,
        question,
        { changes, events: [{ type: 'question.answered', questionId: id, submissionId }] },
        deed,
      );
    });
  }

  /** Makes the answer to one an answer for everybody. Refuses `action-not-allowed` what waits or is published. */
  publish(actor: Person, { cycleId, id }: { cycleId: string; id: string }, words: PublicWords): Promise<void> {
    return this.db.transaction(async (tx) => {
      const deed = { actor, action: 'publish', now: this.clock.now() };
      const shown = await getQuestion(tx, questionsUnder(actor, cycleId), id);
      const question = await lockQuestion(tx, id);
      if (question.state !== 'answered')
        throw new Refusal({ code: 'action-not-allowed', action: 'publish', state: question.state });
      await publish(tx, question, { words, asker: askerOf(shown), deed });
    });
  }

  /** Other words for everybody under the same address, with the day on which they changed. */
  amend(actor: Person, { cycleId, id }: { cycleId: string; id: string }, words: PublicWords): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const shown = await getQuestion(tx, questionsUnder(actor, cycleId), id);
      const answer = await this.lockPublished(tx, id);
      mustNameNobody(words, askerOf(shown));
      const { asked, answer: said } = words;
      if (answer.asked === asked && answer.answer === said) return;
      const changes = { asked, answer: said, amendedAt: now };
      await save(tx, answer, { changes, events: [] }, { actor, action: 'amend', now });
    });
  }

  /** Nobody reads it from now on; its number is not given again. */
  takeDown(actor: Person, { cycleId, id }: { cycleId: string; id: string }, reason: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      await getQuestion(tx, questionsUnder(actor, cycleId), id);
      const answer = await this.lockPublished(tx, id);
      const changes = { takenDownAt: now, reason: mustGiveReason(reason) };
      await save(tx, answer, { changes, events: [] }, { actor, action: 'take-down', now });
    });
  }

  private async lockPublished(tx: EntityManager, questionId: string): Promise<PublicAnswer> {
    const answer = await tx.findOne(PublicAnswer, { where: { questionId }, lock: { mode: 'pessimistic_write' } });
    if (!answer) throw new Refusal({ code: 'not-found' });
    if (answer.takenDownAt) throw new Refusal({ code: 'action-not-allowed', action: 'amend', state: 'taken-down' });
    return answer;
  }
}

type Place = Pick<Question, 'cycleId' | 'nominationId' | 'submissionId'>;

async function placeOf(tx: EntityManager, actor: Person, { kind, id }: About): Promise<Place> {
  if (kind === 'cycle') return { cycleId: (await announced(tx, id)).id, nominationId: null, submissionId: null };
  if (kind === 'entry') {
    const { cycleId, nominationId } = await getSubmission(tx, id, isOwn(actor));
    return { cycleId, nominationId, submissionId: id };
  }
  const nomination = isId(id) ? await tx.findOneBy(Nomination, { id }) : null;
  if (!nomination) throw new Refusal({ code: 'not-found' });
  return { cycleId: (await announced(tx, nomination.cycleId)).id, nominationId: id, submissionId: null };
}

/** A cycle that is not announced exists for those alone who prepare it. */
async function announced(tx: EntityManager, id: string) {
  const cycle = await getCycle(tx, id);
  if (cycle.state === 'draft') throw new Refusal({ code: 'not-found' });
  return cycle;
}

async function findOpen(
  tx: EntityManager,
  { cycleId, nominationId, submissionId, userId, text }: Place & { userId: string; text: string },
): Promise<Question | null> {
  const waiting = await tx.findBy(Question, { userId, cycleId, state: 'open' });
  return (
    waiting.find(
      (one) => one.nominationId === nominationId && one.submissionId === submissionId && one.text === text,
    ) ?? null
  );
}

/** Under the next number of the cycle. */
async function publish(
  tx: EntityManager,
  { id: questionId, cycleId, nominationId }: Question,
  { words, asker, deed }: { words: PublicWords; asker: AskerFacts; deed: Deed },
): Promise<void> {
  mustNameNobody(words, asker);
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 11))', [cycleId]);
  if (await tx.existsBy(PublicAnswer, { questionId }))
    throw new Refusal({ code: 'action-not-allowed', action: 'publish', state: 'published' });
  const { asked, answer } = words;
  const number = ((await tx.maximum(PublicAnswer, 'number', { cycleId })) ?? 0) + 1;
  const published = { publishedById: deed.actor.userId!, publishedAt: deed.now, amendedAt: null };
  const rest = { ...published, takenDownAt: null, reason: '' };
  const values = { id: newId(), cycleId, nominationId, number, questionId, asked, answer, ...rest };
  await create(tx, PublicAnswer, values, { ...deed, action: 'publish' });
}

/** Refuses with `invalid-input` while public words name who asked and nobody has looked at that. */
function mustNameNobody({ asked, answer, isChecked }: PublicWords, asker: AskerFacts): void {
  const problems = Object.entries({ asked, answer }).flatMap(([field, text]) => {
    const left = isChecked ? [] : namesLeft(text, asker);
    return left.length > 0 ? [{ pointer: `/${field}`, rule: 'names-asker', values: { names: left.join('; ') } }] : [];
  });
  if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
}
