import { Injectable } from '@nestjs/common';
import { closingIn, getSetup, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import type { Closing } from '../../domain/cycles/closing.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { draftsUnder } from './drafts.policy.js';
import {
  countByNomination,
  countDrafts,
  listDrafts,
  listRegionSittings,
  listTitledDrafts,
  type DraftCounts,
  type DraftRow,
  type TitledDraft,
} from './drafts.queries.js';

interface Page {
  after: readonly [string, string] | null;
  limit: number;
}

/** Drafts as those who look after them see them. */
@Injectable()
export class DraftsReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Of a region, with their titles, for its coordinator. */
  async ofRegion(
    actor: Actor,
    code: string,
    page: Page,
  ): Promise<{ drafts: TitledDraft[]; counts: DraftCounts; byNomination: Map<string, number>; now: Date }> {
    const asked = { under: draftsUnder(actor, { of: 'region', code }), now: this.clock.now() };
    const em = this.db.reader;
    const [drafts, counts, byNomination] = await Promise.all([
      listTitledDrafts(em, { ...asked, ...page }),
      countDrafts(em, asked),
      countByNomination(em, asked),
    ]);
    return { drafts, counts, byNomination, now: asked.now };
  }

  /** Of a cycle, without titles, for its organizer. */
  async ofCycle(
    actor: Actor,
    cycleId: string,
    page: Page,
  ): Promise<{
    drafts: DraftRow[];
    counts: DraftCounts;
    setup: CycleSetup;
    closing: Closing | null;
    now: Date;
  }> {
    const asked = { under: draftsUnder(actor, { of: 'cycle', cycleId }), now: this.clock.now() };
    const em = this.db.reader;
    const setup = await getSetup(em, cycleId);
    const [drafts, counts] = await Promise.all([listDrafts(em, { ...asked, ...page }), countDrafts(em, asked)]);
    return { drafts, counts, setup, closing: closingIn(setup, { kind: 'staff' }, asked.now), now: asked.now };
  }

  /** When the commission of a region sits, of a region that was read for its coordinator. */
  sittings(code: string, cycleIds: readonly string[]) {
    return listRegionSittings(this.db.reader, { code, cycleIds });
  }
}
