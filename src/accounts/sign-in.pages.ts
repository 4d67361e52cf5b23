import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { takeForm } from '../platform/http/forms.js';
import { done, ownPath, redirect, view, type Redirect, type View } from '../platform/http/page.js';
import { senderOf, signedIn } from '../platform/http/request.js';
import { sessionCookie, setSession } from '../platform/http/session-cookie.js';
import { SignInService } from './sign-in.service.js';

const passwordForm = z.object({ email: z.email(), password: z.string().min(1), back: z.string().optional() });
const linkForm = z.object({ email: z.email() });

/** The ways in and out. */
@Controller()
export class SignInPages {
  constructor(private readonly signIn: SignInService) {}

  @Get('sign-in')
  show(@Query('back') back: string | undefined): View {
    return this.page({ back: ownPath(back), values: {} });
  }

  @Post('sign-in')
  byPassword(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: passwordForm,
      body,
      act: async ({ back, ...input }) => {
        setSession(request, reply, await this.signIn.byPassword(input, senderOf(request)));
        return redirect(ownPath(back));
      },
      again: ({ values, problems, refusal }) =>
        this.page({
          back: ownPath(values['back']),
          values: { email: values['email'] },
          problems,
          refusal: refusal?.detail ?? null,
        }),
    });
  }

  @Get('sign-in/link')
  showLinkForm(): View {
    return view('pages/accounts/link-form', { values: {}, problems: [], refusal: null });
  }

  @Post('sign-in/link')
  sendLink(@Body() body: unknown, @Req() request: FastifyRequest): Promise<View | Redirect> {
    return takeForm({
      schema: linkForm,
      body,
      act: async ({ email }) => {
        await this.signIn.sendLink(email, senderOf(request));
        return view('pages/accounts/link-sent', { email });
      },
      again: ({ values, problems, refusal }) =>
        view('pages/accounts/link-form', {
          values: { email: values['email'] },
          problems,
          refusal: refusal?.detail ?? null,
        }),
    });
  }

  /** Opening the link shows whose it is; a mail scanner that opens it changes nothing. */
  @Get('sign-in/link/:token')
  async lookAtLink(@Param('token') token: string): Promise<View> {
    return view('pages/accounts/link', { ...(await this.signIn.lookAtLink(token)), token });
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

  private page(model: { back: string; values: object; problems?: unknown[]; refusal?: unknown }): View {
    return view('pages/accounts/sign-in', { problems: [], refusal: null, ...model });
  }
}
