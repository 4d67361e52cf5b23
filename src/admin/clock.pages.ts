import { Controller, Get, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SignInService } from '../accounts/sign-in/sign-in.service.js';
import { mustHaveRole } from '../domain/kernel/actor.js';
import { instantOf, isLocalTime, localDateTime, homeZone } from '../domain/kernel/local-day.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { instant } from '../platform/http/fields.js';
import { takeForm } from '../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../platform/http/pages/form-view.js';
import { done, view, type View } from '../platform/http/pages/page.js';
import { signedIn } from '../platform/http/request.js';
import { followsTheClock } from '../platform/jobs/job-table.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { ClockSetting } from '../platform/operations/clock-setting.js';
import { CONFIG } from '../platform/tokens.js';
import { translator } from '../platform/web/i18n.js';
import { AdminReader } from './admin.reader.js';
import { adminSide } from './admin-navigation.js';

const form = z.object({
  at: z.union([
    z
      .string()
      .refine(isLocalTime)
      .transform((local) => instantOf(local, homeZone)),
    instant.transform((text) => new Date(text)),
    z.literal('real').transform(() => null),
  ]),
});

/** The demonstration's clock: every page then shows that it was moved. Elsewhere this page does not exist. */
@Controller('admin/clock')
export class ClockPages {
  constructor(
    private readonly setting: ClockSetting,
    private readonly jobs: Jobs,
    private readonly signIn: SignInService,
    private readonly clock: Clock,
    private readonly reader: AdminReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  show(@Req() request: FastifyRequest): Promise<View> {
    return this.page(request, null);
  }

  @Post()
  move(@Req() request: FastifyRequest) {
    const actor = this.allowed(request);
    return takeForm(request, form, {
      act: async ({ at }) => {
        await this.signIn.carryOver((at ?? new Date()).getTime() - this.clock.now().getTime());
        await this.setting.moveTo(at, actor);
        for (const job of followsTheClock) await this.jobs.add(job, {});
      },
      after: (_none, { at }) => done('/admin/clock', at ? 'admin:clock.moved' : 'admin:clock.real'),
      again: (again) =>
        this.page(request, formView(again, request, { at: translator(request.locale)('admin:clock.at') })),
    });
  }

  private allowed(request: FastifyRequest) {
    if (!this.config.demo) throw new Refusal({ code: 'not-found' });
    const actor = signedIn(request);
    mustHaveRole(actor, ['admin', 'organizer']);
    return actor;
  }

  private async page(request: FastifyRequest, again: FormView | null): Promise<View> {
    const actor = this.allowed(request);
    const now = this.clock.now();
    const current = await this.reader.currentStages();
    return view('pages/admin/clock', {
      side: adminSide(actor, { locale: request.locale, current: 'clock', demo: true }),
      now,
      zone: homeZone,
      shifted: this.clock.isShifted,
      form: again ?? formWith({ at: localDateTime(now, homeZone).slice(0, 16) }),
      cycle: current?.cycle.title ?? '',
      stages: (current?.stages ?? []).map(({ kind, title, opensAt, closesAt }) => ({
        title: title || kind,
        opensAt,
        closesAt,
        /** An hour after it opens, an hour before it closes, just after it has closed. */
        moments: [
          { key: 'open', at: new Date(opensAt.getTime() + 3600_000) },
          { key: 'last', at: new Date(closesAt.getTime() - 3600_000) },
          { key: 'after', at: new Date(closesAt.getTime() + 60_000) },
        ].map(({ key, at }) => ({ key, at: at.toISOString() })),
        running: opensAt <= now && now < closesAt,
      })),
    });
  }
}
