import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { hasRole } from '../../domain/kernel/actor.js';
import { consentStanding } from '../../domain/submissions/consents.js';
import { mailAddress } from '../../platform/http/fields.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { pairsOf } from '../../platform/web/options.js';
import { standingWords } from './consent-words.js';
import { PeopleService } from './people.service.js';
import { personRoles } from './practice-person.entity.js';

const personForm = z.object({
  name: z.string().trim().min(3).max(200),
  role: z.enum(personRoles),
  email: mailAddress,
});

/** The people of a practice, with how their consents stand. */
@Controller('submissions/:id/consents')
export class PeoplePages {
  constructor(private readonly people: PeopleService) {}

  @Get()
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, formWith({ role: 'leader' }));
  }

  @Post()
  add(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, personForm, {
      act: (input, actor) => this.people.add(actor, id, input),
      after: () => done(`/submissions/${id}/consents`, 'people:added'),
      again: (form) => this.page(id, request, formView(form, request), true),
    });
  }

  @Post(':person/ask')
  async ask(
    @Param('id') id: string,
    @Param('person') person: string,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    await this.people.askAgain(signedIn(request), id, person);
    return done(`/submissions/${id}/consents`, 'people:asked');
  }

  @Post(':person/remove')
  async remove(
    @Param('id') id: string,
    @Param('person') person: string,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    await this.people.remove(signedIn(request), id, person);
    return done(`/submissions/${id}/consents`, 'people:removed');
  }

  private async page(id: string, request: FastifyRequest, form: FormView, isTyped = false): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const { entry, people, texts, isOwn } = await this.people.list(actor, id);
    const scope = { cycleId: entry.cycleId, nominationId: entry.nominationId };
    const maySeeMail = isOwn || hasRole(actor, ['organizer', 'secretary'], scope);
    return view('pages/submissions/people/people', {
      id,
      title: entry.title || t('submissions:untitled'),
      isOwn,
      hasTexts: texts.length > 0,
      // What was typed stays to be seen, also where it could not be taken.
      takesNames: isOwn && (texts.length > 0 || isTyped),
      people: people.map(({ id: person, name, role, email, askedAt, acts }) => ({
        id: person,
        name,
        role: t(`people:role.${role}`),
        email: maySeeMail ? email : '',
        asked: askedAt,
        consents: texts.map(({ kind, version }) => standingWords(kind, consentStanding(kind, acts), { version, t })),
      })),
      roles: pairsOf(personRoles, (role) => t(`people:role.${role}`)),
      form,
    });
  }
}
