import { Injectable } from '@nestjs/common';
import { isOpen } from '../../domain/cycles/stage.js';
import { masked, secretsOf } from '../../domain/judging/blind.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { includesRight, rightOn } from '../../domain/submissions/entry-rights.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { isOwn } from '../../submissions/entries/submission.policy.js';
import { getSubmission } from '../../submissions/entries/submission.queries.js';
import type { Submission } from '../../submissions/entries/submission.entity.js';
import { SubmissionRevision } from '../../submissions/revisions/submission-revision.entity.js';
import type { Assignment } from '../assignment/assignment.entity.js';
import { namesOf } from '../reading/blind.queries.js';
import { findEvaluation, getOwnAssignment } from '../sheets/sheets.queries.js';
import {
  clarificationsUnder,
  countToPass,
  listClarifications,
  listHeard,
  listPassed,
  type HeardClarification,
  type PassedClarification,
  type QueuedClarification,
} from './clarifications.queries.js';
import { mayPassOn, rulesOf } from './clarifications.service.js';

const most = 200;

/** Clarifications as each side sees them. */
@Injectable()
export class ClarificationsReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** For who passes them on. */
  async queue(
    actor: Actor,
    cycleId: string,
  ): Promise<{ rows: QueuedClarification[]; days: number; isOpen: boolean; timeZone: string; now: Date }> {
    const em = this.db.reader;
    const now = this.clock.now();
    const under = clarificationsUnder(actor, cycleId);
    const [found, rows] = await Promise.all([rulesOf(em, cycleId), listClarifications(em, under, most)]);
    const { setup, judging, review } = found;
    const place = { timeZone: setup.cycle.timeZone, now };
    return { rows, days: judging.clarificationDays, isOpen: review !== null && isOpen(review, now), ...place };
  }

  /** How many wait to be passed on by the actor. */
  async toPass(actor: Actor, cycleId: string): Promise<number> {
    return mayPassOn(actor, cycleId) ? countToPass(this.db.reader, clarificationsUnder(actor, cycleId)) : 0;
  }

  /** For the entry's own people. Refuses `not-found` all others. */
  async ofEntry(
    actor: Person,
    entryId: string,
  ): Promise<{ entry: Submission; rows: PassedClarification[]; mayAnswer: boolean; now: Date }> {
    const em = this.db.reader;
    const entry = await getSubmission(em, entryId, isOwn(actor));
    const rows = await listPassed(em, entry.id);
    const mayAnswer = entry.state === 'admitted' && includesRight(rightOn(actor, entry), 'submit');
    return { entry, rows, mayAnswer, now: this.clock.now() };
  }

  /** For an expert to whom the entry is assigned: what the rules hide of the entry is covered in the answers. */
  async ofAssignment(
    actor: Person,
    assignmentId: string,
  ): Promise<{ assignment: Assignment; heard: HeardClarification[]; isFrozen: boolean; isOn: boolean; now: Date }> {
    const now = this.clock.now();
    const em = this.db.reader;
    const assignment = await getOwnAssignment(em, assignmentId, { userId: actor.userId, now });
    const { judging } = await rulesOf(em, assignment.expert.cycleId);
    const heard = await this.heard(assignment);
    if (judging.clarificationDays === 0 && heard.length === 0) throw new Refusal({ code: 'not-found' });
    const sheet = await findEvaluation(em, assignmentId);
    const isFrozen = sheet !== null && sheet.state !== 'draft';
    const isOn = judging.clarificationDays > 0 && (await this.isReviewed(assignment.expert.cycleId, now));
    return { assignment, heard, isFrozen, isOn, now };
  }

  /** What an expert hears of an entry that was read for them. */
  async heard({ submissionId, expertId, submission, expert }: Assignment): Promise<HeardClarification[]> {
    const em = this.db.reader;
    const rows = await listHeard(em, { submissionId, expertId });
    if (rows.length === 0) return rows;
    const { blind } = (await rulesOf(em, expert.cycleId)).judging;
    if (blind.length === 0) return rows;
    const { organisation } = await em.findOneByOrFail(SubmissionRevision, { id: submission.revisionId! });
    const names = blind.includes('people') ? await namesOf(em, submissionId) : { people: [] };
    const words = secretsOf(organisation, blind, names);
    return rows.map((row) => ({ ...row, question: masked(row.question, words), answer: masked(row.answer, words) }));
  }

  private async isReviewed(cycleId: string, now: Date): Promise<boolean> {
    const { review } = await rulesOf(this.db.reader, cycleId);
    return review !== null && isOpen(review, now);
  }
}
