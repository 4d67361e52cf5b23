import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { beginningBar, entryRulesFrom, type BeginningBar, type EntryRules } from '../../domain/cycles/entry-rules.js';
import type { OrganisationKind } from '../../domain/accounts/organisation.js';
import { isTaking } from '../../domain/cycles/closing.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { isOpen } from '../../domain/cycles/stage.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { getSetup, intakeOf, type CycleSetup } from '../setup/cycle-setup.js';
import { listIntakes, listOpenIntakes, type Intake } from '../setup/open-intakes.queries.js';

/** What may be begun in a nomination from a region, and what takes its places. */
export interface NominationRoom {
  id: string;
  title: string;
  description: string;
  quota: number | null;
  /** Null for who is not signed in: how much a region has entered is no news before its publication. */
  inPlay: number | null;
  bar: BeginningBar;
  /** Until when something can be entered there; null where nothing can. */
  closesAt: Date | null;
  /** Entries of the actor's own organisations that could be withdrawn to make room. */
  withdrawable: { id: string; title: string }[];
}

interface RoomsAsked {
  setup: CycleSetup;
  regionCode: string;
  kind: OrganisationKind | null;
  organisationId?: string | null;
}

interface PlaceRow {
  nominationId: string;
  inPlay: number;
  own: { id: string; title: string }[];
}

/** Whether and how somebody gets into a cycle, known before any form is opened. */
@Injectable()
export class WayInReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The cycle whose intake is open to somebody; null where nothing can be entered now. */
  async open(): Promise<(Intake & { rules: EntryRules; now: Date }) | null> {
    const now = this.clock.now();
    const [found] = await listOpenIntakes(this.db.reader, now);
    return found ? { ...found, rules: entryRulesFrom(found.setup.rules?.entryRules), now } : null;
  }

  /** The last intake, and whether the organisations of the actor have longer than everybody. */
  async last(actor: Actor): Promise<(Intake & { isOwnOpen: boolean; now: Date }) | null> {
    const now = this.clock.now();
    const { organisationIds } = actor;
    const kind = organisationIds.length > 0 ? 'entrant' : 'public';
    const found = (await listIntakes(this.db.reader, now, { kind, organisationIds, entries: [] })).at(-1);
    return found ? { ...found, isOwnOpen: isTaking(found.closing), now } : null;
  }

  async of(cycleId: string): Promise<{ setup: CycleSetup; rules: EntryRules }> {
    const setup = await getSetup(this.db.reader, cycleId);
    return { setup, rules: entryRulesFrom(setup.rules?.entryRules) };
  }

  /** The nominations of a cycle as they are for a region, a kind of organisation and, where it is known, the organisation. */
  async rooms(actor: Actor, { setup, regionCode, kind, organisationId = null }: RoomsAsked): Promise<NominationRoom[]> {
    const now = this.clock.now();
    const rows = await placesOf(this.db.reader, setup.cycle.id, { regionCode, own: actor.organisationIds });
    const taken = new Map(rows.map((row) => [row.nominationId, row]));
    return setup.nominations.map(({ id, title, description, quotaPerRegion: quota, allowedKinds }) => {
      const { inPlay = 0, own = [] } = taken.get(id) ?? {};
      const intake = intakeOf(setup, { nominationId: id, organisationId });
      const open = intake !== null && isOpen(intake, now);
      const bar = beginningBar({ nominationId: id, quota, inPlay, allowedKinds }, { isOpen: open, kind });
      const isTold = actor.userId !== null || bar === 'full';
      return {
        id,
        title,
        description,
        quota,
        inPlay: isTold ? inPlay : null,
        bar,
        closesAt: open ? intake.closesAt : null,
        withdrawable: bar === 'full' ? own : [],
      };
    });
  }
}

/** What takes the places of a region, by nomination; titles are of the revision in force. */
function placesOf(
  em: EntityManager,
  cycleId: string,
  { regionCode, own }: { regionCode: string; own: readonly string[] },
): Promise<PlaceRow[]> {
  return em.query(
    `SELECT s.nomination_id AS "nominationId",
            count(*)::int AS "inPlay",
            coalesce(json_agg(json_build_object('id', s.id, 'title', r.title) ORDER BY s.submitted_at)
              FILTER (WHERE s.organisation_id = ANY($3)), '[]') AS own
       FROM submission s LEFT JOIN submission_revision r ON r.id = s.revision_id
      WHERE s.cycle_id = $1 AND s.region_code = $2 AND s.state IN ('submitted', 'returned', 'admitted') GROUP BY s.nomination_id`,
    [cycleId, regionCode, [...own]],
  );
}
