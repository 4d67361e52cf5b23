import { mustBeForeseen } from '../../domain/cycles/decision-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { nameRegionalLaureate } from '../../domain/results/decisions/regional.js';
import type { Award } from '../awards/award.entity.js';
import type { Chosen, Question, DecidingSitting } from './deciding-sitting.js';
import { giveWay, recordAwards, recordNobody } from './record-decisions.js';
import { listRegionalCandidates } from './regional-candidates.queries.js';

/** What the commission of a region decides of a nomination. */
export interface RegionalChoice {
  regionCode: string;
  /** Null where it names nobody. */
  chosen: Chosen | null;
  ground: string;
}

/**
 * Names the laureates of regions in a nomination, or nobody; the region's earlier decision gives way. A region's sitting
 * decides of its own region, a sitting of the competition may record several. Refuses what `nameRegionalLaureate` and
 * `mustBeForeseen` refuse, and `not-found` for another region.
 */
export async function nameRegionalIn(
  scene: DecidingSitting,
  question: Question,
  choices: readonly RegionalChoice[],
): Promise<Award[]> {
  const { tx, now, meeting, edition } = scene;
  mustBeForeseen('regional-laureate', edition);
  const regionCodes = choices.map(({ regionCode }) => regionCode);
  if (meeting.regionCode !== null && regionCodes.some((code) => code !== meeting.regionCode))
    throw new Refusal({ code: 'not-found' });
  if (new Set(regionCodes).size < regionCodes.length)
    throw new Refusal({ code: 'already-exists', what: 'regional-laureate' });
  const candidates = await listRegionalCandidates(tx, question.nomination.id, { regionCodes, at: now });
  const namings = choices.map(({ regionCode, chosen, ground }) =>
    nameRegionalLaureate({
      ...question.sitting,
      regionCode,
      candidates,
      chosen: chosen && { entryId: chosen.submissionId, reason: chosen.reason },
      ground,
    }),
  );
  const decided = new Set(regionCodes);
  await giveWay(scene, question, ({ regionCode }) => regionCode !== null && decided.has(regionCode));
  for (const { regionCode, chosen, ground } of choices)
    if (!chosen)
      await recordNobody(scene, question, {
        outcome: 'regional-laureate',
        regionCode,
        reason: ground.trim(),
        despite: '',
      });
  const details = namings.flatMap(({ awards }, index) =>
    awards.map(({ entryId, outcome, reason }) => ({
      submissionId: entryId,
      outcome,
      place: null,
      reason,
      ownReason: choices[index]!.chosen!.reason.trim(),
      regionCode: choices[index]!.regionCode,
    })),
  );
  const events = namings.flatMap((naming) => naming.events);
  return recordAwards(scene, question, details, events);
}
