import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { entryConsentKinds } from '../../domain/cycles/entry-rules.js';
import { consentStanding } from '../../domain/submissions/consents.js';
import { takeForm, takeOpenForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { refusalModel } from '../writing/entry-model.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { standingWords } from './consent-words.js';
import { PeopleService, type PersonKey } from './people.service.js';

const giveForm = z.object({ kind: z.enum(entryConsentKinds), version: z.string() });
const withdrawForm = z.object({ kind: z.enum(entryConsentKinds) });

/** Each consent is a document of its own, read, given and taken back by the person it is of: by the letter's link, or signed in. */
@Controller('consents')
export class ConsentsPages {
  constructor(private readonly people: PeopleService) {}

  @Get('of/:person')
  showOwn(@Param('person') personId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(`/consents/of/${personId}`, { personId, actor: signedIn(request) }, { request });
  }

  @Post('of/:person/give')
  giveOwn(@Param('person') personId: string, @Req() request: FastifyRequest) {
    const path = `/consents/of/${personId}`;
    return takeForm(request, giveForm, {
      act: (input, actor) => this.people.give({ personId, actor }, input),
      after: () => done(path, 'people:given'),
      again: (again) => this.page(path, { personId, actor: signedIn(request) }, { request, again }),
    });
  }

  @Post('of/:person/withdraw')
  withdrawOwn(@Param('person') personId: string, @Req() request: FastifyRequest) {
    const path = `/consents/of/${personId}`;
    return takeForm(request, withdrawForm, {
      act: ({ kind }, actor) => this.people.withdraw({ personId, actor }, kind),
      after: () => done(path, 'people:withdrawn'),
      again: (again) => this.page(path, { personId, actor: signedIn(request) }, { request, again }),
    });
  }

  /** Opening the link shows the documents; a mail scanner that opens it agrees to nothing. */
  @Get(':token')
  show(@Param('token') token: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(`/consents/${token}`, { token }, { request });
  }

  @Post(':token/give')
  give(@Param('token') token: string, @Req() request: FastifyRequest) {
    const path = `/consents/${token}`;
    return takeOpenForm(request, giveForm, {
      act: (input) => this.people.give({ token }, input),
      after: () => done(path, 'people:given'),
      again: (again) => this.page(path, { token }, { request, again }),
    });
  }

  @Post(':token/withdraw')
  withdraw(@Param('token') token: string, @Req() request: FastifyRequest) {
    const path = `/consents/${token}`;
    return takeOpenForm(request, withdrawForm, {
      act: ({ kind }) => this.people.withdraw({ token }, kind),
      after: () => done(path, 'people:withdrawn'),
      again: (again) => this.page(path, { token }, { request, again }),
    });
  }

  private async page(
    path: string,
    key: PersonKey,
    { request, again = null }: { request: FastifyRequest; again?: FormAgain | null },
  ): Promise<View> {
    const t = translator(request.locale);
    const { person, acts, texts } = await this.people.look(key);
    const { cycle, organisation } = person.submission;
    return view('pages/submissions/people/consents', {
      path,
      name: person.name,
      lead: t(`people:lead.${person.role}`, { cycle: cycle.title, organisation: organisation.name }),
      refusal: refusalModel(again?.refusal ?? null, request),
      documents: texts.map(({ kind, version, text }) => ({
        ...standingWords(kind, consentStanding(kind, acts), { version, t }),
        version,
        now: t('people:version', { version }),
        text,
        what: t(`people:what.${kind}`),
      })),
    });
  }
}
