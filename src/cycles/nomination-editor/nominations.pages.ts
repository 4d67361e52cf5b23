import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { organisationKinds } from '../../domain/accounts/organisation.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { pairsOf } from '../../platform/web/options.js';
import { nominationForm } from '../nominations/nomination-form.js';
import { NominationsService } from '../nominations/nominations.service.js';
import { attemptOf, cycleFrame, type Attempt } from '../stages/cycle-frame-model.js';
import { CycleFrameReader } from '../stages/cycle-frame.reader.js';
import { FormsReader } from '../forms/forms.reader.js';

/** The nominations of a cycle, each with the size of its form. */
@Controller('cycles/:id/nominations')
export class NominationsPages {
  constructor(
    private readonly nominations: NominationsService,
    private readonly forms: FormsReader,
    private readonly frames: CycleFrameReader,
  ) {}

  @Get()
  list(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, null);
  }

  @Post()
  add(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, nominationForm, {
      act: ({ version: _version, ...input }, actor) => this.nominations.add(actor, id, input),
      after: (made) => done(`/cycles/${id}/nominations/${made.id}`, 'cycles:done.nominationAdded'),
      again: (form) => this.page(id, request, attemptOf(form, request)),
    });
  }

  @Post(':nid/remove')
  async remove(@Param('id') id: string, @Param('nid') nid: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.nominations.remove(signedIn(request), id, nid);
    return done(`/cycles/${id}/nominations`, 'cycles:done.nominationRemoved');
  }

  private async page(id: string, request: FastifyRequest, attempt: Attempt | null): Promise<View> {
    const actor = signedIn(request);
    const frame = await this.frames.frame(actor, id);
    const t = translator(request.locale);
    return view('pages/cycles/nomination-editor/nominations', {
      ...cycleFrame(request, frame, 'nominations'),
      trouble: attempt?.trouble ?? null,
      errors: attempt?.trouble.errors ?? {},
      values: attempt?.values ?? {},
      open: attempt !== null,
      mayAdd: frame.mayEdit && frame.frozenSince === null,
      kinds: pairsOf(organisationKinds, (kind) => t(`words:kind.${kind}`)),
      rows: (await this.forms.list(actor, id)).map(
        ({ row: { id: nid, code, title, quotaPerRegion, allowedKinds }, form }) => {
          return {
            code,
            title,
            href: `/cycles/${id}/nominations/${nid}`,
            quota: quotaPerRegion,
            kinds: allowedKinds.map((kind) => t(`words:kind.${kind}`)).join('; '),
            form: form ? t('cycles:nominations.form', { n: form.fields.length, version: form.number }) : '',
          };
        },
      ),
    });
  }
}
