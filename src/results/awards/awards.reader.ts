import { Injectable } from '@nestjs/common';
import type { Actor } from '../../domain/kernel/actor.js';
import type { PutToVote } from '../../domain/results/sittings/motion.js';
import { Database } from '../../platform/database/database.js';
import { listHiddenFrom } from '../../submissions/relations/hidden-from-staff.queries.js';
import { listPutToVote } from '../sittings/motions.queries.js';
import { VisibleCycleReader } from '../access/visible-cycle.reader.js';
import type { Award } from './award.entity.js';
import { listAwards, listNotAwarded } from './awards.queries.js';
import type { NotAwarded } from './not-awarded.entity.js';

/** What is decided, for those who may see it. */
@Injectable()
export class AwardsReader {
  constructor(
    private readonly db: Database,
    private readonly cycles: VisibleCycleReader,
  ) {}

  /** The awards of the nominations that the actor sees, without entries that he or she must not meet. */
  async awards(actor: Actor, cycleId: string): Promise<Award[]> {
    const isVisible = await this.visible(actor, cycleId);
    const hidden = await listHiddenFrom(this.db.reader, actor.userId);
    const awards = await listAwards(this.db.reader, { cycleId });
    return awards.filter((award) => isVisible(award) && !hidden.has(award.submissionId));
  }

  /** Kinds that are awarded to nobody, of the nominations that the actor sees. */
  async nobody(actor: Actor, cycleId: string): Promise<NotAwarded[]> {
    const isVisible = await this.visible(actor, cycleId);
    return (await listNotAwarded(this.db.reader, { cycleId })).filter(isVisible);
  }

  /** What was put to the vote at a sitting, in the order of its ballots. */
  putToVote(meetingId: string): Promise<PutToVote[]> {
    return listPutToVote(this.db.reader, meetingId);
  }

  private async visible(actor: Actor, cycleId: string) {
    const { nominations } = await this.cycles.read(actor, cycleId);
    const ids = new Set(nominations.map(({ id }) => id));
    return ({ nominationId }: { nominationId: string }) => ids.has(nominationId);
  }
}
