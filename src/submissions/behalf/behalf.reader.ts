import { Injectable } from '@nestjs/common';
import { getSetup, intakeOf, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { isOpen } from '../../domain/cycles/stage.js';
import { hasRole, type Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { enteringRoles } from '../../domain/submissions/on-behalf.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';

export interface BehalfRooms {
  setup: CycleSetup;
  /** Nominations in which the actor may enter on behalf of others, and whether they take entries now. */
  rooms: { nomination: Nomination; isOpen: boolean }[];
  now: Date;
}

/** Where somebody may enter on behalf of an organisation. */
@Injectable()
export class BehalfReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Refuses `forbidden` whoever screens no nomination of the cycle. An extension for a single organisation opens it too. */
  async rooms(actor: Actor, cycleId: string): Promise<BehalfRooms> {
    const now = this.clock.now();
    const setup = await getSetup(this.db.reader, cycleId);
    const own = setup.nominations.filter(({ id }) => hasRole(actor, enteringRoles, { cycleId, nominationId: id }));
    if (own.length === 0 && !hasRole(actor, enteringRoles, { cycleId })) throw new Refusal({ code: 'forbidden' });
    const organisations = new Set(setup.extensions.map(({ organisationId }) => organisationId));
    const isOpenFor = (nominationId: string) =>
      setup.cycle.state === 'announced' &&
      [null, ...organisations].some((organisationId) => {
        const intake = intakeOf(setup, { nominationId, organisationId });
        return intake !== null && isOpen(intake, now);
      });
    return { setup, rooms: own.map((nomination) => ({ nomination, isOpen: isOpenFor(nomination.id) })), now };
  }
}
