import type { EntityManager } from 'typeorm';
import { readData, loadReference } from '../../cycles/reference/load-reference.js';
import { systemActor } from '../../domain/kernel/actor.js';
import { ExpertsService } from '../../judging/experts/experts.service.js';
import type { StoppedClock } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { LinkVault } from '../../platform/secrets/link-vault.js';
import { boundTo } from '../with-database.js';
import { loadCrossReviewedCycle } from './cross-reviewed-cycle.js';
import { loadCurrentCycle, type CurrentCycle } from './current-cycle.js';
import { loadEntries } from './entries.js';
import type { DemoNomination } from './entry-texts.js';
import { loadPastCycles, loadPractices } from './past-cycles.js';
import { loadPeople, type DemoPeople } from './people.js';

export interface DemoReport {
  year: number;
  entries: number;
  practices: number;
}

/** Everything of the demonstration, around the instant at which the clock stands. */
export async function loadDemo(tx: EntityManager, clock: StoppedClock, config: Config): Promise<DemoReport> {
  const now = clock.now();
  const sources = readData<DemoNomination[]>('demo/nominations.json');
  await loadReference(tx, now);
  const people = await loadPeople(tx, now);
  const cycles = await loadPastCycles(tx, sources, now);
  const practices = await loadPractices(tx, cycles, now);
  await loadCrossReviewedCycle({ tx, clock, sources, organizer: people.organizer });
  const current = await loadCurrentCycle(tx, sources, now);
  await loadExperts(tx, clock, { people, current, config });
  const entries = await loadEntries({ tx, clock, current, ...people });
  // The story is past: nobody gets a hundred mails about it.
  await tx.query('UPDATE outbox_message SET dispatched_at = created_at WHERE dispatched_at IS NULL');
  return { year: current.cycle.year, entries, practices };
}

/** Twelve experts who were invited before the intake opened and have accepted. */
async function loadExperts(
  tx: EntityManager,
  clock: StoppedClock,
  { people, current, config }: { people: DemoPeople; current: CurrentCycle; config: Config },
): Promise<void> {
  const now = clock.now();
  const experts = new ExpertsService(boundTo(tx), clock, new LinkVault(config));
  for (const [index, { user, region, employer }] of people.experts.entries()) {
    clock.moveTo(new Date(current.intakeOpensAt.getTime() + index * 3600_000));
    const invited = await experts.invite(systemActor, current.cycle.id, {
      email: user.email,
      name: user.name,
      regionCode: region,
      employer,
    });
    clock.advance(26 * 3600_000);
    await experts.answer({ ...systemActor, userId: user.id, name: user.name, kind: 'person' }, invited.id, {
      accept: true,
      consents: [],
    });
  }
  clock.moveTo(now);
}
