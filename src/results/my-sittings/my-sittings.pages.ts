import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { choices, type Choice } from '../../domain/results/sittings/ballot.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatDay } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { MySittingsReader, type Seat } from './my-sittings.reader.js';
import { countsOf } from '../sittings/ballot-words.js';
import { SittingsService } from '../sittings/sittings.service.js';

const forms = {
  declare: z.object({ declaration: z.enum(['none', 'conflict']) }),
  recuse: z.object({ item: z.uuid(), reason: z.string().trim().min(1).max(2000) }),
  vote: z.object({ ballot: z.uuid(), choice: z.enum(choices) }),
  dissent: z.object({ text: z.string().trim().min(1).max(10_000) }),
};
type Verb = keyof typeof forms;
interface Again {
  verb: Verb;
  form: FormView;
}

/** The sittings of a member: where and when, the agenda, the own vote, and nothing else. */
@Controller('sittings')
export class MySittingsPages {
  constructor(
    private readonly reader: MySittingsReader,
    private readonly sittings: SittingsService,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const { sittings, regions, now } = await this.reader.list(signedIn(request));
    return view('pages/results/my-sittings/my-sittings', {
      sittings: sittings.map(({ id, body, number, waiting, ...meeting }) => ({
        href: `/sittings/${id}`,
        title: t('results:meeting.title', { body, number }),
        about: [whereOf({ ...meeting, now }, request), meeting.cycle].join(' · '),
        waiting: waiting > 0 ? t('results:seat.waiting', { n: waiting }) : '',
      })),
      regions: regions.map(({ cycleId, cycle, code, nameRu, nameEn }) => ({
        href: `/cycles/${cycleId}/regional?region=${code}`,
        label: t('results:regional.heading', { region: locale === 'ru' ? nameRu : nameEn }),
        cycle,
      })),
    });
  }

  @Get(':id')
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, null);
  }

  @Post(':id/:verb')
  act(@Param('id') id: string, @Param('verb') verb: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    const known = (Object.keys(forms) as Verb[]).find((each) => each === verb) ?? 'vote';
    return takeForm(request, forms[known], {
      act: () => this.perform(known, id, body, request),
      after: () => done(`/sittings/${id}`, `results:sitting.done.${known}`),
      again: (form) => this.page(id, request, { verb: known, form: atFields(formView(form, request), request) }),
    });
  }

  /** Everything in the own name. */
  private async perform(verb: Verb, id: string, body: unknown, request: FastifyRequest): Promise<void> {
    const actor = signedIn(request);
    const memberId = (await this.reader.seat(actor, id)).self.id;
    switch (verb) {
      case 'declare':
        return this.sittings.declare(actor, id, memberId, forms.declare.parse(body).declaration);
      case 'recuse': {
        const { item, reason } = forms.recuse.parse(body);
        return this.sittings.recuse(actor, id, { itemId: item, memberId, reason });
      }
      case 'vote': {
        const { ballot, choice } = forms.vote.parse(body);
        return this.sittings.vote(actor, id, { ballotId: ballot, memberId, choice });
      }
      case 'dissent':
        return this.sittings.dissent(actor, id, memberId, forms.dissent.parse(body).text);
    }
  }

  private async page(id: string, request: FastifyRequest, again: Again | null): Promise<View> {
    const t = translator(request.locale);
    const seat = await this.reader.seat(signedIn(request), id);
    const { meeting, self, signed, dissents, cycle, now } = seat;
    const formOf = (verb: Verb) => (again?.verb === verb ? again.form : formWith());
    return view('pages/results/my-sittings/seat', {
      crumbs: [{ href: '/sittings', label: t('results:seat.title') }, { label: `№ ${meeting.number}` }],
      title: t('results:meeting.title', { body: meeting.body, number: meeting.number }),
      lead: whereOf({ ...meeting, timeZone: cycle.timeZone, now }, request),
      here: `/sittings/${id}`,
      signed,
      problem: again?.form ?? formWith(),
      present: self.present
        ? { word: t('results:seat.present'), mark: 'full', tone: 'ok' }
        : { word: t('results:seat.away'), mark: 'dash', tone: '' },
      isPresent: self.present,
      declaration: self.declaration ? t(`results:seat.declared.${self.declaration}`) : '',
      mayVote: self.present && self.declaration !== null,
      agenda: seat.agenda.map((item) => itemModel(item, seat, again, t)),
      choices: choices.map((value) => ({ value, label: t(`results:sitting.choice.${value}`) })),
      dissents,
      dissentForm: formOf('dissent'),
    });
  }
}

/** The summary of faults leads to the fields by the ids that they have on this page. */
function atFields(form: FormView, { locale }: FastifyRequest): FormView {
  const t = translator(locale);
  const fields: Record<string, { href: string; label: string }> = {
    '#reason': { href: `#rr-${String(form.values['item'])}`, label: t('results:sitting.reason') },
    '#text': { href: '#dissent-text', label: t('results:sitting.dissentText') },
  };
  const summary = form.summary.map((line) => {
    const field = fields[line.href];
    return field ? { href: field.href, text: `${field.label}: ${line.text}` } : line;
  });
  return { ...form, summary };
}

function itemModel(item: Seat['agenda'][number], { signed, self }: Seat, again: Again | null, t: Translator) {
  const isSent = again?.verb === 'recuse' && again.form.values['item'] === item.id;
  return {
    id: item.id,
    position: item.position,
    title: item.title,
    recusal: item.recusal ?? '',
    mayRecuse: !signed && item.recusal === null,
    recuseForm: isSent ? again.form : formWith(),
    ballots: item.ballots.map(({ id, question, secret, result, isOpen, hasVoted, choice }) => ({
      id,
      question,
      kind: t(secret ? 'results:sitting.secret' : 'results:sitting.open'),
      status: statusOf(result, t),
      counts: result ? countsOf(result, t) : '',
      own: ownWords({ hasVoted, choice }, t),
      mayVote: isOpen && !hasVoted && item.recusal === null && self.present && self.declaration !== null && !signed,
    })),
  };
}

function statusOf(result: Seat['agenda'][number]['ballots'][number]['result'], t: Translator) {
  if (!result) return { word: t('results:sitting.voting'), mark: 'half', tone: 'wait' };
  return result.carried
    ? { word: t('results:sitting.carried'), mark: 'full', tone: 'ok' }
    : { word: t('results:sitting.lost'), mark: 'cross', tone: 'no' };
}

/** A secret vote is kept without a name, so that even its owner is only told that it was given. */
function ownWords({ hasVoted, choice }: { hasVoted: boolean; choice: Choice | null }, t: Translator): string {
  if (!hasVoted) return '';
  return choice
    ? t('results:seat.own', { choice: t(`results:sitting.choice.${choice}`) })
    : t('results:seat.ownSecret');
}

function whereOf(
  meeting: { heldOn: string; place: string; form: string; timeZone: string; now: Date },
  { locale }: FastifyRequest,
): string {
  const format = { locale, timeZone: meeting.timeZone, now: meeting.now, year: 'always' as const };
  return [formatDay(meeting.heldOn, format), meeting.place, translator(locale)(`results:form.${meeting.form}`)].join(
    ', ',
  );
}
