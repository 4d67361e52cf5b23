import { hasPoints } from '../../domain/ranking/criterion-kind.js';
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { spreadOf } from '../../domain/judging/own-scores.js';
import type { Refusal } from '../../domain/kernel/refusal.js';
import { anyForm, takeForm, type FormAgain, type FormBody } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { fieldWords, problemOf } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { formatNumber } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import { textOfSections } from '../../submissions/writing/changes-model.js';
import { criteriaModel, plainNumber } from '../sheets/criteria-model.js';
import { sheetInput } from '../sheets/sheet-form.js';
import { TrainingService, type TrainingInput } from './training.service.js';

const entryForm = z.object({ title: z.string().trim().min(1).max(300), text: z.string().trim().min(1).max(60_000) });
const from = z.object({ number: z.string().max(60).default('') });

/** The training entry on the expert's side: judged like a real one, then the panel's spread. */
@Controller('judging/:expert/training')
export class TrainingPages {
  constructor(private readonly training: TrainingService) {}

  @Get()
  show(@Param('expert') expertId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(expertId, request, null, null);
  }

  @Post()
  submit(@Param('expert') expertId: string, @Body() body: FormBody, @Req() request: FastifyRequest) {
    const { scores, cannotJudge = [], remarks } = sheetInput(body);
    const typed = { scores, cannotJudge, remarks };
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.training.submit(actor, expertId, typed),
      after: () => done(`/judging/${expertId}/training`, 'judging:training.done'),
      again: ({ refusal }) => this.page(expertId, request, typed, refusal),
    });
  }

  private async page(
    expertId: string,
    request: FastifyRequest,
    typed: TrainingInput | null,
    refusal: Refusal | null,
  ): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const { expert, entry, own, rules, panel } = await this.training.forExpert(signedIn(request), expertId);
    const number = (value: number) => formatNumber(String(Math.round(value * 100) / 100), { locale });
    const words = own ?? typed ?? { scores: {}, cannotJudge: [], remarks: {} };
    return view('pages/judging/training/training', {
      id: expertId,
      cycle: expert.cycle.title,
      heading: entry.title,
      paragraphs: entry.text.split(/\n{2,}/),
      submitted: own !== null,
      panel: t('judging:training.panel', { n: panel.length }),
      spread: rules.criteria
        .filter(({ kind }) => own !== null && hasPoints(kind))
        .map(({ id, title }) => {
          const found = spreadOf(panel, id);
          return {
            title,
            own: own!.cannotJudge.includes(id) ? t('judging:desk.cannot') : plainNumber(own!.scores[id] ?? '') || '–',
            range: found ? `${number(found.min)}–${number(found.max)}` : '–',
            median: found ? number(found.median) : '–',
          };
        }),
      criteria: criteriaModel(rules, words, { t, frozen: own !== null }),
      refusal: refusal && problemOf(refusal, { locale, timeZone, requestId: request.id }),
    });
  }
}

/** The training entry on the organizer's side. */
@Controller('cycles/:cycle/evaluation/training')
export class TrainingEntryPages {
  constructor(private readonly training: TrainingService) {}

  @Get()
  async show(
    @Param('cycle') cycleId: string,
    @Query({ schema: from }) { number }: z.infer<typeof from>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    if (!number) return this.page(cycleId, request, null);
    const { revision, fields } = await this.training.earlierEntry(signedIn(request), cycleId, number);
    const text = textOfSections(fields, revision, request.locale);
    return this.page(cycleId, request, { values: { title: revision.title, text }, problems: [], refusal: null });
  }

  @Post()
  write(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, entryForm, {
      act: (input, actor) => this.training.write(actor, cycleId, input),
      after: () => done(`/cycles/${cycleId}/evaluation/training`, 'judging:training.written'),
      again: (form) => this.page(cycleId, request, form),
    });
  }

  private async page(cycleId: string, request: FastifyRequest, form: FormAgain | null): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const { cycleZone, entry, sheets, required, stages, now } = await this.training.forOrganizer(
      signedIn(request),
      cycleId,
    );
    return view('pages/judging/training/training-entry', {
      side: cycleSide(request, cycleId, 'sheets'),
      strip: phaseStrip({ stages, now, timeZone, locale, cycleZone }),
      action: `/cycles/${cycleId}/evaluation/training`,
      rules: `/cycles/${cycleId}/judging-rules`,
      required,
      judged: sheets > 0 ? t('judging:training.judged', { n: sheets }) : '',
      values: form?.values ?? { title: entry?.title ?? '', text: entry?.text ?? '' },
      errors: Object.fromEntries((form?.problems ?? []).map((one) => [one.pointer.slice(1), fieldWords(one, t)])),
      refusal: form?.refusal ? problemOf(form.refusal, { locale, timeZone, requestId: request.id }) : null,
    });
  }
}
