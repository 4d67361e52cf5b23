import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { isNamed } from '../../domain/results/decisions/award.js';
import { outcomes } from '../../domain/cycles/outcome.js';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { type BatchGroup, groupsOfBatch } from '../../domain/results/decisions/decision-batch.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { sha256 } from '../../platform/ids.js';
import { nameIn, recommendIn } from '../awarding/name-awards.js';
import {
  openQuestion,
  openRanked,
  type Question,
  type RankedQuestion,
  type DecidingSitting,
} from '../awarding/deciding-sitting.js';
import { rankingInput } from '../rankings/ranking-input.queries.js';
import { nameRegionalIn } from '../awarding/name-regional-laureates.js';
import type { DecisionBatch } from '../awards/decision-batch.entity.js';

type Listed = Pick<DecisionBatch, 'items' | 'ground' | 'despite'>;

/** Decides every group of the list as the single verbs do. Returns which earlier decisions gave way, by id in their order. */
export async function writeBatch(
  scene: DecidingSitting,
  batch: Listed,
  nominations: readonly Nomination[],
): Promise<string[]> {
  const gone = new Set<string>();
  const groups = groupsOfBatch(batch.items, outcomes);
  for (const nomination of nominations) {
    const own = groups.filter(({ nominationId }) => nominationId === nomination.id);
    if (own.length === 0) continue;
    const question = await questionOf(scene, nomination, own);
    for (const group of own) {
      const before = idsOf(question);
      await decideGroup(scene, question, { ...group, ...batch, items: group.items });
      const left = new Set(idsOf(question));
      for (const id of before) if (!left.has(id)) gone.add(id);
    }
  }
  return [...gone].sort();
}

/** Writes the list and takes it back: whatever a rule or SQL would refuse is refused when the list is prepared. */
export async function tried(
  scene: DecidingSitting,
  batch: Listed,
  nominations: readonly Nomination[],
): Promise<string[]> {
  let gone: string[] = [];
  const undone = new Error('only tried');
  try {
    await scene.tx.transaction(async (tx) => {
      gone = await writeBatch({ ...scene, tx }, batch, nominations);
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  }
  return gone;
}

const idsOf = ({ awards, nobody }: Question) => [...awards, ...nobody].map(({ id }) => id);

/** The nomination with the ranking on which the list rests: it must be the one that was shown, and still stand. */
async function questionOf(
  scene: DecidingSitting,
  nomination: Nomination,
  groups: readonly BatchGroup[],
): Promise<Question | RankedQuestion> {
  const ranked = groups.flatMap(({ items }) => items).find(({ rankingHash }) => rankingHash !== null);
  if (!ranked) return openQuestion(scene, nomination);
  const question = await openRanked(scene, nomination);
  const present = sha256(canonicalJson(await rankingInput(scene.tx, nomination, scene.now)));
  if (present !== ranked.rankingHash || question.ranking.inputsHash !== ranked.rankingHash)
    throw new Refusal({ code: 'ranking-changed', nomination: nomination.title });
  return question;
}

async function decideGroup(
  scene: DecidingSitting,
  question: Question | RankedQuestion,
  { outcome, items, ground, despite }: BatchGroup & Listed,
): Promise<void> {
  if (!('ranking' in question) || outcome === 'regional-laureate') {
    const choices = items.map(({ regionCode, submissionId, reason }) => {
      return { regionCode: regionCode!, chosen: { submissionId, reason }, ground };
    });
    await nameRegionalIn(scene, question, choices);
  } else if (isNamed(outcome)) {
    await nameIn(scene, question, { outcome, chosen: items, ground, despite });
  } else {
    const chosen = items.map(({ submissionId, reason }) => ({ submissionId, reason: reason || ground }));
    await recommendIn(scene, question, chosen);
  }
}
