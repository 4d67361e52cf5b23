import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  assignmentModes,
  blindable,
  consentKinds,
  judgingRulesFrom,
  othersRules,
  remarkRules,
  unfinishedRules,
  type JudgingRules,
} from '../../domain/cycles/judging-rules.js';
import { Refusal, type FieldProblem } from '../../domain/kernel/refusal.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { editionFrame } from '../regulation/edition-model.js';
import { RegulationReader } from '../regulation/regulation.reader.js';
import { judgingRulesInput } from '../editions/judging-rules.schemas.js';
import { pairsOf } from '../../platform/web/options.js';
import { RegulationService } from '../regulation/regulation.service.js';

/** What becomes of a criterion that an expert cannot judge; a part of the ranking rule. */
const unableRules = ['refuse', 'leave-out', 'sheet-not-counted'] as const;
const flag = z
  .string()
  .default('')
  .transform((sent) => sent !== '');
const several = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((sent) => [sent ?? []].flat());
const few = z.string().transform((typed) => (typed.trim() === '' ? null : typed));
const consentFields = Object.fromEntries(
  consentKinds.flatMap((kind) => [
    [`${kind}.version`, z.string().default('')],
    [`${kind}.text`, z.string().default('')],
  ]),
);
const form = z
  .object({
    version: z.coerce.number().int(),
    reason: z.string().max(1000).default(''),
    region: flag,
    months: z.string(),
    relations: flag,
    answerDays: z.string(),
    mode: z.enum(assignmentModes),
    minLoad: z.string(),
    perRegion: few,
    perOrganisation: few,
    connected: flag,
    remarks: z.enum(remarkRules),
    remarkLength: z.string(),
    training: flag,
    cannotJudge: z.enum(unableRules).optional(),
    blind: several,
    others: z.enum(othersRules),
    extraExpert: z.enum(['at-once', 'after-word']),
    vacancies: z.enum(['at-once', 'by-plan']).default('at-once'),
    expertsPublished: flag,
    clarificationDays: z.string().default(''),
    crossReviews: z.string(),
    crossLength: z.string(),
    crossGrades: flag,
    crossExempt: several,
    crossUnfinished: z.enum(unfinishedRules),
    crossShown: flag,
    ...consentFields,
  })
  .transform((sent) => ({
    version: sent.version,
    reason: sent.reason,
    cannotJudge: sent.cannotJudge,
    judgingRules: rulesFrom(sent),
  }));

function rulesFrom(sent: Record<string, unknown>) {
  const text = (name: string) => String(sent[name] ?? '');
  return {
    conflicts: { region: sent['region'], months: sent['months'], relations: sent['relations'] },
    consents: consentKinds
      .map((kind) => ({ kind, version: text(`${kind}.version`), text: text(`${kind}.text`) }))
      .filter(({ version, text: words }) => version.trim() || words.trim()),
    answerDays: sent['answerDays'],
    assignment: {
      mode: sent['mode'],
      minLoad: sent['minLoad'],
      perRegion: sent['perRegion'],
      perOrganisation: sent['perOrganisation'],
      connected: sent['connected'],
    },
    sheet: { remarks: sent['remarks'], remarkLength: sent['remarkLength'], training: sent['training'] },
    blind: sent['blind'],
    others: sent['others'],
    extraExpert: sent['extraExpert'],
    vacancies: sent['vacancies'],
    expertsPublished: sent['expertsPublished'],
    clarificationDays: sent['clarificationDays'],
    crossReview: {
      reviews: sent['crossReviews'],
      commentLength: sent['crossLength'],
      grades: sent['crossGrades'],
      exempt: sent['crossExempt'],
      unfinished: sent['crossUnfinished'],
      shownToExperts: sent['crossShown'],
    },
  };
}

/** How a cycle judges: conflicts, invitations, assignment, sheets, what is hidden. A part of the regulation. */
@Controller('cycles/:id/judging-rules')
export class JudgingRulesPages {
  constructor(
    private readonly regulation: RegulationService,
    private readonly reader: RegulationReader,
  ) {}

  @Get()
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, null);
  }

  @Post()
  write(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: async ({ version, reason, cannotJudge, judgingRules: sent }, actor) => {
        const judgingRules = judgingRulesInput.safeParse(sent);
        if (!judgingRules.success) throw invalid(judgingRules.error);
        const [edition] = await this.reader.editions(actor, id);
        const rankingRule = { ...edition?.rankingRule, ...(cannotJudge && { cannotJudge }) };
        await this.regulation.amend(actor, id, { version, reason, rankingRule, judgingRules: judgingRules.data });
      },
      after: () => done(`/cycles/${id}/judging-rules`, 'cycles:done.judged'),
      again: (again) => this.page(id, request, again),
    });
  }

  private async page(id: string, request: FastifyRequest, again: FormAgain | null): Promise<View> {
    const rules = await this.reader.rules(signedIn(request), id);
    const t = translator(request.locale);
    const [edition] = rules.editions;
    const saved: Record<string, unknown> = {
      ...valuesOf(judgingRulesFrom(edition?.judgingRules)),
      cannotJudge: edition?.rankingRule.cannotJudge ?? 'refuse',
    };
    const frame = editionFrame(request, rules, { page: 'judging-rules', again });
    const values: Record<string, unknown> = again ? { ...unset(saved), ...again.values } : saved;
    const blind = new Set([values['blind'] ?? []].flat() as string[]);
    const exempt = new Set([values['crossExempt'] ?? []].flat() as string[]);
    return view('pages/cycles/bodies/judging-rules', {
      ...frame,
      values,
      options: {
        mode: pairsOf(assignmentModes, (mode) => t(`cycles:judging.mode.${mode}`)),
        remarks: pairsOf(remarkRules, (rule) => t(`cycles:judging.remarks.${rule}`)),
        cannotJudge: pairsOf(unableRules, (rule) => t(`cycles:judging.cannot.${rule}`)),
        others: pairsOf(othersRules, (rule) => t(`cycles:judging.others.${rule}`)),
        crossUnfinished: pairsOf(unfinishedRules, (rule) => t(`cycles:judging.cross.${rule}`)),
        extraExpert: pairsOf(['at-once', 'after-word'] as const, (rule) => t(`cycles:judging.extra.${rule}`)),
        vacancies: pairsOf(['at-once', 'by-plan'] as const, (rule) => t(`cycles:judging.vacancies.${rule}`)),
      },
      blind: blindable.map((what) => ({
        value: what,
        id: `blind-${what}`,
        label: t(`cycles:judging.blind.${what}`),
        checked: blind.has(what),
      })),
      exempt: rules.nominations.map(({ code, title }) => ({
        value: code,
        id: `exempt-${code}`,
        label: `${code}. ${title}`,
        checked: exempt.has(code),
      })),
      consents: consentKinds.map((kind) => ({
        kind,
        title: t(`cycles:judging.consent.${kind}`),
        version: values[`${kind}.version`] ?? '',
        text: values[`${kind}.text`] ?? '',
        versionError: frame.errors[`judgingRules.consents.${indexOf(values, kind)}.version`] ?? '',
        textError: frame.errors[`judgingRules.consents.${indexOf(values, kind)}.text`] ?? '',
      })),
    });
  }
}

/** What the form calls the numbers of the cross-review. */
const crossNames: Record<string, string> = { reviews: 'crossReviews', commentLength: 'crossLength' };

function invalid(error: z.ZodError): Refusal {
  const problems = error.issues.map((issue): FieldProblem => {
    const name = String(issue.path.at(-1));
    const isCross = issue.path[0] === 'crossReview';
    const pointer = `/${isCross ? (crossNames[name] ?? name) : name}`;
    if (issue.code === 'too_big') return { pointer, rule: 'too-big', values: { max: String(issue.maximum) } };
    if (issue.code === 'too_small') return { pointer, rule: 'too-small', values: { min: String(issue.minimum) } };
    return { pointer, rule: 'not-a-number' };
  });
  return new Refusal({ code: 'invalid-input', problems });
}

/** The form's names with the values of the rules. */
function valuesOf(rules: JudgingRules): Record<string, unknown> {
  const { conflicts, assignment, sheet, consents, crossReview, ...rest } = rules;
  return {
    ...rest,
    crossReviews: crossReview.reviews,
    crossLength: crossReview.commentLength,
    crossGrades: crossReview.grades,
    crossExempt: crossReview.exempt,
    crossUnfinished: crossReview.unfinished,
    crossShown: crossReview.shownToExperts,
    ...conflicts,
    ...assignment,
    ...sheet,
    ...Object.fromEntries(
      consents.flatMap(({ kind, version, text }) => [
        [`${kind}.version`, version],
        [`${kind}.text`, text],
      ]),
    ),
  };
}

/** A form that is sent leaves out the switches that are off. */
function unset(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'boolean' ? false : value]),
  );
}

/** Where a kind stands among the consents that were sent. */
function indexOf(values: Record<string, unknown>, kind: string): number {
  return consentKinds
    .filter((each) => values[`${each}.version`] || values[`${each}.text`])
    .indexOf(kind as (typeof consentKinds)[number]);
}
