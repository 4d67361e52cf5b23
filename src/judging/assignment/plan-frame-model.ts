import type { FastifyRequest } from 'fastify';
import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import type { Refusal } from '../../domain/kernel/refusal.js';
import type { FormAgain } from '../../platform/http/pages/forms.js';
import { fieldWords, problemOf } from '../../platform/http/problems/problem.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';

/** What pages of assignments share. */
export function planFrame(
  request: FastifyRequest,
  { cycle, stages, now }: { cycle: Pick<Cycle, 'id' | 'timeZone'>; stages: readonly Stage[]; now: Date },
) {
  const { locale, timeZone } = request;
  return {
    side: cycleSide(request, cycle.id, 'assignment'),
    strip: phaseStrip({ stages: [...stages], now, timeZone, locale, cycleZone: cycle.timeZone }),
  };
}

export function errorsOf({ problems }: FormAgain, request: FastifyRequest): Record<string, string> {
  const t = translator(request.locale);
  return Object.fromEntries(problems.map((problem) => [problem.pointer.slice(1), fieldWords(problem, t)]));
}

export function refusalModel(refusal: Refusal | null, { locale, timeZone, id }: FastifyRequest) {
  return refusal && problemOf(refusal, { locale, timeZone, requestId: id });
}

/** Where only laureates of regions go on: how many stay behind, and the way to their list. */
export function keptNote(kept: number | null, home: string, t: Translator) {
  return kept === null ? null : { text: t('judging:kept.note', { n: kept }), href: `${home}/kept` };
}
