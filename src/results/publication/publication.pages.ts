import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { hasRole } from '../../domain/kernel/actor.js';
import { dayOf, instantOf, isLocalTime, localDateTime, homeZone } from '../../domain/kernel/local-day.js';
import { isPublic } from '../../domain/results/publication/publication-instant.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatDay, formatInstant } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import type { ProtocolTwin } from '../../domain/results/protocols/protocol.js';
import { shortHash, signsOf } from '../protocols/protocol-model.js';
import { ProtocolsService } from '../protocols/protocols.service.js';
import { protocolModel } from '../protocols/protocol-model.js';
import { PublicationsService } from './publications.service.js';
import { mayRunResults } from '../access/results.policy.js';
import { confirmation, dueWords, publishedModel, reasonAsked } from './publication-model.js';
import { VisibleCycleReader } from '../access/visible-cycle.reader.js';
import { PublicationReader } from './publication.reader.js';

const query = z.object({ meeting: z.string().max(40).optional().catch(undefined) });
const drawUpForm = z.object({ meeting: z.uuid() });
const withdrawForm = z.object({ reason: z.string().max(4000).default('') });
const publishForm = z.object({
  protocol: z.uuid(),
  publishAt: z.string().refine(isLocalTime, { error: 'not-an-instant' }),
  reason: z.string().max(4000).default(''),
  /** Sent by the page that shows what will be published; without it that page comes first. */
  listHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

/** The protocol, its two signatures and the publication. */
@Controller('cycles/:cycle')
export class PublicationPages {
  constructor(
    private readonly cycles: VisibleCycleReader,
    private readonly reader: PublicationReader,
    private readonly protocols: ProtocolsService,
    private readonly publications: PublicationsService,
  ) {}

  @Get('publication')
  page(
    @Param('cycle') cycleId: string,
    @Query({ schema: query }) { meeting }: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.publication(cycleId, meeting, request, {});
  }

  @Post('protocols')
  drawUp(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, drawUpForm, {
      act: ({ meeting }, actor) => this.protocols.drawUp(actor, meeting),
      after: (_none, { meeting }) =>
        done(`/cycles/${cycleId}/publication?meeting=${meeting}`, 'results:protocol.drawn'),
      again: (form) =>
        this.publication(cycleId, String(form.values['meeting']), request, { protocol: formView(form, request) }),
    });
  }

  @Post('publication')
  publish(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    const t = translator(request.locale);
    return takeForm(request, publishForm, {
      act: async ({ protocol, publishAt, reason, listHash }, actor) => {
        const { cycle, now } = await this.cycles.read(actor, cycleId);
        const input = { publishAt: instantOf(publishAt, cycle.timeZone), reason, listHash };
        if (!listHash) return { draft: await this.publications.draft(actor, protocol, input), cycle, now };
        await this.publications.publish(actor, protocol, input);
        return null;
      },
      after: (proposed, { protocol, publishAt }) => {
        if (!proposed) return done(`/cycles/${cycleId}/publication`, 'results:publication.done');
        const { draft, cycle, now } = proposed;
        return confirmation(draft, { cycle, now, protocol, publishAt, locale: request.locale });
      },
      again: async (form) => {
        const meeting = await this.meetingOf(cycleId, String(form.values['protocol']), request);
        const fields = { publishAt: t('results:publication.at'), reason: t('results:publication.reason') };
        return this.publication(cycleId, meeting, request, { publish: formView(form, request, fields) });
      },
    });
  }

  @Get('publication/withdraw')
  async askWithdraw(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.withdrawPage(cycleId, request, formWith());
  }

  @Post('publication/withdraw')
  withdraw(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, withdrawForm, {
      act: ({ reason }, actor) => this.publications.withdraw(actor, cycleId, reason),
      after: () => done(`/cycles/${cycleId}/publication`, 'results:withdraw.done'),
      again: (form) => this.withdrawPage(cycleId, request, formView(form, request)),
    });
  }

  private async withdrawPage(cycleId: string, request: FastifyRequest, form: FormView): Promise<View> {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const last = await this.publications.withdrawable(actor, cycleId);
    return view('pages/results/publication/withdraw', {
      action: `/cycles/${cycleId}/publication/withdraw`,
      back: { href: `/cycles/${cycleId}/publication`, label: t('results:publish.back') },
      lead: t('results:publication.number', { number: last.number }),
      form,
    });
  }

  private async meetingOf(cycleId: string, protocolId: string, request: FastifyRequest): Promise<string | undefined> {
    const { protocols } = await this.reader.read(signedIn(request), cycleId);
    return protocols.find(({ id }) => id === protocolId)?.meetingId;
  }

  private async publication(
    cycleId: string,
    asked: string | undefined,
    request: FastifyRequest,
    forms: { protocol?: FormView; publish?: FormView },
  ): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const visible = await this.cycles.read(actor, cycleId);
    const { protocols, meetings, approvals, publications, ...decisions } = await this.reader.read(actor, cycleId);
    const left = decisions.withdrawals.flatMap(({ held }) => held);
    const decided = meetings.filter(({ id }) =>
      [...decisions.awards, ...decisions.nobody, ...left].some(({ meetingId }) => meetingId === id),
    );
    const meeting = meetings.find(({ id }) => id === asked) ?? decided[0] ?? null;
    const latest = protocols.find(({ meetingId }) => meetingId === meeting?.id) ?? null;
    const standing = meeting && decided.includes(meeting) ? await this.reader.standing(meeting.id) : null;
    const own = approvals.filter(({ protocolId }) => protocolId === latest?.id);
    const published = publications.find(({ protocolId }) => protocolId === latest?.id) ?? null;
    const isLeft = left.some(({ meetingId }) => meetingId === meeting?.id);
    const mayRun = mayRunResults(actor, { cycleId });
    const due = meeting && latest ? await this.reader.dueOn(visible.edition, meeting.heldOn) : null;
    const isLate = due !== null && dayOf(visible.now, visible.cycle.timeZone) > due;
    const twin = latest ? ((await this.protocols.read(actor, latest.id)).twin satisfies ProtocolTwin) : null;
    const format = { locale, timeZone: visible.cycle.timeZone, now: visible.now, year: 'always' as const };
    const instant = (at: Date) => formatInstant(at, format);
    return view('pages/results/publication/publication', {
      side: cycleSide(request, cycleId, 'publication'),
      strip: phaseStrip({
        stages: visible.stages,
        now: visible.now,
        timeZone,
        locale,
        cycleZone: visible.cycle.timeZone,
      }),
      meetings: meetings.map(({ id, body, number, heldOn }) => ({
        href: `/cycles/${cycleId}/publication?meeting=${id}`,
        label: `${t('results:meeting.title', { body, number })}, ${formatDay(heldOn, format)}`,
        current: id === meeting?.id,
      })),
      meeting: meeting && {
        id: meeting.id,
        title: t('results:meeting.title', { body: meeting.body, number: meeting.number }),
      },
      decisionsHref: `/cycles/${cycleId}/decisions`,
      remarksHref: hasRole(actor, ['organizer', 'secretary'], { cycleId }) && `/cycles/${cycleId}/remarks`,
      appealsHref: `/cycles/${cycleId}/appeals`,
      protocol: twin && protocolModel(twin, { locale, now: visible.now, timeZone: visible.cycle.timeZone }),
      protocolHref: latest ? `/cycles/${cycleId}/protocols/${latest.id}` : '',
      kind: twin ? t('results:protocol.kind', { body: twin.body }) : '',
      drawAction: `/cycles/${cycleId}/protocols`,
      // A published protocol has done its work: what changed since belongs to the next sitting, but for a withdrawal.
      mayDraw: mayRun && standing !== null && standing !== latest?.hash && (!published || isLeft),
      changed: latest !== null && standing !== latest.hash && (!published || isLeft),
      signs: signsOf(own, locale),
      signatures: own.length,
      mayPublish: mayRun && latest !== null && standing === latest.hash && own.length > 1 && !published,
      protocolForm: forms.protocol ?? formWith(),
      publishForm:
        forms.publish ?? formWith({ publishAt: localDateTime(visible.now, visible.cycle.timeZone).slice(0, 16) }),
      publishAction: `/cycles/${cycleId}/publication`,
      protocolId: latest?.id ?? '',
      reasonAsked: reasonAsked(due, {
        isLater: publications.length > 0,
        late: isLate,
        day: (on) => formatDay(on, format),
        t,
      }),
      zone: visible.cycle.timeZone === homeZone ? t('results:publication.moscow') : visible.cycle.timeZone,
      published: published && publishedModel(published, { now: visible.now, year: visible.cycle.year, instant, t }),
      due: dueWords(due, {
        now: visible.now,
        timeZone: visible.cycle.timeZone,
        published: published !== null,
        day: (on) => formatDay(on, format),
        t,
      }),
      withdrawHref:
        mayRun && publications[0] && publications[0].snapshot['withdrawn'] !== true
          ? `/cycles/${cycleId}/publication/withdraw`
          : '',
      log: publications.map(({ number, publishAt, createdAt, reason, hash, snapshot }) => ({
        at: createdAt,
        title: t('results:publication.number', { number }),
        text: [
          t('results:publication.items', { n: (snapshot['items'] as unknown[]).length }),
          t('results:publication.visibleFrom', { at: instant(publishAt) }),
          reason,
          shortHash(hash),
        ]
          .filter(Boolean)
          .join('. '),
        mark: isPublic({ publishAt }, visible.now) ? 'full' : 'half',
      })),
    });
  }
}
