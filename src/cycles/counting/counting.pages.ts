import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { selectionOf, type CountingRules } from '../../domain/cycles/entry-facts.js';
import type { FormField } from '../../domain/cycles/form.js';
import { presetFor, rankingPresets, type RankingPreset } from '../../domain/cycles/ranking-presets.js';
import { plainRankingRule, publicVotesFact } from '../../domain/ranking/ranking-rule.js';
import { Refusal, type FieldProblem } from '../../domain/kernel/refusal.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { problemsOf } from '../../platform/schema-problems.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { countingFrom, rowsOf, type Typed } from './counting-form.js';
import { kindChoices } from '../criteria/criterion-kind-form.js';
import { valuesOf, withoutDefaults } from './counting-form-values.js';
import { editionFrame } from '../regulation/edition-model.js';
import { RegulationReader, type CycleRules } from '../regulation/regulation.reader.js';
import { editionInput } from '../editions/editions.schemas.js';
import type { RegulationEdition } from '../editions/regulation-edition.entity.js';
import { pairsOf } from '../../platform/web/options.js';
import { RegulationService } from '../regulation/regulation.service.js';
import { ruleWords, selectionWords, type Titles } from './rule-words.js';

const query = z.object({ preset: z.string().max(60).optional().catch(undefined) });
const countingShape = z.object({
  rankingRule: editionInput.shape.rankingRule,
  selectionRule: editionInput.shape.selectionRule,
  entryFacts: editionInput.shape.entryFacts,
});
const sent = z.looseObject({ version: z.coerce.number().int(), reason: z.string().max(1000).default('') });
const leastTieRows = 6;

/** How sheets become places, and places a list of those who go on. A part of the regulation. */
@Controller('cycles/:id/counting')
export class CountingPages {
  constructor(
    private readonly regulation: RegulationService,
    private readonly reader: RegulationReader,
  ) {}

  @Get()
  show(
    @Param('id') id: string,
    @Query({ schema: query }) { preset }: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.page(id, request, { preset: rankingPresets.find((each) => each.id === preset) ?? null });
  }

  @Post()
  write(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, sent, {
      act: async ({ version, reason, ...typed }, actor) => {
        const { criteria } = await this.reader.rules(actor, id);
        await this.regulation.amend(actor, id, { version, reason, ...readCounting(typed, criteria) });
      },
      after: () => done(`/cycles/${id}/counting`, 'cycles:counting.saved'),
      again: (again) => this.page(id, request, { again }),
    });
  }

  private async page(
    id: string,
    request: FastifyRequest,
    { preset = null, again = null }: { preset?: RankingPreset | null; again?: FormAgain | null },
  ): Promise<View> {
    const rules = await this.reader.rules(signedIn(request), id);
    const t = translator(request.locale);
    const [edition] = rules.editions;
    const { criteria } = rules;
    const fields = fieldsOf(rules);
    const shown = preset ? countingOfPreset(preset, criteria) : countingOf(edition);
    const values: Typed = again?.values ?? { ...valuesOf(shown, criteria, t), timeZone: timeZoneOf(shown, rules) };
    const frame = editionFrame(request, rules, { page: 'counting', again: again && beside(again, criteria) });
    const titles = titlesOf(rules, fields);
    return view('pages/cycles/counting/counting', {
      ...frame,
      values,
      preset: preset && presetNote(preset, criteria, t),
      presets: rankingPresets.map((each) => ({ value: each.id, label: t(`cycles:preset.${each.id}`) })),
      chosen: preset?.id ?? '',
      words: edition
        ? [...ruleWords(edition.rankingRule, titles, t), ...selectionWords(selectionOf(edition), titles, t)]
        : [],
      options: optionsOf(rules, fields, t),
      ...rowModels({ values, errors: frame.errors }, rules, t),
    });
  }
}

/** The rules that a form says; refuses with `invalid-input` what has not their shape, by the fields of the form. */
function readCounting(typed: Typed, criteria: CycleRules['criteria']): CountingRules {
  const { counting, problems } = countingFrom(typed, criteria);
  const read = countingShape.safeParse(counting);
  const found = [...problems, ...(read.success ? [] : problemsOf(read.error))];
  if (!read.success || found.length > 0) throw new Refusal({ code: 'invalid-input', problems: found });
  const { rankingRule, selectionRule, entryFacts } = read.data;
  return {
    rankingRule: withoutDefaults(rankingRule),
    selectionRule: selectionRule ?? null,
    entryFacts: entryFacts ?? {},
  };
}

/** Problems by JSON pointer, brought to the fields of the form. */
function beside(again: FormAgain, criteria: CycleRules['criteria']): FormAgain {
  const { fieldOf } = countingFrom(again.values, criteria);
  const problems = again.problems.map((problem): FieldProblem => {
    const isOfRules = /^\/(rankingRule|selectionRule|entryFacts)/.test(problem.pointer);
    return isOfRules ? { ...problem, pointer: `/${fieldOf(problem.pointer)}` } : problem;
  });
  return { ...again, problems };
}

function countingOf(edition: RegulationEdition | undefined): CountingRules {
  const { rankingRule = plainRankingRule, selectionRule = null, entryFacts = {} } = edition ?? {};
  return { rankingRule, selectionRule, entryFacts };
}

const countingOfPreset = (preset: RankingPreset, criteria: CycleRules['criteria']): CountingRules => ({
  rankingRule: presetFor(preset, criteria),
  selectionRule: preset.selection,
  entryFacts: {},
});

function timeZoneOf({ rankingRule }: CountingRules, { cycle }: CycleRules): string {
  const day = rankingRule.tieChain.find((tie) => tie.kind === 'earlier-day');
  return day?.kind === 'earlier-day' ? day.timeZone : cycle.timeZone;
}

/** Every field that some form of the cycle asks, once. */
function fieldsOf({ forms }: CycleRules): FormField[] {
  const all = [...forms.values()].flatMap((form) => form.fields);
  return [...new Map(all.map((field) => [field.id, field])).values()];
}

function titlesOf({ criteria }: CycleRules, fields: readonly FormField[]): Titles {
  return new Map([
    ...fields.map(({ id, label }) => [id, label.ru] as const),
    ...criteria.map(({ id, title }) => [id, title] as const),
  ]);
}

function presetNote(preset: RankingPreset, criteria: CycleRules['criteria'], t: Translator) {
  const { assumed, source } = preset;
  return {
    lead: t('cycles:counting.preset.lead', { title: t(`cycles:preset.${preset.id}`) }),
    source: t('cycles:counting.preset.source', { source }),
    assumed: assumed.length
      ? t('cycles:counting.preset.assumed', {
          list: assumed.map((what) => t(`cycles:counting.assumed.${what}`)).join(', '),
        })
      : '',
    criteria:
      preset.criteria.length === criteria.length
        ? ''
        : t('cycles:counting.preset.criteria', { n: preset.criteria.length, own: criteria.length }),
  };
}

function optionsOf({ nominations, criteria }: CycleRules, fields: readonly FormField[], t: Translator) {
  const rule = editionInput.shape.rankingRule.shape;
  const ofType = (type: FormField['type']) =>
    fields.filter((field) => field.type === type).map(({ id, label }) => ({ value: id, label: label.ru }));
  const words = <Value extends string>(part: string, values: readonly Value[]) =>
    pairsOf(values, (value) => t(`cycles:counting.${part}.${value}`));
  return {
    aggregate: pairsOf(rule.aggregate.options, (each) => t(`cycles:aggregate.${each}`)),
    across: words('across', ['mean', 'median', 'sum', 'trimmed-mean']),
    combine: words('combine', ['sum', 'mean']),
    cannotJudge: words('cannotJudge', ['refuse', 'leave-out', 'sheet-not-counted']),
    kind: words('kind', kindChoices),
    nomination: nominations.map(({ code, title }) => ({ value: code, label: title })),
    number: ofType('number'),
    fact: [...ofType('number'), { value: publicVotesFact, label: t('cycles:counting.publicVotes') }],
    checkbox: ofType('checkbox'),
    group: [{ value: 'region', label: t('cycles:counting.quota.region') }, ...ofType('select')],
    normalise: words('normalise', ['scale-maximum', 'best-entry']),
    by: words('divergence.by', ['total', 'criterion']),
    unit: words('divergence.unit', ['points', 'percent']),
    finish: words('divergence.finish', ['third-is-final', 'mean-of-all', 'mean-of-closest-two']),
    rounding: words('percent', ['down', 'up', 'half-up']),
    second: words('second', ['marks', 'rank-points', 'votes', 'pass', 'schulze', 'stv']),
    equals: words('second.equals', ['share', 'first-phase']),
    needs: words('second.needs', ['majority', 'two-thirds', 'all']),
    atBorder: words('border', ['widen', 'narrow', 'tie-chain']),
    tie: [
      ...criteria.map(({ id, title }) => ({ value: `criterion:${id}`, label: t('cycles:tie.criterion', { title }) })),
      ...pairsOf(
        ['median', 'earlier-submission', 'earlier-day', 'more-sheets', 'open-vote', 'lot', 'share'] as const,
        (tie) => t(`cycles:tie.${tie}`),
      ),
    ],
  };
}

/** The repeated parts of the form, with what stands in each field and what is wrong with it. */
function rowModels(
  { values, errors }: { values: Typed; errors: Readonly<Record<string, string>> },
  { criteria }: CycleRules,
  t: Translator,
) {
  const cell = (name: string) => ({
    name,
    id: name.replaceAll('.', '-'),
    value: String(values[name] ?? ''),
    error: errors[name] ?? '',
  });
  const rows = (prefix: string, fields: readonly string[]) =>
    Array.from({ length: rowsOf(values, prefix) }, (_, index) => ({
      title: t(`cycles:counting.row.${prefix}`, { n: index + 1 }),
      ...Object.fromEntries(fields.map((field) => [field, cell(`${prefix}.${index}.${field}`)])),
      weights: criteria.map(({ id, title }) => ({ ...cell(`${prefix}.${index}.weights.${id}`), title })),
    }));
  const tieRows = Math.max(
    leastTieRows,
    ...Object.keys(values).map((name) => Number(/^tie(\d)$/.exec(name)?.[1] ?? 0) + 1),
  );
  return {
    kinds: criteria.map(({ id, title }) => ({
      title,
      kind: cell(`kind.${id}`),
      picks: cell(`picks.${id}`),
      levels: cell(`levels.${id}`),
    })),
    self: criteria.map(({ id, title }) => ({ title, field: cell(`self.${id}`) })),
    weightSets: rows('weightSets', ['nomination', 'from', 'to', 'including']),
    indicators: rows('indicators', ['id', 'fact', 'field', 'bands', 'perUnit', 'atMost', 'best']),
    bonuses: rows('bonuses', ['id', 'points', 'field']),
    quotas: rows('quotas', ['of', 'most', 'list']),
    ties: Array.from({ length: tieRows }, (_, index) => ({
      ...cell(`tie${index}`),
      label: t('cycles:regulation.tie', { n: index + 1 }),
    })),
  };
}
