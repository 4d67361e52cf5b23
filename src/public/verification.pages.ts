import { Controller, Get, Header, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditHeads } from '../platform/audit/audit-heads.js';
import { publishedHead } from '../platform/audit/published-head.js';
import { Database } from '../platform/database/database.js';
import { view, type View } from '../platform/http/pages/page.js';
import { publishedKey } from '../platform/secrets/published-key.js';
import { listSigningKeys } from '../platform/secrets/signing-keys.js';
import { formatInstant } from '../platform/web/format.js';

const mostHeads = 400;
const shownHeads = 14;

/** What a stranger needs to check a result without trusting whoever runs the program: keys, heads of the chain, and how. */
@Controller()
export class VerificationPages {
  constructor(
    private readonly db: Database,
    private readonly heads: AuditHeads,
  ) {}

  @Get('.well-known/laureat-keys.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'public, max-age=300')
  async keys() {
    return { keys: (await listSigningKeys(this.db.reader)).map(publishedKey) };
  }

  @Get('.well-known/laureat-heads.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'public, max-age=300')
  async published() {
    return { heads: (await this.heads.list(mostHeads)).map(publishedHead) };
  }

  @Get('verify')
  async page(@Req() { locale, timeZone }: FastifyRequest): Promise<View> {
    const at = (instant: Date) => formatInstant(instant, { locale, timeZone, year: 'always' });
    const keys = await listSigningKeys(this.db.reader);
    return view('pages/public/verification', {
      keys: keys.map(({ fingerprint, validFrom, validUntil }) => ({
        fingerprint,
        from: at(validFrom),
        until: validUntil ? at(validUntil) : '',
      })),
      heads: (await this.heads.list(shownHeads)).map(({ position, chainHash, publishedAt }) => ({
        position,
        chainHash,
        at: at(publishedAt),
      })),
    });
  }
}
