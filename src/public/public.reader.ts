import { Injectable } from '@nestjs/common';
import type { Criterion } from '../cycles/criteria/criterion.entity.js';
import type { Cycle } from '../cycles/cycle/cycle.entity.js';
import { findCurrentCycle, getPublicCycle, listCycles } from '../cycles/cycle/cycle.queries.js';
import { findEdition } from '../cycles/editions/editions.queries.js';
import { listCriteria } from '../cycles/criteria/criteria.queries.js';
import { listRegions } from '../cycles/reference/reference.queries.js';
import { listForms } from '../cycles/forms/forms.queries.js';
import { closingIn, getSetup } from '../cycles/setup/cycle-setup.js';
import { listNominations } from '../cycles/nominations/nominations.queries.js';
import { listStages } from '../cycles/stages/stages.queries.js';
import type { Nomination } from '../cycles/nominations/nomination.entity.js';
import type { Region } from '../cycles/reference/region.entity.js';
import type { RegulationEdition } from '../cycles/editions/regulation-edition.entity.js';
import type { Stage } from '../cycles/stages/stage.entity.js';
import type { Practice } from '../library/practice.entity.js';
import { listAwarded } from '../library/practices.queries.js';
import { countByRegion } from '../library/public-practices.js';
import type { Closing } from '../domain/cycles/closing.js';
import type { Actor } from '../domain/kernel/actor.js';
import { type Day, dayOf, homeZone } from '../domain/kernel/local-day.js';
import type { NobodyItem, SnapshotItem, Standing } from '../domain/results/publication/publication.js';
import { regionsOn } from '../domain/cycles/region.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { entrantReader } from '../submissions/entries/closing-readers.queries.js';
import { listNamed } from '../submissions/people/people.queries.js';
import { findPublished } from '../results/publication/publication.queries.js';
import type { Publication } from '../results/publication/publication.entity.js';
import { findCertificate, listPublic, listPublishedYears } from './publications.queries.js';

export interface PublicCycle {
  cycle: Cycle;
  stages: Stage[];
  nominations: Nomination[];
  /** Ids of the nominations whose form is made. */
  asking: ReadonlySet<string>;
  criteria: Criterion[];
  edition: RegulationEdition | null;
  /** When the intake closes, also for the reader's own organisations and entries; null where there is none. */
  closing: Closing | null;
}

export interface ShownPublication {
  number: number;
  publishAt: Date;
  hash: string;
  protocolNumber: string;
  reason: string;
  /** The last day of the term, where they were published after it. */
  overdue: Day | null;
  items: SnapshotItem[];
  /** Kinds that were awarded to nobody. */
  nobody: NobodyItem[];
  standings: Standing[];
  withdrawn: boolean;
}

/** What everybody may read; nothing that is not yet public exists here. */
@Injectable()
export class PublicReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async home(actor: Actor): Promise<{ current: PublicCycle | null; awarded: Practice[]; library: Library; now: Date }> {
    const now = this.clock.now();
    const em = this.db.reader;
    const cycle = await findCurrentCycle(em);
    const [current, awarded, library] = await Promise.all([
      cycle && this.withRules(cycle, actor, now),
      listAwarded(em, now, { limit: 6 }),
      this.library(now),
    ]);
    return { current, awarded, library, now };
  }

  /** A cycle with its rules: of the year, or the current one; null while there is none. */
  async contest(actor: Actor, year: number | null): Promise<{ shown: PublicCycle | null; years: number[]; now: Date }> {
    const now = this.clock.now();
    const em = this.db.reader;
    const cycle = year === null ? await findCurrentCycle(em) : await getPublicCycle(em, year);
    const [shown, cycles] = await Promise.all([cycle && this.withRules(cycle, actor, now), listCycles(em)]);
    const years = cycles.filter(({ state }) => state !== 'draft').map((each) => each.year);
    return { shown, years, now };
  }

  /**
   * The results of a year from the publication in force alone. Years before this program have no publications: what is
   * known of them stands in the library, with its sources.
   */
  async results(year: number | null): Promise<{
    year: number | null;
    years: number[];
    cycle: Cycle | null;
    publication: ShownPublication | null;
    practices: Practice[];
    /** The people who may be named now, by entry. */
    named: Map<string, string[]>;
  }> {
    const now = this.clock.now();
    const em = this.db.reader;
    const years = await listPublishedYears(em, now);
    const shownYear = year ?? years[0] ?? null;
    if (shownYear === null)
      return { year: null, years, cycle: null, publication: null, practices: [], named: new Map() };
    if (!years.includes(shownYear)) throw new Refusal({ code: 'not-found' });
    const cycle = (await listCycles(em)).find((each) => each.year === shownYear && each.state !== 'draft') ?? null;
    const [published, practices] = await Promise.all([
      findPublished(em, shownYear, now),
      listAwarded(em, now, { year: shownYear, limit: 500 }),
    ]);
    const publication = published && shownOf(published.publication);
    const named = await listNamed(em, publication?.items.map(({ submissionId }) => submissionId) ?? []);
    return { year: shownYear, years, cycle, publication, practices, named };
  }

  /** The publication in force of a year; refuses with `not-found` before its instant and where there is none. */
  async publishedOf(year: number): Promise<{ cycle: Cycle; publication: ShownPublication }> {
    const published = await findPublished(this.db.reader, year, this.clock.now());
    if (!published) throw new Refusal({ code: 'not-found' });
    return { cycle: published.cycle, publication: shownOf(published.publication) };
  }

  /** All publications of a year that are public, the latest first. */
  async publications(year: number): Promise<ShownPublication[]> {
    const found = await listPublic(this.db.reader, { now: this.clock.now(), year, limit: 200 });
    if (found.length === 0) throw new Refusal({ code: 'not-found' });
    return found.map(shownOf);
  }

  /** The latest publications of all years, for the feed. */
  async latestPublications() {
    const found = await listPublic(this.db.reader, { now: this.clock.now(), year: null, limit: 20 });
    return found.map((each) => ({ title: each.cycle.title, year: each.cycle.year, publication: shownOf(each) }));
  }

  /** What a certificate certifies, with the publication in force; refuses with `not-found` what is not public. */
  async certificate(code: string) {
    const now = this.clock.now();
    const found = await findCertificate(this.db.reader, code, now);
    if (!found) throw new Refusal({ code: 'not-found' });
    const inForce = await findPublished(this.db.reader, found.publication.cycle.year, now);
    const key = (item: SnapshotItem) => `${item.submissionId} ${item.outcome}`;
    const wanted = `${found.submissionId} ${found.outcome}`;
    const own = shownOf(found.publication);
    return {
      code,
      cycle: found.publication.cycle,
      publication: own,
      item: own.items.find((item) => key(item) === wanted)!,
      stands: inForce !== null && shownOf(inForce.publication).items.some((item) => key(item) === wanted),
    };
  }

  async library(now = this.clock.now()): Promise<Library> {
    const [counts, rows] = await Promise.all([countByRegion(this.db.reader, now), listRegions(this.db.reader)]);
    const listed = new Set(regionsOn(dayOf(now, homeZone), rows).map(({ code }) => code));
    return {
      counts,
      regions: rows.filter(({ code }) => listed.has(code)),
      practices: Object.values(counts).reduce((sum, count) => sum + count, 0),
      now,
    };
  }

  private async withRules(cycle: Cycle, actor: Actor, now: Date): Promise<PublicCycle> {
    const em = this.db.reader;
    const [stages, nominations, criteria, edition, forms, setup, reader] = await Promise.all([
      listStages(em, cycle.id),
      listNominations(em, cycle.id),
      listCriteria(em, cycle.id),
      findEdition(em, cycle.id),
      listForms(em, cycle.id),
      getSetup(em, cycle.id),
      entrantReader(em, actor),
    ]);
    const closing = closingIn(setup, reader, now);
    return { cycle, stages, nominations, criteria, edition, closing, asking: new Set(forms.keys()) };
  }
}

export interface Library {
  counts: Record<string, number>;
  regions: Region[];
  practices: number;
  now: Date;
}

function shownOf({ number, publishAt, hash, reason, snapshot }: Publication): ShownPublication {
  const said = snapshot as unknown as Pick<ShownPublication, 'protocolNumber' | 'items'> & Partial<ShownPublication>;
  const { protocolNumber, items, nobody = [], standings = [], withdrawn = false, overdue = null } = said;
  return { number, publishAt, hash, reason, overdue, protocolNumber, items, nobody, standings, withdrawn };
}
