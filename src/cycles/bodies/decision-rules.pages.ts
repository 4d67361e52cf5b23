import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Outcome, outcomes } from '../../domain/cycles/outcome.js';
import {
  countedKinds,
  decisionPresets,
  type DecisionPreset,
  decisionRulesFrom,
  foreseenOf,
  nobodyDetails,
} from '../../domain/cycles/decision-rules.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { editionFrame } from '../regulation/edition-model.js';
import { RegulationReader } from '../regulation/regulation.reader.js';
import { pairsOf } from '../../platform/web/options.js';
import type { RegulationEdition } from '../editions/regulation-edition.entity.js';
import { RegulationService } from '../regulation/regulation.service.js';

const query = z.object({ preset: z.string().max(40).optional().catch(undefined) });
const few = z
  .string()
  .default('')
  .transform((typed) => (typed.trim() === '' ? null : Number(typed)))
  .pipe(z.number().int().min(1).max(50).nullable());
/** Kinds of which the page asks a number. */
const numbered = ['winner', 'finalist', ...countedKinds] as const;
const form = z
  .object({
    version: z.coerce.number().int(),
    reason: z.string().max(1000).default(''),
    kinds: z.preprocess((sent) => [sent ?? []].flat(), z.array(z.enum(outcomes)).min(1)),
    publishReserve: z.string().default(''),
    publishNobody: z.enum(nobodyDetails),
    onlyLaureatesJudged: z.string().default(''),
  })
  .extend(Object.fromEntries(numbered.map((kind) => [kind, few])) as Record<(typeof numbered)[number], typeof few>);

/** What the cycle awards and how many of each: a part of the regulation. */
@Controller('cycles/:id/decision-rules')
export class DecisionRulesPages {
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
    return this.page(id, request, { preset: decisionPresets.find((each) => each.id === preset) ?? null });
  }

  @Post()
  write(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: async ({ version, reason, winner, finalist, kinds, publishNobody, ...rest }, actor) => {
        const { publishReserve, onlyLaureatesJudged, ...foreseen } = rest;
        const switches = {
          publishReserve: publishReserve !== '',
          onlyLaureatesJudged: onlyLaureatesJudged !== '',
        };
        await this.regulation.amend(actor, id, {
          version,
          reason,
          ...(winner != null && { winnersForeseen: winner }),
          ...(finalist != null && { finalistsForeseen: finalist }),
          decisionRules: { kinds, foreseen, publishNobody, ...switches },
        });
      },
      after: () => done(`/cycles/${id}/decision-rules`, 'cycles:done.decisions'),
      again: (again) => this.page(id, request, { again }),
    });
  }

  private async page(
    id: string,
    request: FastifyRequest,
    { again = null, preset = null }: { again?: FormAgain | null; preset?: DecisionPreset | null },
  ): Promise<View> {
    const rules = await this.reader.rules(signedIn(request), id);
    const t = translator(request.locale);
    const [edition] = rules.editions;
    const frame = editionFrame(request, rules, { page: 'decision-rules', again });
    const saved = valuesOf(edition ?? null, preset);
    const values = again
      ? { ...saved, publishReserve: '', onlyLaureatesJudged: '', kinds: [], ...again.values }
      : saved;
    const kinds: readonly string[] = [values.kinds].flat();
    const text = (kind: Outcome) => (values as Record<string, unknown>)[kind];
    return view('pages/cycles/bodies/decision-rules', {
      ...frame,
      values: { reason: '', ...values },
      gateError: frame.errors['decisionRules.onlyLaureatesJudged'] ?? '',
      kinds: outcomes.map((kind) => ({
        kind,
        title: t(`results:outcomes.${kind}`),
        about: t(`cycles:deciding.about.${kind}`),
        checked: kinds.includes(kind),
        isNumbered: (numbered as readonly Outcome[]).includes(kind),
        value: text(kind) ?? '',
        error: frame.errors[kind] ?? '',
      })),
      presets: pairsOf(
        decisionPresets.map((each) => each.id),
        (each) => t(`cycles:deciding.preset.${each}`),
      ),
      preset: preset ? t(`cycles:deciding.preset.${preset.id}`) : '',
      chosen: preset?.id ?? '',
      nobody: pairsOf(nobodyDetails, (detail) => t(`cycles:deciding.nobody.${detail}`)),
    });
  }
}

/** What the form begins with: the edition in force, or what a preset would make of it. */
function valuesOf(edition: RegulationEdition | null, preset: DecisionPreset | null) {
  const rules = decisionRulesFrom(edition?.decisionRules);
  const decisionRules = preset
    ? { ...rules, kinds: preset.kinds, foreseen: { ...rules.foreseen, ...preset.foreseen } }
    : rules;
  const numbers = edition
    ? Object.fromEntries(numbered.map((kind) => [kind, String(foreseenOf(kind, { ...edition, decisionRules }) ?? '')]))
    : {};
  // Empty has a meaning of its own there, which a number would fix.
  numbers['laureate'] = String(decisionRules.foreseen.laureate ?? '');
  const { kinds, publishReserve, publishNobody, onlyLaureatesJudged } = decisionRules;
  return {
    ...numbers,
    kinds: kinds as readonly string[],
    publishReserve: publishReserve ? 'yes' : '',
    publishNobody,
    onlyLaureatesJudged: onlyLaureatesJudged ? 'yes' : '',
  };
}
