import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { chosenFrom, isAlike, organisationChoice } from '../../cycles/ways-in/organisation-choice-model.js';
import { mailAddress } from '../../platform/http/fields.js';
import { formView, formWith } from '../../platform/http/pages/form-view.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { frameModel, roomOptions } from './behalf-model.js';
import { BehalfReader } from './behalf.reader.js';
import { BehalfService } from './behalf.service.js';

/** A name without an address writes to nobody; an address needs the name of whom the letter greets. */
const behalfForm = z
  .looseObject({
    nominationId: z.uuid(),
    contactName: z.string().trim().max(200).default(''),
    contactEmail: z.preprocess((typed) => (typed === '' ? undefined : typed), mailAddress.optional()),
  })
  .refine(({ contactName, contactEmail }) => contactEmail === undefined || contactName !== '', {
    path: ['contactName'],
    params: { rule: 'required' },
  });

/** An entry on behalf of an organisation without an account: which one, where, and who is to take it over. */
@Controller('cycles/:cycle/on-behalf')
export class BehalfPages {
  constructor(
    private readonly reader: BehalfReader,
    private readonly behalf: BehalfService,
  ) {}

  @Get()
  show(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(cycleId, request, {}, null);
  }

  @Post()
  async enter(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View | Redirect> {
    const sent = (request.body ?? {}) as Record<string, unknown>;
    // A search enters nothing: it shows the page again with what was typed.
    if (sent['search']) return this.page(cycleId, request, sent, null);
    return takeForm(request, behalfForm, {
      act: ({ nominationId, contactName: name, contactEmail: email }, actor) => {
        const contact = email === undefined ? null : { name, email, locale: request.locale };
        return this.behalf.enter(actor, { ...chosenFrom(sent), nominationId, contact });
      },
      after: ({ id }, { contactEmail }) =>
        done(`/submissions/${id}/edit`, contactEmail === undefined ? 'behalf:done' : 'behalf:doneLetter'),
      again: (again) => this.page(cycleId, request, sent, again),
    });
  }

  private async page(
    cycleId: string,
    request: FastifyRequest,
    sent: Record<string, unknown>,
    again: FormAgain | null,
  ): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const found = await this.reader.rooms(signedIn(request), cycleId);
    const organisations = await this.behalf.find(String(sent['find'] ?? ''));
    const { fresh } = chosenFrom(sent);
    const alike = isAlike(again) && fresh ? await this.behalf.alike(fresh) : [];
    const form = again ? formView(again, request, labels(t)) : formWith(sent);
    return view('pages/submissions/behalf/behalf', {
      ...frameModel(found, request),
      action: `/cycles/${cycleId}/on-behalf`,
      form: { ...form, refusal: isAlike(again) ? null : form.refusal },
      nominations: roomOptions(found),
      ...organisationChoice(sent, { setup: found.setup, organisations, alike, again }, { locale, t }),
    });
  }
}

const labels = (t: (key: string) => string): Record<string, string> => ({
  nominationId: t('submissions:start.nomination'),
  contactName: t('behalf:contactName'),
  contactEmail: t('behalf:contactEmail'),
  inn: t('organisations:inn'),
  find: t('register:organisation'),
});
