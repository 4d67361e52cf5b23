import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { mayRunJudging } from '../judging.policy.js';
import { instantOf, isLocalTime, isOfOurTime, localDateTime } from '../../domain/kernel/local-day.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { instant } from '../../platform/http/fields.js';
import { anyForm, takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, download, view, type Download, type View } from '../../platform/http/pages/page.js';
import { fieldWords, problemOf } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { formatInstant } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { csvText } from '../../platform/tables/csv-writer.js';
import type { SheetAsOf } from './sheet-history.queries.js';
import { SheetHistoryService } from './sheet-history.service.js';

const pageSize = 200;
const states = ['none', 'draft', 'submitted', 'set-aside'] as const;
const marks = {
  none: { mark: 'empty', tone: '' },
  draft: { mark: 'half', tone: 'wait' },
  submitted: { mark: 'full', tone: 'ok' },
  'set-aside': { mark: 'cross', tone: 'no' },
};
const asked = z.object({ at: z.string().max(40).default(''), q: z.string().max(200).default('') });
const reasonForm = z.object({ reason: z.string().max(2000).default('') });
const verdictForm = reasonForm.extend({ verdict: z.enum(['grant', 'decline']).default('grant') });
const asideForm = reasonForm.extend({
  replacement: z.union([z.literal('').transform(() => null), z.uuid()]).default(null),
});
const restoreForm = z.object({
  at: instant.transform((at) => new Date(at)),
  reason: z.string().max(2000).default(''),
});

/** The sheets of a cycle at any instant, what is done with single ones, and restoring. No scores are here. */
@Controller('cycles/:cycle/evaluation')
export class SheetHistoryPages {
  constructor(private readonly history: SheetHistoryService) {}

  @Get('as-of')
  asOf(
    @Param('cycle') cycleId: string,
    @Query({ schema: asked }) query: z.infer<typeof asked>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.asOfPage(cycleId, query, request, null);
  }

  @Get('as-of.csv')
  async csv(
    @Param('cycle') cycleId: string,
    @Query({ schema: asked }) query: z.infer<typeof asked>,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const t = translator(request.locale);
    const found = await this.history.asOf(signedIn(request), cycleId, (timeZone) => instantFrom(query.at, timeZone));
    const head = ['number', 'title', 'expert', 'state', 'submitted', 'version'].map((key) =>
      t(`judging:history.csv.${key}`),
    );
    const rows = matching(found.sheets, query.q).map((sheet) => [
      sheet.registerNumber,
      sheet.title,
      sheet.expert,
      t(`judging:history.state.${sheet.state}`),
      sheet.submittedAt?.toISOString() ?? '',
      String(sheet.versions),
    ]);
    const csv = csvText([head, ...rows]);
    return download(csv, 'sheets.csv', 'text/csv; charset=utf-8');
  }

  @Post('restorations')
  restore(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, restoreForm, {
      act: (input, actor) => this.history.requestRestoration(actor, cycleId, input),
      after: () => done(`/cycles/${cycleId}/evaluation/as-of`, 'judging:history.requested'),
      again: (form) => this.asOfPage(cycleId, { at: String(form.values['at'] ?? ''), q: '' }, request, form),
    });
  }

  @Post('restorations/:restoration/approve')
  approve(@Param('cycle') cycleId: string, @Param('restoration') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.history.approveRestoration(actor, id),
      after: ({ appliedAt }) =>
        done(
          `/cycles/${cycleId}/evaluation/as-of`,
          appliedAt ? 'judging:history.restored' : 'judging:history.approved',
        ),
      again: (form) => this.asOfPage(cycleId, { at: '', q: '' }, request, form),
    });
  }

  @Get('sheets/:sheet')
  sheet(@Param('cycle') cycleId: string, @Param('sheet') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.sheetPage(cycleId, id, request, null);
  }

  @Post('sheets/:sheet/reopen')
  reopen(@Param('cycle') cycleId: string, @Param('sheet') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, verdictForm, {
      act: async ({ reason, verdict }, actor) => {
        if (verdict === 'grant') await this.history.reopen(actor, id, reason);
        else await this.history.declineReopening(actor, id, reason);
      },
      after: (_none, { verdict }) =>
        done(
          `/cycles/${cycleId}/evaluation/sheets/${id}`,
          verdict === 'grant' ? 'judging:history.reopened' : 'judging:history.declined',
        ),
      again: (form) => this.sheetPage(cycleId, id, request, form),
    });
  }

  @Post('sheets/:sheet/set-aside')
  setAside(@Param('cycle') cycleId: string, @Param('sheet') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, asideForm, {
      act: ({ reason, replacement }, actor) => this.history.setAside(actor, id, { reason, replacementId: replacement }),
      after: () => done(`/cycles/${cycleId}/evaluation/sheets/${id}`, 'judging:history.aside'),
      again: (form) => this.sheetPage(cycleId, id, request, form),
    });
  }

  private async asOfPage(
    cycleId: string,
    { at, q }: z.infer<typeof asked>,
    request: FastifyRequest,
    form: FormAgain | null,
  ): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const found = await this.history.asOf(actor, cycleId, (zone) => instantFrom(at, zone));
    const { timeZone } = found.cycle;
    const words = (instant: Date) => formatInstant(instant, { locale, timeZone, now: found.now, seconds: true });
    const sheets = matching(found.sheets, q);
    const home = `/cycles/${cycleId}/evaluation`;
    return view('pages/judging/history/as-of', {
      side: cycleSide(request, cycleId, 'sheets'),
      mayTrain: mayRunJudging(actor, cycleId),
      home,
      lead: found.isNow ? t('judging:history.now') : t('judging:history.then', { at: words(found.at) }),
      isNow: found.isNow,
      at: found.isNow ? '' : localDateTime(found.at, timeZone).slice(0, 16),
      instant: found.at.toISOString(),
      q,
      csv: `${home}/as-of.csv?${new URLSearchParams({ ...(found.isNow ? {} : { at: found.at.toISOString() }), q }).toString()}`,
      figures: states.map((state) => ({
        label: t(`judging:history.state.${state}`),
        value: found.sheets.filter((sheet) => sheet.state === state).length,
      })),
      rows: sheets.slice(0, pageSize).map((sheet) => ({
        ...sheet,
        href: sheet.evaluationId ? `${home}/sheets/${sheet.evaluationId}` : '',
        word: t(`judging:history.state.${sheet.state}`),
        submitted: sheet.submittedAt ? words(sheet.submittedAt) : '–',
        ...marks[sheet.state],
      })),
      more: sheets.length > pageSize ? t('judging:history.more', { n: pageSize, total: sheets.length }) : '',
      asked: found.asked.map((one) => ({ ...one, href: `${home}/sheets/${one.evaluationId}` })),
      restorations: found.restorations.map((one) => ({
        id: one.id,
        title: t('judging:history.to', { at: words(one.asOf) }),
        reason: one.reason,
        by: one.approvals.map(({ name }) => name).join(', '),
        applied: one.appliedAt ? words(one.appliedAt) : '',
        mayApprove: !one.appliedAt && !one.approvals.some(({ userId }) => userId === actor.userId),
      })),
      reason: form?.values['reason'] ?? '',
      refusal: form && troubleOf(form, request),
    });
  }

  private async sheetPage(cycleId: string, id: string, request: FastifyRequest, form: FormAgain | null): Promise<View> {
    const t = translator(request.locale);
    const { sheet, versions, reopenings, free, mayDecide, isReviewOpen } = await this.history.sheet(
      signedIn(request),
      cycleId,
      id,
    );
    const { expert, submission } = sheet.assignment;
    const ask = reopenings.find((one) => one.state === 'asked' && one.sheetVersion === sheet.version);
    const told = reopenings.flatMap((one) => [
      ...(one.askedAt
        ? [{ at: one.askedAt, title: t('judging:history.event.asked'), text: one.askReason, mark: 'flag' }]
        : []),
      ...(one.decidedAt
        ? [{ at: one.decidedAt, title: t(`judging:history.event.${one.state}`), text: one.reason, mark: 'back' }]
        : []),
    ]);
    const kept = versions.map((version) => ({
      at: version.at,
      title: t('judging:history.event.version', {
        n: version.number,
        state: t(`judging:history.state.${version.state}`),
      }),
      text: version.state === 'set-aside' ? version.reason : '',
      mark: marks[version.state].mark,
    }));
    return view('pages/judging/history/sheet', {
      side: cycleSide(request, cycleId, 'sheets'),
      id,
      home: `/cycles/${cycleId}/evaluation`,
      heading: submission.title,
      lead: t('judging:history.sheetLead', { number: submission.registerNumber ?? '', expert: expert.user.name }),
      word: t(`judging:history.state.${sheet.state}`),
      ...marks[sheet.state],
      ask: ask?.askReason ?? '',
      mayReopen: mayDecide && sheet.state === 'submitted' && (isReviewOpen || ask !== undefined),
      mayGrant: isReviewOpen,
      maySetAside: mayDecide && sheet.state !== 'set-aside',
      readOnly: mayDecide ? '' : t('judging:history.onlyOrganizer'),
      whyClosed: mayDecide && sheet.state === 'submitted' && !isReviewOpen ? t('judging:history.reviewClosed') : '',
      free: [
        { value: '', label: t('judging:history.nobody') },
        ...free.map(({ id: value, name, load }) => ({ value, label: t('judging:history.load', { name, n: load }) })),
      ],
      events: [...told, ...kept].sort((a, b) => a.at.getTime() - b.at.getTime()),
      values: { reason: form?.values['reason'] ?? '', replacement: form?.values['replacement'] ?? '' },
      refusal: form && troubleOf(form, request),
    });
  }
}

function instantFrom(typed: string, timeZone: string): Date | null {
  if (!typed) return null;
  const at = isLocalTime(typed) ? instantOf(typed, timeZone) : new Date(isOfOurTime(typed) ? typed : NaN);
  if (Number.isNaN(at.getTime()))
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/at', rule: 'not-an-instant' }] });
  return at;
}

/** Sheets whose number, title or expert holds the words. */
function matching(sheets: readonly SheetAsOf[], q: string): SheetAsOf[] {
  const sought = q.trim().toLowerCase();
  return sheets.filter(({ registerNumber, title, expert }) =>
    `${registerNumber} ${title} ${expert}`.toLowerCase().includes(sought),
  );
}

function troubleOf({ refusal, problems }: FormAgain, request: FastifyRequest): string {
  const t = translator(request.locale);
  if (!refusal) return problems.map((problem) => fieldWords(problem, t)).join(' ');
  const context = { locale: request.locale, timeZone: request.timeZone, requestId: request.id };
  const { title, detail, remedy } = problemOf(refusal, context);
  return `${title}. ${detail} ${remedy}`;
}
