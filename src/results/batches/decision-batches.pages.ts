import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Outcome, outcomes } from '../../domain/cycles/outcome.js';
import { type BatchItem, groupsOfBatch, proposableKinds } from '../../domain/results/decisions/decision-batch.js';
import { decisionRulesFrom } from '../../domain/cycles/decision-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { refusalStatus } from '../../domain/kernel/refusal-status.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, View, view, type Redirect } from '../../platform/http/pages/page.js';
import { fieldWords, problemOf } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { fileOf } from '../../platform/http/pages/upload.js';
import { readAnyTable } from '../../platform/tables/any-table.js';
import { formatInstant } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { AwardsService } from '../awarding/awards.service.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { mayRunResults } from '../access/results.policy.js';
import { outcomeStatus } from '../awards/outcome-words.js';
import type { DecisionBatch } from '../awards/decision-batch.entity.js';
import { DecisionBatchesReader } from './decision-batches.reader.js';
import { batchHash } from './decision-batches.schemas.js';
import { DecisionBatchesService } from './decision-batches.service.js';
import type { VisibleCycle } from '../access/visible-cycle.reader.js';
import { cyclePageModel } from '../access/visible-cycle-model.js';
import { VisibleCycleReader } from '../access/visible-cycle.reader.js';
import { MeetingsReader } from '../meetings/meetings.reader.js';

const lineColumns = ['number', 'kind', 'reason'] as const;
const query = z.object({ meeting: z.string().max(40).optional().catch(undefined) });
const words = z.string().max(4000).default('');
const proposeForm = z.object({ meeting: z.uuid(), outcome: z.enum(proposableKinds), ground: words, despite: words });
const applyForm = z.object({ hash: batchHash });
const cancelForm = z.object({ reason: words });

/** Decisions in bulk: one person prepares, the page shows count, list and hash, another applies. */
@Controller('cycles/:cycle/batches')
export class DecisionBatchesPages {
  constructor(
    private readonly cycles: VisibleCycleReader,
    private readonly meetings: MeetingsReader,
    private readonly reader: DecisionBatchesReader,
    private readonly batches: DecisionBatchesService,
    private readonly awards: AwardsService,
  ) {}

  @Get()
  page(
    @Param('cycle') cycleId: string,
    @Query({ schema: query }) { meeting }: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.list(cycleId, meeting, request, {});
  }

  @Post()
  propose(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, proposeForm, {
      act: ({ meeting: meetingId, ...input }, actor) => this.batches.propose(actor, cycleId, { ...input, meetingId }),
      after: ({ id }) => done(`/cycles/${cycleId}/batches/${id}`, 'results:batch.prepared'),
      again: (form) => {
        const { meeting } = query.parse(form.values);
        return this.list(cycleId, meeting, request, { propose: formView(form, request) });
      },
    });
  }

  /** The table is a dry run: with a fault nothing is kept, and every fault is shown by its line. */
  @Post('table')
  async table(
    @Param('cycle') cycleId: string,
    @Query({ schema: query }) asked: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    const actor = signedIn(request);
    const typed: Record<string, string> = {};
    try {
      const { name, bytes } = await fileOf(request, typed);
      const table = await readAnyTable(bytes, name, lineColumns);
      if (table.problems.length > 0)
        throw new Refusal({ code: 'import-faulty', problems: table.problems, total: table.problems.length });
      const lines = table.rows.map(({ row, cells }) => ({
        row,
        number: cells['number'] ?? '',
        kind: cells['kind'] ?? '',
        reason: cells['reason'] ?? '',
      }));
      const { ground = '', despite = '' } = typed;
      const input = { meetingId: asked.meeting ?? '', ground, despite, name, lines };
      const { id } = await this.batches.read(actor, cycleId, input);
      return done(`/cycles/${cycleId}/batches/${id}`, 'results:batch.prepared');
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'not-found') throw error;
      const page = await this.list(cycleId, asked.meeting, request, { refused: error, typed });
      return new View(page.name, page.model, refusalStatus[error.code]);
    }
  }

  @Get(':id')
  show(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.one(cycleId, id, request, {});
  }

  @Post(':id/apply')
  apply(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, applyForm, {
      act: ({ hash }, actor) => this.batches.apply(actor, cycleId, id, hash),
      after: () => done(`/cycles/${cycleId}/batches/${id}`, 'results:batch.applied'),
      again: (form) => this.one(cycleId, id, request, { apply: formView(form, request) }),
    });
  }

  @Post(':id/cancel')
  cancel(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, cancelForm, {
      act: ({ reason }, actor) => this.batches.cancel(actor, cycleId, id, reason),
      after: () => done(`/cycles/${cycleId}/batches/${id}`, 'results:batch.cancelled'),
      again: (form) => this.one(cycleId, id, request, { cancel: formView(form, request) }),
    });
  }

  private async list(
    cycleId: string,
    asked: string | undefined,
    request: FastifyRequest,
    forms: { propose?: FormView; refused?: Refusal; typed?: Record<string, string> },
  ): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const visible = await this.cycles.read(actor, cycleId);
    const mayRun = mayRunResults(actor, { cycleId });
    const all = (await this.meetings.list(actor, cycleId)).filter(({ regionCode }) => regionCode === null);
    const meetings: Meeting[] = [];
    let hindrance: Refusal | null = null;
    for (const each of mayRun ? all : []) {
      const found = await this.awards.hindrance(actor, each, null);
      if (found) hindrance ??= found;
      else meetings.push(each);
    }
    const meeting = meetings.find(({ id }) => id === asked) ?? meetings[0] ?? null;
    const { kinds } = decisionRulesFrom(visible.edition.decisionRules);
    const base = `/cycles/${cycleId}/batches`;
    const choices = meetings.map(({ id, body, number }) => ({
      value: id,
      label: t('results:meeting.title', { body, number }),
      href: `${base}?meeting=${id}`,
      current: id === meeting?.id,
    }));
    return view('pages/results/batches/batches', {
      ...cyclePageModel(visible, request, 'decisions'),
      crumbs: crumbsOf(cycleId, t),
      batches: (await this.reader.list(actor, cycleId)).map((batch) => ({
        href: `${base}/${batch.id}`,
        ...headOf(batch, visible, request),
      })),
      mayRun,
      hindrance:
        hindrance &&
        problemOf(hindrance, { locale: request.locale, timeZone: request.timeZone, requestId: request.id }),
      meeting: meeting && { id: meeting.id },
      meetings: choices,
      meetingTabs: choices.length > 1 ? choices : [],
      kinds: proposableKinds
        .filter((kind) => kinds.includes(kind))
        .map((kind) => ({ value: kind, label: t(`results:outcomes.${kind}`) })),
      codes: kinds.map((kind) => ({ code: kind, word: t(`results:outcome.${kind}`) })),
      proposeAction: base,
      tableAction: `${base}/table`,
      decisionsHref: `/cycles/${cycleId}/decisions`,
      propose: forms.propose ?? formWith({ meeting: meeting?.id ?? '' }),
      typed: { ground: forms.typed?.['ground'] ?? '', despite: forms.typed?.['despite'] ?? '' },
      ...tableTrouble(forms.refused, request),
    });
  }

  private async one(
    cycleId: string,
    id: string,
    request: FastifyRequest,
    forms: { apply?: FormView; cancel?: FormView },
  ): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const visible = await this.cycles.read(actor, cycleId);
    const { batch, items, cards, hidden } = await this.reader.read(actor, cycleId, id);
    const [meeting] = (await this.meetings.list(actor, cycleId)).filter((each) => each.id === batch.meetingId);
    const isPending = batch.state === 'pending';
    const mayRun = isPending && mayRunResults(actor, { cycleId });
    const isOwn = batch.preparedById === actor.userId;
    return view('pages/results/batches/batch', {
      ...cyclePageModel(visible, request, 'decisions'),
      crumbs: [...crumbsOf(cycleId, t), { href: `/cycles/${cycleId}/batches`, label: t('results:batch.title') }],
      ...headOf(batch, visible, request),
      facts: factsOf(batch, {
        meeting: meeting && t('results:meeting.title', { body: meeting.body, number: meeting.number }),
        t,
      }),
      groups: groupRows(items, cards, t),
      hidden: hidden > 0 ? t('results:batch.hidden', { n: hidden }) : '',
      skipped: batch.skipped.map(({ nomination, why }) => ({ nomination, why: t(`results:batch.skipped.${why}`) })),
      hash: batch.hash,
      isPending,
      mayCancel: mayRun,
      mayApply: mayRun && !isOwn && hidden === 0,
      waits: mayRun && isOwn,
      action: `/cycles/${cycleId}/batches/${id}`,
      applyForm: forms.apply ?? formWith(),
      cancelForm: forms.cancel ?? formWith(),
    });
  }
}

const crumbsOf = (cycleId: string, t: Translator) => [
  { href: `/cycles/${cycleId}/decisions`, label: t('results:decisions.title') },
];

const stateMarks = {
  pending: { mark: 'half', tone: 'wait' },
  applied: { mark: 'full', tone: 'ok' },
  cancelled: { mark: 'dash', tone: 'no' },
};

function headOf(batch: DecisionBatch, visible: VisibleCycle, { locale }: FastifyRequest) {
  const t = translator(locale);
  const format = { locale, timeZone: visible.cycle.timeZone, now: visible.now };
  const kinds = [...new Set(batch.items.map(({ outcome }) => outcome))].sort(byRank);
  return {
    title: kinds.map((kind) => t(`results:outcomes.${kind}`)).join(', '),
    count: t('results:batch.count', { n: batch.items.length }),
    status: { word: t(`results:batch.state.${batch.state}`), ...stateMarks[batch.state] },
    prepared: t('results:batch.by', { name: batch.preparedByName, at: formatInstant(batch.preparedAt, format) }),
    done: batch.appliedAt
      ? t('results:batch.appliedBy', { name: batch.appliedByName, at: formatInstant(batch.appliedAt, format) })
      : batch.reason && t('results:batch.cancelledWhy', { reason: batch.reason }),
  };
}

const byRank = (a: Outcome, b: Outcome) => outcomes.indexOf(a) - outcomes.indexOf(b);

function factsOf(batch: DecisionBatch, { meeting, t }: { meeting: string | undefined; t: Translator }) {
  return [
    { term: t('results:batch.meeting'), value: meeting ?? '' },
    { term: t('results:batch.source'), value: batch.name || t(`results:batch.source.${batch.source}`) },
    ...(batch.ground ? [{ term: t('results:decision.ground'), value: batch.ground }] : []),
    ...(batch.despite ? [{ term: t('results:decision.despite'), value: batch.despite }] : []),
    ...(batch.replaces.length > 0
      ? [{ term: t('results:batch.replaces'), value: t('results:batch.count', { n: batch.replaces.length }) }]
      : []),
  ];
}

function groupRows(
  items: readonly BatchItem[],
  cards: Record<string, { title: string; organisation: string; region: string }>,
  t: Translator,
) {
  const groups = groupsOfBatch(items, outcomes);
  return [...new Set(groups.map(({ nomination }) => nomination))].map((title) => ({
    title,
    rows: groups
      .filter(({ nomination }) => nomination === title)
      .flatMap((group) =>
        group.items.map(({ outcome, submissionId, registerNumber, reason }, index) => ({
          ...outcomeStatus(outcome, t, index + 1),
          title: cards[submissionId]?.title ?? registerNumber,
          by: [cards[submissionId]?.organisation, cards[submissionId]?.region].filter(Boolean).join(', '),
          number: registerNumber,
          reason,
        })),
      ),
  }));
}

/** What was wrong with a table: line by line where the lines are at fault, in words where a rule refused. */
function tableTrouble(refused: Refusal | undefined, { locale, timeZone, id }: FastifyRequest) {
  const t = translator(locale);
  if (!refused) return { problems: [], problemsLead: '', refusal: null };
  const { detail } = refused;
  if (detail.code !== 'import-faulty')
    return { problems: [], problemsLead: '', refusal: problemOf(refused, { locale, timeZone, requestId: id }) };
  return {
    refusal: null,
    problemsLead: t('results:batch.faults', { n: detail.total }),
    problems: detail.problems.map((problem) => ({
      row: problem.row,
      column: problem.column,
      text: fieldWords(problem, t),
    })),
  };
}
