import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { hasRole, mustHaveRole } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { takeOpenForm } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { troubleOf } from '../stages/cycle-frame-model.js';
import { CyclesReader } from '../cycle/cycles.reader.js';
import { cycleInput } from '../cycle/cycle.schemas.js';
import { CyclesService } from './cycles.service.js';

const stateMarks = {
  draft: { mark: 'empty', tone: '' },
  announced: { mark: 'half', tone: 'ok' },
  completed: { mark: 'full', tone: '' },
  cancelled: { mark: 'cross', tone: 'no' },
} as const;

/** The years of the competition, for those who run it. */
@Controller('cycles')
export class CyclesPages {
  constructor(
    private readonly cycles: CyclesService,
    private readonly reader: CyclesReader,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest): Promise<View> {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const runs = ['organizer', 'chair', 'secretary', 'auditor', 'admin'] as const;
    if (!actor.grants.some(({ role }) => (runs as readonly string[]).includes(role)))
      throw new Refusal({ code: 'forbidden' });
    const rows = (await this.reader.list(actor)).map((cycle) => ({
      year: String(cycle.year),
      title: cycle.title,
      href: `/cycles/${cycle.id}`,
      generated: cycle.generated,
      status: { word: t(`cycles:state.${cycle.state}`), ...stateMarks[cycle.state] },
    }));
    return view('pages/cycles/year/list', { rows, mayDraft: hasRole(actor, ['organizer']) });
  }

  @Get('new')
  new(@Req() request: FastifyRequest): View {
    mustHaveRole(signedIn(request), ['organizer']);
    return view('pages/cycles/year/new', { values: {}, trouble: null, errors: {} });
  }

  @Post()
  draft(@Req() request: FastifyRequest) {
    return takeOpenForm(request, cycleInput, {
      act: async (input) => this.cycles.draft(signedIn(request), input),
      after: ({ id }) => done(`/cycles/${id}`, 'cycles:done.drafted'),
      again: (form) => {
        const trouble = troubleOf(form, request);
        return view('pages/cycles/year/new', { values: form.values, trouble, errors: trouble.errors });
      },
    });
  }

  @Post(':id/announce')
  async announce(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.cycles.announce(signedIn(request), id);
    return done(`/cycles/${id}`, 'cycles:done.announced');
  }
}
