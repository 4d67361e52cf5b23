import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { entryVerdicts, type EntryAnswers, type EntryRules } from '../../domain/cycles/entry-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mailAddress } from '../../platform/http/fields.js';
import { anyForm, takeOpenForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { formView, formWith } from '../../platform/http/pages/form-view.js';
import { redirect, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { actorOf, senderOf } from '../../platform/http/request.js';
import { setSession } from '../../platform/http/session-cookie.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { neededConsents } from '../../domain/submissions/consents.js';
import { consentTicks, ticksOf } from '../consents/consent-ticks.js';
import { closingSentence } from '../extensions/closing-words.js';
import { linkHours, RegistrationsService } from './registrations.service.js';
import { chosenFrom, isAlike, kindOptions, organisationChoice } from './organisation-choice-model.js';
import { WayInReader } from './way-in.reader.js';
import {
  addressOf,
  answersFrom,
  placeFrom,
  questionRows,
  regionOptions,
  roomRows,
  roomTerm,
  stepsOf,
  type Sent,
} from './registration-model.js';

const personForm = z.looseObject({
  name: z.string().trim().min(1).max(200),
  email: mailAddress,
});
const anyQuery = z.looseObject({});

/** The way in: whether a practice fits, who enters it, and the letter that proves the mailbox. */
@Controller('register')
export class RegistrationPages {
  constructor(
    private readonly registrations: RegistrationsService,
    private readonly ways: WayInReader,
  ) {}

  @Get()
  show(@Query({ schema: anyQuery }) query: Sent, @Req() request: FastifyRequest): Promise<View> {
    return this.questionsPage(query, request);
  }

  /** The answers are kept in the address, and nowhere else, until the person is known. */
  @Post()
  async check(@Req() request: FastifyRequest): Promise<Redirect> {
    const sent = (request.body ?? {}) as Sent;
    const found = await this.ways.open();
    const goesOn = found !== null && goesOnFrom(found.rules, sent);
    return redirect(addressOf(goesOn ? '/register/organisation' : '/register', sent, { check: goesOn ? '' : '1' }));
  }

  @Get('organisation')
  organisation(@Query({ schema: anyQuery }) query: Sent, @Req() request: FastifyRequest): Promise<View | Redirect> {
    return this.organisationPage(query, request, null);
  }

  @Post('organisation')
  async ask(@Req() request: FastifyRequest): Promise<View | Redirect> {
    const sent = (request.body ?? {}) as Sent;
    // A search is no registration: it shows the page again with what was typed.
    if (sent['search']) return this.organisationPage(sent, request, null);
    const found = await this.ways.open();
    if (!found) throw new Refusal({ code: 'not-found' });
    return takeOpenForm(request, personForm, {
      act: ({ name, email }) =>
        this.registrations.ask(
          found.setup.cycle.id,
          {
            name,
            email,
            locale: request.locale,
            code: String(sent['code'] ?? ''),
            answers: answersFrom(sent, found.rules.questions),
            consents: ticksOf(sent),
            ...chosenFrom(sent),
          },
          senderOf(request),
        ),
      after: (_none, { email }) => view('pages/cycles/ways-in/sent', { email, hours: linkHours }),
      again: (form) => this.organisationPage(sent, request, form) as Promise<View>,
    });
  }

  /** Opening the link shows what it does; a mail scanner that opens it changes nothing. */
  @Get('confirm/:token')
  async look(@Param('token') token: string, @Req() request: FastifyRequest): Promise<View | Redirect> {
    if (await this.registrations.isUsedBy(actorOf(request), token)) return redirect('/submissions');
    return view('pages/cycles/ways-in/confirm', { token, ...(await this.registrations.look(token)) });
  }

  @Post('confirm/:token')
  async confirm(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View | Redirect> {
    // Pressed in a second tab, after the first has signed the same person in.
    if (await this.registrations.isUsedBy(actorOf(request), token)) return redirect('/submissions');
    return takeOpenForm(request, anyForm, {
      act: async () => {
        const { session, waits } = await this.registrations.confirm(token, senderOf(request));
        setSession(request, reply, session);
        return waits;
      },
      after: (waits) => redirect(waits ? '/joining' : '/submissions/new'),
      again: ({ refusal }) => {
        throw refusal ?? new Refusal({ code: 'link-expired' });
      },
    });
  }

  private async questionsPage(query: Sent, request: FastifyRequest): Promise<View> {
    const t = translator(request.locale);
    const found = await this.ways.open();
    if (!found) return this.closedPage(request);
    const { setup, rules, closing, now } = found;
    const { region, kind } = placeFrom(query);
    const answers: EntryAnswers = answersFrom(query, rules.questions);
    const isChecked = query['check'] === '1';
    const rooms = region ? await this.ways.rooms(actorOf(request), { setup, regionCode: region, kind }) : [];
    const format = { locale: request.locale, timeZone: request.timeZone, now, closesIn: setup.cycle.timeZone };
    const questions = questionRows(rules.questions, answers, { isChecked, locale: request.locale });
    return view('pages/cycles/ways-in/questions', {
      steps: stepsOf(t, 0, addressOf('', query)),
      form: { id: 'f', action: '/register' },
      byInvitation: rules.way === 'invitation',
      regions: regionOptions(setup, request.locale, region),
      kinds: kindOptions(t, kind),
      questions,
      stopping: questions.filter(({ stops }) => stops).length,
      open: isChecked ? questions.filter(({ open }) => open).length : 0,
      rooms: roomRows(rooms, t, (room) => roomTerm(room, closing, format)),
      term: closingSentence(closing, setup, format),
    });
  }

  /** When it closed, and who has longer; whose organisation has, begins on the page of those who are signed in. */
  private async closedPage(request: FastifyRequest): Promise<View> {
    const { locale } = request;
    const last = await this.ways.last(actorOf(request));
    return view('pages/cycles/ways-in/closed', {
      term: last ? closingSentence(last.closing, last.setup, { locale, now: last.now }) : '',
      ownHref: last?.isOwnOpen ? '/submissions/new' : '',
    });
  }

  private async organisationPage(
    sent: Sent,
    request: FastifyRequest,
    again: FormAgain | null,
  ): Promise<View | Redirect> {
    const t = translator(request.locale);
    const found = await this.ways.open();
    if (!found) return this.closedPage(request);
    const { setup, rules } = found;
    const answers = answersFrom(sent, rules.questions);
    if (!goesOnFrom(rules, sent)) return redirect(addressOf('/register', sent, { check: '1' }));
    const organisations = await this.registrations.find(String(sent['find'] ?? ''));
    const { fresh } = chosenFrom(sent);
    const alike = isAlike(again) && fresh ? await this.registrations.alike(fresh) : [];
    const form = again ? formView(again, request, labels(t)) : formWith(sent);
    return view('pages/cycles/ways-in/organisation', {
      steps: stepsOf(t, 1, addressOf('', sent)),
      form: { ...form, id: 'f', action: '/register/organisation', refusal: isAlike(again) ? null : form.refusal },
      kept: Object.entries(answers).map(([name, value]) => ({ name: `q-${name}`, value })),
      consents: consentTicks(neededConsents(rules.consents, []), {
        cycleId: setup.cycle.id,
        sent,
        error: form.errors['consent'],
        t,
      }),
      asksCode: rules.way === 'code',
      ...organisationChoice(sent, { setup, organisations, alike, again }, { locale: request.locale, t }),
      joinDays: rules.joinDays,
    });
  }
}

/** Whether the person is asked who they are: where the practice fits, and the contest does not choose its entrants itself. */
function goesOnFrom({ way, questions }: EntryRules, sent: Sent): boolean {
  const verdicts = entryVerdicts(questions, answersFrom(sent, questions));
  return way !== 'invitation' && verdicts.every((verdict) => verdict === 'fits');
}

const labels = (t: Translator): Record<string, string> => ({
  name: t('register:name'),
  email: t('register:email'),
  inn: t('organisations:inn'),
  find: t('register:organisation'),
  code: t('register:code'),
});
