import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ownCookie } from '../cookies.js';
import { ownPath, redirect, type Redirect } from './page.js';

const schema = z.object({
  back: z.string().optional(),
  theme: z.enum(['light', 'dark', 'system']).optional(),
  lang: z.enum(['ru', 'en']).optional(),
});

/** Language and theme of this browser. */
@Controller('preferences')
export class PreferencesPages {
  @Post()
  choose(
    @Body({ schema }) { back, theme, lang }: z.infer<typeof schema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Redirect {
    const year = { ...ownCookie(request), maxAge: 365 * 24 * 3600 };
    if (theme === 'system') reply.clearCookie('laureat_theme', { path: '/' });
    else if (theme) reply.setCookie('laureat_theme', theme, year);
    if (lang) reply.setCookie('laureat_lang', lang, year);
    return redirect(ownPath(back));
  }
}
