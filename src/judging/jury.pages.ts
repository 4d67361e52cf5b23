import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SignInService } from '../accounts/sign-in/sign-in.service.js';
import { takeForm, type FormAgain, type FormBody } from '../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../platform/http/pages/page.js';
import { fieldWords, problemOf } from '../platform/http/problems/problem.js';
import { senderOf, signedIn } from '../platform/http/request.js';
import { setSession } from '../platform/http/session-cookie.js';
import { formatDay } from '../platform/web/format.js';
import { translator } from '../platform/web/i18n.js';
import { ConflictsService } from './conflicts.service.js';
import { progressModel } from './desk-view.js';
import { DeskReader } from './desk.reader.js';
import { ExpertsService } from './experts.service.js';
import type { QueueItem } from './queue.queries.js';
import { JudgingReader } from './judging.reader.js';
import { TrainingService } from './training.service.js';

const several = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((sent) => [sent ?? []].flat());
const searched = z.object({ q: z.string().max(200).default('') });
const acceptForm = z.object({ consents: several });
const suggested = {
  suggestedName: z.string().trim().max(200).default(''),
  suggestedEmail: z.union([z.literal(''), z.email()]).default(''),
};
const declineForm = z.object({ reason: z.string().trim().min(1).max(2000), ...suggested });
const answerForm = z.object({
  answer: z.enum(['accept', 'decline']),
  reason: z.string().max(2000).default(''),
  consents: several,
  ...suggested,
});

function suggestionOf({
  suggestedName: name,
  suggestedEmail: email,
}: {
  suggestedName: string;
  suggestedEmail: string;
}) {
  return name || email ? { name, email, note: '' } : null;
}

/** The expert's way into a jury: invitation, undertakings, conflicts of interest, the queue. */
@Controller('judging')
export class JuryPages {
  constructor(
    private readonly experts: ExpertsService,
    private readonly conflictsService: ConflictsService,
    private readonly desks: DeskReader,
    private readonly training: TrainingService,
    private readonly reader: JudgingReader,
    private readonly signIn: SignInService,
  ) {}

  @Get()
  mine(@Req() request: FastifyRequest): Promise<View> {
    return this.minePage(request, null);
  }

  /** Opening the link of the mail shows the invitation and changes nothing. */
  @Get('invitation/:token')
  async invitation(@Param('token') token: string, @Req() request: FastifyRequest): Promise<View> {
    return this.invitationPage(token, request, null);
  }

  /** The link has proved the mailbox, so accepting signs in. */
  @Post('invitation/:token/accept')
  acceptByLink(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: acceptForm,
      body,
      act: async ({ consents }) => {
        const expert = await this.experts.acceptByLink(token, consents);
        setSession(request, reply, await this.signIn.open(expert.user, senderOf(request), 'invitation'));
        return done('/judging', 'judging:accepted');
      },
      again: (form) => this.invitationPage(token, request, form),
    });
  }

  @Post('invitation/:token/decline')
  declineByLink(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: declineForm,
      body,
      act: async ({ reason, ...other }) => {
        await this.experts.declineByLink(token, { reason, suggestion: suggestionOf(other) });
        return view('pages/judging/declined');
      },
      again: (form) => this.invitationPage(token, request, form),
    });
  }

  @Post(':expert/answer')
  answer(
    @Param('expert') expertId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: answerForm,
      body,
      act: async ({ answer, reason, consents, ...other }) => {
        const said =
          answer === 'accept'
            ? { accept: true as const, consents }
            : { accept: false as const, reason, suggestion: suggestionOf(other) };
        await this.experts.answer(signedIn(request), expertId, said);
        return done('/judging', answer === 'accept' ? 'judging:accepted' : 'judging:declined');
      },
      again: (form) => this.minePage(request, { expertId, form }),
    });
  }

  @Get(':expert/consents')
  consents(@Param('expert') expertId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.consentsPage(expertId, request, null);
  }

  @Post(':expert/consents')
  consent(
    @Param('expert') expertId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: acceptForm,
      body,
      act: async ({ consents }) => {
        await this.experts.consent(signedIn(request), expertId, consents);
        return done(`/judging/${expertId}`, 'judging:consents.done');
      },
      again: (form) => this.consentsPage(expertId, request, form),
    });
  }

  @Get(':expert/conflicts')
  async conflicts(@Param('expert') expertId: string, @Req() request: FastifyRequest): Promise<View> {
    const { expert, entries } = await this.reader.declarable(signedIn(request), expertId);
    return view('pages/judging/conflicts', { expert: { id: expert.id, cycle: expert.cycle.title }, entries });
  }

  @Post(':expert/conflicts')
  async declare(
    @Param('expert') expertId: string,
    @Body() body: FormBody,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    const wishes = Object.entries(body).flatMap(([name, value]) =>
      name.startsWith('wish-') && (value === '1' || value === '-1')
        ? [{ submissionId: name.slice('wish-'.length), preference: Number(value) as 1 | -1 }]
        : [],
    );
    await this.conflictsService.declare(signedIn(request), expertId, {
      submissionIds: several.parse(body['submissionId']),
      reason: typeof body['reason'] === 'string' ? body['reason'].slice(0, 2000) : '',
      wishes,
    });
    return done(`/judging/${expertId}`, 'judging:declare.done');
  }

  @Get(':expert')
  async queue(
    @Param('expert') expertId: string,
    @Query({ schema: searched }) { q }: z.infer<typeof searched>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const expert = await this.reader.ownExpert(actor, expertId);
    const queue = await this.desks.queue(actor, expertId);
    const found = sought(queue, q);
    const next = queue.find((item) => item.state !== 'submitted');
    const marks = {
      open: { mark: 'empty', tone: '' },
      started: { mark: 'half', tone: 'wait' },
      submitted: { mark: 'full', tone: 'ok' },
    };
    return view('pages/judging/queue', {
      expert: { id: expert.id, cycle: expert.cycle.title, declare: !expert.conflictsDeclaredAt },
      ...progressModel(queue, t),
      places: queue.length > 0 && (await this.reader.hasPicks(expert.cycleId)) ? `/judging/${expert.id}/places` : '',
      finish: queue.length > 0 ? `/judging/${expert.id}/finish` : '',
      q,
      trainingDue: queue.length > 0 && (await this.training.isDue(expert)),
      next: next ? `/judging/desk/${next.assignmentId}` : '',
      rows: found.map((item) => ({
        ...item,
        href: `/judging/desk/${item.assignmentId}`,
        word: t(`judging:queue.state.${item.state}`),
        verb: t(
          item.state === 'open'
            ? 'judging:queue.score'
            : item.state === 'started'
              ? 'judging:queue.continue'
              : 'judging:queue.look',
        ),
        ...marks[item.state],
      })),
    });
  }

  private async minePage(request: FastifyRequest, again: { expertId: string; form: FormAgain } | null): Promise<View> {
    const t = translator(request.locale);
    const juries = await this.reader.mine(signedIn(request).userId);
    return view('pages/judging/mine', {
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

  private async consentsPage(expertId: string, request: FastifyRequest, form: FormAgain | null): Promise<View> {
    const { expert, consents } = await this.reader.consents(signedIn(request), expertId);
    return view('pages/judging/consents', {
      id: expert.id,
      cycle: expert.cycle.title,
      consents: consentFields(consents),
      problem: form ? troubleText(form, request) : '',
    });
  }

  private async invitationPage(token: string, request: FastifyRequest, form: FormAgain | null): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const { expert, consents, now } = await this.reader.invitation(token);
    const problems = Object.fromEntries(
      (form?.problems ?? []).map((problem) => [problem.pointer.slice(1), fieldWords(problem, t)]),
    );
    return view('pages/judging/invitation', {
      token,
      lead: t('judging:invitation.lead', { name: expert.user.name, cycle: expert.cycle.title }),
      capacity: t('judging:invitation.capacity', { n: expert.capacity }),
      alternate: expert.place === 'alternate',
      until: expert.answerBy
        ? t('judging:invitation.until', { day: formatDay(expert.answerBy, { locale, timeZone, now }) })
        : '',
      consents: consentFields(consents),
      values: form?.values ?? {},
      problem: form?.refusal ? troubleText(form, request) : '',
      errors: problems,
    });
  }
}

/** Entries of the own queue by place, register number or words of the title. */
function sought(queue: readonly QueueItem[], q: string): QueueItem[] {
  const words = q.trim().toLowerCase();
  if (/^\d{1,3}$/.test(words)) {
    const exact = queue.filter(
      ({ position, registerNumber }) => String(position) === words || registerNumber.endsWith(words),
    );
    if (exact.length > 0) return exact;
  }
  return queue.filter(({ registerNumber, title }) => `${registerNumber} ${title}`.toLowerCase().includes(words));
}

const consentFields = (consents: readonly { kind: string; text: string }[]) =>
  consents.map(({ kind, text }) => ({ kind, paragraphs: text.split(/\n+/) }));

function troubleText({ refusal, problems }: FormAgain, request: FastifyRequest): string {
  const t = translator(request.locale);
  if (!refusal) return problems.map((problem) => fieldWords(problem, t)).join(' ');
  const { title, remedy } = problemOf(refusal, {
    locale: request.locale,
    timeZone: request.timeZone,
    requestId: request.id,
  });
  return `${title}. ${remedy}`;
}
