import { DecidingSitting, Question } from './deciding-sitting.js';
import { Award } from '../awards/award.entity.js';
import { NotAwarded } from '../awards/not-awarded.entity.js';
import { removeMany, create, createMany, tell } from '../../platform/database/save.js';
import { publicationRulesFrom } from '../../domain/cycles/publication-rules.js';
import { ballotBehind, type Decided } from '../../domain/results/sittings/motion.js';
import type { DomainEvent } from '../../domain/kernel/decision.js';
import { newId } from '../../platform/ids.js';

/** Earlier decisions of which the new one is another answer to the same question. */
export async function giveWay(
  { tx, actor, now }: DecidingSitting,
  question: Question,
  same: (decision: Award | NotAwarded) => boolean,
): Promise<void> {
  const deed = { actor, action: 'replace', now };
  await removeMany(tx, question.awards.filter(same), deed);
  await removeMany(tx, question.nobody.filter(same), deed);
  question.awards = question.awards.filter((award) => !same(award));
  question.nobody = question.nobody.filter((nobody) => !same(nobody));
}

/** The ballot that carried a decision. Refuses what `ballotBehind` refuses. */
function ballotOf(
  { edition }: DecidingSitting,
  { nomination, ballots }: Question,
  { outcome, regionCode, entryId }: Pick<Decided, 'outcome' | 'regionCode' | 'entryId'>,
): string | null {
  const { sittings } = publicationRulesFrom(edition.publicationRules);
  return ballotBehind({ nominationId: nomination.id, outcome, regionCode, entryId }, ballots, sittings.ballots);
}

export async function recordNobody(
  scene: DecidingSitting,
  question: Question,
  values: Pick<NotAwarded, 'outcome' | 'regionCode' | 'reason' | 'despite'>,
): Promise<void> {
  const { tx, actor, now, meeting } = scene;
  const row = {
    ...values,
    ballotId: ballotOf(scene, question, { ...values, entryId: null }),
    cycleId: meeting.cycleId,
    nominationId: question.nomination.id,
    meetingId: meeting.id,
    decidedById: actor.userId,
    decidedAt: now,
  };
  question.nobody.push(await create(tx, NotAwarded, row, { actor, action: 'award-nobody', now }));
}

/** Writes decisions of one outcome together: what SQL asks of them it asks of the whole list. */
export async function recordAwards(
  scene: DecidingSitting,
  question: Question,
  details: readonly (Partial<Award> & Pick<Award, 'outcome' | 'submissionId'>)[],
  events: readonly DomainEvent[],
): Promise<Award[]> {
  const { tx, actor, now, meeting, batchId } = scene;
  const awards = details.map((values) =>
    Object.assign(new Award(), {
      id: newId(),
      cycleId: meeting.cycleId,
      nominationId: question.nomination.id,
      rankingId: null,
      regionCode: null,
      reserveOrder: null,
      departure: false,
      ownReason: '',
      despite: '',
      followsId: null,
      batchId,
      ballotId: ballotOf(scene, question, {
        outcome: values.outcome,
        regionCode: values.regionCode ?? null,
        entryId: values.submissionId,
      }),
      meetingId: meeting.id,
      decidedById: actor.userId,
      decidedAt: now,
      ...values,
    }),
  );
  const [first] = awards;
  if (first) await createMany(tx, Award, awards, { actor, action: first.outcome, now });
  question.awards.push(...awards);
  await tell(tx, events, now);
  return awards;
}
