import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  entryConsentKinds,
  entryRulesFrom,
  waysIn,
  type EntryConsent,
  type EntryQuestion,
} from '../../domain/cycles/entry-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { pairsOf } from '../../platform/web/options.js';
import { editionFrame } from '../regulation/edition-model.js';
import { RegulationReader } from '../regulation/regulation.reader.js';
import { RegulationService } from '../regulation/regulation.service.js';

const form = z.looseObject({
  version: z.coerce.number().int(),
  reason: z.string().max(1000).default(''),
  way: z.enum(waysIn),
  code: z.string().trim().max(60).default(''),
  joinDays: z.coerce.number().int().min(1).max(30),
});
const mostQuestions = 12;
const leastCode = 4;
const parts = ['text', 'textEn', 'ground', 'stops', 'why', 'whyEn'] as const;

/** How one gets in, and what is asked before anything else: a part of the regulation. */
@Controller('cycles/:id/entry-rules')
export class EntryRulesPages {
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
      act: async ({ version, reason, way, code, joinDays, ...sent }, actor) => {
        if (way === 'code' && code.length < leastCode)
          throw new Refusal({
            code: 'invalid-input',
            problems: [{ pointer: '/code', rule: 'too-short', values: { min: leastCode } }],
          });
        const consents = consentsFrom(sent);
        const entryRules = { way, code, joinDays, questions: questionsFrom(sent), consents };
        await this.regulation.amend(actor, id, { version, reason, entryRules });
      },
      after: () => done(`/cycles/${id}/entry-rules`, 'register:rules.done'),
      again: (again) => this.page(id, request, again),
    });
  }

  private async page(id: string, request: FastifyRequest, again: FormAgain | null): Promise<View> {
    const rules = await this.reader.rules(signedIn(request), id);
    const t = translator(request.locale);
    const { questions, consents, ...saved } = entryRulesFrom(rules.editions[0]?.entryRules);
    const shown = again ? questionsFrom(again.values) : questions;
    return view('pages/cycles/ways-in/entry-rules', {
      ...editionFrame(request, rules, { page: 'entry-rules', again }),
      values: again ? { ...saved, ...again.values } : { ...saved, reason: '' },
      ways: pairsOf(waysIn, (way) => t(`register:way.${way}`)),
      stops: [
        { value: '', label: t('register:rules.stopsNone') },
        { value: 'no', label: t('register:rules.stopsNo') },
        { value: 'yes', label: t('register:rules.stopsYes') },
      ],
      consents: entryConsentKinds.map((kind) => {
        const { version = '', text = '' } =
          (again ? consentsFrom(again.values) : consents).find((one) => one.kind === kind) ?? {};
        return { kind, title: t(`people:kind.${kind}`), version, text };
      }),
      questions: [...shown, ...(shown.length < mostQuestions ? [null, null] : [])]
        .slice(0, mostQuestions)
        .map((question, at) => ({
          n: at + 1,
          id: question?.id ?? '',
          text: question?.text.ru ?? '',
          textEn: question?.text.en ?? '',
          ground: question?.ground ?? '',
          stops: question?.stops ?? '',
          why: question?.why.ru ?? '',
          whyEn: question?.why.en ?? '',
        })),
    });
  }
}

/** The questions as rows `q<n>-<part>`; a row without a text is no question. What was answered before keeps its id. */
function questionsFrom(sent: Record<string, unknown>): EntryQuestion[] {
  const cell = (n: number, part: string) => {
    const value = sent[`q${n}-${part}`];
    return typeof value === 'string' ? value.trim().slice(0, 1000) : '';
  };
  return Array.from({ length: mostQuestions }, (_, at) => at + 1).flatMap((n): EntryQuestion[] => {
    const [text, textEn, ground, stops, why, whyEn] = parts.map((part) => cell(n, part)) as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    if (!text) return [];
    const words = (ru: string, en: string) => ({ ru, ...(en && { en }) });
    return [
      {
        id: /^[\w-]{1,60}$/.test(cell(n, 'id')) ? cell(n, 'id') : `q${n}`,
        text: words(text, textEn),
        ground,
        stops: stops === 'yes' || stops === 'no' ? stops : null,
        why: words(why, whyEn),
      },
    ];
  });
}

/** The texts of consents as `<kind>-version` and `<kind>-text`; where both are empty nobody is asked for it. */
function consentsFrom(sent: Record<string, unknown>): EntryConsent[] {
  const cell = (name: string) => (typeof sent[name] === 'string' ? sent[name].trim() : '');
  return entryConsentKinds.flatMap((kind) => {
    const [version, text] = [cell(`${kind}-version`), cell(`${kind}-text`)];
    return version || text ? [{ kind, version, text }] : [];
  });
}
