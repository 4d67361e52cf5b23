import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cut } from '../../domain/kernel/cut.js';
import { cycleSide, type CyclePage } from '../../cycles/stages/cycle-navigation.js';
import { dayOf } from '../../domain/kernel/local-day.js';
import { Refusal, type FieldProblem } from '../../domain/kernel/refusal.js';
import { fieldWords } from '../../platform/http/problems/problem.js';
import { regionOn } from '../../domain/cycles/region.js';
import type { SubmissionState } from '../../domain/submissions/submission.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, download, view, type Download, type View } from '../../platform/http/pages/page.js';
import { decodeCursor, encodeCursor, inKey } from '../../platform/http/paging.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import { csvText } from '../../platform/tables/csv-writer.js';
import { readSections } from '../writing/entry-form-model.js';
import { ScreeningService } from './screening.service.js';
import type { ListedEntry } from '../register/register.queries.js';
import { stateWord } from '../entries/submission-words.js';
import { fileRows, refusalModel, rowOf } from '../writing/entry-model.js';
import { SubmissionsReader } from '../writing/submissions.reader.js';

const registerQuery = z.object({
  state: z.enum(['submitted', 'returned', 'admitted', 'rejected', 'withdrawn']).optional().catch(undefined),
  nomination: z.uuid().optional().catch(undefined),
  // What is longer is looked for by its beginning, which the page then shows as what was asked.
  q: z
    .string()
    .transform((typed) => cut(typed, 200))
    .optional(),
  cursor: z.string().max(500).optional(),
});
const verbForm = z.object({ verb: z.enum(['admit', 'return', 'reject']), reason: z.string().max(4000).default('') });
const received: SubmissionState[] = ['submitted', 'returned', 'admitted', 'rejected', 'withdrawn'];
const pageSize = 50;

type Found = Awaited<ReturnType<SubmissionsReader['register']>>;

/** The organizer's register of received entries, and screening. */
@Controller('cycles/:cycle')
export class ScreeningPages {
  constructor(
    private readonly reader: SubmissionsReader,
    private readonly screening: ScreeningService,
  ) {}

  @Get('register')
  async register(
    @Param('cycle') cycleId: string,
    @Query({ schema: registerQuery }) query: z.infer<typeof registerQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const found = await this.find(request, cycleId, query, pageSize + 1);
    const shown = found.entries.slice(0, pageSize);
    const link = (part: Record<string, string | undefined>) =>
      `/cycles/${cycleId}/register?${new URLSearchParams(Object.entries({ ...query, cursor: undefined, ...part }).filter((pair): pair is [string, string] => Boolean(pair[1])))}`;
    const last = shown.at(-1);
    return view('pages/submissions/screening/register', {
      ...this.frame(request, cycleId, 'register', found),
      rows: shown.map((entry) => this.row(entry, found, t)),
      tabs: [
        {
          href: link({ state: undefined }),
          label: t('submissions:register.all'),
          count: received.reduce((sum, state) => sum + (found.counts[state] ?? 0), 0),
          current: !query.state,
        },
        ...received.map((state) => ({
          href: link({ state }),
          label: t(`submissions:state.${state}`),
          count: found.counts[state] ?? 0,
          current: query.state === state,
        })),
      ],
      nominations: found.nominations.map(({ id, title }) => ({ value: id, label: title })),
      filter: { state: query.state ?? '', nomination: query.nomination ?? '', q: query.q ?? '' },
      action: `/cycles/${cycleId}/register`,
      csvHref: link({}).replace('/register?', '/register.csv?'),
      older:
        found.entries.length > pageSize && last
          ? link({ cursor: encodeCursor([(last.submittedAt ?? last.savedAt).toISOString(), last.id]) })
          : undefined,
    });
  }

  /** The whole register as a table for spreadsheets; cells that look like formulas are made harmless. */
  @Get('register.csv')
  async csv(
    @Param('cycle') cycleId: string,
    @Query({ schema: registerQuery }) query: z.infer<typeof registerQuery>,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const t = translator(request.locale);
    const found = await this.find(request, cycleId, { ...query, cursor: undefined }, 100_000);
    const head = ['number', 'practice', 'nomination', 'region', 'organisation', 'when', 'state', 'reason'].map(
      (column) => t(`submissions:column.${column}`),
    );
    const rows = found.entries.map((entry) => {
      const row = this.row(entry, found, t);
      return [
        row.number,
        row.title,
        row.nomination,
        row.region,
        row.organisation,
        entry.submittedAt?.toISOString() ?? '',
        row.state.word,
        row.reason,
      ];
    });
    return download(csvText([head, ...rows]), 'register.csv', 'text/csv; charset=utf-8');
  }

  @Get('screening')
  async queue(
    @Param('cycle') cycleId: string,
    @Query({ schema: registerQuery }) query: z.infer<typeof registerQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const found = await this.find(request, cycleId, { ...query, state: 'submitted' }, pageSize + 1);
    const shown = found.entries.slice(0, pageSize);
    const last = shown.at(-1);
    return view('pages/submissions/screening/screening', {
      ...this.frame(request, cycleId, 'screening', found),
      lead: t('submissions:screening.lead', { n: found.counts.submitted ?? 0 }),
      rows: shown.map((entry) => this.row(entry, found, t)),
      older:
        found.entries.length > pageSize && last
          ? `/cycles/${cycleId}/screening?cursor=${encodeCursor([last.submittedAt!.toISOString(), last.id])}`
          : undefined,
    });
  }

  @Get('screening/:id')
  async screen(
    @Param('cycle') cycleId: string,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.screenPage(cycleId, id, request, { reason: '', problems: [], refusal: null });
  }

  @Post('screening/:id')
  decide(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, verbForm, {
      act: async ({ verb, reason }, actor) => {
        if (verb === 'admit') await this.screening.admit(actor, id);
        else if (verb === 'return') await this.screening.returnForRevision(actor, id, reason);
        else await this.screening.reject(actor, id, reason);
      },
      after: (_none, { verb }) => done(`/cycles/${cycleId}/screening`, `submissions:decided.${verb}`),
      again: ({ values, problems, refusal }) =>
        this.screenPage(cycleId, id, request, {
          reason: typeof values['reason'] === 'string' ? values['reason'] : '',
          problems,
          refusal,
        }),
    });
  }

  private find(request: FastifyRequest, cycleId: string, query: z.infer<typeof registerQuery>, limit: number) {
    return this.reader.register(
      signedIn(request),
      cycleId,
      {
        states: query.state ? [query.state] : received,
        ...(query.nomination && { nominationId: query.nomination }),
        ...(query.q && { words: query.q }),
      },
      { after: decodeCursor(query.cursor, [inKey.instant, inKey.id]), limit },
    );
  }

  private frame(request: FastifyRequest, cycleId: string, current: CyclePage, found: Found) {
    const t = translator(request.locale);
    return {
      side: cycleSide(t, cycleId, current, { screening: found.counts.submitted ?? 0 }),
      strip: stripOf(found, request),
    };
  }

  private row(entry: ListedEntry, found: Found, t: ReturnType<typeof translator>) {
    const region = found.regions.get(entry.regionCode);
    return {
      ...rowOf(entry, t),
      href: `/cycles/${entry.cycleId}/screening/${entry.id}`,
      screenHref: `/cycles/${entry.cycleId}/screening/${entry.id}`,
      region: region
        ? regionOn(region, dayOf(entry.submittedAt ?? entry.savedAt, found.cycleZone)).nameRu
        : entry.regionCode,
    };
  }

  private async screenPage(
    cycleId: string,
    id: string,
    request: FastifyRequest,
    again: { reason: string; problems: readonly FieldProblem[]; refusal: Refusal | null },
  ): Promise<View> {
    const t = translator(request.locale);
    const page = await this.reader.screened(signedIn(request), cycleId, id);
    const { entry } = page;
    return view('pages/submissions/screening/screen', {
      side: cycleSide(t, cycleId, 'screening', { screening: page.counts.submitted ?? 0 }),
      strip: stripOf(page, request),
      backHref: `/cycles/${cycleId}/screening`,
      action: `/cycles/${cycleId}/screening/${id}`,
      entry: {
        id,
        title: entry.title || t('submissions:untitled'),
        number: entry.registerNumber ?? '',
        nomination: entry.nomination.title,
        generated: entry.generated,
      },
      status: stateWord(entry.state, t),
      sections: readSections(page.form.fields, page.answers, request.locale),
      files: fileRows(page, t),
      decidable: entry.state === 'submitted',
      values: { reason: again.reason },
      errors: Object.fromEntries(again.problems.map((problem) => [problem.pointer.slice(1), fieldWords(problem, t)])),
      refusal: refusalModel(again.refusal, request),
      term: t('submissions:decide.term', { days: page.revisionWorkingDays }),
      facts: [
        { term: t('submissions:column.region'), value: page.region.nameRu },
        { term: t('submissions:column.organisation'), value: entry.organisation.name },
        { term: t('submissions:receipt.revision'), value: String(entry.revisions) },
        ...(entry.reason ? [{ term: t('submissions:column.reason'), value: entry.reason }] : []),
      ],
    });
  }
}

/** The year as a strip in the zone of its cycle. */
const stripOf = ({ stages, now, cycleZone }: Pick<Found, 'stages' | 'now' | 'cycleZone'>, request: FastifyRequest) =>
  phaseStrip({ stages, now, timeZone: request.timeZone, locale: request.locale, cycleZone });
