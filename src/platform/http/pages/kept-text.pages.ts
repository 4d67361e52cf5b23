import { Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../../../domain/kernel/refusal.js';
import { isStorable } from '../storable.js';
import { signedIn } from '../request.js';
import { bodyOf } from './forms.js';
import { keptBounds } from './kept-text.interceptor.js';
import { KeptTexts } from './kept-texts.js';

/** So much fits into any of our forms; more is no form of ours. */
const most = { ...keptBounds, text: 100_000, texts: 200 };

const texts = z.array(z.tuple([z.string().max(200), z.string().max(most.text)])).max(most.texts);
const asked = z.object({ form: z.string().min(1).max(most.form) });
const sent = asked.extend({ copyId: z.string().min(1).max(most.copyId), texts: z.string().max(most.text * 4) });

/** Keeps what is typed into a form that has no draft of its own; each person reads what they typed themselves. */
@Controller('kept')
export class KeptTextPages {
  constructor(private readonly kept: KeptTexts) {}

  @Get()
  async read(@Query({ schema: asked }) { form }: z.infer<typeof asked>, @Req() request: FastifyRequest) {
    const row = await this.kept.find(signedIn(request).userId, form);
    return {
      copyId: row?.copyId ?? null,
      sent: row?.sent ?? [],
      texts: row?.texts ?? null,
      savedAt: row?.savedAt.toISOString() ?? null,
    };
  }

  @Post()
  @HttpCode(204)
  async keep(@Req() request: FastifyRequest): Promise<void> {
    const { userId } = signedIn(request);
    const body = bodyOf(request, sent);
    await this.kept.keep(userId, { ...body, texts: textsIn(body.texts) });
  }
}

function textsIn(json: string): [string, string][] {
  try {
    const read = texts.safeParse(JSON.parse(json));
    if (read.success && isStorable(read.data)) return read.data;
  } catch {
    // Not JSON: refused below like everything else that is no list of texts.
  }
  throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/texts', rule: 'wrong-format' }] });
}
