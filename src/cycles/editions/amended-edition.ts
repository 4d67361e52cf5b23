import { Refusal } from '../../domain/kernel/refusal.js';
import { editionInput, type EditionInput } from './editions.schemas.js';
import type { RegulationEdition } from './regulation-edition.entity.js';

/**
 * The edition with a part of it changed; what the part does not name stays as it is.
 * Refuses: `invalid-input` before the first edition is written.
 */
export function amended(edition: RegulationEdition | null, part: Record<string, unknown>): EditionInput {
  if (!edition)
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/edition', rule: 'cycle-no-edition' }] });
  const apart = {
    judgingRules: undefined,
    publicationRules: undefined,
    decisionRules: undefined,
    entryRules: undefined,
    screeningRules: undefined,
  };
  return editionInput.parse({ ...edition, ...apart, ...part });
}
