import { Injectable } from '@nestjs/common';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mayHandOver, mayTake } from '../../domain/submissions/handover.js';
import { isOfOrganisation, rightOn, rightsToGive, type EntryRight } from '../../domain/submissions/entry-rights.js';
import { holds } from '../../domain/submissions/on-behalf.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Submission } from '../entries/submission.entity.js';
import { visibleTo } from '../entries/submission.policy.js';
import { getSubmission } from '../entries/submission.queries.js';
import {
  listOpenInvitations,
  listPeople,
  responsibleOf,
  type EntryPerson,
  type OpenInvitation,
} from './collaborators.queries.js';
import { Handover } from './handover.entity.js';

/** Who works on an entry, and what the reader may do about it. */
export interface EntryPeople {
  entry: Submission;
  people: (EntryPerson & { isResponsible: boolean; isReader: boolean })[];
  invitations: (OpenInvitation & { isOver: boolean; mayManage: boolean })[];
  /** The rights that the reader may give; none where nobody can be asked in any more. */
  rights: EntryRight[];
  /** Whether the reader may change and take rights. */
  mayManage: boolean;
  /** To whom the reader may hand the entry over. */
  receivers: EntryPerson[];
  /** Whether the reader entered it on behalf of the organisation and still answers for it. */
  isHeld: boolean;
  /** Whether the reader may take the entry, for which nobody answers. */
  mayTake: boolean;
  handover: { from: string; to: string; note: string; offeredAt: Date; isMine: boolean; isToMe: boolean } | null;
  now: Date;
}

@Injectable()
export class CollaboratorsReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** For those who work on the entry. Refuses `not-found` to all others. */
  async people(actor: Person, id: string): Promise<EntryPeople> {
    const entry = await getSubmission(this.db.reader, id, visibleTo(actor));
    if (rightOn(actor, entry) === null) throw new Refusal({ code: 'not-found' });
    return this.peopleOf(actor, entry);
  }

  /** The same of an entry that was read for somebody who works on it. */
  async peopleOf(actor: Actor, entry: Submission): Promise<EntryPeople> {
    const em = this.db.reader;
    const now = this.clock.now();
    const [people, invitations, responsible, offer] = await Promise.all([
      listPeople(em, entry),
      listOpenInvitations(em, entry.id),
      responsibleOf(em, entry),
      em.findOne(Handover, {
        where: { submissionId: entry.id, state: 'offered' },
        relations: { from: true, to: true },
      }),
    ]);
    const isOver = entry.state === 'withdrawn' || entry.state === 'rejected';
    const mayManage = isOfOrganisation(actor, entry);
    const mayOffer = !isOver && offer === null && mayHandOver(actor, entry, responsible);
    return {
      entry,
      people: people.map((person) => ({
        ...person,
        isResponsible: responsible.isThere && person.userId === entry.responsibleId,
        isReader: person.userId === actor.userId,
      })),
      invitations: invitations.map((one) => ({
        ...one,
        isOver: one.expiresAt <= now,
        mayManage: mayManage || one.invitedById === actor.userId,
      })),
      rights: isOver ? [] : rightsToGive(actor, entry),
      mayManage,
      receivers: mayOffer ? people.filter(({ right, userId }) => right === 'submit' && userId !== actor.userId) : [],
      isHeld: holds(actor, entry),
      mayTake: !isOver && mayTake(actor, entry, responsible),
      handover: offer && {
        from: offer.from.name,
        to: offer.to.name,
        note: offer.note,
        offeredAt: offer.offeredAt,
        isMine: offer.fromId === actor.userId,
        isToMe: offer.toId === actor.userId,
      },
      now,
    };
  }
}
