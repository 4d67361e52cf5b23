import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { takeForm } from '../../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { done, download, view, type Download, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { passwordMinLength } from '../sign-in/passwords.js';
import { SignInService } from '../sign-in/sign-in.service.js';
import { tokenScopes } from '../sign-in/token-scopes.js';
import { accountSide, deviceName, timeZones } from './account-model.js';
import { ApiTokensService, tokenMaxDays } from './api-tokens.service.js';
import { OwnDataReader } from './own-data.reader.js';
import { ProfileService } from './profile.service.js';

const profileForm = z.object({
  name: z.string().trim().min(1).max(200),
  locale: z.enum(['ru', 'en']),
  timeZone: z
    .string()
    .refine((zone) => timeZones.some(({ value }) => value === zone), { params: { rule: 'not-offered' } }),
});
const passwordForm = z.object({ current: z.string().default(''), password: z.string().min(1) });
const tokenForm = z.object({
  name: z.string().trim().min(1).max(100),
  scopes: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((one) => [one].flat())
    .pipe(z.array(z.enum(tokenScopes)).min(1)),
  days: z.coerce.number().int().min(1).max(tokenMaxDays),
});

/** A person's own account: who one is, where one is signed in, keys for programs. */
@Controller('account')
export class AccountPages {
  constructor(
    private readonly profile: ProfileService,
    private readonly signIn: SignInService,
    private readonly tokens: ApiTokensService,
    private readonly ownData: OwnDataReader,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest): Promise<View> {
    return this.page(request, null, null);
  }

  @Post()
  change(@Req() request: FastifyRequest) {
    return takeForm(request, profileForm, {
      act: (input, actor) => this.profile.change(actor, input),
      after: () => done('/account', 'accounts:saved'),
      again: (form) => this.page(request, formView(form, request, this.labels(request)), null),
    });
  }

  /** All that is kept about the person, as a file. */
  @Get('data.json')
  async data(@Req() request: FastifyRequest): Promise<Download> {
    const data = await this.ownData.of(signedIn(request));
    return download(Buffer.from(JSON.stringify(data, null, 2)), 'laureat-data.json', 'application/json');
  }

  @Post('password')
  changePassword(@Req() request: FastifyRequest) {
    return takeForm(request, passwordForm, {
      act: (input, actor) => this.signIn.changePassword(actor, input, request.identity!.sessionId),
      after: (ended) => done('/account', 'accounts:password.changed', { ...ended }),
      again: (form) => this.page(request, null, formView({ ...form, values: {} }, request, this.labels(request))),
    });
  }

  @Get('sessions')
  async sessions(@Req() request: FastifyRequest): Promise<View> {
    const actor = signedIn(request);
    const sessions = await this.signIn.listSessions(actor.userId);
    const t = translator(request.locale);
    return view('pages/accounts/account/sessions', {
      side: accountSide(request.locale, 'sessions'),
      others: sessions.length - 1,
      items: sessions.map(({ id, device, address, createdAt, seenAt }) => ({
        id,
        device: deviceName(device) ?? t('accounts:sessions.unknown'),
        address,
        createdAt,
        seenAt,
        current: id === request.identity?.sessionId,
      })),
    });
  }

  @Post('sessions/others/revoke')
  async revokeOthers(@Req() request: FastifyRequest): Promise<Redirect> {
    const n = await this.signIn.revokeOthers(signedIn(request), request.identity!.sessionId);
    return done('/account/sessions', 'accounts:sessions.othersRevoked', { n });
  }

  @Post('sessions/:id/revoke')
  async revoke(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.signIn.revoke(signedIn(request), id);
    return done('/account/sessions', 'accounts:sessions.revoked');
  }

  @Get('tokens')
  showTokens(@Req() request: FastifyRequest): Promise<View> {
    return this.tokensPage(request, formWith({ days: 90, scopes: [] }), null);
  }

  /** The page that answers is the only one that ever shows the token. */
  @Post('tokens')
  createToken(@Req() request: FastifyRequest) {
    return takeForm(request, tokenForm, {
      act: (input, actor) => this.tokens.create(actor, actor.userId, input),
      after: (token) => this.tokensPage(request, formWith({ days: 90, scopes: [] }), token),
      again: (form) => this.tokensPage(request, formView(form, request, this.labels(request)), null),
    });
  }

  @Post('tokens/:id/revoke')
  async revokeToken(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.tokens.revoke(signedIn(request), id);
    return done('/account/tokens', 'accounts:tokens.revoked');
  }

  private async page(request: FastifyRequest, form: FormView | null, password: FormView | null): Promise<View> {
    const { user, grants, memberships } = await this.profile.read(signedIn(request));
    return view('pages/accounts/account/account', {
      side: accountSide(request.locale, 'profile'),
      email: user.email,
      form: form ?? formWith({ name: user.name, locale: user.locale, timeZone: user.timeZone }),
      password: password ?? formWith(),
      hasPassword: user.passwordHash !== null,
      minLength: passwordMinLength,
      zones: timeZones,
      roles: grants.map(({ role, regionCode, cycleId }) => ({ role, region: regionCode, oneCycle: cycleId !== null })),
      organisations: memberships.map(({ organisation: { id, name } }) => ({ id, name })),
    });
  }

  private async tokensPage(request: FastifyRequest, form: FormView, shown: string | null): Promise<View> {
    const t = translator(request.locale);
    const tokens = await this.tokens.list(signedIn(request).userId);
    return view('pages/accounts/account/tokens', {
      side: accountSide(request.locale, 'tokens'),
      form,
      shown,
      maxDays: tokenMaxDays,
      scopes: tokenScopes.map((scope) => ({ value: scope, label: scope, hint: t(`accounts:scope.${scope}`) })),
      items: tokens.map(({ id, name, scopes, expiresAt, usedAt }) => ({
        id,
        name,
        scopes: scopes.join(', '),
        expiresAt,
        usedAt,
      })),
    });
  }

  private labels(request: FastifyRequest): Record<string, string> {
    const t = translator(request.locale);
    return {
      name: t('accounts:name'),
      current: t('accounts:password.current'),
      password: t('accounts:password.new'),
      scopes: t('accounts:tokens.scopes'),
      days: t('accounts:tokens.days'),
    };
  }
}
