import { Injectable } from '@nestjs/common';
import type { Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { includesRight, rightOn } from '../../domain/submissions/entry-rights.js';
import { answerHandover, mayHandOver, mayTake, type HandoverAnswer } from '../../domain/submissions/handover.js';
import { Clock } from '../../platform/clock.js';
import { Changes } from '../../platform/database/changes.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { isId, newId } from '../../platform/ids.js';
import { visibleTo } from '../entries/submission.policy.js';
import { lockSubmission } from '../entries/submission.queries.js';
import { findActor, responsibleOf } from './collaborators.queries.js';
import { Handover } from './handover.entity.js';
import { letHolderGo } from './holder.js';

/** Who answers for an entry, and how that passes to another. */
@Injectable()
export class HandoversService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Offers the entry to somebody who may submit it. Refuses `forbidden` to whoever does not answer for it, `already-exists` while an offer is open. */
  offer(actor: Person, id: string, { toId, note }: { toId: string; note: string }): Promise<Handover> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      if (!mayHandOver(actor, entry, await responsibleOf(tx, entry))) throw new Refusal({ code: 'forbidden' });
      const receiver = isId(toId) ? await findActor(tx, toId) : null;
      if (!receiver || toId === actor.userId || !includesRight(rightOn(receiver, entry), 'submit'))
        throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/toId', rule: 'not-offered' }] });
      const values = { id: newId(), submissionId: id, fromId: actor.userId, toId, note: note.trim() };
      const open = { state: 'offered' as const, offeredAt: now, answeredAt: null };
      const events = [{ type: 'handover.offered', handoverId: values.id }];
      return create(tx, Handover, { ...values, ...open }, { actor, action: 'offer-handover', now }, events);
    });
  }

  /** Takes an entry for which nobody answers any more. Refuses `forbidden` where somebody does, and to all but the organisation's people. */
  take(actor: Person, id: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      if (!mayTake(actor, entry, await responsibleOf(tx, entry))) throw new Refusal({ code: 'forbidden' });
      const decision = { changes: { responsibleId: actor.userId }, events: [] };
      await save(tx, entry, decision, { actor, action: 'take-over', now });
    });
  }

  /** The receiver says yes or no, the giver takes it back. With a yes the receiver answers for the entry. */
  answer(actor: Person, id: string, answer: HandoverAnswer): Promise<Handover> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      const offer = await tx.findOneBy(Handover, { submissionId: id, state: 'offered' });
      if (!offer) throw new Refusal({ code: 'action-not-allowed', action: answer, state: 'answered' });
      const facts = { ...(await responsibleOf(tx, entry)), actorId: actor.userId, toHolds: rightOn(actor, entry), now };
      const decision = answerHandover(offer, answer, facts);
      const changes = new Changes(tx, { actor, now });
      changes.save(offer, decision, `${answer}-handover`);
      const isHeld = offer.fromId === entry.enteredById && entry.responsibleId === entry.enteredById;
      if (answer === 'accept' && isHeld) await letHolderGo(changes, tx, entry, { toId: offer.toId, now });
      else if (answer === 'accept')
        changes.save(entry, { changes: { responsibleId: offer.toId }, events: [] }, 'take-over');
      await changes.write();
      return offer;
    });
  }
}
