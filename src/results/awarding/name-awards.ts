import {
  type AwardDecision,
  mustHaveSheets,
  nameAwards,
  type NamedOutcome,
  recommendForReplication,
} from '../../domain/results/decisions/award.js';
import { foreseenOf, mustBeForeseen } from '../../domain/cycles/decision-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { record } from '../../platform/database/save.js';
import { Award } from '../awards/award.entity.js';
import { standingOfAward, lackingSheets } from '../../domain/results/decisions/contenders.js';
import { DecidingSitting, Question, RankedQuestion, Chosen } from './deciding-sitting.js';
import { giveWay, recordNobody, recordAwards } from './record-decisions.js';

/**
 * Names a list of a nomination; an earlier list of the same outcome gives way to it, and so does that nobody is. A list of
 * nobody is kept as such with its ground; an empty reserve is only emptied. Refuses what `nameAwards`, `mustBeForeseen` and
 * `mustHaveSheets` refuse.
 */
export async function nameIn(
  scene: DecidingSitting,
  question: RankedQuestion,
  input: { outcome: NamedOutcome; chosen: readonly Chosen[]; ground: string; despite: string },
): Promise<Award[]> {
  const { edition } = scene;
  const { outcome } = input;
  mustBeForeseen(outcome, edition);
  const naming = nameAwards({
    ...question.sitting,
    outcome,
    contenders: question.contenders,
    chosen: input.chosen.map(({ submissionId, reason }) => ({ entryId: submissionId, reason })),
    foreseen: foreseenOf(outcome, edition),
    ground: input.ground,
    standing: question.awards.map(standingOfAward),
  });
  const lacking = lackingSheets(question.ranking);
  mustHaveSheets(lacking, input.despite);
  const despite = lacking.length > 0 ? input.despite.trim() : '';
  if (despite) await noteMissing(scene, question, { lacking, despite });
  await giveWay(scene, question, ({ outcome: earlier }) => earlier === outcome);
  if (input.chosen.length === 0 && outcome !== 'reserve')
    await recordNobody(scene, question, { outcome, regionCode: null, reason: input.ground.trim(), despite });
  const own = new Map(input.chosen.map(({ submissionId, reason }) => [submissionId, reason.trim()]));
  const details = naming.awards.map((award) => ({
    ...decided(award),
    despite,
    rankingId: question.ranking.id,
    ownReason: own.get(award.entryId) ?? '',
  }));
  return recordAwards(scene, question, details, naming.events);
}

/** Recommends entries for replication; saying it again gives a new reason. Refuses what `recommendForReplication` refuses. */
export async function recommendIn(
  scene: DecidingSitting,
  question: RankedQuestion,
  chosen: readonly Chosen[],
): Promise<Award[]> {
  mustBeForeseen('recommended', scene.edition);
  const namings = chosen.map(({ submissionId, reason }) => {
    const contender = question.contenders.find(({ entryId }) => entryId === submissionId);
    if (!contender) throw new Refusal({ code: 'not-found' });
    return recommendForReplication(contender, { ...question.sitting, reason });
  });
  const ids = new Set(chosen.map(({ submissionId }) => submissionId));
  if (ids.size < chosen.length) throw new Refusal({ code: 'already-exists', what: 'recommended' });
  await giveWay(
    scene,
    question,
    (each) => each.outcome === 'recommended' && 'submissionId' in each && ids.has(each.submissionId),
  );
  const details = namings
    .flatMap(({ awards }) => awards)
    .map((award) => ({ ...decided(award), rankingId: question.ranking.id, ownReason: award.reason }));
  const events = namings.flatMap((naming) => naming.events);
  return recordAwards(scene, question, details, events);
}

const decided = ({ entryId, outcome, place, departure, reason, order }: AwardDecision) => ({
  submissionId: entryId,
  outcome,
  place,
  departure,
  reason,
  reserveOrder: order ?? null,
});

function noteMissing(
  { tx, actor, now }: DecidingSitting,
  { nomination }: Question,
  { lacking, despite }: { lacking: number[]; despite: string },
): Promise<void> {
  const deed = { actor, action: 'decide-despite-missing', now };
  const after = { entries: lacking.length, reason: despite };
  return record(tx, deed, { subjectType: 'nomination', subjectId: nomination.id, before: null, after });
}
