import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mayRunJudging } from '../judging.policy.js';
import type { Refusal } from '../../domain/kernel/refusal.js';
import { anyForm, takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { PlansService } from '../plans/plans.service.js';
import { PlanReader, type Explanation } from './plan.reader.js';
import { exclusionWords, objectionWords, originWords, reasonWords } from './plan-words.js';
import { planFrame, refusalModel } from '../assignment/plan-frame-model.js';

const whyQuery = z.object({
  entry: z.uuid(),
  expert: z.uuid().optional().catch(undefined),
  q: z.string().max(100).default('').catch(''),
});
const moveForm = z.object({ entry: z.uuid(), from: z.uuid(), to: z.uuid() });

/** Why an expert has an entry of a plan, or has not; who could, and giving it to somebody else. */
@Controller('cycles/:cycle/assignment')
export class PlanWhyPages {
  constructor(
    private readonly plans: PlansService,
    private readonly reader: PlanReader,
  ) {}

  @Get(':plan/why')
  why(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Query({ schema: whyQuery }) query: z.infer<typeof whyQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.whyPage(cycleId, planId, query, request, null);
  }

  @Post(':plan/move')
  move(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Body({ schema: moveForm }) { entry, from, to }: z.infer<typeof moveForm>,
    @Req() request: FastifyRequest,
  ) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.plans.move(actor, planId, { entryId: entry, from, to }),
      after: () => done(`/cycles/${cycleId}/assignment/${planId}`, 'judging:plan.moved'),
      again: ({ refusal }) => this.whyPage(cycleId, planId, { entry, expert: to, q: '' }, request, refusal),
    });
  }

  private async whyPage(
    cycleId: string,
    planId: string,
    query: z.infer<typeof whyQuery>,
    request: FastifyRequest,
    refusal: Refusal | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const { entry: entryId, expert: expertId = null, q } = query;
    const found = await this.reader.why(actor, cycleId, { planId, entryId, expertId, q });
    const { plan, entry, asked, cycle, stages, now } = found;
    const here = `/cycles/${cycleId}/assignment/${planId}`;
    const mayChange = plan.state === 'proposed' && mayRunJudging(actor, cycleId);
    return view('pages/judging/plan-reading/why', {
      ...planFrame(request, { cycle, stages, now }),
      crumbs: [
        { href: `/cycles/${cycleId}/assignment`, label: t('judging:assign.title') },
        { href: here, label: originWords(plan, t) },
        { label: entry.number },
      ],
      here,
      entry: { id: entry.id, number: entry.number, title: entry.title, spheres: entry.spheres.join(', ') },
      asked: asked ? answerModel(found, asked, t) : null,
      pair: asked ? `${entry.id} ${asked.id}` : '',
      mayMark: mayChange && asked !== null && found.assigned !== null,
      mayMove: mayChange && isPossible(found),
      current: found.experts.map(({ id, name }) => ({ value: id, label: name })),
      from: found.notAssigned && 'instead' in found.notAssigned ? (found.notAssigned.instead ?? '') : '',
      to: asked?.id ?? '',
      back: asked ? `${here}/why?entry=${entry.id}&expert=${asked.id}` : `${here}/why?entry=${entry.id}`,
      q,
      candidates: found.candidates.map(({ expert, affinity, load, isAssigned, exclusion }) => ({
        href: `${here}/why?entry=${entry.id}&expert=${expert.id}`,
        name: expert.name,
        affinity,
        load,
        max: expert.capacity,
        note: isAssigned ? t('judging:why.judges') : exclusion ? exclusionWords(exclusion, t) : '',
        isAssigned,
        current: expert.id === asked?.id,
      })),
      hasChanged: found.hasChanged,
      isTooLarge: found.isTooLarge,
      drawNote: plan.problem ? t('judging:plan.proof.draw') : '',
      refusal: refusalModel(refusal, request),
    });
  }
}

function answerModel(found: Explanation, asked: { name: string; spheres: readonly string[] }, t: Translator) {
  const { assigned, notAssigned, names } = found;
  return {
    name: asked.name,
    title: t(assigned ? 'judging:why.yes' : 'judging:why.no', { who: asked.name }),
    spheres: asked.spheres.join(', '),
    judges: assigned !== null,
    reasons: assigned
      ? reasonWords(assigned, names, t)
      : notAssigned
        ? [objectionWords(notAssigned, names, t)]
        : [t('judging:why.lots')],
  };
}

/** Whether the expert asked about may be given the entry at all. */
function isPossible({ asked, assigned, candidates, notAssigned }: Explanation): boolean {
  if (!asked || assigned) return false;
  const never = ['conflict', 'forbidden', 'panel', 'impossible'];
  if (notAssigned) return !never.includes(notAssigned.code);
  return candidates.some(({ expert, exclusion }) => expert.id === asked.id && exclusion === null);
}
