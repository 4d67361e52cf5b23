import { Controller, Get, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ruleWords } from '../../cycles/counting/rule-words.js';
import { view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatNumber } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { correctedWords, derivation, weightsWords } from './explanation-model.js';
import { instantText, titlesOf, cyclePageModel } from '../access/visible-cycle-model.js';
import { mayRunResults } from '../access/results.policy.js';
import { placeText, shownNumber, tieWords } from '../rankings/ranking-words.js';
import { RankingTableReader } from './ranking-table.reader.js';

/** How one entry came to its total and its place: every number with what it was made of. */
@Controller('cycles/:cycle/ranking')
export class ExplanationPages {
  constructor(private readonly reader: RankingTableReader) {}

  @Get(':entry')
  async explanation(
    @Param('cycle') cycleId: string,
    @Param('entry') entryId: string,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const visible = await this.reader.entry(actor, cycleId, entryId);
    const { row, nomination, ranking, cards } = visible;
    const titles = titlesOf(visible, visible.facts);
    const input = ranking.inputs;
    const { explanation } = row;
    const shown = (value: string) => shownNumber(value, locale).text;
    return view('pages/results/ranking-table/explanation', {
      ...cyclePageModel(visible, request, 'ranking'),
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
      weights: weightsWords(explanation, t),
      corrected: correctedWords(explanation, t),
      correctHref: mayRunResults(actor, { cycleId, nominationId: nomination.id })
        ? `/cycles/${cycleId}/corrections/new?entry=${entryId}`
        : '',
      steps: derivation(row, { input, titles, locale, t }),
      experts: explanation.experts.map((_, index) => t('results:how.expert', { n: index + 1 })),
      criteria: explanation.criteria.map((step) => ({
        id: step.criterionId,
        title: titles.get(step.criterionId) ?? step.criterionId,
        scores: step.scores.map((score) => (score ? formatNumber(score, { locale }) : '—')),
        self: visible.selfScores[step.criterionId] ? shown(visible.selfScores[step.criterionId]!) : '—',
        mean: shown(step.rounded ?? step.mean),
        weight: shown(step.weight),
        weighted: shown(step.weightedRounded ?? step.weighted),
      })),
      selfNote: Object.keys(visible.selfScores).length > 0,
      sums: explanation.sheets.map(shown),
      rule: ruleWords(input.rule, titles, t),
      tie: row.tie ? tieWords(row.tie, titles, t) : '',
      lot: row.tie?.lot ?? '',
      hash: ranking.inputsHash,
      computed: instantText(ranking.computedAt, request, visible.now),
    });
  }
}
