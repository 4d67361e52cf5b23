import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mailAddress } from '../../platform/http/fields.js';
import { takeOpenForm } from '../../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { done, ownPath, redirect, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { senderOf, signedIn } from '../../platform/http/request.js';
import { sessionCookie, setSession } from '../../platform/http/session-cookie.js';
import { translator } from '../../platform/web/i18n.js';
import { SignInService } from './sign-in.service.js';

const passwordForm = z.object({ email: mailAddress, password: z.string().min(1), back: z.string().optional() });
const linkForm = z.object({ email: mailAddress });

/** The ways in and out. */
@Controller()
export class SignInPages {
  constructor(private readonly signIn: SignInService) {}

  @Get('sign-in')
  show(@Query('back') back: string | undefined): View {
    return this.page(ownPath(back), formWith());
  }

  @Post('sign-in')
  byPassword(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return takeOpenForm(request, passwordForm, {
      act: async ({ back: _back, ...input }) => {
        setSession(request, reply, await this.signIn.byPassword(input, senderOf(request)));
      },
      after: (_none, { back }) => redirect(ownPath(back)),
      again: (form) => {
        const values = { email: form.values['email'] };
        return this.page(ownPath(form.values['back']), formView({ ...form, values }, request, labels(request)));
      },
    });
  }

  @Get('sign-in/link')
  showLinkForm(): View {
    return view('pages/accounts/sign-in/link-form', { form: formWith() });
  }

  @Post('sign-in/link')
  sendLink(@Req() request: FastifyRequest) {
    return takeOpenForm(request, linkForm, {
      act: ({ email }) => this.signIn.sendLink(email, senderOf(request)),
      after: (_none, { email }) => view('pages/accounts/sign-in/link-sent', { email }),
      again: (form) => view('pages/accounts/sign-in/link-form', { form: formView(form, request, labels(request)) }),
    });
  }

  /** Opening the link shows whose it is; a mail scanner that opens it changes nothing. */
  @Get('sign-in/link/:token')
  async lookAtLink(@Param('token') token: string): Promise<View> {
    return view('pages/accounts/sign-in/link', { ...(await this.signIn.lookAtLink(token)), token });
  }

  @Post('sign-in/link/:token')
  async byLink(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect> {
    setSession(request, reply, await this.signIn.byLink(token, senderOf(request)));
    return redirect('/');
  }

  @Post('sign-out')
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Redirect> {
    const sessionId = request.identity?.sessionId;
    if (sessionId) await this.signIn.revoke(signedIn(request), sessionId);
    reply.clearCookie(sessionCookie, { path: '/' });
    return done('/', 'accounts:signedOut');
  }

  private page(back: string, form: FormView): View {
    return view('pages/accounts/sign-in/sign-in', { back, form });
  }
}

function labels(request: FastifyRequest): Record<string, string> {
  const t = translator(request.locale);
  return { email: t('accounts:email'), password: t('accounts:password') };
}
