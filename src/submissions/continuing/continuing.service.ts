import { Injectable } from '@nestjs/common';
import { currentFormOf, formOf, getSetup } from '../../cycles/setup/cycle-setup.js';
import type { ConsentTick } from '../../cycles/consents/consent-ticks.js';
import type { EntryConsent } from '../../domain/cycles/entry-rules.js';
import type { FilesField, FormField } from '../../domain/cycles/form.js';
import type { Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { carryOver, type CarryOver } from '../../domain/submissions/carry-over.js';
import { Database } from '../../platform/database/database.js';
import type { NominationRoom } from '../../cycles/ways-in/way-in.reader.js';
import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import type { Submission } from '../entries/submission.entity.js';
import { mustBeOfOwnOrganisation, visibleTo } from '../entries/submission.policy.js';
import { getSubmission } from '../entries/submission.queries.js';
import type { Attachment } from '../files/attachment.entity.js';
import { fileLimits } from '../files/file-limits.js';
import { listQuarantined } from '../files/files.queries.js';
import { EntrantsReader } from '../writing/entrants.reader.js';
import { getInForce, getWorkingCopy } from '../writing/shown.queries.js';
import { SubmissionsService } from '../writing/submissions.service.js';

/** A nomination that takes entries now. */
export interface Place {
  cycle: Cycle;
  room: NominationRoom;
  /** What the person is yet to agree to before writing there. */
  missing: EntryConsent[];
}

export interface Continuation {
  carried: CarryOver;
  earlierFields: readonly FormField[];
  fields: readonly FormField[];
  files: Attachment[];
  filesLeft: Attachment[];
}

export interface ContinuePage {
  entry: Submission;
  places: Place[];
  chosen: Place | null;
  /** What would go on into the place chosen. */
  continuation: Continuation | null;
  /** Drafts and entries of open intakes that were begun from this one. */
  begun: { id: string; title: string }[];
}

/** An entry that goes on from an earlier one of the same organisation, in another contest. */
@Injectable()
export class ContinuingService {
  constructor(
    private readonly db: Database,
    private readonly entrants: EntrantsReader,
    private readonly submissions: SubmissionsService,
  ) {}

  /** What would go on into the nomination asked for, else into the one of the same title, else into the first that is open. */
  async look(actor: Person, entryId: string, nominationId?: string): Promise<ContinuePage> {
    const em = this.db.reader;
    const entry = await getSubmission(em, entryId, visibleTo(actor));
    mustBeOfOwnOrganisation(actor, entry);
    const { cycles } = await this.entrants.beginnings(actor, entry.organisationId);
    const places = cycles
      .filter(({ cycle }) => cycle.id !== entry.cycleId)
      .flatMap(({ cycle, rooms, missing }) =>
        rooms.flatMap((room) => (room.bar === null ? { cycle, room, missing } : [])),
      );
    const chosen =
      places.find(({ room }) => room.id === nominationId) ??
      places.find(({ room }) => room.title === entry.nomination.title) ??
      places[0] ??
      null;
    const continuation = chosen && (await this.continuation(entry, chosen));
    const begun = await em.query<{ id: string; title: string }[]>(
      `SELECT id, title FROM submission WHERE continued_from_id = $1 AND organisation_id = $2 AND state <> 'withdrawn' ORDER BY created_at`,
      [entry.id, entry.organisationId],
    );
    return { entry, places, chosen, continuation, begun };
  }

  /** Begins the draft. Refuses what beginning one refuses, and `not-found` a nomination that takes no entries now. */
  async begin(actor: Person, entryId: string, nominationId: string, ticks: ConsentTick[] = []): Promise<Submission> {
    const { entry, chosen, continuation } = await this.look(actor, entryId, nominationId);
    if (!continuation || chosen?.room.id !== nominationId) throw new Refusal({ code: 'not-found' });
    const { carried, files } = continuation;
    return this.submissions.start(actor, {
      nominationId,
      organisationId: entry.organisationId,
      answers: carried.answers,
      consents: ticks,
      continues: {
        entryId: entry.id,
        files: files.map(({ field, fileId, caption, position }) => ({
          field: carried.places.get(field)!,
          fileId,
          caption,
          position,
        })),
      },
    });
  }

  /** What was submitted goes on; of what never was, the draft. */
  private async continuation(entry: Submission, { cycle, room }: Place): Promise<Continuation> {
    const em = this.db.reader;
    const { answers, attachments, formVersionId } = await (entry.revisionId ? getInForce : getWorkingCopy)(em, entry);
    const [earlier, now] = await Promise.all([getSetup(em, entry.cycleId), getSetup(em, cycle.id)]);
    const earlierFields = formOf(earlier, formVersionId).fields;
    const { fields } = currentFormOf(now, room.id);
    const withFiles = [...new Set(attachments.map(({ field }) => field))];
    const carried = carryOver({ fields: earlierFields, answers, withFiles }, fields);
    const quarantined = await listQuarantined(em, attachments);
    const files = attachments.filter(
      (file) => !quarantined.has(file.fileId) && isTaken(file, attachments, carried, fields),
    );
    return { carried, earlierFields, fields, files, filesLeft: attachments.filter((file) => !files.includes(file)) };
  }
}

/** Whether the field of the new form takes the file, as one of the first that it has room for. */
function isTaken(
  { field, file, id }: Attachment,
  all: readonly Attachment[],
  { places }: CarryOver,
  fields: readonly FormField[],
): boolean {
  const place = fields.find((one): one is FilesField => one.id === places.get(field) && one.type === 'files');
  if (!place) return false;
  const { allowed, maxFiles, maxBytes } = fileLimits(place);
  const at = all.filter((one) => one.field === field).findIndex((one) => one.id === id);
  return at < maxFiles && file.bytes <= maxBytes && allowed.includes(file.type);
}
