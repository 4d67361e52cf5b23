import type { FastifyRequest } from 'fastify';
import type { CycleRules } from './regulation.reader.js';
import type { CyclePage } from '../stages/cycle-navigation.js';
import type { FormAgain } from '../../platform/http/pages/forms.js';
import { troubleOf, cycleFrame } from '../stages/cycle-frame-model.js';

/** What pages of one part of the regulation have in common beside that: the edition begun from, and the last attempt. */
export function editionFrame(
  request: FastifyRequest,
  rules: CycleRules,
  { page, again }: { page: CyclePage; again: FormAgain | null },
) {
  const trouble = again && troubleOf(again, request);
  return {
    ...cycleFrame(request, rules, page),
    trouble,
    errors: trouble?.errors ?? {},
    version: rules.editions[0]?.version ?? null,
    isFrozen: rules.frozenSince !== null,
  };
}
