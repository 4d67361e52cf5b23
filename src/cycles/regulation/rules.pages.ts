import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { instantOf, localDateTime } from '../../domain/kernel/local-day.js';
import { plainRankingRule } from '../../domain/ranking/ranking-rule.js';
import { quorumRules } from '../../domain/results/sittings/quorum.js';
import { stageKinds } from '../../domain/cycles/stage.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatDay, formatDeadline, formatSpan } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { attemptOf, cycleFrame, type Attempt } from '../stages/cycle-frame.js';
import { stageTitle } from '../stages/cycle-strip.js';
import { CyclesReader } from './cycles.reader.js';
import { editionInput, stageInput } from '../cycles.schemas.js';
import { pairsOf } from '../counting/rules-forms.js';
import { RulesService } from './rules.service.js';

const version = z.coerce.number().int();
const at = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/)
  .transform((wall) => instantOf(wall, 'Europe/Moscow'));
const stageForm = stageInput.omit({ kind: true }).extend({ opensAt: at, closesAt: at });
const movedStage = stageForm.extend({ stageId: z.uuid(), version });
const newStage = stageForm.extend({ kind: z.enum(stageKinds) });
/** How sheets are counted is written on a page of its own, and stays as it is here. */
const editionForm = editionInput.omit({ rankingRule: true, protocolOn: true }).extend({
  version: version.optional(),
  protocolOn: z.union([z.literal('').transform(() => null), z.iso.date()]),
});

/** Regulation and stages of a cycle. */
@Controller('cycles/:id')
export class RulesPages {
  constructor(
    private readonly rules: RulesService,
    private readonly reader: CyclesReader,
  ) {}

  @Get('regulation')
  regulation(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.regulationPage(id, request, null);
  }

  @Post('regulation')
  regulate(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<View | Redirect> {
    return takeForm({
      schema: editionForm,
      body,
      act: async ({ version: known, ...input }) => {
        const actor = signedIn(request);
        const [edition] = await this.reader.editions(actor, id);
        const rankingRule = edition?.rankingRule ?? ruleForReviews(input.reviewsPerEntry);
        await this.rules.regulate(actor, id, {
          ...input,
          rankingRule,
          ...(known !== undefined && { version: known }),
        });
        return done(`/cycles/${id}/regulation`, 'cycles:done.regulated');
      },
      again: (form) => this.regulationPage(id, request, attemptOf(form, request)),
    });
  }

  @Get('stages')
  stages(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.stagesPage(id, request, null);
  }

  @Post('stages')
  addStage(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<View | Redirect> {
    return takeForm({
      schema: newStage,
      body,
      act: async (input) => {
        await this.rules.addStage(signedIn(request), id, input);
        return done(`/cycles/${id}/stages`, 'cycles:done.stageAdded');
      },
      again: (form) => this.stagesPage(id, request, attemptOf(form, request)),
    });
  }

  @Post('stages/move')
  moveStage(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<View | Redirect> {
    return takeForm({
      schema: movedStage,
      body,
      act: async (input) => {
        await this.rules.moveStage(signedIn(request), id, input);
        return done(`/cycles/${id}/stages`, 'cycles:done.stageMoved');
      },
      again: (form) => this.stagesPage(id, request, attemptOf(form, request)),
    });
  }

  @Post('stages/:stageId/remove')
  async removeStage(
    @Param('id') id: string,
    @Param('stageId') stageId: string,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    await this.rules.removeStage(signedIn(request), id, stageId);
    return done(`/cycles/${id}/stages`, 'cycles:done.stageRemoved');
  }

  private async regulationPage(id: string, request: FastifyRequest, attempt: Attempt | null): Promise<View> {
    const rules = await this.reader.rules(signedIn(request), id);
    const t = translator(request.locale);
    const [edition] = rules.editions;
    const saved = edition && { ...edition, reason: '' };
    const values: Record<string, unknown> = attempt?.values ??
      saved ?? { reviewsPerEntry: 3, revisionWorkingDays: 5, finalistsForeseen: 3, winnersForeseen: 1 };
    const format = { locale: request.locale, timeZone: rules.cycle.timeZone, now: rules.now, year: 'always' as const };
    return view('pages/cycles/regulation', {
      ...cycleFrame(request, rules, 'regulation'),
      trouble: attempt?.trouble ?? null,
      errors: attempt?.trouble.errors ?? {},
      values,
      version: edition?.version ?? null,
      isFrozen: rules.frozenSince !== null,
      options: { quorum: pairsOf(quorumRules, (rule) => t(`cycles:quorum.${rule}`)) },
      editions: rules.editions.map(({ number, protocolNumber, protocolOn, reason, createdAt }) => ({
        number,
        protocol: protocolNumber,
        on: protocolOn ? formatDay(protocolOn, format) : '',
        reason,
        at: formatDay(createdAt, format),
      })),
      note: rules.cycle.note,
    });
  }

  private async stagesPage(id: string, request: FastifyRequest, attempt: Attempt | null): Promise<View> {
    const rules = await this.reader.rules(signedIn(request), id);
    const t = translator(request.locale);
    const { timeZone } = rules.cycle;
    const format = { locale: request.locale, timeZone, now: rules.now };
    const attempted = attempt?.values['stageId'];
    const rows = rules.stages.map((stage) => {
      const saved = {
        title: stage.title,
        opensAt: wall(stage.opensAt, timeZone),
        closesAt: wall(stage.closesAt, timeZone),
      };
      const isAttempted = attempted === stage.id;
      return {
        stageId: stage.id,
        version: stage.version,
        title: stageTitle(stage, request.locale),
        kind: t(`words:stage.${stage.kind}`),
        span: formatSpan(stage.opensAt, stage.closesAt, format),
        until: formatDeadline(stage.closesAt, { ...format, closesIn: timeZone }),
        values: isAttempted ? { ...saved, ...attempt!.values } : saved,
        errors: isAttempted ? attempt!.trouble.errors : {},
        open: isAttempted,
      };
    });
    const isNew = attempt !== null && !attempted;
    const taken = new Set(rules.stages.map(({ kind }) => kind));
    return view('pages/cycles/stages', {
      ...cycleFrame(request, rules, 'stages'),
      trouble: attempt?.trouble ?? null,
      rows,
      mayRemove: rules.mayEdit && rules.frozenSince === null,
      fresh: { values: isNew ? attempt.values : {}, errors: isNew ? attempt.trouble.errors : {}, open: isNew },
      kinds: stageKinds
        .filter((kind) => !taken.has(kind))
        .map((kind) => ({ value: kind, label: t(`words:stage.${kind}`) })),
    });
  }
}

const wall = (instant: Date, timeZone: string): string => localDateTime(instant, timeZone).slice(0, 16);

/** Until the counting is written: a place needs every sheet, and exact means decide. */
const ruleForReviews = (reviews: number) => ({ ...plainRankingRule, minSheets: reviews });
