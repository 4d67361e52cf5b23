import { Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { keptRows } from '../accounts/erasure/erasure-model.js';
import { ErasureService } from '../accounts/erasure/erasure.service.js';
import type { Config } from '../platform/config.js';
import { takeForm, type FormAgain } from '../platform/http/pages/forms.js';
import { formView, formWith } from '../platform/http/pages/form-view.js';
import { done, view, type View } from '../platform/http/pages/page.js';
import { signedIn } from '../platform/http/request.js';
import { CONFIG } from '../platform/tokens.js';
import { translator } from '../platform/web/i18n.js';
import { adminSide } from './admin-navigation.js';

const form = z.object({ verb: z.enum(['carry-out', 'decline']), ground: z.string().trim().max(2000).default('') });
const marks = { open: 'half', withdrawn: 'dash', declined: 'cross', 'carried-out': 'full' } as const;
const tones = { open: 'wait', withdrawn: '', declined: 'no', 'carried-out': 'ok' } as const;

/** Requests for erasure, for administrators. */
@Controller('admin/erasures')
export class ErasuresPages {
  constructor(
    private readonly erasure: ErasureService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest): Promise<View> {
    const t = translator(request.locale);
    const rows = await this.erasure.list(signedIn(request));
    return view('pages/admin/erasures', {
      side: this.side(request),
      rows: rows.map(({ id, user, askedAt, state }) => ({
        href: `/admin/erasures/${id}`,
        name: user.name,
        email: state === 'carried-out' ? '' : user.email,
        askedAt,
        status: { word: t(`erasure:state.${state}`), mark: marks[state], tone: tones[state] },
      })),
    });
  }

  @Get(':id')
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, null);
  }

  @Post(':id')
  decide(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: ({ verb, ground }, actor) =>
        verb === 'carry-out' ? this.erasure.carryOut(actor, id) : this.erasure.decline(actor, id, ground),
      after: (_, { verb }) => done('/admin/erasures', `erasure:done.${verb}`),
      again: (again) => this.page(id, request, again),
    });
  }

  private async page(id: string, request: FastifyRequest, again: FormAgain | null): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const { request: asked, kept, duties } = await this.erasure.one(actor, id);
    const { user, state, note, ground, askedAt, decidedAt, userId } = asked;
    return view('pages/admin/erasure', {
      side: this.side(request),
      crumbs: [{ href: '/admin/erasures', label: t('erasure:requests') }],
      action: `/admin/erasures/${id}`,
      personHref: `/admin/people/${userId}`,
      name: user.name,
      email: state === 'carried-out' ? '' : user.email,
      note,
      ground,
      askedAt,
      decidedAt,
      status: { word: t(`erasure:state.${state}`), mark: marks[state], tone: tones[state] },
      rows: keptRows(kept, t),
      isOpen: state === 'open',
      duties: duties > 0 ? t('erasure:duties', { n: duties }) : '',
      isOwn: userId === actor.userId,
      mayCarryOut: duties === 0 && userId !== actor.userId,
      form: again ? formView(again, request, { ground: t('erasure:ground') }) : formWith(),
    });
  }

  private side(request: FastifyRequest) {
    return adminSide(signedIn(request), { locale: request.locale, current: 'erasures', demo: this.config.demo });
  }
}
