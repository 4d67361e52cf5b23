import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { Database } from '../database/database.js';
import { record } from '../database/save.js';
import { CONFIG } from '../tokens.js';
import { Setting } from './setting.entity.js';

const key = 'clock.shift';

/** The demonstration's clock, the same for all processes: read from the database every second. */
@Injectable()
export class ClockSetting implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.demo) return;
    await this.read();
    this.timer = setInterval(() => void this.read().catch(() => undefined), 1000).unref();
  }

  /** Moves the clock so that it now shows `instant`; only in the demonstration, and on record. */
  async moveTo(instant: Date | null, actor: Actor): Promise<void> {
    if (!this.config.demo) throw new Refusal({ code: 'forbidden' });
    const shiftMs = instant ? instant.getTime() - Date.now() : 0;
    await this.db.transaction(async (tx) => {
      const before = await tx.findOneBy(Setting, { key });
      await tx.save(Setting, { key, value: { shiftMs }, updatedAt: new Date() });
      const deed = { actor, action: 'move-clock', now: this.clock.now() };
      await record(tx, deed, {
        subjectType: 'setting',
        subjectId: key,
        before: { value: before?.value ?? null },
        after: { shiftMs },
      });
    });
    this.clock.setShift(shiftMs);
  }

  private async read(): Promise<void> {
    const row = await this.db.reader.findOneBy(Setting, { key });
    const shiftMs = (row?.value as { shiftMs?: number } | undefined)?.shiftMs ?? 0;
    if (shiftMs === this.clock.shift) return;
    this.clock.setShift(shiftMs);
    // What waited for an instant may be due.
    this.db.tellOfWork();
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }
}
