import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import type { FastifyRequest } from 'fastify';
import Fraction from 'fraction.js';
import { z } from 'zod';
import { cycleSide } from '../cycles/cycle-side.js';
import type { Nomination } from '../cycles/nomination.entity.js';
import { ruleWords } from '../cycles/rule-words.js';
import { Refusal } from '../domain/refusal.js';
import type { RankingRow } from '../domain/ranking.js';
import { done, download, view, type Download, type Redirect, type View } from '../platform/http/page.js';
import { signedIn } from '../platform/http/request.js';
import { formatInstant, formatNumber } from '../platform/web/format.js';
import { translator, type Translator } from '../platform/web/i18n.js';
import { phaseStrip } from '../platform/web/phase-strip.js';
import { inputOf, RankingsService } from './rankings.service.js';
import { mayRunResults } from './results.policy.js';
import { ResultsReader } from './results.reader.js';
import { inOrder, outcomeStatus, placeText, shownNumber, tieWords, unrankedWords } from './results-words.js';

const query = z.object({
  nomination: z.string().max(40).optional().catch(undefined),
  all: z.literal('1').optional().catch(undefined),
});
const shownRows = 50;

type Frame = Awaited<ReturnType<ResultsReader['frame']>>;
type Found = NonNullable<Awaited<ReturnType<ResultsReader['ranking']>>>;

/** Rankings for those who make and watch them. */
@Controller('cycles/:cycle')
export class RankingPages {
  constructor(
    private readonly reader: ResultsReader,
    private readonly rankings: RankingsService,
  ) {}

  @Get('ranking')
  async ranking(
    @Param('cycle') cycleId: string,
    @Query({ schema: query }) asked: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const frame = await this.reader.frame(signedIn(request), cycleId);
    if (!asked.nomination) return this.overview(frame, request);
    const nomination = nominationOf(frame, asked.nomination);
    const found = await this.reader.ranking(signedIn(request), nomination);
    return found
      ? this.table({ frame, nomination, found, all: asked.all === '1' }, request)
      : this.unranked(frame, nomination, request);
  }

  @Post('ranking')
  async rank(
    @Param('cycle') cycleId: string,
    @Body({ schema: query }) { nomination }: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    const actor = signedIn(request);
    if (nomination) {
      await this.rankings.rank(actor, nomination);
      return done(`/cycles/${cycleId}/ranking?nomination=${nomination}`, 'results:ranking.done', { n: 1 });
    }
    const made = await this.rankings.rankAll(actor, cycleId);
    return done(`/cycles/${cycleId}/ranking`, 'results:ranking.done', { n: made.length });
  }

  /** One nomination or all of them as a table for spreadsheets; cells that look like formulas are made harmless. */
  @Get('ranking.csv')
  async csv(
    @Param('cycle') cycleId: string,
    @Query({ schema: query }) asked: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const t = translator(request.locale);
    const frame = await this.reader.frame(signedIn(request), cycleId);
    const wanted = asked.nomination ? [nominationOf(frame, asked.nomination)] : frame.nominations;
    const columns = ['nomination', 'place', 'number', 'practice', 'organisation', 'region', 'total', 'exact', 'sheets'];
    const rows = [[...columns, 'assigned', 'decision'].map((column) => t(`results:column.${column}`))];
    for (const nomination of wanted) {
      const found = await this.reader.ranking(signedIn(request), nomination);
      if (found) rows.push(...csvRows(nomination, found, t));
    }
    const name = `ranking-${frame.cycle.year}${asked.nomination ? `-${wanted[0]!.code}` : ''}.csv`;
    return download(
      stringify(rows, { bom: true, delimiter: ';', escape_formulas: true }),
      name,
      'text/csv; charset=utf-8',
    );
  }

  @Get('ranking/:entry')
  async explanation(
    @Param('cycle') cycleId: string,
    @Param('entry') entryId: string,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const frame = await this.reader.entry(signedIn(request), cycleId, entryId);
    const { row, nomination, ranking, cards } = frame;
    const titles = titlesOf(frame);
    const input = inputOf(ranking);
    const { explanation } = row;
    const perSheet = explanation.aggregate === 'weighted-sum-per-sheet-then-mean';
    return view('pages/results/explanation', {
      ...frameOf(frame, request),
      title: cards[entryId]?.title ?? row.registerNumber,
      crumbs: [
        { href: `/cycles/${cycleId}/ranking`, label: t('results:ranking.title') },
        { href: `/cycles/${cycleId}/ranking?nomination=${nomination.id}`, label: nomination.title },
        { label: row.registerNumber },
      ],
      about: [row.registerNumber, cards[entryId]?.organisation, cards[entryId]?.region].filter(Boolean).join(' · '),
      figures: [
        { label: t('results:column.place'), value: placeText(row.place) },
        { label: t('results:column.total'), value: formatNumber(row.totalShown, { locale, digits: input.decimals }) },
        { label: t('results:column.sheets'), value: String(row.sheets) },
      ],
      experts: explanation.experts.map((_, index) => t('results:how.expert', { n: index + 1 })),
      rounds: explanation.criteria.some(({ rounded }) => rounded !== null),
      criteria: explanation.criteria.map((step) => ({
        title: titles.get(step.criterionId) ?? step.criterionId,
        scores: step.scores.map((score) => (score ? formatNumber(score, { locale }) : '—')),
        mean: shownNumber(step.mean, locale),
        rounded: step.rounded === null ? '' : shownNumber(step.rounded, locale).text,
        weight: shownNumber(step.weight, locale).text,
        weighted: shownNumber(step.weighted, locale),
      })),
      sums: explanation.sheets.map((sum) => shownNumber(sum, locale).text),
      unrounded: shownNumber(explanation.unrounded, locale),
      median: shownNumber(explanation.median, locale).text,
      perSheet,
      total: formatNumber(row.totalShown, { locale, digits: input.decimals }),
      rule: ruleWords(input.rule, titles, t),
      tie: row.tie ? tieWords(row.tie, titles, t) : '',
      hash: ranking.inputsHash,
      computed: instantText(ranking.computedAt, request, frame.now),
    });
  }

  private overview(frame: Frame, request: FastifyRequest): Promise<View> {
    return this.overviewRows(frame, request).then((rows) => {
      const { cycle } = frame;
      return view('pages/results/rankings', {
        ...frameOf(frame, request),
        rows,
        action: `/cycles/${cycle.id}/ranking`,
        csvHref: `/cycles/${cycle.id}/ranking.csv`,
        mayRank: mayRunResults(signedIn(request), { cycleId: cycle.id }),
      });
    });
  }

  private async overviewRows(frame: Frame, request: FastifyRequest) {
    const t = translator(request.locale);
    const rows = [];
    for (const nomination of frame.nominations) {
      const found = await this.reader.ranking(signedIn(request), nomination);
      const sheets = frame.sheets.get(nomination.id) ?? { entries: 0, assigned: 0, submitted: 0 };
      rows.push({
        href: `/cycles/${frame.cycle.id}/ranking?nomination=${nomination.id}`,
        title: nomination.title,
        code: nomination.code,
        entries: sheets.entries,
        submitted: sheets.submitted,
        assigned: sheets.assigned,
        sheets: t('results:sheetsOf', { n: sheets.submitted, of: sheets.assigned }),
        computed: found ? instantText(found.ranking.computedAt, request, frame.now) : '',
        status: rankingStatus(found, t),
      });
    }
    return rows;
  }

  private unranked(frame: Frame, nomination: Nomination, request: FastifyRequest): View {
    const t = translator(request.locale);
    const { submitted, assigned } = frame.sheets.get(nomination.id) ?? { submitted: 0, assigned: 0 };
    return view('pages/results/ranking-empty', {
      ...frameOf(frame, request),
      nomination: { id: nomination.id, title: nomination.title },
      crumbs: crumbsOf(frame, nomination, t),
      action: `/cycles/${frame.cycle.id}/ranking`,
      sheets: t('results:sheetsOf', { n: submitted, of: assigned }),
      mayRank: mayRunResults(signedIn(request), { cycleId: frame.cycle.id, nominationId: nomination.id }),
    });
  }

  private table(
    { frame, nomination, found, all }: { frame: Frame; nomination: Nomination; found: Found; all: boolean },
    request: FastifyRequest,
  ): View {
    const t = translator(request.locale);
    const { cycle, edition, now } = frame;
    const input = inputOf(found.ranking);
    const maximum = input.criteria.reduce(
      (sum, { weight, scaleMax }) => sum.add(new Fraction(weight).mul(new Fraction(scaleMax))),
      new Fraction(0),
    );
    const shown = all ? found.ranked : found.ranked.slice(0, shownRows);
    const href = `/cycles/${cycle.id}/ranking?nomination=${nomination.id}`;
    const border = found.ranked.filter(({ place }) => place.from <= edition.finalistsForeseen).length;
    const assigned = frame.sheets.get(nomination.id)?.assigned ?? 0;
    const facts = {
      entries: found.ranked.length + found.unranked.length,
      sheets: t('results:sheetsOf', { n: found.ranking.sheets, of: assigned }),
      at: instantText(found.ranking.computedAt, request, now),
    };
    return view('pages/results/ranking', {
      ...frameOf(frame, request),
      nomination: { id: nomination.id, title: nomination.title },
      crumbs: crumbsOf(frame, nomination, t),
      lead: t('results:ranking.lead', facts),
      rows: shown.map((row, index) => ({
        ...this.row(row, found, t),
        href: `/cycles/${cycle.id}/ranking/${row.entryId}`,
        value: Number(new Fraction(row.total).div(maximum).mul(100).round(2).toString()),
        // The line stands where the regulation's number of finalists ends, ties included.
        line:
          index === border - 1 && border < found.ranked.length
            ? t('results:quotaLine', lineFacts(border, edition))
            : '',
      })),
      unranked: found.unranked.map((row) => ({
        number: row.registerNumber,
        title: found.cards[row.entryId]?.title ?? '',
        region: found.cards[row.entryId]?.region ?? row.regionCode,
        reason: unrankedWords(row, titlesOf(frame), t),
      })),
      shown: t('results:ranking.shown', { n: shown.length, of: found.ranked.length }),
      allLink: shown.length < found.ranked.length ? { href: `${href}&all=1`, label: t('results:ranking.all') } : null,
      csvHref: `/cycles/${cycle.id}/ranking.csv?nomination=${nomination.id}`,
      decideHref: `/cycles/${cycle.id}/decisions?nomination=${nomination.id}`,
      action: `/cycles/${cycle.id}/ranking`,
      stale: !found.fresh,
      missing: Math.max(0, assigned - found.ranking.sheets),
      mayRank: mayRunResults(signedIn(request), { cycleId: cycle.id, nominationId: nomination.id }),
      rule: ruleWords(input.rule, titlesOf(frame), t),
      hash: found.ranking.inputsHash,
    });
  }

  private row(row: RankingRow, found: Found, t: Translator) {
    const card = found.cards[row.entryId];
    const awards = found.awards.filter(({ submissionId }) => submissionId === row.entryId);
    return {
      place: placeText(row.place),
      number: row.registerNumber,
      title: card?.title ?? row.registerNumber,
      region: card?.region ?? row.regionCode,
      total: row.totalShown,
      sheets: t('results:sheetsOf', { n: row.sheets, of: found.assigned.get(row.entryId) ?? row.sheets }),
      late: row.sheets < (found.assigned.get(row.entryId) ?? row.sheets),
      tie: row.place.from !== row.place.to,
      awards: inOrder(awards).map(({ outcome }) => outcomeStatus(outcome, t)),
      honoured: awards.some(({ outcome }) => outcome !== 'recommended'),
    };
  }
}

const lineFacts = (n: number, { finalistsForeseen: foreseen }: { finalistsForeseen: number }) => ({ n, foreseen });

const titlesOf = ({ criteria }: Pick<Frame, 'criteria'>) => new Map(criteria.map(({ id, title }) => [id, title]));

function nominationOf(frame: Frame, id: string): Nomination {
  const nomination = frame.nominations.find((candidate) => candidate.id === id);
  if (!nomination) throw new Refusal({ code: 'not-found' });
  return nomination;
}

function crumbsOf({ cycle }: Frame, nomination: Nomination, t: Translator) {
  return [{ href: `/cycles/${cycle.id}/ranking`, label: t('results:ranking.title') }, { label: nomination.title }];
}

function rankingStatus(found: Found | null, t: Translator) {
  if (!found) return { word: t('results:state.none'), mark: 'empty', tone: '' };
  if (!found.fresh) return { word: t('results:state.stale'), mark: 'half', tone: 'wait' };
  return { word: t('results:state.fresh'), mark: 'full', tone: 'ok' };
}

export function instantText(at: Date, { locale, timeZone }: FastifyRequest, now: Date): string {
  return formatInstant(at, { locale, timeZone, now });
}

/** What stands around every page of rankings. */
function frameOf({ cycle, stages, now }: Pick<Frame, 'cycle' | 'stages' | 'now'>, request: FastifyRequest) {
  const { locale, timeZone } = request;
  return {
    side: cycleSide(translator(locale), cycle.id, 'ranking'),
    strip: phaseStrip({ stages, now, timeZone, locale }),
    year: cycle.year,
  };
}

function csvRows(nomination: Nomination, found: Found, t: Translator): string[][] {
  const common = (entryId: string, number: string) => {
    const card = found.cards[entryId];
    return [number, card?.title ?? '', card?.organisation ?? '', card?.region ?? ''];
  };
  const ending = (entryId: string, sheets: number) => {
    const awards = found.awards.filter(({ submissionId }) => submissionId === entryId);
    const words = awards.map(({ outcome }) => t(`results:outcome.${outcome}`)).join(', ');
    return [String(sheets), String(found.assigned.get(entryId) ?? 0), words];
  };
  return [
    ...found.ranked.map((row) => [
      nomination.title,
      placeText(row.place),
      ...common(row.entryId, row.registerNumber),
      row.totalShown.replace('.', ','),
      row.total,
      ...ending(row.entryId, row.sheets),
    ]),
    ...found.unranked.map((row) => [
      nomination.title,
      '',
      ...common(row.entryId, row.registerNumber),
      '',
      '',
      ...ending(row.entryId, row.sheets),
    ]),
  ];
}
