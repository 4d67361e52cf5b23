import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import type { FastifyRequest } from 'fastify';
import Fraction from 'fraction.js';
import { z } from 'zod';
import { endsOf } from '../domain/judging/evaluation.js';
import type { Nomination } from '../cycles/nominations/nomination.entity.js';
import { ruleWords, selectionWords } from '../cycles/counting/rule-words.js';
import { Refusal } from '../domain/kernel/refusal.js';
import {
  done,
  download,
  redirect,
  view,
  type Download,
  type Redirect,
  type View,
} from '../platform/http/pages/page.js';
import { signedIn } from '../platform/http/request.js';
import { translator, type Translator } from '../platform/web/i18n.js';
import { taskModel } from '../platform/web/task-model.js';
import { csvHead, csvRows } from './ranking-csv.js';
import { tableModel, type Found } from './ranking-table.js';
import { inputOf, RankingsService } from './rankings.service.js';
import { frameModel, instantText, titlesOf, type Frame } from './results-frame.js';
import { mayRunResults } from './results.policy.js';
import { ResultsReader } from './results.reader.js';
import { expertsNamed, weighModel } from './weigh-model.js';
import { WeighingsService } from './weighings.service.js';

const query = z.object({
  nomination: z.string().max(40).optional().catch(undefined),
  all: z.literal('1').optional().catch(undefined),
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
export class RankingPages {
  constructor(
    private readonly reader: ResultsReader,
    private readonly rankings: RankingsService,
    private readonly weighings: WeighingsService,
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
    await this.rankings.vote(signedIn(request), nomination, { votes: Object.fromEntries(votes), chair, ground });
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
    const frame = await this.reader.frame(actor, cycleId);
    const wanted = asked.nomination ? [nominationOf(frame, asked.nomination)] : frame.nominations;
    const rows = [csvHead(t)];
    for (const nomination of wanted) {
      const found = await this.reader.ranking(actor, nomination);
      if (!found) continue;
      const { weighing } = await this.weighings.latest(actor, nomination.id);
      rows.push(...csvRows({ nomination, found, weighing, titles: titlesOf(frame, found.facts) }, t));
    }
    const name = `ranking-${frame.cycle.year}${asked.nomination ? `-${wanted[0]!.code}` : ''}.csv`;
    return download(
      stringify(rows, { bom: true, delimiter: ';', escape_formulas: true }),
      name,
      'text/csv; charset=utf-8',
    );
  }

  private async overview(frame: Frame, request: FastifyRequest): Promise<View> {
    const { cycle } = frame;
    const t = translator(request.locale);
    const heads = await this.reader.rankings(cycle.id);
    const kept = await this.reader.kept(cycle.id);
    return view('pages/results/rankings', {
      ...frameModel(frame, request, 'ranking'),
      rows: frame.nominations.map(({ id, title, code }) => {
        const head = heads.get(id);
        const { entries, submitted, assigned } = frame.sheets.get(id) ?? { entries: 0, assigned: 0, submitted: 0 };
        return {
          href: hrefOf(cycle.id, id),
          title,
          code,
          entries: entries - (kept.get(id) ?? 0),
          kept: keptWords(kept.get(id), t),
          submitted,
          assigned,
          sheets: t('results:sheetsOf', { n: submitted, of: assigned }),
          computed: head ? instantText(head.computedAt, request, frame.now) : '',
          status: rankingStatus(head, t),
        };
      }),
      action: `/cycles/${cycle.id}/ranking`,
      csvHref: `/cycles/${cycle.id}/ranking.csv`,
      mayRank: mayRunResults(signedIn(request), { cycleId: cycle.id }),
    });
  }

  private async unranked(frame: Frame, nomination: Nomination, request: FastifyRequest): Promise<View> {
    const t = translator(request.locale);
    const { submitted, assigned } = frame.sheets.get(nomination.id) ?? { submitted: 0, assigned: 0 };
    return view('pages/results/ranking-empty', {
      ...frameModel(frame, request, 'ranking'),
      nomination: { id: nomination.id, title: nomination.title },
      crumbs: crumbsOf(frame, nomination, t),
      action: `/cycles/${frame.cycle.id}/ranking`,
      sheets: t('results:sheetsOf', { n: submitted, of: assigned }),
      kept: keptWords((await this.reader.kept(frame.cycle.id)).get(nomination.id), t),
      mayRank: mayRunResults(signedIn(request), { cycleId: frame.cycle.id, nominationId: nomination.id }),
    });
  }

  private async table(
    { frame, nomination, found, all }: { frame: Frame; nomination: Nomination; found: Found; all: boolean },
    request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const { cycle, now } = frame;
    const actor = signedIn(request);
    const { weighing, task } = await this.weighings.latest(actor, nomination.id);
    const titles = titlesOf(frame, found.facts);
    const { hasMore, ...table } = tableModel(
      { cycleId: cycle.id, found, weighing, titles, all, maximum: maximumOf(found) },
      request,
    );
    const href = hrefOf(cycle.id, nomination.id);
    const assigned = frame.sheets.get(nomination.id)?.assigned ?? 0;
    const weighHref = `/cycles/${cycle.id}/ranking/weigh/${nomination.id}`;
    const running = taskModel(task, href);
    const { selection, rule, scenario } = found.proposal;
    return view('pages/results/ranking', {
      ...frameModel(frame, request, 'ranking'),
      ...table,
      nomination: { id: nomination.id, title: nomination.title },
      crumbs: crumbsOf(frame, nomination, t),
      lead: t('results:ranking.lead', {
        entries: found.ranked.length + found.unranked.length + found.hidden,
        sheets: t('results:sheetsOf', { n: found.ranking.sheets, of: assigned }),
        at: instantText(found.ranking.computedAt, request, now),
      }),
      allLink: hasMore ? { href: `${href}&all=1`, label: t('results:ranking.all') } : null,
      csvHref: `/cycles/${cycle.id}/ranking.csv?nomination=${nomination.id}`,
      decideHref: `/cycles/${cycle.id}/decisions?nomination=${nomination.id}`,
      scenariosHref: `/cycles/${cycle.id}/scenarios`,
      correctionsHref: `/cycles/${cycle.id}/corrections`,
      secondHref: inputOf(found.ranking).rule.secondPhase
        ? `/cycles/${cycle.id}/second-phase?nomination=${nomination.id}`
        : '',
      secondWaits: Boolean(inputOf(found.ranking).rule.secondPhase) && !inputOf(found.ranking).ballots?.length,
      action: `/cycles/${cycle.id}/ranking`,
      stale: !found.fresh,
      missing: Math.max(0, assigned - found.ranking.sheets),
      mayRank: mayRunResults(actor, { cycleId: cycle.id, nominationId: nomination.id }),
      rule: ruleWords(inputOf(found.ranking).rule, titles, t),
      selection: selectionWords(rule, titles, t),
      scenario: scenario && t('results:ranking.byScenario', { title: scenario.title, reason: scenario.reason }),
      kept: keptWords((await this.reader.kept(cycle.id)).get(nomination.id), t),
      isVoid: selection.void ? t('results:ranking.void', { ...selection.void }) : '',
      hash: found.ranking.inputsHash,
      vote: found.hidden > 0 ? null : voteModel(found, t),
      task: running && { ...running, stopAction: `${weighHref}/stop` },
      weighAction: weighHref,
      stopped: !weighing && task?.state === 'stopped',
      worth: weighing && (await this.worth(weighing, found, request)),
    });
  }

  private async worth(weighing: Parameters<typeof weighModel>[0], found: Found, request: FastifyRequest) {
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

/** The greatest total by the criteria, or that of the best where facts and bonus points lift it higher. */
function maximumOf({ ranking, ranked }: Found): Fraction {
  const { criteria, rule } = inputOf(ranking);
  const byCriteria = criteria.reduce((sum, { id, weight, scaleMax }) => {
    const most = endsOf({ scaleMin: '0', scaleMax, kind: rule.kinds?.[id] }).scaleMax;
    return sum.add(new Fraction(weight).mul(new Fraction(most)));
  }, new Fraction(0));
  const best = new Fraction(ranked[0]?.total ?? 0);
  const isOtherwise = rule.combine === 'mean' || rule.normalise || byCriteria.lt(best);
  return isOtherwise ? best : byCriteria;
}

/** Equals on shared places that the rule gives to an open vote: the first of such groups. */
function voteModel({ ranked, ranking, cards }: Found, t: Translator) {
  if (!inputOf(ranking).rule.tieChain.some(({ kind }) => kind === 'open-vote')) return null;
  const first = ranked.find(({ place }) => place.from !== place.to);
  if (!first) return null;
  const equals = ranked.filter(({ place }) => place.from === first.place.from);
  return {
    lead: t('results:vote.lead', { from: first.place.from, to: first.place.to }),
    rows: equals.map(({ entryId, registerNumber }) => ({
      id: entryId,
      title: cards[entryId]?.title ?? registerNumber,
      number: registerNumber,
    })),
  };
}

function nominationOf(frame: Frame, id: string): Nomination {
  const nomination = frame.nominations.find((candidate) => candidate.id === id);
  if (!nomination) throw new Refusal({ code: 'not-found' });
  return nomination;
}

function crumbsOf({ cycle }: Frame, nomination: Nomination, t: Translator) {
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
