import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SignInService } from '../../accounts/sign-in/sign-in.service.js';
import { takeForm, takeOpenForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { fieldWords } from '../../platform/http/problems/problem.js';
import { senderOf, signedIn } from '../../platform/http/request.js';
import { setSession } from '../../platform/http/session-cookie.js';
import { formatDay } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { ExpertsReader } from './experts.reader.js';
import { ExpertsService } from './experts.service.js';
import { consentFields, several, suggestedFields, suggestionOf, troubleText } from './jury-invitation-model.js';

const acceptForm = z.object({ consents: several });
const declineForm = z.object({ reason: z.string().trim().min(1).max(2000), ...suggestedFields });

/** The expert's way into a jury: the invitation of the mail, and the undertakings that are signed. */
@Controller('judging')
export class JuryInvitationPages {
  constructor(
    private readonly experts: ExpertsService,
    private readonly reader: ExpertsReader,
    private readonly signIn: SignInService,
  ) {}

  /** Opening the link of the mail shows the invitation and changes nothing. */
  @Get('invitation/:token')
  async invitation(@Param('token') token: string, @Req() request: FastifyRequest): Promise<View> {
    return this.invitationPage(token, request, null);
  }

  /** The link has proved the mailbox, so accepting signs in. */
  @Post('invitation/:token/accept')
  acceptByLink(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return takeOpenForm(request, acceptForm, {
      act: async ({ consents }) => {
        const expert = await this.experts.acceptByLink(token, consents);
        setSession(request, reply, await this.signIn.open(expert.user, senderOf(request), 'invitation'));
      },
      after: () => done('/judging', 'judging:accepted'),
      again: (form) => this.invitationPage(token, request, form),
    });
  }

  @Post('invitation/:token/decline')
  declineByLink(@Param('token') token: string, @Req() request: FastifyRequest) {
    return takeOpenForm(request, declineForm, {
      act: ({ reason, ...other }) => this.experts.declineByLink(token, { reason, suggestion: suggestionOf(other) }),
      after: () => view('pages/judging/experts/declined'),
      again: (form) => this.invitationPage(token, request, form),
    });
  }

  @Get(':expert/consents')
  consents(@Param('expert') expertId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.consentsPage(expertId, request, null);
  }

  @Post(':expert/consents')
  consent(@Param('expert') expertId: string, @Req() request: FastifyRequest) {
    return takeForm(request, acceptForm, {
      act: ({ consents }, actor) => this.experts.consent(actor, expertId, consents),
      after: () => done(`/judging/${expertId}`, 'judging:consents.done'),
      again: (form) => this.consentsPage(expertId, request, form),
    });
  }

  private async consentsPage(expertId: string, request: FastifyRequest, form: FormAgain | null): Promise<View> {
    const { expert, consents } = await this.reader.consents(signedIn(request), expertId);
    return view('pages/judging/experts/consents', {
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
    return view('pages/judging/experts/jury-invitation', {
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
