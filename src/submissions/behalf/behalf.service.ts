import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { searchOrganisations } from '../../accounts/organisations/alike.queries.js';
import { listKnown, mustBeOne, type ChosenOrganisation, type NewOne } from '../../accounts/organisations/choosing.js';
import type { Organisation } from '../../accounts/organisations/organisation.entity.js';
import { getOrganisation } from '../../accounts/organisations/organisations.queries.js';
import { newOrganisation } from '../../accounts/organisations/organisations.service.js';
import { getNomination } from '../../cycles/nominations/nominations.queries.js';
import type { Answers } from '../../domain/cycles/form.js';
import { mustHaveRole, type Person } from '../../domain/kernel/actor.js';
import { enteringRoles, mustHaveNobody } from '../../domain/submissions/on-behalf.js';
import { Clock } from '../../platform/clock.js';
import { Changes } from '../../platform/database/changes.js';
import { Database } from '../../platform/database/database.js';
import { create, type Deed } from '../../platform/database/save.js';
import { Collaborator } from '../collaborators/collaborator.entity.js';
import { CollaboratorsService } from '../collaborators/collaborators.service.js';
import type { Submission } from '../entries/submission.entity.js';
import { SubmissionsService } from '../writing/submissions.service.js';

export interface BehalfInput extends ChosenOrganisation {
  nominationId: string;
  /** Of the organisation, who is to take the entry over; null while nobody is known. */
  contact: { name: string; email: string; locale: 'ru' | 'en' } | null;
  answers?: Answers;
}

/** Entering on behalf of an organisation without an account. */
@Injectable()
export class BehalfService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly submissions: SubmissionsService,
    private readonly collaborators: CollaboratorsService,
  ) {}

  find(words: string): Promise<Organisation[]> {
    return words.trim() ? searchOrganisations(this.db.reader, words) : Promise.resolve([]);
  }

  alike(fresh: NewOne): Promise<Organisation[]> {
    return listKnown(this.db.reader, fresh);
  }

  /**
   * Rules §4.13. Begins a draft that the actor holds until somebody of the organisation has agreed to take it over; where the address
   * of that person is known, one letter asks them to. Refuses: `forbidden`, `organisation-has-people`, what beginning a draft
   * refuses, and what making an organisation refuses.
   */
  enter(actor: Person, input: BehalfInput): Promise<Submission> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { nominationId, contact, answers = {} } = input;
      const { cycleId } = await getNomination(tx, nominationId);
      mustHaveRole(actor, enteringRoles, { cycleId, nominationId });
      const organisationId = await organisationOf(tx, input, { actor, action: 'create', now });
      const changes = new Changes(tx, { actor, now });
      const begun = { nominationId, organisationId, answers, onBehalf: true };
      const entry = await this.submissions.startIn(changes, tx, { actor, input: begun, now });
      await changes.write();
      const deed = { actor, action: 'hold', now };
      const held = { submissionId: entry.id, userId: actor.userId, right: 'submit' as const, addedById: actor.userId };
      await create(tx, Collaborator, { ...held, addedAt: now, removedAt: null, removedById: null }, deed);
      if (contact)
        await this.collaborators.inviteTo(tx, entry, { ...contact, right: 'submit' }, { ...deed, action: 'invite' });
      return entry;
    });
  }
}

/** The organisation, known or made now. Its row is held: nobody begins to act for it meanwhile. */
async function organisationOf(tx: EntityManager, input: BehalfInput, deed: Deed): Promise<string> {
  const { organisationId, newOrganisation: fresh } = await mustBeOne(tx, input);
  if (fresh) return (await newOrganisation(tx, fresh, deed)).id;
  await tx.query('SELECT 1 FROM organisation WHERE id = $1 FOR UPDATE', [organisationId]);
  const [row] = await tx.query<{ people: number }[]>(
    `SELECT count(*)::int AS people FROM membership m
       JOIN user_account u ON u.id = m.user_id AND u.deactivated_at IS NULL WHERE m.organisation_id = $1`,
    [organisationId],
  );
  const { name } = await getOrganisation(tx, organisationId);
  mustHaveNobody({ name, people: row!.people });
  return organisationId;
}
