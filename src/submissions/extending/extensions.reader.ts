import { Injectable } from '@nestjs/common';
import { findByInn } from '../../accounts/organisations/alike.queries.js';
import { getOrganisation } from '../../accounts/organisations/organisations.queries.js';
import { cycleReaders, CyclesReader } from '../../cycles/cycle/cycles.reader.js';
import { closingIn, getSetup, nominationOf, stageOf, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import { CycleFrameReader, type CycleFrame } from '../../cycles/stages/cycle-frame.reader.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import { isHalfOfIntakePassed, remindersOf, type NoticeKind } from '../../domain/cycles/cycle.js';
import { extension, isTakenBackable, outlived, overlapping, type Reach } from '../../domain/cycles/extension.js';
import type { Closing } from '../../domain/cycles/closing.js';
import { hasRole, mustHaveRole, type Actor, type Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { entrantReader } from '../entries/closing-readers.queries.js';
import {
  countReached,
  countSubmittedUnder,
  findEntryByNumber,
  findExtendedEntry,
  findOrganisationsNamed,
  listRecorded,
  listTold,
  type ListedExtension,
  type Reached,
  type ToldPerson,
} from './extending.queries.js';
import { closeWithin, mustReach } from './extensions.service.js';

/** Whom somebody means: by what was typed, or by what was chosen on another page. */
export interface ReachTyped {
  reach: 'all' | 'nomination' | 'entrant';
  nominationId?: string | undefined;
  whom: string;
  /** `entry:…` or `organisation:…`, chosen before. */
  target: string;
}

/** Who is meant, with the name by which a page calls them. */
export interface Meant {
  reach: Reach;
  of: string;
  target: string;
}

/** What an extension would do, before it is recorded. */
export interface Foreseen extends Meant {
  setup: CycleSetup;
  closesFrom: Date;
  closesAt: Date;
  reached: Reached;
  /** The first of those who are told. */
  told: ToldPerson[];
  overlaps: Stage[];
  outlived: Stage[];
  reminders: { kind: NoticeKind; dueAt: Date }[];
  isLate: boolean;
  now: Date;
}

/** Of an extension: whether it can be taken back, and otherwise why not. */
export type Kept = 'over' | 'used' | 'built' | 'role' | 'taken-back' | null;

const nobody: Reach = { nominationId: null, organisationId: null, submissionId: null };
const mostShown = 5;

/** What is recorded of extensions, and what another would do. */
@Injectable()
export class ExtensionsReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly frames: CycleFrameReader,
    private readonly cycles: CyclesReader,
  ) {}

  /** When the intake closes and for whom, as the actor is told it. Refuses `not-found`, also where there is no intake. */
  async closing(actor: Actor, cycleId: string): Promise<Closing> {
    const em = this.db.reader;
    const { id } = await this.cycles.get(actor, cycleId);
    const isStaff = hasRole(actor, cycleReaders, { cycleId: id });
    const reader = isStaff ? ({ kind: 'staff' } as const) : await entrantReader(em, actor);
    const closing = closingIn(await getSetup(em, id), reader, this.clock.now());
    if (!closing) throw new Refusal({ code: 'not-found' });
    return closing;
  }

  /** The extensions of a cycle for those who run it, each with why it stands. */
  async list(
    actor: Person,
    cycleId: string,
  ): Promise<{ frame: CycleFrame; setup: CycleSetup; rows: (ListedExtension & { kept: Kept; submitted: number })[] }> {
    const em = this.db.reader;
    const frame = await this.frames.frame(actor, cycleId);
    const [setup, recorded] = await Promise.all([getSetup(em, cycleId), listRecorded(em, cycleId, actor.userId)]);
    const rows = await Promise.all(
      recorded.map(async (row) => {
        const others = setup.extensions.filter(({ id }) => id !== row.id);
        const isOpen = row.withdrawnAt === null && isTakenBackable(row, { now: frame.now, others });
        const submitted = isOpen ? await countSubmittedUnder(em, row) : 0;
        return { ...row, submitted, kept: keptOf(row, { isOpen, submitted, frame }) };
      }),
    );
    return { frame, setup, rows };
  }

  /** Somebody chosen on another page, where the reader may extend for them; null where not. */
  async chosen(actor: Person, cycleId: string, target: string): Promise<Meant | null> {
    try {
      return await this.meant(actor, await getSetup(this.db.reader, cycleId), { reach: 'entrant', whom: '', target });
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }

  /** Whom somebody means. Refuses: `not-found`, `invalid-input`, `entrant-not-found`. */
  async meantBy(actor: Person, cycleId: string, typed: ReachTyped): Promise<Meant> {
    mustHaveRole(actor, ['organizer'], { cycleId });
    return this.meant(actor, await getSetup(this.db.reader, cycleId), typed);
  }

  /** What an extension would do. Refuses what recording it would refuse. */
  async foresee(
    actor: Person,
    cycleId: string,
    typed: ReachTyped & { closesAt: Date; reason: string },
  ): Promise<Foreseen> {
    const em = this.db.reader;
    mustHaveRole(actor, ['organizer'], { cycleId });
    const now = this.clock.now();
    const setup = await getSetup(em, cycleId);
    const meant = await this.meant(actor, setup, typed);
    const entry = await mustReach(em, actor, setup, meant.reach);
    const intake = setup.cycle.state === 'announced' ? stageOf(setup, 'intake') : null;
    const closesFrom = closeWithin(setup, meant.reach, entry) ?? now;
    const { closesAt, reason } = typed;
    const decided = extension({
      now,
      opensAt: intake?.opensAt ?? null,
      closesFrom,
      seenFrom: closesFrom,
      closesAt,
      reason,
      timeZone: setup.cycle.timeZone,
    });
    const extending = { ...meant.reach, id: null, cycleId, closesFrom, closesAt };
    const [reached, told] = await Promise.all([countReached(em, extending), listTold(em, extending, mostShown)]);
    return {
      ...meant,
      setup,
      closesFrom,
      closesAt,
      reached,
      told,
      overlaps: overlapping(setup.stages, decided),
      outlived: outlived(setup.stages, decided),
      reminders: remindersOf({ ...intake!, closesAt }, now),
      isLate: isHalfOfIntakePassed(intake, now),
      now,
    };
  }

  private async meant(actor: Person, setup: CycleSetup, typed: ReachTyped): Promise<Meant> {
    if (typed.reach === 'all') return { reach: nobody, of: '', target: '' };
    if (typed.reach === 'nomination') {
      const nomination = setup.nominations.find(({ id }) => id === typed.nominationId);
      if (!nomination)
        throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/nominationId', rule: 'not-offered' }] });
      return {
        reach: { ...nobody, nominationId: nomination.id },
        of: nominationOf(setup, nomination.id).title,
        target: '',
      };
    }
    return this.entrant(actor, setup.cycle.id, typed);
  }

  private async entrant(actor: Person, cycleId: string, { whom, target }: ReachTyped): Promise<Meant> {
    const em = this.db.reader;
    const [kind, id = ''] = target.split(':');
    if (kind === 'organisation') return organisationMeant(await getOrganisation(em, id));
    const entry =
      kind === 'entry'
        ? await findExtendedEntry(em, actor.userId, id)
        : await findEntryByNumber(em, actor.userId, { cycleId, number: whom.trim() });
    if (entry && !entry.isHidden && entry.cycleId === cycleId) {
      const of = entry.registerNumber ?? `${entry.organisation}, «${entry.nomination}»`;
      return { reach: { ...nobody, submissionId: entry.id }, of, target: `entry:${entry.id}` };
    }
    if (kind === 'entry') throw new Refusal({ code: 'not-found' });
    const words = whom.trim();
    if (!words) throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/whom', rule: 'required' }] });
    const byInn = /^\d{10}(\d{2})?$/.test(words) ? await findByInn(em, words) : null;
    const found = byInn ? [byInn] : await findOrganisationsNamed(em, words);
    const [only] = found;
    if (!only || found.length > 1) throw new Refusal({ code: 'entrant-not-found', words, found: found.length });
    return organisationMeant(only);
  }
}

const organisationMeant = ({ id, name }: { id: string; name: string }): Meant => ({
  reach: { ...nobody, organisationId: id },
  of: name,
  target: `organisation:${id}`,
});

function keptOf(
  row: ListedExtension,
  { isOpen, submitted, frame }: { isOpen: boolean; submitted: number; frame: CycleFrame },
): Kept {
  if (row.withdrawnAt) return 'taken-back';
  if (row.closesAt <= frame.now) return 'over';
  if (!isOpen) return 'built';
  if (submitted > 0) return 'used';
  return frame.mayEdit ? null : 'role';
}
