import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { availableActions } from '../../domain/kernel/workflow.js';
import { cycleWorkflow, isHalfOfIntakePassed } from '../../domain/cycles/cycle.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { cycleFrame, troubleOf, type Trouble } from '../stages/cycle-frame-model.js';
import { CycleFrameReader } from '../stages/cycle-frame.reader.js';
import { cancelInput } from '../cycle/cycle.schemas.js';
import { CyclesService } from './cycles.service.js';

const form = cancelInput.extend({ knowingly: z.string().default('').transform(Boolean) });

interface Attempt {
  values: Record<string, unknown>;
  trouble: Trouble;
}

/** How a year ends: it is completed, or it is called off. Both are asked on a page of their own. */
@Controller('cycles/:id')
export class EndingPages {
  constructor(
    private readonly cycles: CyclesService,
    private readonly frames: CycleFrameReader,
  ) {}

  @Get('ending')
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, null);
  }

  @Post('complete')
  async complete(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.cycles.complete(signedIn(request), id);
    return done(`/cycles/${id}`, 'cycles:done.completed');
  }

  @Post('cancel')
  cancel(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: (input, actor) => this.cycles.cancel(actor, id, input),
      after: () => done(`/cycles/${id}`, 'cycles:done.cancelled'),
      again: (again) => this.page(id, request, { values: again.values, trouble: troubleOf(again, request) }),
    });
  }

  private async page(id: string, request: FastifyRequest, attempt: Attempt | null): Promise<View> {
    const frame = await this.frames.frame(signedIn(request), id);
    const t = translator(request.locale);
    const { cycle, stages, now, mayEdit } = frame;
    const verbs = mayEdit ? availableActions(cycleWorkflow, cycle.state) : [];
    const intake = stages.find(({ kind }) => kind === 'intake') ?? null;
    return view('pages/cycles/year/ending', {
      ...cycleFrame(request, frame, 'overview'),
      heading: t('cycles:ending.heading'),
      mayComplete: verbs.includes('complete'),
      mayCancel: verbs.includes('cancel'),
      overText: frame.isOver ? t('cycles:ending.overText', { state: cycle.state }) : '',
      asksKnowingly: cycle.state === 'announced' && isHalfOfIntakePassed(intake, now),
      values: attempt?.values ?? {},
      trouble: attempt?.trouble ?? null,
      errors: attempt?.trouble.errors ?? {},
    });
  }
}
