import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../cycles/cycle-side.js';
import type { Cycle } from '../cycles/cycle.entity.js';
import { canonicalJson } from '../domain/canonical.js';
import { dayOf, instantOf, localDateTime } from '../domain/local-day.js';
import { isPublic } from '../domain/publication.js';
import { Refusal } from '../domain/refusal.js';
import { formView, formWith, type FormView } from '../platform/http/form-view.js';
import { takeForm } from '../platform/http/forms.js';
import { done, download, view, type Download, type Redirect, type View } from '../platform/http/page.js';
import { signedIn } from '../platform/http/request.js';
import { formatDay, formatInstant } from '../platform/web/format.js';
import { translator, type Locale } from '../platform/web/i18n.js';
import { phaseStrip } from '../platform/web/phase-strip.js';
import type { ProtocolTwin } from '../domain/protocol.js';
import { protocolPdf } from './protocol-pdf.js';
import { paperSignatures, protocolView, shortHash, signsOf } from './protocol-view.js';
import { ProtocolsService } from './protocols.service.js';
import { PublicationsService, type PublicationDraft } from './publications.service.js';
import { mayRunResults, scopeOf } from './results.policy.js';
import { ResultsReader } from './results.reader.js';
import { outcomeStatus } from './results-words.js';

const query = z.object({ meeting: z.string().max(40).optional().catch(undefined) });
const drawUpForm = z.object({ meeting: z.uuid() });
const signForm = z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/) });
const local = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const withdrawForm = z.object({ reason: z.string().max(4000).default('') });
const publishForm = z.object({
  protocol: z.uuid(),
  publishAt: z.string().refine((text) => local.test(text), { error: 'not-an-instant' }),
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
    private readonly reader: ResultsReader,
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
  drawUp(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    const actor = signedIn(request);
    return takeForm({
      schema: drawUpForm,
      body,
      act: async ({ meeting }) => {
        await this.protocols.drawUp(actor, meeting);
        return done(`/cycles/${cycleId}/publication?meeting=${meeting}`, 'results:protocol.drawn');
      },
      again: (form) =>
        this.publication(cycleId, String(form.values['meeting']), request, { protocol: formView(form, request) }),
    });
  }

  @Post('publication')
  publish(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    const actor = signedIn(request);
    const t = translator(request.locale);
    return takeForm({
      schema: publishForm,
      body,
      act: async ({ protocol, publishAt, reason, listHash }) => {
        const { cycle, now } = await this.reader.frame(actor, cycleId);
        const input = { publishAt: instantOf(publishAt, cycle.timeZone), reason, listHash };
        if (!listHash) {
          const draft = await this.publications.draft(actor, protocol, input);
          return confirmation(draft, { cycle, now, protocol, publishAt, locale: request.locale });
        }
        await this.publications.publish(actor, protocol, input);
        return done(`/cycles/${cycleId}/publication`, 'results:publication.done');
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
  withdraw(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    return takeForm({
      schema: withdrawForm,
      body,
      act: async ({ reason }) => {
        await this.publications.withdraw(signedIn(request), cycleId, reason);
        return done(`/cycles/${cycleId}/publication`, 'results:withdraw.done');
      },
      again: (form) => this.withdrawPage(cycleId, request, formView(form, request)),
    });
  }

  @Get('protocols/:id')
  async protocol(
    @Param('cycle') cycleId: string,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<View | Download> {
    // The address of the page with the ending of a file is the file.
    const [name = '', ...rest] = id.split('.');
    const ending = rest.join('.');
    if (ending === 'signed.json') return this.signed(name, request);
    if (ending === 'pdf') return this.pdf(name, request);
    if (ending === 'json') return this.json(name, request);
    return this.protocolPage(cycleId, id, request, formWith());
  }

  @Post('protocols/:id/sign')
  sign(
    @Param('cycle') cycleId: string,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    const actor = signedIn(request);
    return takeForm({
      schema: signForm,
      body,
      act: async ({ hash }) => {
        await this.protocols.approve(actor, id, hash);
        return done(`/cycles/${cycleId}/protocols/${id}`, 'results:sign.done');
      },
      again: (form) => this.protocolPage(cycleId, id, request, formView(form, request)),
    });
  }

  private async withdrawPage(cycleId: string, request: FastifyRequest, form: FormView): Promise<View> {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const { publications } = await this.reader.publication(actor, cycleId);
    const [last] = publications;
    if (!last || !mayRunResults(actor, { cycleId })) throw new Refusal({ code: 'not-found' });
    return view('pages/results/withdraw', {
      action: `/cycles/${cycleId}/publication/withdraw`,
      back: { href: `/cycles/${cycleId}/publication`, label: t('results:publish.back') },
      lead: t('results:publication.number', { number: last.number }),
      form,
    });
  }

  private async pdf(id: string, request: FastifyRequest): Promise<Download> {
    const { twin, approvals } = await this.protocols.read(signedIn(request), id);
    return download(
      await protocolPdf(twin, paperSignatures(approvals)),
      `protocol-${twin.number}.pdf`,
      'application/pdf',
    );
  }

  private async json(id: string, request: FastifyRequest): Promise<Download> {
    const { twin } = await this.protocols.read(signedIn(request), id);
    return download(canonicalJson(twin), `protocol-${twin.number}.json`, 'application/json');
  }

  /** The twin together with the signatures under its hash: what `laureat verify` needs to check both. */
  private async signed(id: string, request: FastifyRequest): Promise<Download> {
    const { twin, approvals } = await this.protocols.read(signedIn(request), id);
    const signatures = approvals
      .filter(({ signature }) => signature !== '')
      .map(({ hash, userName, capacity, approvedAt, signature, publicKey }) => {
        return { hash, userName, capacity, approvedAt: approvedAt.toISOString(), signature, publicKey };
      });
    return download(canonicalJson({ twin, signatures }), `protocol-${twin.number}.signed.json`, 'application/json');
  }

  private async meetingOf(cycleId: string, protocolId: string, request: FastifyRequest): Promise<string | undefined> {
    const { protocols } = await this.reader.publication(signedIn(request), cycleId);
    return protocols.find(({ id }) => id === protocolId)?.meetingId;
  }

  private async protocolPage(cycleId: string, id: string, request: FastifyRequest, form: FormView): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const { protocol, meeting, twin, approvals, now } = await this.protocols.read(actor, id);
    const stands = await this.protocols.stands(protocol, meeting);
    const signed = approvals.some(({ userId }) => userId === actor.userId);
    const here = `/cycles/${cycleId}/protocols/${id}`;
    return view('pages/results/protocol', {
      protocol: protocolView(twin, { locale, now }),
      kind: t('results:protocol.kind', { body: twin.body }),
      back: meeting.regionCode
        ? { href: `/cycles/${cycleId}/regional?region=${meeting.regionCode}`, label: t('results:regional.title') }
        : {
            href: `/cycles/${cycleId}/publication?meeting=${protocol.meetingId}`,
            label: t('results:publication.title'),
          },
      pdf: `${here}.pdf`,
      json: `${here}.json`,
      signedJson: approvals.length > 0 ? `${here}.signed.json` : '',
      signs: signsOf(approvals, locale),
      stands,
      signed,
      superseded: !stands && approvals.length < 2,
      maySign: stands && !signed && approvals.length < 2 && mayRunResults(actor, scopeOf(meeting)),
      signAction: `${here}/sign`,
      hash: protocol.hash,
      drawnAt: protocol.createdAt,
      form,
    });
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
    const frame = await this.reader.frame(actor, cycleId);
    const { protocols, meetings, approvals, publications, ...decisions } = await this.reader.publication(
      actor,
      cycleId,
    );
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
    const due = meeting && latest ? await this.reader.publicationDue(frame.edition, meeting.heldOn) : null;
    const twin = latest ? ((await this.protocols.read(actor, latest.id)).twin satisfies ProtocolTwin) : null;
    const format = { locale, timeZone: frame.cycle.timeZone, now: frame.now, year: 'always' as const };
    const instant = (at: Date) => formatInstant(at, format);
    return view('pages/results/publication', {
      side: cycleSide(t, cycleId, 'publication'),
      strip: phaseStrip({ stages: frame.stages, now: frame.now, timeZone, locale }),
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
      remarksHref: `/cycles/${cycleId}/remarks`,
      appealsHref: `/cycles/${cycleId}/appeals`,
      protocol: twin && protocolView(twin, { locale, now: frame.now }),
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
        forms.publish ?? formWith({ publishAt: localDateTime(frame.now, frame.cycle.timeZone).slice(0, 16) }),
      publishAction: `/cycles/${cycleId}/publication`,
      protocolId: latest?.id ?? '',
      later: publications.length > 0,
      zone: frame.cycle.timeZone === 'Europe/Moscow' ? t('results:publication.moscow') : frame.cycle.timeZone,
      published: published && this.publishedModel(published, { now: frame.now, year: frame.cycle.year, instant, t }),
      due: dueWords(due, { now: frame.now, published: published !== null, day: (on) => formatDay(on, format), t }),
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
        mark: isPublic({ publishAt }, frame.now) ? 'full' : 'half',
      })),
    });
  }

  private publishedModel(
    published: { number: number; publishAt: Date },
    facts: { now: Date; year: number; instant: (at: Date) => string; t: ReturnType<typeof translator> },
  ) {
    const visible = isPublic(published, facts.now);
    const at = facts.instant(published.publishAt);
    return {
      visible,
      lead: facts.t(visible ? 'results:publication.isPublic' : 'results:publication.waits', { at }),
      href: `/results/${facts.year}`,
    };
  }
}

/** Until when the results are to be published, and whether that day has passed without. */
function dueWords(
  due: string | null,
  facts: { now: Date; published: boolean; day: (on: string) => string; t: ReturnType<typeof translator> },
) {
  if (!due || facts.published) return null;
  const late = dayOf(facts.now, 'Europe/Moscow') > due;
  return {
    late,
    text: facts.t(late ? 'results:publication.overdue' : 'results:publication.due', { day: facts.day(due) }),
  };
}

/** The page that shows what is about to be published, and asks once more. */
function confirmation(
  draft: PublicationDraft,
  facts: { cycle: Cycle; now: Date; protocol: string; publishAt: string; locale: Locale },
): View {
  const { cycle, now, locale } = facts;
  const t = translator(locale);
  const format = { locale, timeZone: cycle.timeZone, now, year: 'always' as const };
  const nominations = [...new Set(draft.items.map(({ nomination }) => nomination))];
  return view('pages/results/publish', {
    action: `/cycles/${cycle.id}/publication`,
    back: { href: `/cycles/${cycle.id}/publication`, label: t('results:publish.back') },
    lead: t('results:publish.lead', { number: draft.number }),
    facts: [
      { term: t('results:publish.decisions'), value: t('results:publication.items', { n: draft.items.length }) },
      {
        term: t('results:publish.visible'),
        value: draft.publishAt <= now ? t('results:publish.atOnce') : formatInstant(draft.publishAt, format),
      },
      { term: t('results:publish.letters'), value: t('results:publish.told', { n: draft.told.length }) },
      ...(draft.reason ? [{ term: t('results:publication.reason'), value: draft.reason }] : []),
    ],
    nominations: nominations.map((title) => ({
      title,
      rows: draft.items
        .filter(({ nomination }) => nomination === title)
        .map((item) => ({
          ...outcomeStatus(item.outcome, t),
          title: item.title,
          by: `${item.organisationName}, ${item.regionName}`,
          number: item.registerNumber,
        })),
    })),
    nobody: draft.nobody.map(({ nomination, outcome, reason }) => ({
      title: `${nomination}. ${t(`results:nobody.${outcome}`)}`,
      reason: reason ?? '',
    })),
    listHash: draft.listHash,
    fields: {
      protocol: facts.protocol,
      publishAt: facts.publishAt,
      reason: draft.reason,
      listHash: draft.listHash,
    },
  });
}
