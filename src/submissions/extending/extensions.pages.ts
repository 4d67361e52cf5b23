import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleFrame } from '../../cycles/stages/cycle-frame-model.js';
import { closingSentence } from '../../cycles/extensions/closing-words.js';
import { closingIn, stageOf } from '../../cycles/setup/cycle-setup.js';
import { instantOf, isLocalTime, localDateTime } from '../../domain/kernel/local-day.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { text } from '../../platform/http/fields.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { HarmlessTwice } from '../../platform/http/pages/pressed-once.interceptor.js';
import { bodyOf, takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatDeadline, formatInstant } from '../../platform/web/format.js';
import { zoneName } from '../../platform/web/format-time.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { ExtensionsReader, type Foreseen } from './extensions.reader.js';
import { ExtensionsService } from './extensions.service.js';
import { foreseenModel, recordedRow } from './extensions-model.js';

const typedForm = z.object({
  reach: z.enum(['all', 'nomination', 'entrant']),
  nominationId: z.uuid().optional().catch(undefined),
  whom: text(300).default(''),
  target: z.string().max(60).default(''),
  closesAt: z.string().refine(isLocalTime, { params: { rule: 'not-an-instant' } }),
  reason: text(2000).min(1),
  document: text(300).default(''),
});
/** What was seen before it was confirmed. */
const confirmedForm = typedForm.extend({ seenFrom: z.iso.datetime() });
const asked = z.object({
  target: z.string().max(60).optional().catch(undefined),
  reach: z.enum(['all', 'nomination', 'entrant']).optional().catch(undefined),
  closesAt: z.string().refine(isLocalTime).optional().catch(undefined),
});
const takeBackForm = z.object({ reason: text(2000).min(1) });

type Typed = z.output<typeof typedForm>;

/** Extensions of the intake: what is recorded, another one looked at before it is recorded, and one taken back. */
@Controller('cycles/:cycle/extensions')
export class ExtensionsPages {
  constructor(
    private readonly extensions: ExtensionsService,
    private readonly reader: ExtensionsReader,
  ) {}

  @Get()
  show(
    @Param('cycle') cycleId: string,
    @Query({ schema: asked }) query: z.output<typeof asked>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const { target = '', closesAt = '', reach = target ? 'entrant' : 'all' } = query;
    return this.page(cycleId, request, formWith({ reach, target, closesAt }));
  }

  /** What it would do; nothing is written. */
  @Post('check')
  @HarmlessTwice()
  check(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, typedForm, {
      act: async (typed, actor) => this.reader.foresee(actor, cycleId, await this.withInstant(request, cycleId, typed)),
      after: (found, typed) => this.seen(cycleId, request, { found, typed }),
      again: (again) => this.again(cycleId, request, again),
    });
  }

  /** Back from there to the form, with what was typed. */
  @Post('edit')
  @HarmlessTwice()
  edit(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    const { target, whom, ...values } = bodyOf(request, typedForm.partial());
    return this.page(cycleId, request, formWith({ ...values, whom: whom ?? '', target: whom ? '' : (target ?? '') }));
  }

  @Post()
  record(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, confirmedForm, {
      act: async (typed, actor) => {
        const sent = await this.withInstant(request, cycleId, typed);
        const { reach } = await this.reader.meantBy(actor, cycleId, sent);
        const { closesAt, reason, document } = sent;
        const seenFrom = new Date(typed.seenFrom);
        await this.extensions.extend(actor, cycleId, { ...reach, closesAt, reason, document, seenFrom });
      },
      after: () => done(`/cycles/${cycleId}/extensions`, 'terms:done.extended'),
      again: (again) => this.again(cycleId, request, again),
    });
  }

  @Get(':id/take-back')
  askBack(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.backPage(cycleId, id, { request, form: formWith() });
  }

  @Post(':id/take-back')
  takeBack(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, takeBackForm, {
      act: ({ reason }, actor) => this.extensions.takeBack(actor, cycleId, id, reason),
      after: () => done(`/cycles/${cycleId}/extensions`, 'terms:done.takenBack'),
      again: (again) => this.backPage(cycleId, id, { request, form: formView(again, request) }),
    });
  }

  /** The wall time of the form is of the cycle's zone. */
  private async withInstant<Sent extends Typed>(
    request: FastifyRequest,
    cycleId: string,
    typed: Sent,
  ): Promise<Omit<Sent, 'closesAt'> & { closesAt: Date }> {
    const { cycle } = (await this.reader.list(signedIn(request), cycleId)).frame;
    return { ...typed, closesAt: instantOf(typed.closesAt, cycle.timeZone) };
  }

  private again(cycleId: string, request: FastifyRequest, again: FormAgain): Promise<View> {
    const t = translator(request.locale);
    return this.page(cycleId, request, formView(again, request, labels(t)));
  }

  private async page(cycleId: string, request: FastifyRequest, form: FormView): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const { frame, setup, rows } = await this.reader.list(actor, cycleId);
    const { cycle, now } = frame;
    const intake = stageOf(setup, 'intake');
    const closing = closingIn(setup, { kind: 'staff' }, now);
    const hasBegun = intake !== null && cycle.state === 'announced' && intake.opensAt <= now;
    const format = { locale, timeZone: cycle.timeZone, now };
    const target = String(form.values['target'] ?? '');
    const chosen = target && frame.mayEdit ? await this.reader.chosen(actor, cycleId, target) : null;
    return view('pages/submissions/extending/extensions', {
      ...cycleFrame(request, frame, 'stages'),
      heading: t('terms:heading'),
      lead: !intake
        ? t('terms:leadNone')
        : hasBegun || intake.opensAt <= now
          ? t('terms:lead', { closing: closingSentence(closing!, setup, { locale, now }) })
          : t('terms:leadAhead', { from: formatInstant(intake.opensAt, format) }),
      mayExtend: frame.mayEdit && hasBegun,
      readOnly: frame.mayEdit ? '' : t('terms:readOnly'),
      stagesHref: `/cycles/${cycleId}/stages`,
      action: `/cycles/${cycleId}/extensions/check`,
      form: {
        ...form,
        values: {
          ...form.values,
          reach: form.values['reach'] ?? 'all',
          closesAt:
            form.values['closesAt'] || (intake ? localDateTime(intake.closesAt, cycle.timeZone).slice(0, 16) : ''),
        },
      },
      target: chosen?.target ?? '',
      chosen: chosen?.of ?? '',
      zone: zoneName(now, { locale, timeZone: cycle.timeZone }),
      reaches: (['all', 'nomination', 'entrant'] as const).map((value) => ({
        value,
        label: t(`terms:form.reach.${value}`),
      })),
      nominations: setup.nominations.map(({ id, title }) => ({ value: id, label: title })),
      rows: rows.map((row) => recordedRow(row, { frame, request })),
      count: t('terms:list.count', { n: rows.length }),
    });
  }

  private async seen(
    cycleId: string,
    request: FastifyRequest,
    { found, typed }: { found: Foreseen; typed: Typed },
  ): Promise<View> {
    const { frame } = await this.reader.list(signedIn(request), cycleId);
    const t = translator(request.locale);
    const back = `/cycles/${cycleId}/extensions`;
    return view('pages/submissions/extending/foreseen', {
      ...cycleFrame(request, frame, 'stages'),
      heading: t('terms:see.heading'),
      back,
      crumbs: [{ href: back, label: t('terms:heading') }, { label: t('terms:see.heading') }],
      stagesHref: `/cycles/${cycleId}/stages`,
      ...foreseenModel(found, typed, request),
      fields: {
        reach: typed.reach,
        nominationId: typed.nominationId ?? '',
        whom: typed.whom,
        target: found.target,
        closesAt: typed.closesAt,
        reason: typed.reason,
        document: typed.document,
        seenFrom: found.closesFrom.toISOString(),
      },
    });
  }

  private async backPage(
    cycleId: string,
    id: string,
    { request, form }: { request: FastifyRequest; form: FormView },
  ): Promise<View> {
    const { frame, rows } = await this.reader.list(signedIn(request), cycleId);
    const row = rows.find((one) => one.id === id);
    if (!row) throw new Refusal({ code: 'not-found' });
    const t = translator(request.locale);
    const { timeZone } = frame.cycle;
    const format = { locale: request.locale, timeZone, now: frame.now, closesIn: timeZone };
    const { whom, why, takenBack } = recordedRow(row, { frame, request });
    return view('pages/submissions/extending/take-back', {
      title: t('terms:back.heading'),
      lead: t('terms:back.lead', { reach: whom, until: formatDeadline(row.closesAt, format) }),
      what: t('terms:back.what', { from: formatDeadline(row.closesFrom, format) }),
      closesNow: row.closesFrom <= frame.now ? t('terms:back.closesNow') : '',
      why: row.kept === null ? '' : takenBack || why || t('terms:readOnly'),
      action: `/cycles/${cycleId}/extensions/${id}/take-back`,
      back: { href: `/cycles/${cycleId}/extensions`, label: t('terms:back.keep') },
      form,
    });
  }
}

const labels = (t: Translator): Record<string, string> => ({
  reach: t('terms:form.reach'),
  nominationId: t('terms:form.nomination'),
  whom: t('terms:form.whom'),
  closesAt: t('terms:heading'),
  reason: t('terms:form.reason'),
  document: t('terms:document'),
});
