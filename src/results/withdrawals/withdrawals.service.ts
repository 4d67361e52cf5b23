import type { Person } from '../../domain/kernel/actor.js';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { placePassedOver } from '../../domain/results/decisions/award.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { promote, type Promotion } from '../../domain/results/decisions/reserve.js';
import { mustBeToStandDown, standDown } from '../../domain/submissions/submission.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, createMany, removeMany, save, type Deed } from '../../platform/database/save.js';
import { isId, newId } from '../../platform/ids.js';
import { translator } from '../../platform/web/i18n.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { Award } from '../awards/award.entity.js';
import { EntryWithdrawal } from '../awards/entry-withdrawal.entity.js';
import { mustMeetAll } from '../access/hidden-entries.queries.js';
import { contendersOf, standingOfAward } from '../../domain/results/decisions/contenders.js';
import { getRanking } from '../rankings/rankings.queries.js';
import { mustRunResults } from '../access/results.policy.js';
import { listCards } from '../access/entry-cards.queries.js';
import { getMeeting } from '../meetings/meetings.queries.js';
import { listAwards, listWithdrawals } from '../awards/awards.queries.js';
import { lockToRun } from '../access/lock-nomination.queries.js';

/** What follows from the withdrawal of an entry, before or after it is recorded. */
export interface StandingDown {
  entry: Submission;
  /** What it holds. */
  own: Award[];
  promotions: (Promotion & { reserve: Award })[];
}

/** Withdrawals of entries that were chosen, and the reserve that follows them. */
@Injectable()
export class WithdrawalsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** What `standDown` would do now; refused where it would be. */
  async look(actor: Person, submissionId: string) {
    const em = this.db.reader;
    const entry = await getEntry(em, submissionId);
    mustRunResults(actor, entry);
    await mustMeetAll(em, actor, entry.nominationId);
    const awards = await listAwards(em, { nominationId: entry.nominationId });
    const found = standingDown(entry, awards);
    mustBeToStandDown(entry, found.own.length > 0);
    const cards = await listCards(em, [entry.id, ...found.promotions.map(({ entryId }) => entryId)]);
    return { ...found, cards };
  }

  /**
   * Records that the entrant withdraws an entry that was chosen: it gets nothing, and the first of the reserve follows in the
   * same transaction. Two at a time wait for each other at the nomination. What is published stays so until the protocol
   * is drawn up, signed and published anew. Refuses what `standDown` refuses, `conflict-of-interest`, `not-found`.
   */
  standDown(actor: Person, submissionId: string, reason: string): Promise<Award[]> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { nominationId } = await getEntry(tx, submissionId);
      await lockToRun(tx, actor, nominationId);
      const entry = await getEntry(tx, submissionId);
      const awards = await listAwards(tx, { nominationId });
      const { own, promotions } = standingDown(entry, awards);
      const deed = { actor, action: 'stand-down', now };
      await save(tx, entry, standDown(entry, { now, reason, isChosen: own.length > 0 }), deed);
      const values = {
        cycleId: entry.cycleId,
        nominationId,
        submissionId,
        reason: reason.trim(),
        held: own.map(({ outcome, place, reason: why, meetingId, decidedById }) => {
          return { outcome, place, reason: why, meetingId, decidedById };
        }),
        keepsPlace: awards.some(({ rankingId }) => rankingId !== null),
        recordedById: actor.userId,
        recordedAt: now,
      };
      const withdrawal = await create(tx, EntryWithdrawal, values, deed);
      await removeMany(tx, own, deed);
      const left = awards.filter(({ submissionId: id }) => id !== submissionId);
      return this.follow(tx, { entry, own, withdrawal, left, promotions, deed: { ...deed, action: 'promote' } });
    });
  }

  /** Whoever follows leaves the reserve; the decision of the reserve is the ground, and who recorded it the decider. */
  private async follow(
    tx: EntityManager,
    facts: {
      entry: Submission;
      own: readonly Award[];
      withdrawal: EntryWithdrawal;
      left: readonly Award[];
      promotions: StandingDown['promotions'];
      deed: Deed;
    },
  ): Promise<Award[]> {
    const { entry, own, withdrawal, promotions, deed } = facts;
    if (promotions.length === 0) return [];
    const reserves = [...new Set(promotions.map(({ reserve }) => reserve))];
    await removeMany(tx, reserves, deed);
    const promoted: Award[] = [];
    for (const { order, outcome, reserve } of promotions) {
      const { number: protocol } = await getMeeting(tx, reserve.meetingId);
      const words = { number: entry.registerNumber, order, protocol, reason: reserve.reason };
      const reason = translator('ru')('results:standDown.follows', words);
      const { meetingId } = own.find((award) => award.outcome === outcome)!;
      const values = {
        outcome,
        reason,
        ownReason: reason,
        meetingId,
        decidedAt: deed.now,
        batchId: null,
        ballotId: null,
      };
      const award = Object.assign(new Award(), reserve, values, { id: newId(), followsId: withdrawal.id });
      promoted.push(award);
    }
    const stay = facts.left.filter((award) => !reserves.includes(award));
    const standing = [...stay, ...promoted].map(standingOfAward);
    const gone = (await listWithdrawals(tx, { nominationId: entry.nominationId })).map((each) => each.submissionId);
    for (const award of promoted) {
      const ranking = await getRanking(tx, award.rankingId!);
      const { submissionId: entryId, outcome, place } = award;
      award.departure = placePassedOver({ entryId, outcome, place }, contendersOf(ranking, gone), standing) !== null;
    }
    await createMany(tx, Award, promoted, deed);
    return promoted;
  }
}

async function getEntry(em: EntityManager, id: string): Promise<Submission> {
  const entry = isId(id) ? await em.findOneBy(Submission, { id }) : null;
  if (!entry) throw new Refusal({ code: 'not-found' });
  return entry;
}

function standingDown(entry: Submission, awards: readonly Award[]): StandingDown {
  const of = (id: string) => awards.filter(({ submissionId }) => submissionId === id);
  const own = of(entry.id);
  const reserve = awards.filter(({ outcome, submissionId }) => outcome === 'reserve' && submissionId !== entry.id);
  const promotions = promote(
    own.map(({ outcome }) => outcome),
    reserve.map(({ submissionId, reserveOrder }) => ({
      entryId: submissionId,
      order: reserveOrder!,
      holds: of(submissionId).map(({ outcome }) => outcome),
    })),
  );
  return {
    entry,
    own,
    promotions: promotions.map((each) => ({
      ...each,
      reserve: reserve.find(({ submissionId }) => submissionId === each.entryId)!,
    })),
  };
}
