import { Controller, Get, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { mustHaveRole } from '../domain/kernel/actor.js';
import type { Config } from '../platform/config.js';
import { done, view, type Redirect, type View } from '../platform/http/pages/page.js';
import { signedIn } from '../platform/http/request.js';
import { CONFIG } from '../platform/tokens.js';
import { translator } from '../platform/web/i18n.js';
import { InvariantsService } from './invariants.service.js';
import { adminSide } from './admin-navigation.js';

/** What must always hold, as of the last check. */
@Controller('admin/invariants')
export class InvariantsPages {
  constructor(
    private readonly invariants: InvariantsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest): Promise<View> {
    const actor = signedIn(request);
    mustHaveRole(actor, ['admin']);
    const report = await this.invariants.last();
    const t = translator(request.locale);
    return view('pages/admin/invariants', {
      side: adminSide(actor, { locale: request.locale, current: 'invariants', demo: this.config.demo }),
      ok: report?.ok ?? false,
      checkedAt: report ? new Date(report.checkedAt) : null,
      failed: report?.results.filter(({ ok }) => !ok).length ?? 0,
      results: (report?.results ?? []).map(({ name, ok, total, offenders }) => ({
        name,
        ok,
        total,
        offenders,
        words: t(`admin:invariant.${name}`),
      })),
    });
  }

  @Post()
  async check(@Req() request: FastifyRequest): Promise<Redirect> {
    mustHaveRole(signedIn(request), ['admin']);
    await this.invariants.check();
    return done('/admin/invariants', 'admin:invariants.checked');
  }
}
