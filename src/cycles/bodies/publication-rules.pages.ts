import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ballotRules } from '../../domain/cycles/sitting-rules.js';
import { publicationRulesFrom, publicDetails } from '../../domain/cycles/publication-rules.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { editionFrame } from '../regulation/edition-model.js';
import { RegulationReader } from '../regulation/regulation.reader.js';
import { pairsOf } from '../../platform/web/options.js';
import { RegulationService } from '../regulation/regulation.service.js';

const flag = z
  .string()
  .default('')
  .transform((sent) => sent !== '');
const form = z.object({
  version: z.coerce.number().int(),
  reason: z.string().max(1000).default(''),
  detail: z.enum(publicDetails),
  place: flag,
  criteria: flag,
  remarks: flag,
  certificates: flag,
  voteAnnotations: flag,
  termDays: z
    .string()
    .default('')
    .transform((typed) => (typed.trim() === '' ? null : Number(typed)))
    .pipe(z.number().int().min(1).max(365).nullable()),
  termKind: z.enum(['calendar', 'working']).default('calendar'),
  base: z.enum(['present', 'members']).default('present'),
  casting: flag,
  recusals: z.enum(['reduce-base', 'keep-base']).default('keep-base'),
  ballots: z.enum(ballotRules).default('not-required'),
  appealDays: z.coerce.number().int().min(0).max(365),
});

/** What is published and what entrants learn: a part of the regulation. */
@Controller('cycles/:id/publication-rules')
export class PublicationRulesPages {
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
      act: async (sent, actor) => {
        const { version, reason, place, criteria, remarks, termDays, termKind, ...other } = sent;
        const { base, casting, recusals, ballots, ...rest } = other;
        const publicationRules = {
          ...rest,
          sittings: { base, casting, recusals, ballots },
          explain: { place, criteria, remarks },
          term: termDays === null ? null : { days: termDays, kind: termKind },
        };
        await this.regulation.amend(actor, id, { version, reason, publicationRules });
      },
      after: () => done(`/cycles/${id}/publication-rules`, 'cycles:done.publishing'),
      again: (again) => this.page(id, request, again),
    });
  }

  private async page(id: string, request: FastifyRequest, again: FormAgain | null): Promise<View> {
    const rules = await this.reader.rules(signedIn(request), id);
    const t = translator(request.locale);
    const [edition] = rules.editions;
    const { explain, term, sittings, ...rest } = publicationRulesFrom(edition?.publicationRules);
    const saved = {
      ...rest,
      ...explain,
      ...sittings,
      termDays: term ? String(term.days) : '',
      termKind: term?.kind ?? 'calendar',
    };
    const off = {
      place: false,
      criteria: false,
      remarks: false,
      certificates: false,
      voteAnnotations: false,
      casting: false,
    };
    const frame = editionFrame(request, rules, { page: 'publication-rules', again });
    return view('pages/cycles/bodies/publication-rules', {
      ...frame,
      values: again ? { ...saved, ...off, ...again.values } : { ...saved, reason: '' },
      options: {
        detail: pairsOf(publicDetails, (detail) => t(`cycles:publishing.detail.${detail}`)),
        base: pairsOf(['present', 'members'] as const, (base) => t(`cycles:publishing.base.${base}`)),
        recusals: pairsOf(['keep-base', 'reduce-base'] as const, (rule) => t(`cycles:publishing.recusals.${rule}`)),
        ballots: pairsOf(ballotRules, (rule) => t(`cycles:publishing.ballots.${rule}`)),
        kind: pairsOf(['calendar', 'working'] as const, (kind) => t(`cycles:publishing.kind.${kind}`)),
      },
    });
  }
}
