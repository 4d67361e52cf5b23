import { Injectable } from '@nestjs/common';
import { RegulationReader, type CycleRules } from '../cycles/regulation/regulation.reader.js';
import { closingIn, getSetup } from '../cycles/setup/cycle-setup.js';
import { listRegions } from '../cycles/reference/reference.queries.js';
import type { Region } from '../cycles/reference/region.entity.js';
import type { Closing } from '../domain/cycles/closing.js';
import { mustHaveRole, type Actor } from '../domain/kernel/actor.js';
import { dayOf } from '../domain/kernel/local-day.js';
import { regionsOn } from '../domain/cycles/region.js';
import { Database } from '../platform/database/database.js';
import { ClarificationsReader } from '../judging/clarifications/clarifications.reader.js';
import { countDrafts } from '../submissions/drafts/drafts.queries.js';
import { draftsOf } from '../submissions/drafts/drafts.policy.js';
import { QuestionsReader } from '../submissions/questions/questions.reader.js';
import { visibleTo } from '../submissions/entries/submission.policy.js';
import { listSubmissions, type ListedEntry } from '../submissions/register/register.queries.js';
import { countByHour, countEntries, countWork, type EntryCount, type WorkCounts } from './cockpit.queries.js';
import { findLostTime, type LostTime } from './outages.queries.js';

export interface Cockpit extends CycleRules {
  entries: EntryCount[];
  hours: { from: Date; count: number }[];
  work: WorkCounts;
  latest: ListedEntry[];
  /** When the intake closes and for whom; null where there is none. */
  closing: Closing | null;
  /** Drafts that can still be submitted. */
  openDrafts: number;
  /** Time that the intake lost by outages; null where it lost none. */
  lost: LostTime | null;
  regions: Region[];
  /** What the reader has to answer. */
  questions: { open: number; oldest: Date | null };
  /** Clarifications of experts that the reader has to pass on. */
  toPass: number;
}

const hour = 3600_000;
export const latestShown = 6;

/** The state of a running cycle for those who run it, in a fixed number of queries. */
@Injectable()
export class CockpitReader {
  constructor(
    private readonly db: Database,
    private readonly cycles: RegulationReader,
    private readonly questions: QuestionsReader,
    private readonly clarifications: ClarificationsReader,
  ) {}

  async read(actor: Actor, cycleId: string): Promise<Cockpit> {
    const rules = await this.cycles.rules(actor, cycleId);
    const { now } = rules;
    const em = this.db.reader;
    const to = new Date(Math.floor(now.getTime() / hour) * hour);
    const states = ['submitted', 'returned', 'admitted', 'rejected', 'withdrawn'] as const;
    const intake = rules.stages.find(({ kind }) => kind === 'intake');
    const [entries, hours, work, latest, rows, lost, questions, toPass, setup, drafts] = await Promise.all([
      countEntries(em, cycleId),
      countByHour(em, cycleId, { from: new Date(to.getTime() - 47 * hour), to }),
      countWork(em, cycleId, now),
      listSubmissions(em, visibleTo(actor), { cycleId, states }, { after: null, limit: latestShown }),
      listRegions(em),
      intake ? findLostTime(em, intake, now) : null,
      this.questions.waiting(actor, cycleId),
      this.clarifications.toPass(actor, cycleId),
      getSetup(em, cycleId),
      countDrafts(em, { under: draftsOf(actor, cycleId), now }),
    ]);
    const closing = closingIn(setup, { kind: 'staff' }, now);
    const counted = { entries, hours, work, latest, lost, questions, toPass, openDrafts: drafts.drafts };
    return { ...rules, ...counted, closing, regions: listedOn(rows, rules) };
  }

  async regions(
    actor: Actor,
    cycleId: string,
  ): Promise<{ rules: CycleRules; entries: EntryCount[]; regions: Region[] }> {
    const rules = await this.cycles.rules(actor, cycleId);
    mustHaveRole(actor, ['organizer', 'chair', 'secretary', 'auditor'], { cycleId });
    const [entries, rows] = await Promise.all([countEntries(this.db.reader, cycleId), listRegions(this.db.reader)]);
    return { rules, entries, regions: listedOn(rows, rules) };
  }
}

function listedOn(rows: Region[], { cycle, now }: CycleRules): Region[] {
  const listed = new Set(regionsOn(dayOf(now, cycle.timeZone), rows).map(({ code }) => code));
  return rows.filter(({ code }) => listed.has(code));
}
