import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import { questionBounds } from '../../domain/submissions/question.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { decodeCursor, inKey, pageOf } from '../../platform/http/paging.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { aboutWords, paragraphsOf, queuedRow } from './questions-model.js';
import { QuestionsReader } from './questions.reader.js';
import { QuestionsService, type PublicWords } from './questions.service.js';

const perPage = 30;
const listQuery = z.object({
  state: z.enum(['open', 'answered']).catch('open'),
  cursor: z.string().max(500).optional(),
});
const words = (most: number) => z.string().trim().min(1).max(most);
const isOn = z
  .string()
  .optional()
  .transform((value) => value === 'yes');
const answerForm = z
  .object({
    answer: words(questionBounds.answer),
    publish: isOn,
    asked: z.string().trim().max(questionBounds.question).default(''),
    isChecked: isOn,
  })
  .refine(({ publish, asked }) => !publish || asked !== '', { path: ['asked'], params: { rule: 'required' } });
const publicForm = z.object({
  asked: words(questionBounds.question),
  answer: words(questionBounds.answer),
  isChecked: isOn,
});
const takeDownForm = z.object({ reason: z.string().trim().max(1000).default('') });

/** The questions of a cycle for those who answer them. */
@Controller('cycles/:cycle/questions')
export class AnsweringPages {
  constructor(
    private readonly reader: QuestionsReader,
    private readonly questions: QuestionsService,
  ) {}

  @Get()
  async list(
    @Param('cycle') cycleId: string,
    @Query({ schema: listQuery }) { state, cursor }: z.infer<typeof listQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const after = decodeCursor(cursor, [inKey.instant, inKey.id]);
    const found = await this.reader.queue(signedIn(request), cycleId, { state, after, limit: perPage + 1 });
    const base = `/cycles/${cycleId}/questions`;
    const { items, next } = pageOf(
      found.questions,
      perPage,
      ({ askedAt, id }) => [askedAt.toISOString(), id],
      (question) => queuedRow(question, found.now, t),
    );
    return view('pages/submissions/questions/queue', {
      side: cycleSide(request, cycleId, 'questions', { questions: found.counts.open }),
      tabs: (['open', 'answered'] as const).map((one) => ({
        href: `${base}?state=${one}`,
        label: t(`questions:tab.${one}`),
        count: found.counts[one],
        current: one === state,
      })),
      clarificationsHref:
        judgingRulesFrom(found.setup.rules?.judgingRules).clarificationDays > 0
          ? `/cycles/${cycleId}/clarifications`
          : '',
      isOpen: state === 'open',
      rows: items,
      publicHref: found.setup.cycle.state === 'draft' ? '' : `/contest/${found.setup.cycle.year}/answers`,
      more: next && `${base}?state=${state}&cursor=${encodeURIComponent(next)}`,
    });
  }

  @Get(':id')
  show(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page({ cycleId, id }, request, null);
  }

  @Post(':id')
  answer(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, answerForm, {
      act: ({ answer, publish, asked, isChecked }, actor) => {
        const published: PublicWords | null = publish ? { asked, answer, isChecked } : null;
        return this.questions.answer(actor, { cycleId, id }, { answer, published });
      },
      after: (_, { publish }) =>
        done(`/cycles/${cycleId}/questions`, publish ? 'questions:answeredAll' : 'questions:answered'),
      again: (form) => this.page({ cycleId, id }, request, form),
    });
  }

  /** Publishes what only one was answered, or puts other words in the place of the published ones. */
  @Post(':id/public')
  publish(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, publicForm, {
      act: async (input, actor) => {
        const { published } = await this.reader.one(actor, cycleId, id);
        return this.questions[published ? 'amend' : 'publish'](actor, { cycleId, id }, input);
      },
      after: () => done(`/cycles/${cycleId}/questions/${id}`, 'questions:published'),
      again: (form) => this.page({ cycleId, id }, request, form),
    });
  }

  @Post(':id/take-down')
  takeDown(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, takeDownForm, {
      act: ({ reason }, actor) => this.questions.takeDown(actor, { cycleId, id }, reason),
      after: () => done(`/cycles/${cycleId}/questions/${id}`, 'questions:takenDownDone'),
      again: (form) => this.page({ cycleId, id }, request, form),
    });
  }

  private async page(
    place: { cycleId: string; id: string },
    request: FastifyRequest,
    again: FormAgain | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const { cycleId, id } = place;
    const { question, published, setup, now } = await this.reader.one(signedIn(request), cycleId, id);
    const labels = { answer: t('questions:answer'), asked: t('questions:askedPublic'), reason: t('questions:reason') };
    const begins = { asked: published?.asked ?? question.text, answer: published?.answer ?? question.answer };
    const form: FormView = again ? formView(again, request, labels) : formWith(begins);
    const namesAsker = again?.problems.some(({ rule }) => rule === 'names-asker') ?? false;
    return view('pages/submissions/questions/answer', {
      side: cycleSide(request, cycleId, 'questions'),
      crumbs: [{ href: `/cycles/${cycleId}/questions`, label: t('questions:title') }],
      base: `/cycles/${cycleId}/questions/${id}`,
      ...queuedRow(question, now, t),
      email: question.email,
      about: aboutWords(question, t),
      entryHref: question.registerNumber ? `/submissions/${question.submissionId}` : '',
      question: paragraphsOf(question.text),
      given: paragraphsOf(question.answer),
      published: published && {
        href: `/contest/${setup.cycle.year}/answers/${published.number}`,
        words: t(published.takenDownAt ? 'questions:takenDown' : 'questions:publicUnder', {
          number: published.number,
        }),
        isTakenDown: published.takenDownAt !== null,
        reason: published.reason,
      },
      mayPublish: !published?.takenDownAt,
      form,
      limits: questionBounds,
      showChecked: namesAsker || form.values['isChecked'] === 'yes',
    });
  }
}
