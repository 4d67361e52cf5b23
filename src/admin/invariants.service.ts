import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { Setting } from '../platform/operations/setting.entity.js';
import { checkInvariants, type InvariantReport } from './invariants.js';

const key = 'invariants.last';

/** Checks what must always hold and keeps the last result for those who look. */
@Injectable()
export class InvariantsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async check(): Promise<InvariantReport> {
    const now = this.clock.now();
    const report = await checkInvariants(this.db.reader, now);
    await this.db.reader.upsert(Setting, { key, value: report as never, updatedAt: now }, ['key']);
    return report;
  }

  async last(): Promise<InvariantReport | null> {
    const row = await this.db.reader.findOneBy(Setting, { key });
    return (row?.value as InvariantReport | undefined) ?? null;
  }
}
