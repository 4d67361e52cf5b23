import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ruleWords, selectionWords } from '../../cycles/counting/rule-words.js';
import { pairsOf } from '../../platform/web/options.js';
import { selectionOf } from '../../domain/cycles/entry-facts.js';
import type { EntryCard } from '../../domain/results/protocols/protocol.js';
import { rankingPresets } from '../../domain/cycles/ranking-presets.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { problemOf } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { titlesOf } from '../access/visible-cycle-model.js';
import { mayRunResults } from '../access/results.policy.js';
import { borders, fixForm, scenarioForm, statistics, ties } from './scenarios.schemas.js';
import { scenarioRules } from './scenario-rules.js';
import { cyclePageModel } from '../access/visible-cycle-model.js';
import { ScenariosService, type ScenarioOutcome } from './scenarios.service.js';
import { VisibleCycleReader } from '../access/visible-cycle.reader.js';

const dropForm = z.object({ scenario: z.uuid() });

/** "What if" over the frozen sheets, side by side with the rule in force. */
@Controller('cycles/:cycle/scenarios')
export class ScenariosPages {
  constructor(
    private readonly cycles: VisibleCycleReader,
    private readonly scenarios: ScenariosService,
  ) {}

  @Get()
  show(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(cycleId, request, formWith());
  }

  @Post()
  add(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, scenarioForm, {
      act: async (form, actor) => {
        const { criteria } = await this.cycles.read(actor, cycleId);
        const { edition } = await this.scenarios.list(actor, cycleId);
        await this.scenarios.add(actor, cycleId, scenarioRules(form, edition, criteria));
      },
      after: () => done(`/cycles/${cycleId}/scenarios`, 'results:scenario.added'),
      again: (form) => this.page(cycleId, request, formView(form, request)),
    });
  }

  @Post('fix')
  fix(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, fixForm, {
      act: ({ scenario, reason }, actor) => this.scenarios.fix(actor, cycleId, scenario, reason),
      after: () => done(`/cycles/${cycleId}/scenarios`, 'results:scenario.fixed'),
      again: (form) => this.page(cycleId, request, formView(form, request)),
    });
  }

  @Post('unfix')
  async unfix(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.scenarios.unfix(signedIn(request), cycleId);
    return done(`/cycles/${cycleId}/scenarios`, 'results:scenario.unfixed');
  }

  @Post('drop')
  drop(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, dropForm, {
      act: ({ scenario }, actor) => this.scenarios.drop(actor, cycleId, scenario),
      after: () => done(`/cycles/${cycleId}/scenarios`, 'results:scenario.dropped'),
      again: (form) => this.page(cycleId, request, formView(form, request)),
    });
  }

  private async page(cycleId: string, request: FastifyRequest, form: FormView): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const visible = await this.cycles.read(actor, cycleId);
    const { edition, scenarios, rows, cards } = await this.scenarios.compare(actor, cycleId);
    const titles = titlesOf(visible);
    const words = (rule: Parameters<typeof selectionWords>[0]) => selectionWords(rule, titles, t);
    return view('pages/results/scenarios/scenarios', {
      ...cyclePageModel(visible, request, 'scenarios'),
      action: `/cycles/${cycleId}/scenarios`,
      mayRun: mayRunResults(actor, { cycleId }),
      inForce: words(selectionOf(edition)),
      scenarios: scenarios.map(({ id, title, rankingRule, selectionRule, fixedAt, fixedReason }) => ({
        id,
        title,
        fixed: fixedAt !== null,
        reason: fixedReason,
        selection: words(selectionRule),
        counting: ruleWords(rankingRule, titles, t),
      })),
      anyFixed: scenarios.some(({ fixedAt }) => fixedAt !== null),
      ranked: rows.length > 0,
      rows: rows.map(({ nomination, selected, outcomes }) => ({
        title: nomination.title,
        href: `/cycles/${cycleId}/ranking?nomination=${nomination.id}`,
        selected,
        outcomes: outcomes.map((outcome, index) => ({
          scenario: scenarios[index]!.title,
          ...outcomeModel(outcome, { cards, t, request }),
        })),
      })),
      form,
      options: optionsOf(t),
    });
  }
}

function outcomeModel(
  outcome: ScenarioOutcome,
  { cards, t, request }: { cards: Record<string, EntryCard>; t: Translator; request: FastifyRequest },
) {
  if ('refusal' in outcome) {
    const context = { locale: request.locale, timeZone: request.timeZone, requestId: request.id };
    return { refusal: problemOf(new Refusal(outcome.refusal), context).title, words: '', enters: [], leaves: [] };
  }
  const named = (ids: readonly string[]) =>
    ids.map((id) => ({ title: cards[id]?.title ?? '', region: cards[id]?.region ?? '' }));
  const { enters, leaves } = outcome.change;
  const words = outcome.void
    ? t('results:ranking.void', { ...outcome.void })
    : t('results:scenario.selected', { n: outcome.selected });
  return {
    refusal: '',
    words: enters.length + leaves.length === 0 && !outcome.void ? `${words} ${t('results:scenario.same')}` : words,
    enters: named(enters),
    leaves: named(leaves),
  };
}

function optionsOf(t: Translator) {
  return {
    preset: rankingPresets.map(({ id }) => ({ value: id, label: t(`cycles:preset.${id}`) })),
    across: pairsOf(statistics, (each) => t(`cycles:counting.across.${each}`)),
    tie: pairsOf(ties, (each) => t(`cycles:tie.${each}`)),
    atBorder: pairsOf(borders, (each) => t(`cycles:counting.border.${each}`)),
  };
}
