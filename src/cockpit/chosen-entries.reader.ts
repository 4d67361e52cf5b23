import { Injectable } from '@nestjs/common';
import { getSetup } from '../cycles/setup/cycle-setup.js';
import { mustHaveRole, type Person } from '../domain/kernel/actor.js';
import { Refusal } from '../domain/kernel/refusal.js';
import type { SeenEntry } from '../domain/submissions/seen-entry.js';
import type { ScreeningVerb } from '../domain/submissions/submission.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { LetterPreviews, type ForeseenLetter, type ForeseenNews } from '../notifications/letter-previews.js';
import { visibleTo } from '../submissions/entries/submission.policy.js';
import type { Submission } from '../submissions/entries/submission.entity.js';
import { getSubmission } from '../submissions/entries/submission.queries.js';
import { ScreeningService } from '../submissions/screening/screening.service.js';

/** An entry that somebody chose, as it was when they chose it. */
export interface ChosenEntry {
  id: string;
  seen: SeenEntry;
}

/** What a verb would do to a chosen entry, or why it cannot. */
export interface Foreseen extends ChosenEntry {
  entry: Submission;
  will: { dueAt: Date | null; letter: ForeseenLetter | null; needsReason: boolean } | null;
  cannot: Refusal | null;
}

const events: Record<ScreeningVerb, ForeseenNews['event']> = {
  admit: 'submission.admitted',
  return: 'submission.returned',
  extend: 'submission.returned',
  reject: 'submission.rejected',
};

/** Many entries and one verb: what would become of each, and which letters would go. */
@Injectable()
export class ChosenEntriesReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly screening: ScreeningService,
    private readonly previews: LetterPreviews,
  ) {}

  /** The frame of the page. Refuses `forbidden` whoever does not screen the cycle. */
  async frame(actor: Person, cycleId: string) {
    mustHaveRole(actor, ['organizer', 'secretary'], { cycleId });
    const { cycle, stages } = await getSetup(this.db.reader, cycleId);
    return { cycle, stages: [...stages], now: this.clock.now() };
  }

  /** By the rules that decide them singly. What is not the actor's to see, or of another cycle, is left out. */
  async foresee(
    actor: Person,
    cycleId: string,
    { verb, reason, chosen }: { verb: ScreeningVerb; reason: string; chosen: readonly ChosenEntry[] },
  ): Promise<Foreseen[]> {
    const found: Foreseen[] = [];
    const news: ForeseenNews[] = [];
    for (const { id, seen } of chosen) {
      const entry = await this.find(actor, cycleId, id);
      if (!entry) continue;
      try {
        const { changes, needsReason } = await this.tried(actor, id, verb, { reason, seen });
        const dueAt = changes.dueAt ?? null;
        if (!needsReason) news.push({ submissionId: id, event: events[verb], reason: changes.reason ?? '', dueAt });
        found.push({ id, seen, entry, will: { dueAt, letter: null, needsReason }, cannot: null });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        found.push({ id, seen, entry, will: null, cannot: error });
      }
    }
    const letters = await this.previews.ofEntries(news);
    return found.map((one) => ({
      ...one,
      will: one.will && { ...one.will, letter: letters.get(one.id) ?? null },
    }));
  }

  /** A reason that is still to be written is no fault yet: the rest is tried without it. */
  private async tried(actor: Person, id: string, verb: ScreeningVerb, said: { reason: string; seen: SeenEntry }) {
    try {
      return { changes: await this.screening.foresee(actor, id, verb, said), needsReason: false };
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'reason-required') throw error;
      const changes = await this.screening.foresee(actor, id, verb, { ...said, reason: '…' });
      return { changes, needsReason: true };
    }
  }

  private async find(actor: Person, cycleId: string, id: string): Promise<Submission | null> {
    try {
      const entry = await getSubmission(this.db.reader, id, visibleTo(actor));
      return entry.cycleId === cycleId ? entry : null;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'not-found') return null;
      throw error;
    }
  }
}
