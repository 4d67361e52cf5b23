import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { closingSentence } from '../../cycles/extensions/closing-words.js';
import { currentFormOf } from '../../cycles/setup/cycle-setup.js';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { cycleStrip } from '../../cycles/stages/cycle-strip.js';
import type { FormField } from '../../domain/cycles/form.js';
import { instantOf, isLocalTime, localDateTime } from '../../domain/kernel/local-day.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { download, view, type Download, type View } from '../../platform/http/pages/page.js';
import { fieldWords } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { Printer } from '../../platform/paper/printer.js';
import { csvText } from '../../platform/tables/csv-writer.js';
import { spreadsheetOf } from '../../platform/tables/spreadsheet-writer.js';
import { formatInstant } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { wordsIn } from '../writing/entry-form-model.js';
import { registerPaper } from './dated-register-paper.js';
import { tableAt, type RegisterTable } from './dated-register-table.js';
import { DatedRegisterReader } from './dated-register.reader.js';

/** Of a page; the files hold all. */
const shownRows = 50;

const datedQuery = z.object({
  at: z.string().max(40).optional(),
  nomination: z.uuid().optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(10_000).default(1).catch(1),
  field: z
    .union([z.string().max(80), z.array(z.string().max(80)).max(200)])
    .default([])
    .transform((sent) => [sent].flat()),
});
type DatedQuery = z.infer<typeof datedQuery>;

/** The register on any date: as a page, a table, a spreadsheet and on paper, each with its stamp. */
@Controller('cycles/:cycle/register')
export class DatedRegisterPages {
  constructor(
    private readonly reader: DatedRegisterReader,
    private readonly printer: Printer,
  ) {}

  @Get('as-of')
  async page(
    @Param('cycle') cycleId: string,
    @Query({ schema: datedQuery }) query: DatedQuery,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const frame = await this.reader.frame(signedIn(request), cycleId);
    const { cycle, stages, nominations, now } = frame;
    const common = {
      side: cycleSide(request, cycleId, 'register'),
      strip: cycleStrip(cycle, stages, { now, locale: request.locale, timeZone: request.timeZone }),
      backHref: `/cycles/${cycleId}/register`,
      action: `/cycles/${cycleId}/register/as-of`,
      nominations: nominations.map(({ id, title }) => ({ value: id, label: title })),
      nomination: query.nomination ?? '',
      fields: fieldsOf(frame, query).map(({ id, label }) => ({
        id,
        label: wordsIn(label, request.locale),
        checked: query.field.includes(id),
      })),
    };
    try {
      const { table, stamp, at } = await this.taken(cycleId, query, request, { takes: false });
      const file = (kind: string) => `/cycles/${cycleId}/register/as-of.${kind}?${searchOf(query, at)}`;
      return view('pages/submissions/dated-register/dated-register', {
        ...common,
        at: localDateTime(at, cycle.timeZone).slice(0, 16),
        error: '',
        stamp: stamp.facts,
        head: table.head,
        ...pageOf(table.rows, query, { at, action: common.action, t }),
        csvHref: file('csv'),
        xlsxHref: file('xlsx'),
        pdfHref: file('pdf'),
      });
    } catch (error) {
      if (!(error instanceof Refusal) || error.detail.code !== 'invalid-input') throw error;
      const [problem] = error.detail.problems;
      const again = { at: query.at ?? '', error: fieldWords(problem!, t), stamp: null };
      return view('pages/submissions/dated-register/dated-register', { ...common, ...again }, 422);
    }
  }

  @Get('as-of.csv')
  async csv(
    @Param('cycle') cycleId: string,
    @Query({ schema: datedQuery }) query: DatedQuery,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const { table, stamp } = await this.taken(cycleId, query, request, { takes: true });
    const under = [[], ...stamp.facts.map(({ term, value }) => [term, value])];
    return download(csvText([table.head, ...table.rows, ...under]), 'register.csv', 'text/csv; charset=utf-8');
  }

  @Get('as-of.xlsx')
  async xlsx(
    @Param('cycle') cycleId: string,
    @Query({ schema: datedQuery }) query: DatedQuery,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const t = translator(request.locale);
    const { table, stamp } = await this.taken(cycleId, query, request, { takes: true });
    const bytes = await spreadsheetOf([
      { name: t('submissions:dated.sheet'), rows: [table.head, ...table.rows] },
      {
        name: t('submissions:dated.stamp'),
        rows: [[stamp.title], ...stamp.facts.map(({ term, value }) => [term, value])],
      },
    ]);
    return download(bytes, 'register.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  }

  @Get('as-of.pdf')
  async pdf(
    @Param('cycle') cycleId: string,
    @Query({ schema: datedQuery }) query: DatedQuery,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const { table, stamp } = await this.taken(cycleId, query, request, { takes: true });
    return download(await this.printer.print(registerPaper(table, stamp)), 'register.pdf', 'application/pdf');
  }

  private async taken(
    cycleId: string,
    query: DatedQuery,
    request: FastifyRequest,
    { takes }: { takes: boolean },
  ): Promise<{ table: RegisterTable; stamp: Parameters<typeof registerPaper>[1]; at: Date }> {
    const actor = signedIn(request);
    const { locale } = request;
    const t = translator(locale);
    const frame = await this.reader.frame(actor, cycleId);
    const { cycle, now } = frame;
    const at = atOf(query.at, cycle.timeZone, now);
    const { entries, late, closing, later } = await this.reader.read(actor, cycleId, {
      at,
      nominationId: query.nomination,
      takes,
    });
    const fields = fieldsOf(frame, query).filter(({ id }) => query.field.includes(id));
    const table = tableAt(entries, { ...frame, fields, late, at, locale, t });
    const instant = (when: Date) =>
      formatInstant(when, { locale, timeZone: cycle.timeZone, year: 'always', seconds: true });
    const facts = [
      { term: t('submissions:dated.at'), value: instant(at) },
      { term: t('submissions:dated.made'), value: instant(now) },
      { term: t('submissions:dated.by'), value: actor.name },
      { term: t('submissions:dated.count'), value: String(entries.length) },
      ...(closing
        ? [{ term: t('terms:closing.fact'), value: closingSentence(closing, frame, { locale, now: at }) }]
        : []),
      ...(later > 0 ? [{ term: t('terms:closing.later'), value: String(later) }] : []),
      ...(late.length > 0 ? [{ term: t('terms:late.title'), value: String(late.length) }] : []),
      { term: 'SHA-256', value: table.hash },
    ];
    return { table, stamp: { title: t('submissions:dated.heading', { title: cycle.title }), facts, madeAt: now }, at };
  }
}

/** The answers that can be columns: of one nomination, for each asks something else. */
function fieldsOf(frame: Awaited<ReturnType<DatedRegisterReader['frame']>>, { nomination }: DatedQuery): FormField[] {
  if (!frame.nominations.some(({ id }) => id === nomination)) return [];
  const { fields } = currentFormOf({ forms: frame.forms }, nomination!);
  return fields.filter(({ id }) => id !== 'title');
}

/** In the zone of the contest, or with a zone of its own; without one it is now. A minute is meant with its last second. */
function atOf(typed: string | undefined, timeZone: string, now: Date): Date {
  if (!typed) return now;
  if (/Z$|[+-]\d\d:\d\d$/.test(typed) && !Number.isNaN(Date.parse(typed))) return new Date(typed);
  if (!isLocalTime(typed))
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/at', rule: 'not-a-date' }] });
  return instantOf(typed, timeZone);
}

/** A page of the rows, with the ways to those before and after it. */
function pageOf(
  rows: RegisterTable['rows'],
  query: DatedQuery,
  { at, action, t }: { at: Date; action: string; t: Translator },
) {
  const last = Math.max(1, Math.ceil(rows.length / shownRows));
  const page = Math.min(query.page, last);
  const from = (page - 1) * shownRows;
  const link = (n: number) => `${action}?${searchOf(query, at)}&page=${n}`;
  const shown = rows.slice(from, from + shownRows);
  return {
    rows: shown,
    shown: t('submissions:dated.shown', { from: from + 1, to: from + shown.length, n: rows.length }),
    newer: page > 1 ? link(page - 1) : null,
    older: page < last ? link(page + 1) : null,
  };
}

function searchOf({ nomination, field }: DatedQuery, at: Date): string {
  const search = new URLSearchParams({ at: at.toISOString(), ...(nomination && { nomination }) });
  for (const id of field) search.append('field', id);
  return String(search);
}
