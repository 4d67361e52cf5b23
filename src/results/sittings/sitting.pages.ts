import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mailAddress } from '../../platform/http/fields.js';
import { choices } from '../../domain/results/sittings/ballot.js';
import { memberRoles } from '../../domain/results/sittings/sitting-record.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatDay } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { decisionsOf, meetingSide } from '../meetings/meeting-navigation.js';
import { countsOf } from './ballot-words.js';
import { SittingsService } from './sittings.service.js';

const text = (max: number) => z.string().trim().min(1).max(max);
const forms = {
  member: z.object({
    name: text(200),
    role: z.enum(memberRoles),
    email: z.union([z.literal(''), mailAddress]).default(''),
  }),
  attend: z.object({ member: z.uuid(), present: z.enum(['yes', 'no']) }),
  declare: z.object({ member: z.uuid(), declaration: z.enum(['none', 'conflict']) }),
  item: z.object({ title: text(300), nominationId: z.union([z.literal(''), z.uuid()]).default('') }),
  recuse: z.object({ item: z.uuid(), member: z.uuid(), reason: text(2000) }),
  ballot: z.object({ item: z.uuid(), question: text(500), secret: z.string().optional() }),
  vote: z.object({ ballot: z.uuid(), member: z.uuid(), choice: z.enum(choices) }),
  close: z.object({ ballot: z.uuid() }),
  dissent: z.object({ member: z.uuid(), text: text(10_000) }),
};
type Verb = keyof typeof forms;

/** The room of a sitting: attendance, declarations, agenda, ballots, dissent, on one page for all who take part. */
@Controller('cycles/:cycle/meetings/:meeting')
export class SittingPages {
  constructor(private readonly sittings: SittingsService) {}

  @Get()
  show(@Param('cycle') cycleId: string, @Param('meeting') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(cycleId, id, request, null);
  }

  @Post(':verb')
  act(
    @Param('cycle') cycleId: string,
    @Param('meeting') id: string,
    @Param('verb') verb: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ) {
    const known = (Object.keys(forms) as Verb[]).find((each) => each === verb) ?? 'close';
    return takeForm(request, forms[known], {
      act: () => this.perform(known, id, body, request),
      after: () => done(`/cycles/${cycleId}/meetings/${id}`, `results:sitting.done.${known}`),
      again: (form) => this.page(cycleId, id, request, { verb: known, form: formView(form, request) }),
    });
  }

  private async perform(verb: Verb, id: string, body: unknown, request: FastifyRequest): Promise<void> {
    const actor = signedIn(request);
    switch (verb) {
      case 'member':
        return this.sittings.addMember(actor, id, forms.member.parse(body));
      case 'attend': {
        const { member, present } = forms.attend.parse(body);
        return this.sittings.attend(actor, id, member, present === 'yes');
      }
      case 'declare': {
        const { member, declaration } = forms.declare.parse(body);
        return this.sittings.declare(actor, id, member, declaration);
      }
      case 'item': {
        const { title, nominationId } = forms.item.parse(body);
        return this.sittings.addItem(actor, id, { title, nominationId: nominationId || null });
      }
      case 'recuse': {
        const { item, member, reason } = forms.recuse.parse(body);
        return this.sittings.recuse(actor, id, { itemId: item, memberId: member, reason });
      }
      case 'ballot': {
        const { item, question, secret } = forms.ballot.parse(body);
        return this.sittings.openBallot(actor, id, { itemId: item, question, secret: Boolean(secret) });
      }
      case 'vote': {
        const { ballot, member, choice } = forms.vote.parse(body);
        return this.sittings.vote(actor, id, { ballotId: ballot, memberId: member, choice });
      }
      case 'close':
        return this.sittings.closeBallot(actor, id, forms.close.parse(body).ballot);
      case 'dissent': {
        const { member, text: words } = forms.dissent.parse(body);
        return this.sittings.dissent(actor, id, member, words);
      }
    }
  }

  private async page(
    cycleId: string,
    id: string,
    request: FastifyRequest,
    again: { verb: Verb; form: FormView } | null,
  ): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const found = await this.sittings.read(actor, id);
    const { meeting, cycle, nominations, members, agenda, dissents, self, signed, isAhead, isHidden, mayRun, now } =
      found;
    const decisionsHref = decisionsOf(actor, meeting);
    const nameOf = (member: string) => members.find((each) => each.id === member)?.name ?? '';
    const format = { locale, timeZone: cycle.timeZone, now, year: 'always' as const };
    const formOf = (verb: Verb) => (again?.verb === verb ? again.form : formWith());
    return view('pages/results/sittings/sitting', {
      side: meetingSide(request, meeting),
      crumbs: [
        decisionsHref
          ? { href: decisionsHref, label: t(meeting.regionCode ? 'results:regional.title' : 'results:decisions.title') }
          : { href: '/sittings', label: t('results:seat.title') },
        { label: t('results:sitting.title') },
      ],
      title: t('results:meeting.title', { body: meeting.body, number: meeting.number }),
      lead: [formatDay(meeting.heldOn, format), meeting.place, t(`results:form.${meeting.form}`)].join(', '),
      here: `/cycles/${cycleId}/meetings/${id}`,
      mayRun,
      maySit: mayRun && !isAhead,
      ahead: isAhead && t('results:meeting.aheadLead', { on: formatDay(meeting.heldOn, format) }),
      signed,
      problem: again?.form ?? formWith(),
      decisionsHref: decisionsHref ?? '',
      seatHref: self ? `/sittings/${id}` : '',
      attendance: t('results:sitting.present', {
        n: members.filter(({ present }) => present).length,
        of: members.length,
      }),
      roles: memberRoles.map((value) => ({ value, label: t(`results:sitting.role.${value}`) })),
      memberForm: formOf('member'),
      itemForm: formOf('item'),
      members: members.map((member) => ({
        id: member.id,
        name: member.name,
        role: t(`results:sitting.role.${member.role}`),
        present: member.present,
        status: member.present
          ? { word: t('results:sitting.here'), mark: 'full', tone: 'ok' }
          : { word: t('results:sitting.away'), mark: 'dash', tone: '' },
        declaration: member.declaration ? t(`results:sitting.declared.${member.declaration}`) : '',
        mayDeclare: mayRun || (!signed && self?.id === member.id),
      })),
      nominations: nominations.map(({ id: value, title: label }) => ({ value, label })),
      agenda: agenda.map((item) => ({
        id: item.id,
        position: item.position,
        title: item.title,
        recused: item.recusals.map(({ memberId, reason }) => ({ name: nameOf(memberId), reason })),
        free: members
          .filter((member) => !item.recusals.some(({ memberId }) => memberId === member.id))
          .filter((member) => mayRun || member.id === self?.id)
          .map(({ id: value, name: label }) => ({ value, label })),
        ballots: item.ballots.map((ballot) => {
          const left = members.filter(
            (member) =>
              member.present &&
              !ballot.voters.includes(member.id) &&
              !item.recusals.some(({ memberId }) => memberId === member.id),
          );
          return {
            id: ballot.id,
            question: isHidden(ballot) ? t('results:sitting.hiddenQuestion') : ballot.question,
            secret: ballot.secret,
            kind: t(ballot.secret ? 'results:sitting.secret' : 'results:sitting.open'),
            isOpen: ballot.state === 'open',
            voted: t('results:sitting.voted', { n: ballot.voters.length, of: ballot.voters.length + left.length }),
            counts: ballot.result ? countsOf(ballot.result, t) : '',
            status: ballot.result
              ? ballot.result.carried
                ? { word: t('results:sitting.carried'), mark: 'full', tone: 'ok' }
                : { word: t('results:sitting.lost'), mark: 'cross', tone: 'no' }
              : { word: t('results:sitting.voting'), mark: 'half', tone: 'wait' },
            voters: left
              .filter((member) => !isHidden(ballot) && (member.id === self?.id || (mayRun && !ballot.secret)))
              .map(({ id: value, name: label }) => ({ value, label })),
          };
        }),
      })),
      choices: choices.map((value) => ({ value, label: t(`results:sitting.choice.${value}`) })),
      dissents: dissents.map(({ memberId, text: words }) => ({ name: nameOf(memberId), words })),
      dissenters: signed
        ? []
        : members
            .filter((member) => mayRun || member.id === self?.id)
            .map(({ id: value, name: label }) => ({ value, label })),
    });
  }
}
