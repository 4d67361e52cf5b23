import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getForm } from '../../cycles/forms/forms.queries.js';
import type { Person } from '../../domain/kernel/actor.js';
import { anotherEntry } from '../../domain/judging/cross-allotment.js';
import {
  declareConflict,
  dutyState,
  gradedCriteria,
  submitReview,
  writeReview,
  type DutyState,
  type WritingFacts,
} from '../../domain/judging/cross-review.js';
import type { FormField } from '../../domain/cycles/form.js';
import { plainJudgingRules } from '../../domain/cycles/judging-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { compareText } from '../../domain/kernel/seeded.js';
import { mustBeOpen } from '../../domain/cycles/stage.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { AttachmentsService } from '../../submissions/files/attachments.service.js';
import type { SubmissionRevision } from '../../submissions/revisions/submission-revision.entity.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { openListed, readRevision, type DeskFile } from '../reading/entry-reading.js';
import { CrossReviewAllotment } from '../cross-review/cross-review-allotment.entity.js';
import { CrossReviewDuty } from '../cross-review/cross-review-duty.entity.js';
import { CrossReview } from '../cross-review/cross-review.entity.js';
import {
  getOwnReview,
  listCrossEntries,
  listOwnDuties,
  listOwnReviews,
  listPairs,
  lockAllotting,
  sceneOf,
  type CrossScene,
  type OwnDuty,
  type OwnReview,
} from '../cross-review/cross-review.queries.js';

export interface ReviewInput {
  /** What the sender began from; a later save by another window makes it stale. */
  version: number;
  comment: string;
  grades: Record<string, string>;
}

/** An entry of the person's with its reviews. Before the stage opens only their number is known. */
export interface MyDuty extends OwnDuty {
  scene: CrossScene;
  state: DutyState;
  isOpened: boolean;
  reviews: OwnReview[];
}

/** One review with the entry to read beside it. Nothing of who wrote the entry is here that the rules hide. */
export interface ReviewDesk {
  review: CrossReview;
  scene: CrossScene;
  entry: Submission;
  /** The own entry for which the review is owed. */
  own: Submission;
  revision: SubmissionRevision;
  fields: FormField[];
  files: DeskFile[];
  criteria: CrossScene['criteria'];
  now: Date;
}

/** The entrants' verbs on reviews of each other's entries. */
@Injectable()
export class CrossReviewsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly attachments: AttachmentsService,
  ) {}

  /** What the person's organisations owe in running cycles, entry by entry. */
  async mine(actor: Person): Promise<{ duties: MyDuty[]; now: Date }> {
    const em = this.db.reader;
    const now = this.clock.now();
    const owed = await listOwnDuties(em, actor.organisationIds, now);
    const scenes = new Map<string, CrossScene>();
    for (const { cycleId } of owed) if (!scenes.has(cycleId)) scenes.set(cycleId, await sceneOf(em, cycleId));
    const isOpened = ({ cycleId }: OwnDuty) => (scenes.get(cycleId)!.stage?.opensAt ?? now) <= now;
    const shown = owed.filter(isOpened).map(({ submissionId }) => submissionId);
    const blindOf = (cycleId: string) => scenes.get(cycleId)?.judging.blind ?? plainJudgingRules.blind;
    const reviews = shown.length > 0 ? await listOwnReviews(em, shown, blindOf) : [];
    return {
      now,
      duties: owed.map((duty) => {
        const scene = scenes.get(duty.cycleId)!;
        return {
          ...duty,
          scene,
          state: dutyState(duty, { ...scene, now }),
          isOpened: isOpened(duty),
          reviews: reviews.filter(({ reviewerId }) => reviewerId === duty.submissionId),
        };
      }),
    };
  }

  /** Opens while the stage does, and no longer: others' entries are read for reviewing alone. */
  async desk(actor: Person, id: string): Promise<ReviewDesk> {
    const em = this.db.reader;
    const now = this.clock.now();
    const review = await getOwnReview(em, id, actor);
    if (review.state === 'conflicted') throw new Refusal({ code: 'not-found' });
    const [entry, own] = [await entryOf(em, review.submissionId), await entryOf(em, review.reviewerId)];
    const scene = await sceneOf(em, entry.cycleId);
    mustBeOpen(scene.stage, 'cross-review', now, scene.cycle.timeZone);
    const { revision, files } = await readRevision(em, review.revisionId, scene);
    const { fields } = await getForm(em, revision.formVersionId);
    return { review, scene, entry, own, revision, fields, files, criteria: gradedCriteria(scene), now };
  }

  /** The bytes of a file of the entry, as the rules let entrants read it. */
  async file(actor: Person, id: string, fileId: string) {
    const { files, entry } = await this.desk(actor, id);
    return openListed(this.attachments, entry, { files, fileId });
  }

  /** Keeps a draft. Refuses `stale-edit`, `cross-review-frozen`, `stage-closed`, `score-off-scale`. */
  save(actor: Person, id: string, input: ReviewInput): Promise<CrossReview> {
    return this.db.transaction(async (tx) => {
      const { review, facts } = await this.lock(tx, actor, id);
      mustBeFresh(review, input);
      const { changes } = writeReview(review, input, facts);
      const deed = { actor, action: 'save', now: facts.now };
      return save(tx, review, { changes: { ...changes, savedById: actor.userId }, events: [] }, deed);
    });
  }

  /** Keeps and hands in, which freezes it. Refuses what `save` and `submitReview` refuse. */
  submit(actor: Person, id: string, input: ReviewInput): Promise<CrossReview> {
    return this.db.transaction(async (tx) => {
      const { review, facts } = await this.lock(tx, actor, id);
      mustBeFresh(review, input);
      const { changes } = writeReview(review, input, facts);
      const handedIn = submitReview({ ...review, ...changes }, facts).changes;
      const decision = { changes: { ...changes, ...handedIn, savedById: actor.userId }, events: [] };
      return save(tx, review, decision, { actor, action: 'submit', now: facts.now });
    });
  }

  /**
   * Gives an entry back because its people are known, and gives another in its place; said once more it is the same one.
   * Null where there is no other: then there is one review less to write.
   */
  giveBack(actor: Person, id: string, reason: string): Promise<CrossReview | null> {
    return this.db.transaction(async (tx) => {
      const { cycleId } = await entryOf(tx, (await getOwnReview(tx, id, actor)).submissionId);
      await lockAllotting(tx, cycleId);
      const { review, facts } = await this.lock(tx, actor, id);
      if (review.state === 'conflicted') return tx.findOneBy(CrossReview, { replacesId: review.id });
      const deed = { actor, action: 'declare-conflict', now: facts.now };
      await save(tx, review, declareConflict(review, reason, facts), deed);
      return replace(tx, review, { cycleId, deed });
    });
  }

  private async lock(
    tx: EntityManager,
    actor: Person,
    id: string,
  ): Promise<{ review: CrossReview; facts: WritingFacts }> {
    const review = await getOwnReview(tx, id, { ...actor, lock: true });
    const { cycle, stage, rules, criteria } = await sceneOf(tx, (await entryOf(tx, review.submissionId)).cycleId);
    return { review, facts: { now: this.clock.now(), timeZone: cycle.timeZone, stage, rules, criteria } };
  }
}

/** The entry that comes in the place of one that was given back; null where there is none that was never had. */
async function replace(
  tx: EntityManager,
  before: CrossReview,
  { cycleId, deed }: { cycleId: string; deed: Parameters<typeof create>[3] },
): Promise<CrossReview | null> {
  const { rules } = await sceneOf(tx, cycleId);
  const entries = await listCrossEntries(tx, cycleId, rules.exempt);
  const { standing, ended } = await listPairs(tx, cycleId);
  const duty = await tx.findOneByOrFail(CrossReviewDuty, { id: before.dutyId });
  const { seed } = await tx.findOneByOrFail(CrossReviewAllotment, { id: duty.allotmentId });
  const chosen = anotherEntry(before.reviewerId, { entries, standing, had: ended, seed });
  if (!chosen) return null;
  const values = {
    dutyId: duty.id,
    reviewerId: before.reviewerId,
    submissionId: chosen,
    revisionId: entries.find(({ id }) => id === chosen)!.revisionId,
    position: before.position,
    replacesId: before.id,
    state: 'open' as const,
    comment: '',
    grades: {},
    reason: '',
    createdAt: deed.now,
    savedAt: null,
    savedById: null,
    submittedAt: null,
    endedAt: null,
  };
  return create(tx, CrossReview, values, { ...deed, action: 'allot' });
}

async function entryOf(em: EntityManager, id: string): Promise<Submission> {
  return em.findOneOrFail(Submission, { where: { id }, relations: { nomination: true } });
}

/** Saved since by another window or colleague. The same once more changes nothing. */
function mustBeFresh(review: CrossReview, { version, ...yours }: ReviewInput): void {
  const theirs = { comment: review.comment, grades: review.grades };
  if (review.state !== 'open' || review.version === version || told(yours) === told(theirs)) return;
  const facts = { version: review.version, changedBy: null, changedAt: review.savedAt ?? review.createdAt };
  throw new Refusal({ code: 'stale-edit', yours, theirs, ...facts });
}

const told = ({ comment, grades }: Omit<ReviewInput, 'version'>): string =>
  JSON.stringify([
    comment.replaceAll('\r\n', '\n').trim(),
    Object.entries(grades)
      .filter(([, points]) => points.trim())
      .sort(([a], [b]) => compareText(a, b)),
  ]);
