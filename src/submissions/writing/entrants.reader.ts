import type { EntryConsent } from '../../domain/cycles/entry-rules.js';
import { missingConsents } from '../../cycles/consents/account-consents.queries.js';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { MembershipRequest } from '../../accounts/joining/membership-request.entity.js';
import { Organisation } from '../../accounts/organisations/organisation.entity.js';
import { listOpenIntakes, type Intake } from '../../cycles/setup/open-intakes.queries.js';
import { WayInReader, type NominationRoom } from '../../cycles/ways-in/way-in.reader.js';
import { Region } from '../../cycles/reference/region.entity.js';
import type { ClosingReader } from '../../domain/cycles/closing.js';
import { type Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { standingOf, type Standing } from '../../domain/submissions/standing.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Submission } from '../entries/submission.entity.js';
import { coordinatorReader } from '../entries/closing-readers.queries.js';
import { visibleTo } from '../entries/submission.policy.js';
import { listSubmissions, type ListedEntry } from '../register/register.queries.js';
import { listOfferedTo, type OfferedToMe } from '../collaborators/collaborators.queries.js';
import { listClarificationTasks, type ClarificationTask } from './clarification-tasks.queries.js';
import { CrossTask, listCrossTasks } from './cross-tasks.queries.js';
import { listOwnFacts, type OwnFacts } from './own-entries.queries.js';

/** A cycle whose intake is open to the reader, with its nominations. */
interface OpenCycle extends Intake {
  cycle: Intake['setup']['cycle'];
  rooms: NominationRoom[];
}

interface BeginnableCycle extends OpenCycle {
  /** What the person is yet to agree to before writing in it. */
  missing: EntryConsent[];
}

/** The lists of those who enter: their own entries, their region's, and what they may begin. */
@Injectable()
export class EntrantsReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ways: WayInReader,
  ) {}

  /** The entrant's own entries, the latest first, with how each stands. */
  async mine(
    actor: Actor,
    page: { after: readonly [string, string] | null; limit: number },
  ): Promise<{
    entries: { entry: ListedEntry; standing: Standing; outcomes: string[] }[];
    openings: Intake[];
    handovers: OfferedToMe[];
    tasks: CrossTask[];
    clarifications: ClarificationTask[];
    now: Date;
  }> {
    const em = this.db.reader;
    const now = this.clock.now();
    const { organisationIds } = actor;
    const entries = await listSubmissions(em, visibleTo(actor), { own: actor }, page);
    const [facts, openings, handovers, tasks, clarifications] = await Promise.all([
      listOwnFacts(
        em,
        entries.map(({ id }) => id),
        now,
      ),
      listOpenIntakes(em, now, beginner(organisationIds)),
      listOfferedTo(em, actor.userId),
      listCrossTasks(em, organisationIds, now),
      listClarificationTasks(em, { organisationIds, entryIds: worksOn(actor) }, now),
    ]);
    const standing = (entry: ListedEntry) => ({ entry, ...standingAt(entry, facts.get(entry.id)!, now) });
    return { entries: entries.map(standing), openings, handovers, tasks, clarifications, now };
  }

  /** How an entry stands for its own people. */
  async standing(entry: Submission): Promise<{ standing: Standing; outcomes: string[] }> {
    const now = this.clock.now();
    const facts = await listOwnFacts(this.db.reader, [entry.id], now);
    return standingAt(entry, facts.get(entry.id)!, now);
  }

  /**
   * What can be begun: open cycles with their nominations as they are for the organisation, and the actor's organisations.
   * The organisation asked for, else the first.
   */
  async beginnings(
    actor: Actor,
    organisationId: string | undefined,
  ): Promise<{
    cycles: BeginnableCycle[];
    organisations: Organisation[];
    chosen: Organisation | undefined;
    now: Date;
  }> {
    const em = this.db.reader;
    const organisations = await em.find(Organisation, {
      where: { id: In([...actor.organisationIds]) },
      order: { name: 'ASC' },
    });
    const chosen = organisations.find(({ id }) => id === organisationId) ?? organisations[0];
    const now = this.clock.now();
    const open = await listOpenIntakes(em, now, beginner(chosen ? [chosen.id] : []));
    const { regionCode = '', kind = null, id = null } = chosen ?? {};
    const cycles = await Promise.all(
      open.map(async ({ setup, closing }) => {
        const rooms = await this.ways.rooms(actor, { setup, regionCode, kind, organisationId: id });
        const missing = await missingConsents(em, actor.userId, setup);
        return { setup, cycle: setup.cycle, closing, rooms, missing };
      }),
    );
    return { cycles, organisations, chosen, now };
  }

  /**
   * What a coordinator's region has submitted, and its places in the open intakes. Refuses `not-found` whoever coordinates
   * another region.
   */
  async ofRegion(
    actor: Actor,
    code: string,
    page: { after: readonly [string, string] | null; limit: number },
  ): Promise<{
    region: Region;
    entries: ListedEntry[];
    cycles: OpenCycle[];
  }> {
    const em = this.db.reader;
    if (!actor.grants.some(({ role, regionCode }) => role === 'coordinator' && regionCode === code))
      throw new Refusal({ code: 'not-found' });
    const [entries, open, region] = await Promise.all([
      listSubmissions(em, visibleTo(actor), { regionCode: code }, page),
      listOpenIntakes(em, this.clock.now(), await coordinatorReader(em, code)),
      em.findOneByOrFail(Region, { code }),
    ]);
    const cycles = await Promise.all(
      open.map(async ({ setup, closing }) => ({
        setup,
        cycle: setup.cycle,
        closing,
        rooms: await this.ways.rooms(actor, { setup, regionCode: code, kind: null }),
      })),
    );
    return { region, entries, cycles };
  }

  /** Whether the actor has asked to join an organisation and waits for the answer. */
  waits({ userId }: Actor): Promise<boolean> {
    return this.db.reader.existsBy(MembershipRequest, { userId: userId!, state: 'open' });
  }

  /** The regions that the actor coordinates. */
  coordinated(actor: Actor): Promise<Region[]> {
    const codes = actor.grants.flatMap(({ role, regionCode }) =>
      role === 'coordinator' && regionCode ? [regionCode] : [],
    );
    return this.db.reader.find(Region, { where: { code: In(codes) }, order: { code: 'ASC' } });
  }
}

function standingAt(
  entry: Pick<Submission, 'state' | 'dueAt'>,
  { intake, hasUnsent, isPublished, outcomes }: OwnFacts,
  now: Date,
): { standing: Standing; outcomes: string[] } {
  const results = !isPublished ? 'none' : outcomes.length > 0 ? 'named' : 'published';
  return { outcomes, standing: standingOf(entry, { intake, hasUnsent, now, results }) };
}

/** What can be begun: nothing of what is extended for an entry that there is already. */
const beginner = (organisationIds: readonly string[]): ClosingReader => ({
  kind: organisationIds.length > 0 ? 'entrant' : 'public',
  organisationIds,
  entries: [],
});

const worksOn = ({ collaborations = [] }: Actor): string[] => collaborations.map(({ submissionId }) => submissionId);
