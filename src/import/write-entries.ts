import { IsNull, type EntityManager } from 'typeorm';
import { Organisation } from '../accounts/organisations/organisation.entity.js';
import type { Cycle } from '../cycles/cycle/cycle.entity.js';
import { FormVersion } from '../cycles/forms/form-version.entity.js';
import { contentHash } from '../domain/kernel/canonical.js';
import { contentForm, revisionContent } from '../domain/submissions/submission-revision.js';
import { registerNumber } from '../domain/submissions/register-number.js';
import { createMany, type Deed } from '../platform/database/save.js';
import type { Watch } from '../platform/jobs/tasks.js';
import { newId, sha256 } from '../platform/ids.js';
import { SubmissionRevision } from '../submissions/revisions/submission-revision.entity.js';
import { Submission } from '../submissions/entries/submission.entity.js';
import { takeSequence } from '../submissions/entries/submission.queries.js';
import { freshKey, type PlannedEntry } from './entry-table.js';
import type { ImportRow } from './import-batch.entity.js';

/** Entries as if they had been submitted and screened here: with organisations, frozen revisions and register numbers. */
export async function writeEntries(
  tx: EntityManager,
  cycle: Cycle,
  entries: PlannedEntry[],
  { deed, watch }: { deed: Deed; watch: Watch },
): Promise<Made[]> {
  const organisations = await organisationsOf(tx, entries, deed);
  const rows: (Partial<Submission> & { id: string })[] = [];
  const revisions: (Partial<SubmissionRevision> & { id: string })[] = [];
  await raiseCounters(tx, cycle, entries);
  const forms = await formsOf(tx, entries, deed);
  for (const entry of entries) {
    const organisation = organisations.ofRow.get(entry.row)!;
    const number = entry.number ?? (await nextNumber(tx, cycle, entry));
    const { row, revision } = rowsOfEntry(
      cycle,
      { ...entry, number, formId: forms.get(entry.nomination.id)! },
      organisation,
      deed,
    );
    rows.push(row);
    revisions.push(revision);
  }
  for (let from = 0; from < rows.length; from += batch) {
    await createMany(tx, Submission, rows.slice(from, from + batch), deed);
    await createMany(tx, SubmissionRevision, revisions.slice(from, from + batch), deed);
    await watch.progress(from, rows.length);
  }
  return [
    ...rows.map(({ id }) => ({ subjectType: 'submission' as const, subjectId: id })),
    ...organisations.fresh.map(({ id }) => ({ subjectType: 'organisation' as const, subjectId: id })),
  ];
}

/** What an import made. */
export type Made = Pick<ImportRow, 'subjectType' | 'subjectId'>;

/** So many rows go between two looks at whether to go on. */
const batch = 500;

function rowsOfEntry(
  cycle: Cycle,
  entry: PlannedEntry & { number: string; formId: string },
  organisation: Organisation,
  { actor, now }: Deed,
) {
  const id = newId();
  const answers = { ...entry.answers, title: entry.title };
  const content = {
    contentForm,
    submissionId: id,
    number: 1,
    title: entry.title,
    formVersionId: entry.formId,
    answers,
    organisation: {
      id: organisation.id,
      name: organisation.name,
      kind: organisation.kind,
      regionCode: entry.regionCode,
      regionName: entry.regionName,
    },
    files: [],
    submittedAt: entry.submittedAt,
  };
  const hash = contentHash(revisionContent(content), sha256);
  const revision = { ...content, id: newId(), contentHash: hash, submittedById: actor.userId };
  const admitted = entry.state === 'admitted';
  const row = {
    id,
    cycleId: cycle.id,
    nominationId: entry.nomination.id,
    organisationId: organisation.id,
    regionCode: entry.regionCode,
    startedById: actor.userId,
    formVersionId: entry.formId,
    title: entry.title,
    state: entry.state,
    registerNumber: entry.number,
    revisionId: revision.id,
    revisions: 1,
    submittedAt: entry.submittedAt,
    firstSubmittedAt: entry.submittedAt,
    screenedAt: admitted ? now : null,
    screenedById: admitted ? actor.userId : null,
    reason: '',
    dueAt: null,
    openFields: null,
    withdrawnAt: null,
    generated: entry.generated,
    createdAt: now,
    savedAt: now,
    savedById: actor.userId,
  };
  return { row, revision };
}

/** The organisations of the entries, each by its row in the table; those that are not known yet are new. */
async function organisationsOf(tx: EntityManager, entries: readonly PlannedEntry[], deed: Deed) {
  const known = new Map(
    (await tx.find(Organisation, { where: { mergedIntoId: IsNull() } })).map((each) => [each.id, each]),
  );
  const fresh = new Map<string, Organisation>();
  const ofRow = new Map<number, Organisation>();
  for (const entry of entries) {
    const { row, organisation: name, regionCode, kind, inn, organisationId } = entry;
    const one = organisationId ? known.get(organisationId) : fresh.get(freshKey(entry));
    const values = { id: newId(), name, kind, regionCode, inn, formerNames: [], createdAt: deed.now, version: 1 };
    const organisation = one ?? Object.assign(new Organisation(), values);
    if (!one) fresh.set(freshKey(entry), organisation);
    ofRow.set(row, organisation);
  }
  await createMany(tx, Organisation, [...fresh.values()], deed);
  return { ofRow, fresh: [...fresh.values()] };
}

/** The forms that the entries answer; a nomination that never had one gets the least there can be: a title. */
async function formsOf(tx: EntityManager, entries: readonly PlannedEntry[], deed: Deed): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const fresh: FormVersion[] = [];
  for (const { nomination, form } of entries) {
    if (ids.has(nomination.id)) continue;
    ids.set(nomination.id, form?.id ?? newId());
    if (form) continue;
    const fields = [
      { id: 'title', type: 'text' as const, label: { ru: 'Название практики', en: 'Title' }, required: true },
    ];
    const values = { id: ids.get(nomination.id)!, nominationId: nomination.id, number: 1, fields, createdAt: deed.now };
    fresh.push(Object.assign(new FormVersion(), values));
  }
  await createMany(tx, FormVersion, fresh, deed);
  return ids;
}

/** Numbers given later go on after the greatest of the file. */
async function raiseCounters(tx: EntityManager, cycle: Cycle, entries: readonly PlannedEntry[]): Promise<void> {
  const greatest = new Map<string, number>();
  for (const { number, nomination } of entries) {
    const sequence = Number(number?.split('-').at(-1));
    if (!number?.startsWith(`${nomination.code}-${cycle.year}-`) || !Number.isSafeInteger(sequence)) continue;
    greatest.set(nomination.id, Math.max(sequence, greatest.get(nomination.id) ?? 0));
  }
  for (const [nominationId, last] of greatest)
    await tx.query(
      `INSERT INTO register_counter (nomination_id, last) VALUES ($1, $2)
       ON CONFLICT (nomination_id) DO UPDATE SET last = greatest(register_counter.last, $2)`,
      [nominationId, last],
    );
}

async function nextNumber(tx: EntityManager, cycle: Cycle, { nomination }: PlannedEntry): Promise<string> {
  const sequence = await takeSequence(tx, nomination.id);
  return registerNumber({ nominationCode: nomination.code, year: cycle.year, sequence });
}
