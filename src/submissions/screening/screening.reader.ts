import { Injectable } from '@nestjs/common';
import { getForm } from '../../cycles/forms/forms.queries.js';
import { getSetup, intakeOfEntry, stageOf } from '../../cycles/setup/cycle-setup.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import type { Closing } from '../../domain/cycles/closing.js';
import type { StageKind } from '../../domain/cycles/stage.js';
import { hasRole, mustHaveRole, type Actor, type Person } from '../../domain/kernel/actor.js';
import { isOwnToScreen } from '../../domain/submissions/on-behalf.js';
import { screeningChoice, type ScreeningChoice, type ScreeningVerb } from '../../domain/submissions/submission.js';
import { opinionVerbs, type OpinionVerb } from '../../domain/submissions/panel.js';
import type { Locale } from '../../platform/web/i18n.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { readChecked, rulesOf, type Checked } from '../checking/checking.service.js';
import { visibleTo } from '../entries/submission.policy.js';
import type { Submission } from '../entries/submission.entity.js';
import type { ListedEntry } from '../register/register.queries.js';
import { countReceived } from '../register/tally.queries.js';
import { listRevisions } from '../revisions/revisions.queries.js';
import { changedFields, partsOf } from '../writing/changes-model.js';
import { countLapsed, listLikeEntries, listWaiting, type Likeness, type QueueFilter } from './screening.queries.js';

/** What helps whoever screens an entry that was read for them. */
export interface ScreeningHelp {
  choice: Omit<ScreeningChoice, 'why'> & { why: ScreeningChoice['why'] | 'role' | 'own' | 'panel' };
  checked: Checked;
  /** What the reader may say as one of a panel; empty where nothing, or where one decides. */
  sayings: OpinionVerb[];
  /** Whether the reader may mark the checklist. */
  mayMark: boolean;
  waiting: number;
  lapsed: number;
  alike: Likeness[];
  /** What the revision in force changed of the one before; null where it is the first. */
  changed: {
    number: number;
    title: ReturnType<typeof partsOf> | null;
    fields: ReturnType<typeof changedFields>;
  } | null;
}

/** The queue as far as the page of an entry shows it. */
export interface QueueAround {
  before: ListedEntry[];
  after: ListedEntry[];
  hasEarlier: boolean;
  hasLater: boolean;
  next: { id: string } | null;
  previous: { id: string } | null;
}

const shownBefore = 10;
const shownAfter = 40;

const placeOf = ({ submittedAt, id }: Pick<Submission, 'id' | 'submittedAt'>): [string, string] => [
  submittedAt!.toISOString(),
  id,
];

/** The queue of screening, always through the visibility of the actor. */
@Injectable()
export class ScreeningReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Who comes next in the queue; null where nothing waits. */
  async next(
    actor: Actor,
    filter: QueueFilter,
    entry: Pick<Submission, 'id' | 'submittedAt'>,
  ): Promise<{ id: string } | null> {
    const rest = await this.waiting(actor, filter, { after: placeOf(entry), limit: 1 });
    const found = rest.length > 0 ? rest : await this.waiting(actor, filter, { after: null, limit: 2 });
    return found.find(({ id }) => id !== entry.id) ?? null;
  }

  /** The queue around an entry, and the neighbours of the entry in it; after the last comes the first. */
  async around(actor: Actor, filter: QueueFilter, entry: Submission): Promise<QueueAround> {
    const after = placeOf(entry);
    const [back, ahead] = await Promise.all([
      this.waiting(actor, filter, { after, limit: shownBefore + 1, backwards: true }),
      this.waiting(actor, filter, { after, limit: shownAfter + 1 }),
    ]);
    const before = back.slice(0, shownBefore).reverse();
    const first =
      back.length > shownBefore ? (await this.waiting(actor, filter, { after: null, limit: 1 }))[0] : before[0];
    return {
      before,
      after: ahead.slice(0, shownAfter),
      hasEarlier: back.length > shownBefore,
      hasLater: ahead.length > shownAfter,
      next: ahead[0] ?? first ?? null,
      previous: before.at(-1) ?? null,
    };
  }

  /** A page of the queue, the oldest first. */
  async waiting(
    actor: Actor,
    filter: QueueFilter,
    page: { after: readonly [string, string] | null; limit: number; backwards?: boolean },
  ): Promise<ListedEntry[]> {
    mustHaveRole(actor, ['organizer', 'chair', 'secretary', 'auditor'], { cycleId: filter.cycleId });
    return listWaiting(this.db.reader, visibleTo(actor), filter, { ...page, now: this.clock.now() });
  }

  /** How many of the cycle were submitted and wait, and how many were returned and not mended in their term. */
  async count(actor: Actor, cycleId: string): Promise<{ waiting: number; lapsed: number }> {
    mustHaveRole(actor, ['organizer', 'chair', 'secretary', 'auditor'], { cycleId });
    return this.waitingIn(actor, cycleId);
  }

  /** What can be done about many submitted entries at once now; each is then looked at by itself. */
  verbsOfMany(
    actor: Actor,
    cycleId: string,
    { stages, closing, now }: { stages: readonly Stage[]; closing: Closing | null; now: Date },
  ): ScreeningVerb[] {
    if (!hasRole(actor, ['organizer', 'secretary'], { cycleId })) return [];
    const windowOf = (kind: StageKind) => stages.find((stage) => stage.kind === kind) ?? null;
    const intake = windowOf('intake');
    // As long as anybody's: whose own is over is passed over.
    const windows = {
      screening: windowOf('screening'),
      intake: intake && closing && { ...intake, closesAt: closing.lastAt },
      now,
    };
    return screeningChoice({ state: 'submitted', dueAt: null }, windows).verbs;
  }

  private async waitingIn(actor: Actor, cycleId: string): Promise<{ waiting: number; lapsed: number }> {
    const em = this.db.reader;
    const [received, lapsed] = await Promise.all([
      countReceived(em, actor, cycleId),
      countLapsed(em, visibleTo(actor), { cycleId, now: this.clock.now() }),
    ]);
    return { waiting: received.submitted ?? 0, lapsed };
  }

  async help(actor: Person, entry: Submission, locale: Locale): Promise<ScreeningHelp> {
    const em = this.db.reader;
    const now = this.clock.now();
    const setup = await getSetup(em, entry.cycleId);
    const [counts, alike, changed, checked] = await Promise.all([
      this.waitingIn(actor, entry.cycleId),
      listLikeEntries(em, visibleTo(actor), entry),
      this.changed(entry, locale),
      readChecked(em, actor, entry, rulesOf(setup)),
    ]);
    const facts = { screening: stageOf(setup, 'screening'), intake: intakeOfEntry(setup, entry), now };
    const { cycleId, nominationId, state } = entry;
    const may = screeningChoice(entry, facts);
    const isOwn = isOwnToScreen(actor, entry);
    if (isOwn || !hasRole(actor, ['organizer', 'secretary'], { cycleId, nominationId })) {
      const why = isOwn ? ('own' as const) : ('role' as const);
      const choice = { verbs: [], why: isUndecided(state) ? why : may.why };
      return { choice, checked, sayings: [], mayMark: false, ...counts, alike, changed };
    }
    const waits = checked.standing.kind === 'waits';
    const saying = opinionVerbs.filter((verb) => may.verbs.includes(verb));
    return {
      choice: waits ? panelChoice(may) : may,
      checked,
      sayings: waits && !checked.hasSpoken && state === 'submitted' ? saying : [],
      mayMark: may.verbs.length > 0,
      ...counts,
      alike,
      changed,
    };
  }

  private async changed({ id, revisionId }: Submission, locale: Locale): Promise<ScreeningHelp['changed']> {
    const em = this.db.reader;
    const revisions = await listRevisions(em, id);
    const at = revisions.findIndex((revision) => revision.id === revisionId);
    const [before, after] = [revisions[at - 1], revisions[at]];
    if (!before || !after) return null;
    const [beforeForm, afterForm] = await Promise.all([
      getForm(em, before.formVersionId),
      getForm(em, after.formVersionId),
    ]);
    const compared = { before, after, beforeFields: beforeForm.fields, afterFields: afterForm.fields };
    const title = before.title === after.title ? null : partsOf(before.title, after.title);
    return { number: before.number, title, fields: changedFields(compared, locale) };
  }
}

/** While a panel waits, a term can be moved and nothing decided. */
const panelChoice = ({ verbs, why }: ScreeningChoice): ScreeningHelp['choice'] => {
  const free = verbs.filter((verb) => verb === 'extend');
  return { verbs: free, why: verbs.length > 0 && free.length === 0 ? 'panel' : why };
};

const isUndecided = (state: Submission['state']): boolean => state === 'submitted' || state === 'returned';
