import { Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../domain/kernel/refusal.js';
import type { Config } from '../platform/config.js';
import { takeForm } from '../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../platform/http/pages/form-view.js';
import { done, view, type View } from '../platform/http/pages/page.js';
import { signedIn } from '../platform/http/request.js';
import { CONFIG } from '../platform/tokens.js';
import { translator } from '../platform/web/i18n.js';
import { CalendarService } from './calendar.service.js';
import { adminSide } from './admin-navigation.js';

const days = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,;]+/).filter(Boolean));
const form = z.object({
  holidays: days,
  workingWeekends: days,
  source: z.string().trim().min(1).max(500),
  version: z.coerce.number().int().default(0),
});

/** The production calendar by year. */
@Controller('admin/calendar')
export class CalendarPages {
  constructor(
    private readonly calendar: CalendarService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest): Promise<View> {
    const years = await this.calendar.list(signedIn(request));
    return view('pages/admin/calendar', {
      side: this.side(request),
      next: (years.at(-1)?.year ?? new Date().getUTCFullYear()) + 1,
      years: years.toReversed().map(({ year, holidays, workingWeekends, source, status, editedAt }) => ({
        year,
        holidays: holidays.length,
        workingWeekends: workingWeekends.length,
        source,
        status,
        editedAt,
      })),
    });
  }

  @Get(':year')
  show(@Param('year') year: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(request, yearOf(year), null);
  }

  @Post(':year')
  edit(@Param('year') text: string, @Req() request: FastifyRequest) {
    const year = yearOf(text);
    const t = translator(request.locale);
    const labels = {
      holidays: t('admin:calendar.holidays'),
      workingWeekends: t('admin:calendar.weekends'),
      source: t('admin:calendar.source'),
    };
    return takeForm(request, form, {
      act: ({ version, ...input }, actor) => this.calendar.edit(actor, year, version, input),
      after: () => done(`/admin/calendar/${year}`, 'admin:calendar.saved'),
      again: (again) => this.page(request, year, formView(again, request, labels)),
    });
  }

  private async page(request: FastifyRequest, year: number, again: FormView | null): Promise<View> {
    const known = await this.calendar.find(signedIn(request), year);
    return view('pages/admin/calendar-year', {
      side: this.side(request),
      year,
      version: known?.version ?? 0,
      form:
        again ??
        formWith({
          holidays: known?.holidays.join('\n') ?? '',
          workingWeekends: known?.workingWeekends.join('\n') ?? '',
          source: known?.source ?? '',
        }),
    });
  }

  private side(request: FastifyRequest) {
    return adminSide(signedIn(request), { locale: request.locale, current: 'calendar', demo: this.config.demo });
  }
}

function yearOf(text: string): number {
  const year = /^20\d\d$/.test(text) ? Number(text) : null;
  if (year === null) throw new Refusal({ code: 'not-found' });
  return year;
}
