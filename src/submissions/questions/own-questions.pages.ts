import { Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { questionBounds } from '../../domain/submissions/question.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { aboutOptions, ownQuestion } from './questions-model.js';
import { QuestionsReader } from './questions.reader.js';
import { QuestionsService, type About } from './questions.service.js';

const most = 100;
const askForm = z.object({
  about: z
    .string()
    .regex(/^(cycle|nomination|entry):[\da-f-]{36}$/)
    .transform((text): About => ({ kind: text.split(':')[0] as About['kind'], id: text.split(':')[1]! })),
  text: z.string().trim().min(10).max(questionBounds.question),
});

/** What the reader has asked, what was answered, and asking more. */
@Controller('questions')
export class OwnQuestionsPages {
  constructor(
    private readonly reader: QuestionsReader,
    private readonly questions: QuestionsService,
  ) {}

  @Get()
  show(@Query('about') about: string | undefined, @Req() request: FastifyRequest): Promise<View> {
    return this.page(request, formWith({ about: typeof about === 'string' ? about : '' }));
  }

  @Post()
  ask(@Req() request: FastifyRequest) {
    return takeForm(request, askForm, {
      act: (input, actor) => this.questions.ask(actor, input),
      after: () => done('/questions', 'questions:asked'),
      again: (form) => {
        const t = translator(request.locale);
        const labels = { about: t('questions:about'), text: t('questions:text') };
        return this.page(request, formView(form, request, labels));
      },
    });
  }

  private async page(request: FastifyRequest, form: FormView): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const [askable, own] = await Promise.all([this.reader.askable(actor), this.reader.own(actor, most)]);
    return view('pages/submissions/questions/own', {
      form,
      about: aboutOptions(askable, t),
      limit: questionBounds.question,
      answersHref: askable.cycles[0] ? `/contest/${askable.cycles[0].year}/answers` : '',
      rows: own.map((question) => ownQuestion(question, t)),
    });
  }
}
