import { Controller, Get, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { hasRole } from '../domain/kernel/actor.js';
import type { Config } from '../platform/config.js';
import { redirect, view, type Redirect, type View } from '../platform/http/pages/page.js';
import { signedIn } from '../platform/http/request.js';
import { CONFIG } from '../platform/tokens.js';
import { FileCheck, type FileCheckReport } from '../platform/files/check/file-check.js';
import { FileScans } from '../platform/files/scanning/file-scans.js';
import { formatNumber, formatSize } from '../platform/web/format.js';
import { translator, type Locale, type Translator } from '../platform/web/i18n.js';
import { AdminReader } from './admin.reader.js';
import { InvariantsService } from './invariants.service.js';
import { adminSide } from './admin-navigation.js';

/** Where an administrator sees whether all is well. */
@Controller('admin')
export class AdminPages {
  constructor(
    private readonly reader: AdminReader,
    private readonly invariants: InvariantsService,
    private readonly scans: FileScans,
    private readonly files: FileCheck,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async overview(@Req() request: FastifyRequest): Promise<View | Redirect> {
    const actor = signedIn(request);
    if (!hasRole(actor, ['admin']) && hasRole(actor, ['organizer'])) return redirect('/admin/mail');
    const figures = await this.reader.overview(actor);
    const report = await this.invariants.last();
    const { locale } = request;
    const t = translator(locale);
    const scans = await this.scans.count();
    const compared = await this.files.last();
    const number = (value: number) => formatNumber(value, { locale });
    return view('pages/admin/overview', {
      side: adminSide(actor, { locale, current: 'overview', demo: this.config.demo }),
      figures: [
        { label: t('admin:overview.people'), value: number(figures.people), href: '/admin/people' },
        { label: t('admin:overview.sessions'), value: number(figures.sessions) },
        { label: t('admin:overview.mailSent'), value: number(figures.mailSent), href: '/admin/mail?state=sent' },
        { label: t('admin:overview.records'), value: number(figures.records), href: '/admin/audit' },
      ],
      needsYou: [
        figures.mailFailed > 0 && {
          count: number(figures.mailFailed),
          title: t('admin:overview.mailFailed', { n: figures.mailFailed }),
          href: '/admin/mail?state=failed',
          action: t('admin:overview.look'),
          hot: true,
        },
        report &&
          !report.ok && {
            count: number(report.results.filter(({ ok }) => !ok).length),
            title: t('admin:overview.invariantsFailed'),
            href: '/admin/invariants',
            action: t('admin:overview.look'),
            hot: true,
          },
        compared &&
          compared.missing + compared.differing > 0 && {
            count: number(compared.missing + compared.differing),
            title: t('admin:files.broken', { n: compared.missing + compared.differing }),
            href: '#files',
            action: t('admin:overview.look'),
            hot: true,
          },
        ...figures.queues
          .filter(({ failed }) => failed > 0)
          .map(({ name, failed }) => ({
            count: number(failed),
            title: t('admin:overview.jobsFailed', { queue: t(`admin:queue.${name}`) }),
            href: `/admin/queues/queue/${name}?status=failed`,
            action: t('admin:overview.look'),
            hot: false,
          })),
      ].filter(Boolean),
      queues: figures.queues.map((queue) => ({ ...queue, title: t(`admin:queue.${queue.name}`) })),
      backend: figures.backend === 'redis' ? 'Redis' : 'PostgreSQL',
      well: report?.ok ? t('admin:overview.wellText') : t('admin:overview.wellUnchecked'),
      outboxWaiting: figures.outboxWaiting,
      outboxSince: figures.outboxSince,
      mailWaiting: figures.mailWaiting,
      invariants: report && { ok: report.ok, checkedAt: new Date(report.checkedAt), total: report.results.length },
      files: filesModel({ hasScanner: this.scans.hasScanner, scans, compared }, t, locale),
      head: figures.head && {
        position: number(Number(figures.head.position)),
        hash: figures.head.chainHash,
        sealedAt: figures.head.sealedAt,
      },
    });
  }
}

/** Whether files are scanned, and what the last comparison of the store with its rows found. */
function filesModel(
  facts: { hasScanner: boolean; scans: { waiting: number; infected: number }; compared: FileCheckReport | null },
  t: Translator,
  locale: Locale,
) {
  const { hasScanner, scans, compared } = facts;
  return {
    scanner: hasScanner ? t('admin:files.scanned', scans) : t('admin:files.unscanned'),
    hasScanner,
    compared: compared && {
      text: t(compared.finishedAt ? 'admin:files.compared' : 'admin:files.comparing', {
        checked: compared.checked,
        total: compared.total,
        size: formatSize(compared.bytes, locale),
        missing: compared.missing,
        differing: compared.differing,
        orphans: compared.orphans,
      }),
      at: new Date(compared.seenAt),
      examples: compared.examples.map(({ what, of }) => ({ what: t(`admin:files.${what}`), of })),
    },
  };
}
