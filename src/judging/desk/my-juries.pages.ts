import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { ExpertsService } from '../experts/experts.service.js';
import {
  consentFields,
  several,
  suggestedFields,
  suggestionOf,
  troubleText,
} from '../experts/jury-invitation-model.js';
import { QueueReader } from './queue.reader.js';

const answerForm = z.object({
  answer: z.enum(['accept', 'decline']),
  reason: z.string().max(2000).default(''),
  consents: several,
  ...suggestedFields,
});

/** The person's juries with how far each is, and the answer to an invitation that waits. */
@Controller('judging')
export class MyJuriesPages {
  constructor(
    private readonly experts: ExpertsService,
    private readonly reader: QueueReader,
  ) {}

  @Get()
  mine(@Req() request: FastifyRequest): Promise<View> {
    return this.myJuriesPage(request, null);
  }

  @Post(':expert/answer')
  answer(@Param('expert') expertId: string, @Req() request: FastifyRequest) {
    return takeForm(request, answerForm, {
      act: async ({ answer, reason, consents, ...other }, actor) => {
        const decision =
          answer === 'accept'
            ? { accept: true as const, consents }
            : { accept: false as const, reason, suggestion: suggestionOf(other) };
        await this.experts.answer(actor, expertId, decision);
      },
      after: (_none, { answer }) => done('/judging', answer === 'accept' ? 'judging:accepted' : 'judging:declined'),
      again: (form) => this.myJuriesPage(request, { expertId, form }),
    });
  }

  private async myJuriesPage(
    request: FastifyRequest,
    again: { expertId: string; form: FormAgain } | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const juries = await this.reader.mine(signedIn(request).userId);
    return view('pages/judging/desk/my-juries', {
      juries: juries.map(({ expert, done: submitted, total, mayDeclare, consents }) => ({
        id: expert.id,
        cycle: expert.cycle.title,
        invited: expert.state !== 'accepted',
        lapsed: expert.state === 'lapsed',
        alternate: expert.place === 'alternate',
        consents: consentFields(consents),
        problem: again?.expertId === expert.id ? troubleText(again.form, request) : '',
        values: again?.expertId === expert.id ? again.form.values : {},
        progress: t('judging:mine.progress', { done: submitted, total }),
        done: submitted,
        total,
        declare: mayDeclare && expert.state === 'accepted' && !expert.conflictsDeclaredAt,
      })),
    });
  }
}
