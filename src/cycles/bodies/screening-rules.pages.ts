import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { screeningRulesFrom, type ChecklistItem } from '../../domain/cycles/screening-rules.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { mostCheckers, mostItems } from '../editions/screening-rules.schemas.js';
import { editionFrame } from '../regulation/edition-model.js';
import { RegulationReader } from '../regulation/regulation.reader.js';
import { RegulationService } from '../regulation/regulation.service.js';

const form = z.looseObject({
  version: z.coerce.number().int(),
  reason: z.string().max(1000).default(''),
  checkers: z.coerce.number().int().min(1).max(mostCheckers),
});

/** What whoever screens looks for, and how many must say their word: a part of the regulation. */
@Controller('cycles/:id/screening-rules')
export class ScreeningRulesPages {
  constructor(
    private readonly regulation: RegulationService,
    private readonly reader: RegulationReader,
  ) {}

  @Get()
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, null);
  }

  @Post()
  write(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: async ({ version, reason, checkers, ...sent }, actor) => {
        const screeningRules = { checkers, checklist: itemsFrom(sent) };
        await this.regulation.amend(actor, id, { version, reason, screeningRules });
      },
      after: () => done(`/cycles/${id}/screening-rules`, 'cycles:screening.done'),
      again: (again) => this.page(id, request, again),
    });
  }

  private async page(id: string, request: FastifyRequest, again: FormAgain | null): Promise<View> {
    const rules = await this.reader.rules(signedIn(request), id);
    const { checklist, checkers } = screeningRulesFrom(rules.editions[0]?.screeningRules);
    const shown = again ? itemsFrom(again.values) : checklist;
    return view('pages/cycles/bodies/screening-rules', {
      ...editionFrame(request, rules, { page: 'screening', again }),
      values: again ? { checkers, ...again.values } : { checkers, reason: '' },
      counts: Array.from({ length: mostCheckers }, (_, at) => ({ value: String(at + 1), label: String(at + 1) })),
      items: [...shown, ...Array.from({ length: 3 }, () => null)].slice(0, mostItems).map((item, at) => ({
        n: at + 1,
        id: item?.id ?? '',
        text: item?.text.ru ?? '',
        textEn: item?.text.en ?? '',
        ground: item?.ground ?? '',
      })),
    });
  }
}

/** The items as rows `i<n>-<part>`; a row without a text is none. What was marked before keeps its id, a new one gets a free one. */
function itemsFrom(sent: Record<string, unknown>): ChecklistItem[] {
  const cell = (n: number, part: string) => {
    const value = sent[`i${n}-${part}`];
    return typeof value === 'string' ? value.trim() : '';
  };
  const rows = Array.from({ length: mostItems }, (_, at) => at + 1).filter((n) => cell(n, 'text') !== '');
  const taken = new Set(rows.map((n) => cell(n, 'id')));
  let free = 0;
  const fresh = (): string => {
    do free += 1;
    while (taken.has(`c${free}`));
    return `c${free}`;
  };
  return rows.map((n) => ({
    id: /^[\w-]{1,60}$/.test(cell(n, 'id')) ? cell(n, 'id') : fresh(),
    text: { ru: cell(n, 'text'), ...(cell(n, 'textEn') && { en: cell(n, 'textEn') }) },
    ground: cell(n, 'ground'),
  }));
}
