import { Controller, Get, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { accountSide } from '../../accounts/account/account-model.js';
import { AccountConsentsService, type OwnConsent } from '../../cycles/consents/account-consents.service.js';
import { consentStanding } from '../../domain/submissions/consents.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { refusalModel } from '../writing/entry-model.js';
import { standingWords } from './consent-words.js';
import { PeopleService } from './people.service.js';

const giveForm = z.object({ cycle: z.uuid(), version: z.string().max(200) });
const withdrawForm = z.object({ cycle: z.uuid() });
const home = '/account/consents';

/** All that the reader agreed to: as somebody who writes entries, and as a person of practices. */
@Controller('account/consents')
export class OwnConsentsPages {
  constructor(
    private readonly consents: AccountConsentsService,
    private readonly people: PeopleService,
  ) {}

  @Get()
  show(@Req() request: FastifyRequest): Promise<View> {
    return this.page(request, null);
  }

  @Post('give')
  give(@Req() request: FastifyRequest) {
    return takeForm(request, giveForm, {
      act: ({ cycle, version }, actor) => this.consents.give(actor, cycle, { kind: 'processing', version }),
      after: () => done(home, 'people:given'),
      again: (again) => this.page(request, again),
    });
  }

  @Post('withdraw')
  withdraw(@Req() request: FastifyRequest) {
    return takeForm(request, withdrawForm, {
      act: ({ cycle }, actor) => this.consents.withdraw(actor, cycle),
      after: () => done(home, 'people:withdrawn'),
      again: (again) => this.page(request, again),
    });
  }

  private async page(request: FastifyRequest, again: FormAgain | null): Promise<View> {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const [own, named] = await Promise.all([this.consents.own(actor), this.people.named(actor)]);
    return view('pages/submissions/people/own-consents', {
      side: accountSide(request.locale, 'consents'),
      refusal: refusalModel(again?.refusal ?? null, request),
      contests: own.map((consent) => contestRow(consent, t)),
      practices: named.map(({ id, cycle, organisation, acts, texts }) => ({
        title: t('people:own.ofPractice', { organisation }),
        cycle,
        href: `/consents/of/${id}`,
        consents: texts.map(({ kind, version }) => standingWords(kind, consentStanding(kind, acts), { version, t })),
      })),
    });
  }
}

function contestRow({ cycleId, cycle, text, standing, earlier }: OwnConsent, t: Translator) {
  const words = standingWords('processing', standing, { version: text?.version ?? '', t });
  return {
    id: cycleId,
    cycle,
    ...words,
    isOlder: text !== null && standing.state === 'given' && !words.isGiven,
    now: text && t('people:version', { version: text.version }),
    version: text?.version ?? '',
    text: text?.text ?? '',
    earlier,
    earlierLabel: t('people:own.readOlder', { version: words.version }),
    mayGive: text !== null && !words.isGiven,
  };
}
