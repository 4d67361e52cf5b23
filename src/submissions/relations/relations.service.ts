import { Injectable } from '@nestjs/common';
import { type Actor, type Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, remove } from '../../platform/database/save.js';
import { isId } from '../../platform/ids.js';
import { DeclaredRelation } from './declared-relation.entity.js';
import { StaffConflict } from './staff-conflict.entity.js';
import type { Submission } from '../entries/submission.entity.js';
import { getSubmission, lockSubmission } from '../entries/submission.queries.js';
import { mayRecuse, visibleTo } from '../entries/submission.policy.js';

const atMost = 50;

/** Who is related to an entry: named by its people, or said by somebody who runs the cycle. */
@Injectable()
export class RelationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The entry with the people whom its own people named. */
  async list(actor: Person, id: string): Promise<{ entry: Submission; relations: DeclaredRelation[] }> {
    const entry = await this.own(actor, id);
    const relations = await this.db.reader.find(DeclaredRelation, {
      where: { submissionId: id },
      order: { name: 'ASC' },
    });
    return { entry, relations };
  }

  /** Names a person who is related to the entry; if that person is an expert, the pair is suspected of a conflict. */
  declare(actor: Person, id: string, input: { name: string; relation: string }): Promise<DeclaredRelation> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      mustBeOwn(actor, entry);
      if ((await tx.countBy(DeclaredRelation, { submissionId: id })) >= atMost)
        throw new Refusal({
          code: 'invalid-input',
          problems: [{ pointer: '/name', rule: 'too-many', values: { max: atMost } }],
        });
      const values = { submissionId: id, ...input, declaredById: actor.userId, createdAt: now };
      return create(tx, DeclaredRelation, values, { actor, action: 'declare-relation', now });
    });
  }

  withdraw(actor: Person, id: string, relationId: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      mustBeOwn(actor, await lockSubmission(tx, id, visibleTo(actor)));
      const relation = isId(relationId)
        ? await tx.findOneBy(DeclaredRelation, { id: relationId, submissionId: id })
        : null;
      if (!relation) throw new Refusal({ code: 'not-found' });
      await remove(tx, relation, { actor, action: 'withdraw-relation', now: this.clock.now() });
    });
  }

  /** An entry that somebody who runs the cycle may step back from. */
  async recusable(actor: Person, id: string): Promise<Submission> {
    const entry = await getSubmission(this.db.reader, id, visibleTo(actor));
    if (!mayRecuse(actor, entry)) throw new Refusal({ code: 'not-found' });
    return entry;
  }

  /** Steps back from an entry: from then on it does not exist for the own role, through any door. Others go on with it. */
  recuse(actor: Person, id: string, reason: string): Promise<StaffConflict> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      if (!mayRecuse(actor, entry)) throw new Refusal({ code: 'not-found' });
      const { userId } = actor;
      const values = { userId, submissionId: id, reason: mustGiveReason(reason), declaredById: userId, createdAt: now };
      return create(tx, StaffConflict, values, { actor, action: 'recuse', now });
    });
  }

  private async own(actor: Person, id: string): Promise<Submission> {
    const entry = await getSubmission(this.db.reader, id, visibleTo(actor));
    mustBeOwn(actor, entry);
    return entry;
  }
}

function mustBeOwn(actor: Actor, entry: Submission): void {
  if (!actor.organisationIds.includes(entry.organisationId)) throw new Refusal({ code: 'not-found' });
}
