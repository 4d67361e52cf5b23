import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { stageKinds } from '../../domain/cycles/stage.js';
import { instantOf, isLocalTime, localDateTime } from '../../domain/kernel/local-day.js';
import { formView, formWith } from '../../platform/http/pages/form-view.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatDeadline, formatSpan } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { attemptOf, cycleFrame, type Attempt } from './cycle-frame-model.js';
import { CycleFrameReader, type CycleFrame } from './cycle-frame.reader.js';
import { stageTitle } from './cycle-strip.js';
import type { Stage } from './stage.entity.js';
import { stageInput } from './stages.schemas.js';
import { StagesService } from './stages.service.js';

const version = z.coerce.number().int();
/** Date and time as a field of the page gives them, on the clocks of the cycle's zone. */
const wallTime = z.string().refine(isLocalTime);
const stageForm = stageInput.omit({ kind: true }).extend({ opensAt: wallTime, closesAt: wallTime });
/** A close that another page proposes; nothing is moved before somebody saves it. */
const proposedClose = z.object({ stage: z.uuid(), closesAt: wallTime });
const movedStage = stageForm.extend({ stageId: z.uuid(), version });
const graceForm = z.object({ minutes: z.coerce.number().int().min(0).max(60) });
const newStage = stageForm.extend({ kind: z.enum(stageKinds) });

/** The stages of a cycle, with their instants. */
@Controller('cycles/:id/stages')
export class StagesPages {
  constructor(
    private readonly stages: StagesService,
    private readonly frames: CycleFrameReader,
  ) {}

  @Get()
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, null);
  }

  @Post()
  add(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, newStage, {
      act: async (input, actor) => this.stages.add(actor, id, await this.withInstants(request, id, input)),
      after: () => done(`/cycles/${id}/stages`, 'cycles:done.stageAdded'),
      again: (form) => this.page(id, request, attemptOf(form, request)),
    });
  }

  @Post('move')
  move(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, movedStage, {
      act: async (input, actor) => this.stages.move(actor, id, await this.withInstants(request, id, input)),
      after: () => done(`/cycles/${id}/stages`, 'cycles:done.stageMoved'),
      again: (form) => this.page(id, request, attemptOf(form, request)),
    });
  }

  /** Seen by those who run the cycle, and by nobody else. */
  @Post('grace')
  grace(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, graceForm, {
      act: ({ minutes }, actor) => this.stages.grace(actor, id, minutes),
      after: () => done(`/cycles/${id}/stages`, 'terms:grace.done'),
      again: (form) => this.page(id, request, null, form),
    });
  }

  @Post(':stageId/remove')
  async remove(
    @Param('id') id: string,
    @Param('stageId') stageId: string,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    await this.stages.remove(signedIn(request), id, stageId);
    return done(`/cycles/${id}/stages`, 'cycles:done.stageRemoved');
  }

  private async withInstants<Sent extends { opensAt: string; closesAt: string }>(
    request: FastifyRequest,
    id: string,
    sent: Sent,
  ): Promise<Omit<Sent, 'opensAt' | 'closesAt'> & { opensAt: Date; closesAt: Date }> {
    const { timeZone } = (await this.frames.frame(signedIn(request), id)).cycle;
    return { ...sent, opensAt: instantOf(sent.opensAt, timeZone), closesAt: instantOf(sent.closesAt, timeZone) };
  }

  private async page(
    id: string,
    request: FastifyRequest,
    attempt: Attempt | null,
    graceAgain: FormAgain | null = null,
  ): Promise<View> {
    const frame = await this.frames.frame(signedIn(request), id);
    const t = translator(request.locale);
    const { timeZone } = frame.cycle;
    const format = { locale: request.locale, timeZone, now: frame.now };
    const attempted = attempt?.values['stageId'];
    const proposed = proposedClose.safeParse(request.query).data;
    const rows = frame.stages.map((stage) => {
      const saved = {
        title: stage.title,
        opensAt: wall(stage.opensAt, timeZone),
        closesAt: wall(stage.closesAt, timeZone),
      };
      const isAttempted = attempted === stage.id;
      const isProposed = !attempt && frame.mayEdit && proposed?.stage === stage.id;
      return {
        stageId: stage.id,
        version: stage.version,
        title: stageTitle(stage, request.locale),
        kind: t(`words:stage.${stage.kind}`),
        span: formatSpan(stage.opensAt, stage.closesAt, format),
        until: formatDeadline(stage.closesAt, { ...format, closesIn: timeZone }),
        values: isAttempted
          ? { ...saved, ...attempt!.values }
          : isProposed
            ? { ...saved, closesAt: proposed.closesAt }
            : saved,
        errors: isAttempted ? attempt!.trouble.errors : {},
        open: isAttempted || isProposed,
        extendHref: stage.kind === 'intake' && hasBegun(frame, stage) ? `/cycles/${id}/extensions` : '',
      };
    });
    const isNew = attempt !== null && !attempted;
    const taken = new Set(frame.stages.map(({ kind }) => kind));
    return view('pages/cycles/stages/stages', {
      ...cycleFrame(request, frame, 'stages'),
      trouble: attempt?.trouble ?? null,
      rows,
      mayRemove: frame.mayEdit && frame.frozenSince === null,
      grace: {
        ...(graceAgain
          ? formView(graceAgain, request, { minutes: t('terms:grace.minutes') })
          : formWith({ minutes: String(frame.cycle.graceMinutes) })),
        says: frame.mayEdit ? '' : t('terms:grace.is', { n: frame.cycle.graceMinutes }),
      },
      fresh: { values: isNew ? attempt.values : {}, errors: isNew ? attempt.trouble.errors : {}, open: isNew },
      kinds: stageKinds
        .filter((kind) => !taken.has(kind))
        .map((kind) => ({ value: kind, label: t(`words:stage.${kind}`) })),
    });
  }
}

/** From then on the end of the intake moves by an extension alone. */
const hasBegun = ({ cycle, now }: CycleFrame, { opensAt }: Stage): boolean => cycle.state !== 'draft' && opensAt <= now;

const wall = (instant: Date, timeZone: string): string => localDateTime(instant, timeZone).slice(0, 16);
