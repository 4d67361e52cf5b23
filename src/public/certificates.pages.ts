import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { codeFrom, codeText } from '../domain/results/publication/certificate.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { outcomeStatus } from '../library/practice-outcome-words.js';
import type { Config } from '../platform/config.js';
import { download, redirect, view, type Download, type Redirect, type View } from '../platform/http/pages/page.js';
import { CONFIG } from '../platform/tokens.js';
import { formatInstant } from '../platform/web/format.js';
import { translator } from '../platform/web/i18n.js';
import { certificatePdf } from '../results/publication/certificate-pdf.js';
import { PublicReader } from './public.reader.js';

const codeQuery = z.object({ code: z.string().max(60).optional().catch(undefined) });

/** Anybody verifies a certificate by its code; the paper itself is made from the snapshot alone. */
@Controller('certificates')
export class CertificatesPages {
  constructor(
    private readonly reader: PublicReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  ask(
    @Query({ schema: codeQuery }) { code }: z.infer<typeof codeQuery>,
    @Req() request: FastifyRequest,
  ): View | Redirect {
    const known = code === undefined ? null : codeFrom(code);
    if (known) return redirect(`/certificates/${known}`);
    const t = translator(request.locale);
    return view('pages/public/certificate-form', { value: code ?? '', error: code ? t('public:certificate.bad') : '' });
  }

  @Get(':code')
  async show(@Param('code') text: string, @Req() request: FastifyRequest): Promise<View | Download> {
    const { locale } = request;
    const t = translator(locale);
    const [name = '', ending] = text.split('.');
    const code = codeFrom(name);
    if (!code || (ending !== undefined && ending !== 'pdf')) throw new Refusal({ code: 'not-found' });
    const found = await this.find(code);
    if (!found) return view('pages/public/certificate-form', { value: name, error: t('public:certificate.bad') }, 404);
    const { item, cycle, publication, stands } = found;
    if (ending === 'pdf')
      return download(
        await certificatePdf({ item, cycle, publication, code, base: this.config.publicUrl }),
        `certificate-${code}.pdf`,
        'application/pdf',
      );
    const at = formatInstant(publication.publishAt, { locale, timeZone: cycle.timeZone, year: 'always' });
    const status = outcomeStatus(item, t);
    return view('pages/public/certificate', {
      code: codeText(code),
      stands,
      status,
      facts: [
        { term: t('public:certificate.practice'), value: `«${item.title}»` },
        { term: t('public:certificate.who'), value: `${item.organisationName}, ${item.regionName}` },
        { term: t('public:certificate.nomination'), value: item.nomination },
        { term: t('public:certificate.year'), value: `${cycle.title}, ${cycle.year}` },
        {
          term: t('public:certificate.publication'),
          value: `№ ${publication.number}, ${at}`,
          href: `/results/${cycle.year}`,
        },
      ],
      pdf: stands ? `/certificates/${code}.pdf` : '',
    });
  }

  private async find(code: string) {
    try {
      return await this.reader.certificate(code);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'not-found') return null;
      throw error;
    }
  }
}
