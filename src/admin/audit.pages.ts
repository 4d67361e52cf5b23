import { Controller, Get, Inject, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cut } from '../domain/kernel/cut.js';
import type { Config } from '../platform/config.js';
import { view, type View } from '../platform/http/pages/page.js';
import { signedIn } from '../platform/http/request.js';
import { CONFIG } from '../platform/tokens.js';
import { formatNumber } from '../platform/web/format.js';
import { translator } from '../platform/web/i18n.js';
import { AuditReader, type AuditFilter } from './audit.reader.js';
import { adminSide } from './admin-navigation.js';

const text = z.string().max(200).optional();
const query = z.object({ subject: text, actor: text, action: text, cursor: z.string().max(500).optional() });

/** Who did what to what, and whether the record is whole. */
@Controller('admin/audit')
export class AuditPages {
  constructor(
    private readonly audit: AuditReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  list(@Query({ schema: query }) filter: z.infer<typeof query>, @Req() request: FastifyRequest): Promise<View> {
    return this.page(request, filter, null);
  }

  /** A POST because it seals and walks everything; the answer is the page with the verdict. */
  @Post('verify')
  async verify(@Req() request: FastifyRequest): Promise<View> {
    const verdict = await this.audit.verify(signedIn(request));
    const t = translator(request.locale);
    const sealed = formatNumber(verdict.sealed, { locale: request.locale });
    return this.page(
      request,
      {},
      verdict.ok
        ? { kind: 'ok', lead: t('admin:audit.whole'), text: t('admin:audit.wholeText', { sealed, head: verdict.head }) }
        : {
            kind: 'no',
            lead: t(`admin:audit.fault.${verdict.fault}`),
            text: t('admin:audit.faultText', { position: verdict.position, record: verdict.recordId, sealed }),
          },
    );
  }

  private async page(request: FastifyRequest, filter: AuditFilter, verdict: object | null): Promise<View> {
    const actor = signedIn(request);
    const { items, next } = await this.audit.list(actor, filter);
    const set = Object.entries({ ...filter, cursor: next }).filter((pair): pair is [string, string] =>
      Boolean(pair[1]),
    );
    return view('pages/admin/audit', {
      side: adminSide(actor, { locale: request.locale, current: 'audit', demo: this.config.demo }),
      verdict,
      filter: { subject: filter.subject ?? '', actor: filter.actor ?? '', action: filter.action ?? '' },
      items: items.map(({ id, at, actorName, action, subjectType, subjectId, before, after, requestId }) => ({
        id,
        at,
        actorName,
        action,
        subjectType,
        subjectId,
        requestId,
        changes: changesOf(before, after),
      })),
      older: next ? `/admin/audit?${new URLSearchParams(set).toString()}` : null,
    });
  }
}

type Values = Record<string, unknown> | null;

/** Column by column: what it was, what it became. */
function changesOf(before: Values, after: Values): { name: string; before: string; after: string }[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const shown = (value: unknown) => {
    if (value === undefined || value === null) return '—';
    const words = typeof value === 'string' ? value : JSON.stringify(value);
    return words.length > 400 ? `${cut(words, 400)}…` : words;
  };
  return names.map((name) => ({ name, before: shown(before?.[name]), after: shown(after?.[name]) }));
}
