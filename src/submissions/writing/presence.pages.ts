import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { bodyOf } from '../../platform/http/pages/forms.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { wordsIn } from './entry-form-model.js';
import { SubmissionsReader } from './submissions.reader.js';

const schema = z.object({
  window: z.string().min(1).max(40),
  field: z.string().max(80).default(''),
  leaves: z.string().optional(),
});

/** Who has the form of an entry open, and where: it informs and locks nothing. */
@Controller('submissions/:id/presence')
export class PresencePages {
  constructor(private readonly reader: SubmissionsReader) {}

  @Post()
  @HttpCode(200)
  async note(@Param('id') id: string, @Req() request: FastifyRequest) {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const body = bodyOf(request, schema);
    const { present, fields } = await this.reader.presence(actor, id, {
      ...body,
      leaves: body.leaves !== undefined,
    });
    return {
      here: present.map(({ name, field, isOwn, windows }) => {
        const who = isOwn ? t('submissions:here.own', { windows }) : t('submissions:here.other', { name, windows });
        const label = wordsIn(fields.find((one) => one.id === field)?.label, request.locale);
        return {
          name: who,
          field,
          where: label ? t('submissions:here.writes', { label }) : t('submissions:here.reads'),
          hint: t('submissions:here.field', { name: who }),
        };
      }),
    };
  }
}
