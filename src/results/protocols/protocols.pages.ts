import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, download, view, type Download, type View } from '../../platform/http/pages/page.js';
import { problemOf } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { protocolPdf } from '../protocol-paper/protocol-pdf.js';
import { paperSignatures, protocolModel, signsOf } from './protocol-model.js';
import { ProtocolsService } from './protocols.service.js';
import { mayRunResults, scopeOf } from '../access/results.policy.js';

const signForm = z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** A protocol as a page and as files, and its signatures. */
@Controller('cycles/:cycle/protocols')
export class ProtocolsPages {
  constructor(private readonly protocols: ProtocolsService) {}

  @Get(':id')
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

  @Post(':id/sign')
  sign(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, signForm, {
      act: ({ hash }, actor) => this.protocols.approve(actor, id, hash),
      after: () => done(`/cycles/${cycleId}/protocols/${id}`, 'results:sign.done'),
      again: (form) => this.protocolPage(cycleId, id, request, formView(form, request)),
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
      .map(({ hash, userName, userId, namesPerson, capacity, approvedAt, signature, publicKey }) => ({
        hash,
        userName,
        ...(namesPerson && { person: userId }),
        capacity,
        approvedAt: approvedAt.toISOString(),
        signature,
        publicKey,
      }));
    return download(canonicalJson({ twin, signatures }), `protocol-${twin.number}.signed.json`, 'application/json');
  }

  private async protocolPage(cycleId: string, id: string, request: FastifyRequest, form: FormView): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const { protocol, meeting, twin, approvals, timeZone, now } = await this.protocols.read(actor, id);
    const stands = await this.protocols.stands(protocol, meeting);
    const signed = approvals.some(({ userId }) => userId === actor.userId);
    const here = `/cycles/${cycleId}/protocols/${id}`;
    const asksToSign = stands && !signed && approvals.length < 2 && mayRunResults(actor, scopeOf(meeting));
    const hindrance = asksToSign ? await this.protocols.hindrance() : null;
    return view('pages/results/protocols/protocol', {
      protocol: protocolModel(twin, { locale, now, timeZone }),
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
      maySign: asksToSign && !hindrance,
      hindrance: asksToSign && hindrance && problemOf(hindrance, { locale, timeZone, requestId: request.id }),
      signAction: `${here}/sign`,
      hash: protocol.hash,
      drawnAt: protocol.createdAt,
      form,
    });
  }
}
