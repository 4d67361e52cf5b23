import { Injectable } from '@nestjs/common';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { listRegions } from '../../cycles/reference/reference.queries.js';
import { listNominations } from '../../cycles/nominations/nominations.queries.js';
import { listStages } from '../../cycles/stages/stages.queries.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { decisionRulesFrom } from '../../domain/cycles/decision-rules.js';
import type { PutToVote } from '../../domain/results/sittings/motion.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { listHiddenFrom } from '../../submissions/relations/hidden-from-staff.queries.js';
import type { Award } from '../awards/award.entity.js';
import { lockForDecision, openQuestion, openSitting } from '../awarding/deciding-sitting.js';
import { maySeeResults, mustSeeResults } from '../access/results.policy.js';
import { findLatestProtocol, listApprovals } from '../protocols/protocols.queries.js';
import { isPublished } from '../meetings/meeting-closure.queries.js';
import { listCards } from '../access/entry-cards.queries.js';
import { listAwards, listNotAwarded } from '../awards/awards.queries.js';
import { listPutToVote } from '../sittings/motions.queries.js';
import { listMeetings } from '../meetings/meetings.queries.js';
import { nameRegionalIn } from '../awarding/name-regional-laureates.js';
import { listRegionEntries } from './regional.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';

/** What the commission of a region decides: before any expert, of its own region alone. */
@Injectable()
export class RegionalService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Names the region's laureate in a nomination, or nobody with a ground. Refuses what `nameRegionalIn` refuses. */
  decide(
    actor: Person,
    input: {
      meetingId: string;
      nominationId: string;
      regionCode: string;
      /** Null names nobody. */
      submissionId: string | null;
      reason: string;
    },
  ): Promise<Award[]> {
    return this.db.transaction(async (tx) => {
      const { regionCode, submissionId, reason } = input;
      const nomination = await lockForDecision(tx, actor, input.nominationId, regionCode);
      const scene = await openSitting(tx, actor, { ...input, cycleId: nomination.cycleId, now: this.clock.now() });
      const question = await openQuestion(scene, nomination);
      const chosen = submissionId === null ? null : { submissionId, reason };
      return nameRegionalIn(scene, question, [{ regionCode, chosen, ground: reason }]);
    });
  }

  /** What was put to the vote at a sitting of a commission. */
  putToVote(meetingId: string): Promise<PutToVote[]> {
    return listPutToVote(this.db.reader, meetingId);
  }

  /** The regions of the cycle of which the person may see the regional stage. */
  async regions(actor: Actor, cycleId: string) {
    const cycle = await getCycle(this.db.reader, cycleId);
    const regions = (await listRegions(this.db.reader)).filter(({ code }) =>
      maySeeResults(actor, { cycleId, regionCode: code }),
    );
    if (regions.length === 0) throw new Refusal({ code: 'not-found' });
    return { cycle, regions };
  }

  /** The regional stage of a region: its entries by nomination, its sittings, what is decided; nothing of any other region. */
  async read(actor: Actor, cycleId: string, regionCode: string) {
    const em = this.db.reader;
    mustSeeResults(actor, { cycleId: (await getCycle(em, cycleId)).id, regionCode });
    const hidden = await listHiddenFrom(em, actor.userId);
    const entries = (await listRegionEntries(em, cycleId, regionCode)).filter(({ id }) => !hidden.has(id));
    const isOwn = (each: { regionCode: string | null }) => each.regionCode === regionCode;
    const meetings = (await listMeetings(em, cycleId)).filter(isOwn);
    const awards = (await listAwards(em, { cycleId, outcome: 'regional-laureate' })).filter(isOwn);
    const edition = await getEdition(em, cycleId);
    return {
      edition,
      isForeseen: decisionRulesFrom(edition.decisionRules).kinds.includes('regional-laureate'),
      stages: await listStages(em, cycleId),
      nominations: await listNominations(em, cycleId),
      entries,
      meetings,
      awards: awards.filter(({ submissionId }) => !hidden.has(submissionId)),
      nobody: (await listNotAwarded(em, { cycleId, outcome: 'regional-laureate' })).filter(isOwn),
      cards: await listCards(
        em,
        entries.map(({ id }) => id),
      ),
      now: this.clock.now(),
    };
  }

  /** How far the protocol of a region's sitting is. */
  async protocolOf(meetingId: string) {
    const em = this.db.reader;
    const protocol = await findLatestProtocol(em, meetingId);
    return {
      protocol,
      signatures: protocol ? (await listApprovals(em, [protocol.id])).length : 0,
      published: await isPublished(em, meetingId),
    };
  }
}
