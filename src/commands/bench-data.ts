import type { EntityManager } from 'typeorm';
import { Membership } from '../accounts/organisations/membership.entity.js';
import { Organisation } from '../accounts/organisations/organisation.entity.js';
import { Cycle } from '../cycles/cycle/cycle.entity.js';
import { listForms } from '../cycles/forms/forms.queries.js';
import { listNominations } from '../cycles/nominations/nominations.queries.js';
import { loadReference, readData } from '../cycles/reference/load-reference.js';
import { Region } from '../cycles/reference/region.entity.js';
import { contentHash } from '../domain/kernel/canonical.js';
import { systemActor } from '../domain/kernel/actor.js';
import type { Answers } from '../domain/cycles/form.js';
import { contentForm, revisionContent } from '../domain/submissions/submission-revision.js';
import { registerNumber } from '../domain/submissions/register-number.js';
import { record } from '../platform/database/save.js';
import { newId, sha256 } from '../platform/ids.js';
import { SubmissionRevision } from '../submissions/revisions/submission-revision.entity.js';
import { Submission } from '../submissions/entries/submission.entity.js';
import type { Command } from './command.js';
import { judgeEverything } from './bench-judged.js';
import { loadBenchJury } from './bench-jury.js';
import { loadCurrentCycle } from './demo/current-cycle.js';
import { Dice } from './demo/dice.js';
import { writeAnswers, type DemoNomination } from './demo/entry-texts.js';
import { addToken, addUser, grantRole } from './demo/people.js';
import { withDatabase } from './with-database.js';

const batch = 500;
const organisationCount = 200;

/** `bench-data` fills one running cycle in bulk, for measurements; never in production. */
export const benchDataCommand: Command = {
  summary: 'fill a running cycle with generated entries for measurements (--entries N --judged N of them --jury N)',
  options: { entries: { type: 'string' }, judged: { type: 'string' }, jury: { type: 'string' } },
  run: ({ values, print }) =>
    withDatabase(async (db, config) => {
      if (config.production) throw new Error('Data for measurements are never loaded in production.');
      const entries = Number(values['entries'] ?? 1000);
      const judged = Number(values['judged'] ?? 0);
      const experts = Number(values['jury'] ?? 0);
      for (const [name, count] of Object.entries({ entries, judged, experts }))
        if (!Number.isInteger(count) || count < 0) throw new Error(`--${name} takes a whole number.`);
      const now = new Date();
      const report = await db.transaction(async (tx) => {
        const made = await loadBenchData(tx, { entries, judged }, now);
        return experts > 0 ? { ...made, jury: await loadBenchJury(tx, made.cycleId, experts, now) } : made;
      });
      print(report, JSON.stringify(report, null, 2));
      return 0;
    }),
};

async function loadBenchData(
  tx: EntityManager,
  { entries: count, judged }: { entries: number; judged: number },
  now: Date,
) {
  await loadReference(tx, now);
  const sources = readData<DemoNomination[]>('demo/nominations.json');
  const cycle = (await tx.findOneBy(Cycle, { state: 'announced' })) ?? (await loadCurrentCycle(tx, sources, now)).cycle;
  const nominations = await listNominations(tx, cycle.id);
  // Measurements send many entries of few regions: a quota would be measured instead.
  await tx.query('UPDATE nomination SET quota_per_region = NULL WHERE cycle_id = $1', [cycle.id]);
  const user = await addUser(
    tx,
    { email: `bench-${now.getTime()}@laureat.test`, name: 'Измеритель', password: 'laureat-demo' },
    now,
  );
  await grantRole(tx, user, { role: 'organizer', regionCode: null }, now);
  const organisations = await addOrganisations(tx, user.id, now);
  const forms = new Map([...(await listForms(tx, cycle.id))].map(([nominationId, { id }]) => [nominationId, id]));
  const writer = new Writer(tx, { cycle, nominations, sources, organisations, forms, now });
  await writer.write(count);
  if (judged > 0) {
    const facts = { cycle, nominations: nominations.slice(-1), sources, organisations, forms, now };
    const last = new Writer(tx, facts);
    await last.write(judged);
    const of = { cycleId: cycle.id, nominationId: facts.nominations[0]!.id, screenedById: user.id };
    await judgeEverything(tx, { ...of, dice: new Dice(11), now });
  }
  const deed = { actor: systemActor, action: 'load-bench-data', now };
  await record(tx, deed, { subjectType: 'cycle', subjectId: cycle.id, before: null, after: { entries: count } });
  const scopes = ['submissions:read', 'submissions:write', 'cycles:write', 'judging:read', 'judging:write'];
  return {
    token: await addToken(tx, user, scopes, now),
    cycleId: cycle.id,
    nominationId: nominations[0]!.id,
    judgedNominationId: nominations.at(-1)!.id,
    nominationIds: nominations.map(({ id }) => id),
    organisationIds: organisations.map(({ id }) => id),
    entries: count,
    /** Who may open the organizer's pages, and complete answers to send. */
    organizer: { email: user.email, password: 'laureat-demo' },
    answers: writer.sample,
  };
}

async function addOrganisations(tx: EntityManager, userId: string, now: Date): Promise<Organisation[]> {
  const regions = await tx.find(Region, { order: { code: 'ASC' } });
  const organisations = Array.from({ length: organisationCount }, (_, index) =>
    Object.assign(new Organisation(), {
      id: newId(),
      name: `Организация для измерений ${now.getTime()}-${index + 1}`,
      kind: 'municipal' as const,
      regionCode: regions[index % regions.length]!.code,
      createdAt: now,
      version: 1,
    }),
  );
  await tx.insert(Organisation, organisations);
  await tx.insert(
    Membership,
    organisations.map(({ id }) => ({ id: newId(), userId, organisationId: id, createdAt: now })),
  );
  return organisations;
}

interface WriterFacts {
  cycle: Cycle;
  nominations: { id: string; code: string }[];
  sources: DemoNomination[];
  organisations: Organisation[];
  forms: Map<string, string>;
  now: Date;
}

/** Entries as the verbs would have left them, each with its revision and number, a batch at a time. */
class Writer {
  private readonly numbers = new Map<string, number>();
  private readonly dice = new Dice(7);
  /** Answers that may be submitted. */
  sample: Answers = {};

  constructor(
    private readonly tx: EntityManager,
    private readonly facts: WriterFacts,
  ) {}

  async write(count: number): Promise<void> {
    const { tx, facts } = this;
    const rows: { nomination_id: string; last: number }[] = await tx.query(
      'SELECT nomination_id, last FROM register_counter',
    );
    for (const { nomination_id: id, last } of rows) this.numbers.set(id, last);
    for (let done = 0; done < count; done += batch) {
      const entries = Array.from({ length: Math.min(batch, count - done) }, (_, index) => this.entry(done + index));
      await tx.insert(
        Submission,
        entries.map(({ submission }) => submission),
      );
      await tx.insert(
        SubmissionRevision,
        entries.map(({ revision }) => revision),
      );
    }
    for (const { id } of facts.nominations)
      await tx.query(
        `INSERT INTO register_counter (nomination_id, last) VALUES ($1, $2)
         ON CONFLICT (nomination_id) DO UPDATE SET last = excluded.last`,
        [id, this.numbers.get(id) ?? 0],
      );
  }

  private entry(index: number): { submission: object; revision: object } {
    const { cycle, nominations, sources, organisations, forms, now } = this.facts;
    const nomination = nominations[index % nominations.length]!;
    const organisation = organisations[index % organisations.length]!;
    const source = sources.find(({ code }) => code === nomination.code) ?? sources[0]!;
    const theme = this.dice.of(source.themes);
    const title = `${theme.title}, опыт ${index + 1}`;
    const answers = writeAnswers(this.dice, {
      theme,
      title,
      place: organisation.name,
      year: cycle.year,
      projects: ['np2025-family'],
    });
    if (index === 0) this.sample = answers;
    const at = new Date(now.getTime() - this.dice.between(60, 18 * 24 * 3600) * 1000);
    const [id, revisionId, formVersionId] = [newId(), newId(), forms.get(nomination.id)!];
    const sequence = (this.numbers.get(nomination.id) ?? 0) + 1;
    this.numbers.set(nomination.id, sequence);
    const content = {
      contentForm,
      submissionId: id,
      number: 1,
      title,
      formVersionId,
      answers,
      organisation: {
        id: organisation.id,
        name: organisation.name,
        kind: organisation.kind,
        regionCode: organisation.regionCode,
        regionName: organisation.regionCode,
      },
      files: [],
      submittedAt: at,
    };
    const submission = {
      id,
      cycleId: cycle.id,
      nominationId: nomination.id,
      organisationId: organisation.id,
      regionCode: organisation.regionCode,
      startedById: null,
      formVersionId,
      title,
      state: 'submitted',
      registerNumber: registerNumber({ nominationCode: nomination.code, year: cycle.year, sequence }),
      revisionId,
      revisions: 1,
      submittedAt: at,
      firstSubmittedAt: at,
      reason: '',
      generated: true,
      createdAt: at,
      savedAt: at,
      version: 2,
    };
    const hash = contentHash(revisionContent(content), sha256);
    return { submission, revision: { ...content, id: revisionId, contentHash: hash, submittedById: null } };
  }
}
