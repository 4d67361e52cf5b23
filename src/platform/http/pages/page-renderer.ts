import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config.js';
import { Clock } from '../../clock.js';
import { CONFIG } from '../../tokens.js';
import { formatInstant } from '../../web/format-time.js';
import { translator, type Translator } from '../../web/i18n.js';
import { Templates } from '../../web/templates.js';
import type { Flash, FootGroup, NavItem, RenderContext } from '../../web/view.js';
import type { Actor } from '../../../domain/kernel/actor.js';
import type { Redirect, View } from './page.js';
import { ownCookie } from '../cookies.js';
import { formToken, withoutToken } from '../form-token.js';
import { actorOf } from '../request.js';

/** What surrounds each page and depends on the reader; implemented at the composition root. */
export interface Chrome {
  nav(actor: Actor, path: string, t: Translator): NavItem[];
  foot(t: Translator): FootGroup[];
}
export const CHROME = Symbol('CHROME');

const flashCookie = 'laureat_flash';

/** Turns views into HTML with everything that a page knows besides its model. */
@Injectable()
export class PageRenderer {
  constructor(
    private readonly templates: Templates,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CHROME) private readonly chrome: Chrome,
  ) {}

  render(view: View, request: FastifyRequest, reply: FastifyReply): string {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-cache');
    void reply
      .status(view.status)
      .header('content-type', 'text/html; charset=utf-8')
      .header('vary', 'Cookie, Accept-Language');
    return this.templates.render(view.name, view.model, this.contextOf(request, reply));
  }

  /** Sends the browser on; the flash waits in a signed cookie for the next page. */
  redirect(target: Redirect, request: FastifyRequest, reply: FastifyReply): string {
    if (target.flash)
      reply.setCookie(flashCookie, JSON.stringify(target.flash), { ...ownCookie(request), signed: true });
    void reply.status(303).header('location', target.location);
    return '';
  }

  private contextOf(request: FastifyRequest, reply: FastifyReply): RenderContext {
    const { identity, locale } = request;
    const t = translator(locale);
    const now = this.clock.now();
    return {
      locale,
      timeZone: request.timeZone,
      now,
      path: withoutToken(request.url),
      theme: request.theme,
      csrf: formToken(request, reply),
      user: identity && {
        name: identity.actor.name,
        email: identity.email,
        initials: identity.initials,
        label: identity.label,
      },
      nav: this.chrome.nav(actorOf(request), request.url.split('?')[0]!, t),
      foot: this.chrome.foot(t),
      flash: this.takeFlash(request, reply, t),
      demo: this.demoBand(t, now, request),
    };
  }

  private demoBand(t: Translator, now: Date, request: FastifyRequest): { text: string } | null {
    if (!this.config.demo && !this.clock.isShifted) return null;
    if (!this.clock.isShifted) return { text: t('site:demo.running') };
    const format = { locale: request.locale, timeZone: request.timeZone, now, year: 'always' as const };
    return { text: t('site:demo.shifted', { instant: formatInstant(now, format) }) };
  }

  private takeFlash(request: FastifyRequest, reply: FastifyReply, t: Translator): Flash | null {
    const cookie = request.cookies[flashCookie];
    if (!cookie) return null;
    reply.clearCookie(flashCookie, { path: '/' });
    const { valid, value } = request.unsignCookie(cookie);
    if (!valid) return null;
    const flash = JSON.parse(value) as NonNullable<Redirect['flash']>;
    return { kind: flash.kind, text: t(flash.key, flash.values) };
  }
}
