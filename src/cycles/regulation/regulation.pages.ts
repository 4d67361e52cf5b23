import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { plainRankingRule } from '../../domain/ranking/ranking-rule.js';
import { quorumRules } from '../../domain/results/sittings/quorum.js';
import { day } from '../../platform/http/fields.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatDay } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { pairsOf } from '../../platform/web/options.js';
import { editionInput } from '../editions/editions.schemas.js';
import { attemptOf, cycleFrame, type Attempt } from '../stages/cycle-frame-model.js';
import { RegulationReader } from './regulation.reader.js';
import { RegulationService } from './regulation.service.js';

/** How sheets are counted is written on a page of its own, and stays as it is here. */
const editionForm = editionInput.omit({ rankingRule: true, protocolOn: true }).extend({
  version: z.coerce.number().int().optional(),
  protocolOn: z.union([z.literal('').transform(() => null), day]),
});

/** The regulation of a cycle: its text and the numbers that stand in it. */
@Controller('cycles/:id/regulation')
export class RegulationPages {
  constructor(
    private readonly regulation: RegulationService,
    private readonly reader: RegulationReader,
  ) {}

  @Get()
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, null);
  }

  @Post()
  regulate(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, editionForm, {
      act: async ({ version: begunFrom, ...input }, actor) => {
        const [edition] = await this.reader.editions(actor, id);
        const rankingRule = edition?.rankingRule ?? ruleForReviews(input.reviewsPerEntry);
        await this.regulation.regulate(actor, id, {
          ...input,
          rankingRule,
          ...(begunFrom !== undefined && { version: begunFrom }),
        });
      },
      after: () => done(`/cycles/${id}/regulation`, 'cycles:done.regulated'),
      again: (form) => this.page(id, request, attemptOf(form, request)),
    });
  }

  private async page(id: string, request: FastifyRequest, attempt: Attempt | null): Promise<View> {
    const rules = await this.reader.rules(signedIn(request), id);
    const t = translator(request.locale);
    const [edition] = rules.editions;
    const saved = edition && { ...edition, reason: '' };
    const values: Record<string, unknown> = attempt?.values ??
      saved ?? { reviewsPerEntry: 3, revisionWorkingDays: 5, finalistsForeseen: 3, winnersForeseen: 1 };
    const format = { locale: request.locale, timeZone: rules.cycle.timeZone, now: rules.now, year: 'always' as const };
    return view('pages/cycles/regulation/regulation', {
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
}

/** Until the counting is written: a place needs every sheet, and exact means decide. */
const ruleForReviews = (reviews: number) => ({ ...plainRankingRule, minSheets: reviews });
