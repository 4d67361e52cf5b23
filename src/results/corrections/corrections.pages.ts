import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { anyForm, takeForm, type FormBody } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { endsOf } from '../../domain/judging/score-sheet.js';
import { formatNumber } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { cellOf, changesFrom, outOf } from './correction-table.js';
import { correctionForm } from './corrections.schemas.js';
import { changeWords, standRow } from './correction-words.js';
import type { Correction } from './correction.entity.js';
import { CorrectionsService } from './corrections.service.js';
import { instantText, titlesOf, cyclePageModel } from '../access/visible-cycle-model.js';
import { mayRunResults } from '../access/results.policy.js';
import { outcomeStatus } from '../awards/outcome-words.js';
import { VisibleCycleReader } from '../access/visible-cycle.reader.js';
import { hasPoints } from '../../domain/ranking/criterion-kind.js';

const asked = z.object({
  entry: z.string().max(40).catch(''),
  appeal: z
    .union([z.uuid(), z.literal('')])
    .catch('')
    .default(''),
});
const approveForm = z.object({ hash: z.string().max(64) });

/** Setting results right: what is prepared, what it would change, and the two approvals. */
@Controller('cycles/:cycle/corrections')
export class CorrectionsPages {
  constructor(
    private readonly cycles: VisibleCycleReader,
    private readonly corrections: CorrectionsService,
  ) {}

  @Get()
  async list(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const visible = await this.cycles.read(actor, cycleId);
    const corrections = await this.corrections.list(actor, cycleId);
    const nominations = new Map(visible.nominations.map(({ id, title }) => [id, title]));
    return view('pages/results/corrections/corrections', {
      ...cyclePageModel(visible, request, 'ranking'),
      rankingHref: `/cycles/${cycleId}/ranking`,
      rows: corrections.map((each) => ({
        href: hrefOf(each),
        ground: each.ground,
        nomination: nominations.get(each.nominationId) ?? '',
        changes: t('corrections:changes', { n: each.changes.length }),
        at: instantText(each.appliedAt ?? each.preparedAt, request, visible.now),
        ...stateOf(each.state),
        word: t(`corrections:state.${each.state}`),
      })),
    });
  }

  @Get('new')
  compose(
    @Param('cycle') cycleId: string,
    @Query({ schema: asked }) { entry, appeal }: z.infer<typeof asked>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.newPage(cycleId, entry, request, formWith({ appeal }));
  }

  @Post('new')
  prepare(
    @Param('cycle') cycleId: string,
    @Query({ schema: asked }) { entry }: z.infer<typeof asked>,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ) {
    return takeForm(request, correctionForm, {
      act: async ({ ground, appeal }, actor) => {
        const { nomination, sheets, input } = await this.corrections.entry(actor, cycleId, entry);
        const changes = changesFrom(body as FormBody, { entryId: entry, sheets, criteria: input.criteria });
        const appealId = appeal || undefined;
        return this.corrections.prepare(actor, nomination.id, { ground, changes, appealId });
      },
      after: (correction) => done(hrefOf(correction), 'corrections:prepared'),
      again: (form) => this.newPage(cycleId, entry, request, formView(form, request)),
    });
  }

  @Get(':correction')
  show(@Param('cycle') cycleId: string, @Param('correction') id: string, @Req() request: FastifyRequest) {
    return this.page(cycleId, id, request, formWith());
  }

  @Post(':correction/approve')
  approve(@Param('cycle') cycleId: string, @Param('correction') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, approveForm, {
      act: ({ hash }, actor) => this.corrections.approve(actor, id, hash),
      after: (correction) =>
        done(hrefOf(correction), correction.state === 'applied' ? 'corrections:applied' : 'corrections:approved'),
      again: (form) => this.page(cycleId, id, request, formView(form, request)),
    });
  }

  @Post(':correction/cancel')
  cancel(@Param('cycle') cycleId: string, @Param('correction') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.corrections.cancel(actor, id),
      after: () => done(`/cycles/${cycleId}/corrections`, 'corrections:cancelled'),
      again: (form) => this.page(cycleId, id, request, formView(form, request)),
    });
  }

  private async newPage(cycleId: string, entryId: string, request: FastifyRequest, form: FormView): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const visible = await this.cycles.read(actor, cycleId);
    const { nomination, sheets, input, card, experts, waiting } = await this.corrections.entry(actor, cycleId, entryId);
    const kinds = input.rule.kinds ?? {};
    const criteria = visible.criteria.filter(({ id }) => hasPoints(kinds[id]));
    const sent = form.values;
    return view('pages/results/corrections/correction-new', {
      ...cyclePageModel(visible, request, 'ranking'),
      title: card?.title ?? '',
      about: [nomination.title, card?.organisation, card?.region].filter(Boolean).join(' · '),
      action: `/cycles/${cycleId}/corrections/new?entry=${entryId}`,
      crumbs: [
        { href: `/cycles/${cycleId}/corrections`, label: t('corrections:title') },
        { label: t('corrections:new') },
      ],
      backHref: `/cycles/${cycleId}/ranking/${entryId}`,
      waiting: waiting ? hrefOf(waiting) : '',
      // What was typed stands, even where another correction came first.
      asks: !waiting || sent['ground'] !== undefined,
      form,
      appeal: textOf(sent['appeal']),
      entryOut: sent['entry'] === 'out',
      experts: sheets.map(({ expertId }) => ({
        name: experts.get(expertId) ?? '',
        out: outOf(expertId),
        isOut: sent[outOf(expertId)] === 'out',
      })),
      rows: criteria.map((criterion) => {
        const { scaleMin, scaleMax } = endsOf({ ...criterion, kind: kinds[criterion.id] });
        return {
          title: criterion.title,
          scale: t('corrections:scale', {
            min: formatNumber(scaleMin, { locale }),
            max: formatNumber(scaleMax, { locale }),
          }),
          cells: sheets.map(({ expertId, scores }) => {
            const name = cellOf(expertId, criterion.id);
            const typed = sent[name];
            const value = typeof typed === 'string' ? typed : (scores[criterion.id] ?? '').replace('.', ',');
            return { name, value, expert: experts.get(expertId) ?? '' };
          }),
        };
      }),
    });
  }

  private async page(cycleId: string, id: string, request: FastifyRequest, form: FormView): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const visible = await this.cycles.read(actor, cycleId);
    const found = await this.corrections.read(actor, id);
    const { correction, nomination, changes, change, proposed, awards, approvals, cards, experts, outdated } = found;
    const facts = { cards, digits: 2, locale, t };
    const names = { cards, experts, titles: titlesOf(visible) };
    const titleOf = (entryId: string) => ({ title: cards[entryId]?.title ?? '', about: cards[entryId]?.region ?? '' });
    const rows = change.map((each) => standRow(each, facts));
    const isOpen = correction.state === 'prepared';
    const mayRun = mayRunResults(actor, { cycleId, nominationId: nomination.id });
    const mine = approvals.some(({ userId }) => userId === actor.userId);
    return view('pages/results/corrections/correction', {
      ...cyclePageModel(visible, request, 'ranking'),
      crumbs: [
        { href: `/cycles/${cycleId}/corrections`, label: t('corrections:title') },
        { href: `/cycles/${cycleId}/ranking?nomination=${nomination.id}`, label: nomination.title },
      ],
      status: { ...stateOf(correction.state), word: t(`corrections:state.${correction.state}`) },
      ground: correction.ground,
      prepared: instantText(correction.preparedAt, request, visible.now),
      action: hrefOf(correction),
      form,
      hash: correction.hash,
      outdated,
      changes: changes.map((each) => changeWords(each, names, t)),
      rows: rows.filter(({ isTotalSame }) => !isTotalSame),
      moved: rows.filter(({ isTotalSame }) => isTotalSame),
      enters: proposed.enters.map(titleOf),
      leaves: proposed.leaves.map(titleOf),
      awards: awards.map(({ submissionId, outcome }) => ({
        ...titleOf(submissionId),
        ...outcomeStatus(outcome, t),
      })),
      signs: [0, 1].map((index) => {
        const given = approvals[index];
        return {
          place: t(`corrections:sign.${index === 0 ? 'first' : 'second'}`),
          name: given?.userName ?? '',
          role: given ? t('corrections:sign.approved') : '',
          at: given?.approvedAt ?? null,
        };
      }),
      decisionsHref: `/cycles/${cycleId}/decisions?nomination=${nomination.id}#nomination`,
      isApplied: !isOpen,
      mayApprove: isOpen && mayRun && !mine && !outdated,
      mayCancel: isOpen && mayRun,
      isMine: isOpen && mine,
      verb: t(approvals.length === 0 ? 'corrections:approve' : 'corrections:apply'),
    });
  }
}

const hrefOf = ({ cycleId, id }: Pick<Correction, 'cycleId' | 'id'>) => `/cycles/${cycleId}/corrections/${id}`;

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

function stateOf(state: Correction['state']) {
  return state === 'applied' ? { mark: 'full', tone: 'ok' } : { mark: 'half', tone: 'wait' };
}
