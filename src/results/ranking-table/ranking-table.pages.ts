import { Readable } from 'node:stream';
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { ruleWords, selectionWords } from '../../cycles/counting/rule-words.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import {
  done,
  download,
  redirect,
  view,
  type Download,
  type Redirect,
  type View,
} from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { taskModel } from '../../platform/web/task-model.js';
import { csvText } from '../../platform/tables/csv-writer.js';
import { csvHead, csvRows } from './ranking-spreadsheet.js';
import { tableModel } from './ranking-table-model.js';
import { RankingsService } from '../rankings/rankings.service.js';
import { instantText, titlesOf, cyclePageModel } from '../access/visible-cycle-model.js';
import { mayRunResults } from '../access/results.policy.js';
import { expertsNamed, weighModel } from '../weighing/weighing-model.js';
import { WeighingsService } from '../weighing/weighings.service.js';
import { type VisibleCycle, VisibleCycleReader } from '../access/visible-cycle.reader.js';
import { RankingTableReader, type RankingPage } from './ranking-table.reader.js';
import { ScoreTableReader } from './score-table.reader.js';
import { scoreLines } from './score-spreadsheet.js';
import { OpenVotesService } from '../rankings/open-votes.service.js';
import { voteModel } from './open-vote-model.js';

const query = z.object({
  nomination: z.string().max(40).optional().catch(undefined),
  all: z.literal('1').optional().catch(undefined),
  after: z.coerce.number().int().min(0).max(1_000_000).catch(0).default(0),
});
/** Votes come as `votes-<entry>`, the chair's choice as a list of entries. */
const voteForm = z.looseObject({
  nomination: z.uuid(),
  ground: z.string().max(1000).default(''),
  chair: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((sent) => [sent ?? []].flat()),
});

/** Rankings for those who make and watch them. */
@Controller('cycles/:cycle')
export class RankingTablePages {
  constructor(
    private readonly cycles: VisibleCycleReader,
    private readonly reader: RankingTableReader,
    private readonly rankings: RankingsService,
    private readonly openVotes: OpenVotesService,
    private readonly weighings: WeighingsService,
    private readonly scoreTable: ScoreTableReader,
  ) {}

  @Get('ranking')
  async ranking(
    @Param('cycle') cycleId: string,
    @Query({ schema: query }) asked: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const actor = signedIn(request);
    if (!asked.nomination) return this.overview(await this.cycles.read(actor, cycleId), request);
    const part = { all: asked.all === '1', after: asked.after };
    const { visible, nomination, found } = await this.reader.page(actor, cycleId, asked.nomination, part);
    return found ? this.table({ visible, nomination, found }, request) : this.unranked(visible, nomination, request);
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
      return done(hrefOf(cycleId, nomination), 'results:ranking.done', { n: 1 });
    }
    const made = await this.rankings.rankAll(actor, cycleId);
    return done(`/cycles/${cycleId}/ranking`, 'results:ranking.done', { n: made.length });
  }

  /** Has the ranking weighed by a job that can be watched and stopped. */
  @Post('ranking/weigh/:nomination')
  async weigh(
    @Param('cycle') cycleId: string,
    @Param('nomination') nomination: string,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    await this.weighings.start(signedIn(request), nomination);
    return redirect(hrefOf(cycleId, nomination));
  }

  @Post('ranking/weigh/:nomination/stop')
  async stop(
    @Param('cycle') cycleId: string,
    @Param('nomination') nomination: string,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    await this.weighings.stop(signedIn(request), nomination);
    return redirect(hrefOf(cycleId, nomination));
  }

  @Post('ranking/vote')
  async vote(
    @Param('cycle') cycleId: string,
    @Body({ schema: voteForm }) sent: z.infer<typeof voteForm>,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    const votes = Object.entries(sent).flatMap(([name, value]) => {
      const count = typeof value === 'string' && /^\d{1,4}$/.test(value.trim()) ? Number(value) : null;
      return name.startsWith('votes-') && count !== null ? [[name.slice('votes-'.length), count] as const] : [];
    });
    const { nomination, ground, chair } = sent;
    await this.openVotes.vote(signedIn(request), nomination, { votes: Object.fromEntries(votes), chair, ground });
    return done(hrefOf(cycleId, nomination), 'results:vote.done');
  }

  /** One nomination or all of them as a table for spreadsheets; cells that look like formulas are made harmless. */
  @Get('ranking.csv')
  async csv(
    @Param('cycle') cycleId: string,
    @Query({ schema: query }) asked: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const visible = await this.cycles.read(actor, cycleId);
    const wanted = asked.nomination ? [nominationOf(visible, asked.nomination)] : visible.nominations;
    const rows = [csvHead(t)];
    for (const nomination of wanted) {
      const found = await this.reader.nomination(actor, nomination);
      if (!found) continue;
      const { weighing } = await this.weighings.latest(actor, nomination.id);
      rows.push(...csvRows({ nomination, found, weighing, titles: titlesOf(visible, found.facts) }, t));
    }
    const name = `ranking-${visible.cycle.year}${asked.nomination ? `-${wanted[0]!.code}` : ''}.csv`;
    return download(csvText(rows), name, 'text/csv; charset=utf-8');
  }

  /** Every single sheet that the ranking counts, a row each. */
  @Get('ranking/scores.csv')
  async scores(
    @Param('cycle') cycleId: string,
    @Query({ schema: query }) asked: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const { locale, timeZone } = request;
    const actor = signedIn(request);
    const table = await this.scoreTable.read(actor, cycleId, asked.nomination ?? '', timeZone);
    const { visible, nomination } = table;
    const lines = scoreLines(table, { titles: titlesOf(visible), timeZone, locale, t: translator(locale) });
    const name = `scores-${visible.cycle.year}-${nomination.code}.csv`;
    return download(Readable.from(lines, { objectMode: false }), name, 'text/csv; charset=utf-8');
  }

  private async overview(visible: VisibleCycle, request: FastifyRequest): Promise<View> {
    const { cycle } = visible;
    const t = translator(request.locale);
    const heads = await this.reader.heads(cycle.id);
    const kept = await this.reader.keptByRegion(cycle.id);
    const sheets = await this.reader.sheets(cycle.id);
    return view('pages/results/ranking-table/rankings', {
      ...cyclePageModel(visible, request, 'ranking'),
      rows: visible.nominations.map(({ id, title, code }) => {
        const head = heads.get(id);
        const { entries, submitted, assigned } = sheets.get(id) ?? { entries: 0, assigned: 0, submitted: 0 };
        return {
          href: hrefOf(cycle.id, id),
          title,
          code,
          entries: entries - (kept.get(id) ?? 0),
          kept: keptWords(kept.get(id), t),
          submitted,
          assigned,
          sheets: t('results:sheetsOf', { n: submitted, of: assigned }),
          computed: head ? instantText(head.computedAt, request, visible.now) : '',
          status: rankingStatus(head, t),
        };
      }),
      action: `/cycles/${cycle.id}/ranking`,
      csvHref: `/cycles/${cycle.id}/ranking.csv`,
      mayRank: mayRunResults(signedIn(request), { cycleId: cycle.id }),
    });
  }

  private async unranked(visible: VisibleCycle, nomination: Nomination, request: FastifyRequest): Promise<View> {
    const t = translator(request.locale);
    const { submitted, assigned } = (await this.reader.sheets(visible.cycle.id)).get(nomination.id) ?? {
      submitted: 0,
      assigned: 0,
    };
    return view('pages/results/ranking-table/ranking-empty', {
      ...cyclePageModel(visible, request, 'ranking'),
      nomination: { id: nomination.id, title: nomination.title },
      crumbs: crumbsOf(visible, nomination, t),
      action: `/cycles/${visible.cycle.id}/ranking`,
      sheets: t('results:sheetsOf', { n: submitted, of: assigned }),
      kept: keptWords((await this.reader.keptByRegion(visible.cycle.id)).get(nomination.id), t),
      mayRank: mayRunResults(signedIn(request), { cycleId: visible.cycle.id, nominationId: nomination.id }),
    });
  }

  private async table(
    { visible, nomination, found }: { visible: VisibleCycle; nomination: Nomination; found: RankingPage },
    request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const { cycle, now } = visible;
    const actor = signedIn(request);
    const { ranking, input, weighing, task, awaited, next } = found;
    const titles = titlesOf(visible, found.facts);
    const { hasMore, ...table } = tableModel({ cycleId: cycle.id, found, titles }, request);
    const href = hrefOf(cycle.id, nomination.id);
    const weighHref = `/cycles/${cycle.id}/ranking/weigh/${nomination.id}`;
    const running = taskModel(task, href);
    const { rule, scenario, void: isVoid } = found.proposal;
    return view('pages/results/ranking-table/ranking', {
      ...cyclePageModel(visible, request, 'ranking'),
      ...table,
      nomination: { id: nomination.id, title: nomination.title },
      crumbs: crumbsOf(visible, nomination, t),
      lead: t('results:ranking.lead', {
        entries: found.ranked.length + found.unranked.length + found.hidden,
        sheets: t('results:sheetsOf', { n: ranking.sheets, of: awaited }),
        at: instantText(ranking.computedAt, request, now),
      }),
      nextHref: next === null ? '' : `${href}&after=${next}`,
      allLink: hasMore ? { href: `${href}&all=1`, label: t('results:ranking.all') } : null,
      csvHref: `/cycles/${cycle.id}/ranking.csv?nomination=${nomination.id}`,
      scoresHref: `/cycles/${cycle.id}/ranking/scores.csv?nomination=${nomination.id}`,
      decideHref: `/cycles/${cycle.id}/decisions?nomination=${nomination.id}`,
      scenariosHref: `/cycles/${cycle.id}/scenarios`,
      correctionsHref: `/cycles/${cycle.id}/corrections`,
      secondHref: input.rule.secondPhase ? `/cycles/${cycle.id}/second-phase?nomination=${nomination.id}` : '',
      secondWaits: Boolean(input.rule.secondPhase) && !input.isBalloted,
      action: `/cycles/${cycle.id}/ranking`,
      stale: !found.fresh,
      missing: Math.max(0, awaited - ranking.sheets),
      mayRank: mayRunResults(actor, { cycleId: cycle.id, nominationId: nomination.id }),
      rule: ruleWords(input.rule, titles, t),
      selection: selectionWords(rule, titles, t),
      scenario: scenario && t('results:ranking.byScenario', { title: scenario.title, reason: scenario.reason }),
      kept: keptWords(found.kept, t),
      isVoid: isVoid ? t('results:ranking.void', { ...isVoid }) : '',
      hash: ranking.inputsHash,
      vote: voteModel(found, t),
      task: running && { ...running, stopAction: `${weighHref}/stop` },
      weighAction: weighHref,
      stopped: !weighing && task?.state === 'stopped',
      worth: weighing && (await this.worth(weighing, found, request)),
    });
  }

  private async worth(weighing: Parameters<typeof weighModel>[0], found: RankingPage, request: FastifyRequest) {
    const rows = [...found.ranked, ...found.unranked];
    return weighModel(weighing, {
      cards: found.cards,
      numbers: new Map(rows.map(({ entryId, registerNumber }) => [entryId, registerNumber])),
      experts: await this.reader.expertNames(expertsNamed(weighing)),
      locale: request.locale,
      t: translator(request.locale),
    });
  }
}

const hrefOf = (cycleId: string, nominationId: string) => `/cycles/${cycleId}/ranking?nomination=${nominationId}`;

function nominationOf(visible: VisibleCycle, id: string): Nomination {
  const nomination = visible.nominations.find((candidate) => candidate.id === id);
  if (!nomination) throw new Refusal({ code: 'not-found' });
  return nomination;
}

function crumbsOf({ cycle }: VisibleCycle, nomination: Nomination, t: Translator) {
  return [{ href: `/cycles/${cycle.id}/ranking`, label: t('results:ranking.title') }, { label: nomination.title }];
}

/** How many admitted entries are not before the experts, where only laureates of regions go on. */
const keptWords = (count: number | undefined, t: Translator): string =>
  count ? t('results:ranking.kept', { n: count }) : '';

function rankingStatus(head: { stale: boolean } | undefined, t: Translator) {
  if (!head) return { word: t('results:state.none'), mark: 'empty', tone: '' };
  if (head.stale) return { word: t('results:state.stale'), mark: 'half', tone: 'wait' };
  return { word: t('results:state.fresh'), mark: 'full', tone: 'ok' };
}
