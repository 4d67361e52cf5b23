import type { EntityManager } from 'typeorm';
import { listForms } from '../../cycles/forms/forms.queries.js';
import { loadReference, readData } from '../../cycles/reference/load-reference.js';
import { Stage } from '../../cycles/stages/stage.entity.js';
import type { FormField } from '../../domain/cycles/form.js';
import { AuditChain } from '../../platform/audit/audit-chain.js';
import { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import { loadBenchJury } from '../bench-jury.js';
import { loadCurrentCycle } from '../demo/current-cycle.js';
import { Dice } from '../demo/dice.js';
import type { DemoNomination } from '../demo/entry-texts.js';
import { addUser, grantRole } from '../demo/people.js';
import { addEntries } from './entries.js';
import { addLastYear } from './last-year.js';
import { addEntrants } from './organisations.js';
import { addPractices } from './practices.js';
import { Sealer } from './sealer.js';
import { addSenders, letSendersAgree } from './senders.js';
import type { StoryFacts } from './stories.js';
import { readVocabulary } from './vocabulary.js';

const senders = 8;
const experts = 8;
const judged = 1000;
const leastOrganisations = 200;
const entriesOfOne = 5;
const password = 'laureat-demo';

/**
 * An installation as years of use leave it: a running cycle with its intake open, a year that is over, and a library;
 * with every record, message, letter and seal that the verbs would have left. Returns what measurements need to know.
 */
export async function loadGrowthData(db: Database, size: { entries: number; practices: number }, now: Date) {
  const sources = readData<DemoNomination[]>('demo/nominations.json');
  const words = readVocabulary(sources);
  const dice = new Dice(7);
  const organisations = Math.max(leastOrganisations, Math.ceil(size.entries / entriesOfOne));
  const set = await db.transaction(async (tx) => {
    await loadReference(tx, now);
    const organizer = await addOrganizer(tx, now);
    const entrants = await addEntrants(tx, organisations, dice, now);
    const sending = await addSenders(tx, entrants, senders, now);
    return { organizer, entrants, sending, ...(await addCycle(tx, sources, now)) };
  });
  const { organizer, entrants, sending, cycle, intake, nominations } = set;
  const facts = { entrants, screener: { id: organizer.id, name: organizer.name }, words };
  await db.transaction((tx) => letSendersAgree(tx, sending, cycle.id, now));
  const last = await addLastYear(db, await Sealer.after(db), { ...facts, sources, now }, judged);
  const running = { ...facts, cycle, intake, nominations, dice, now };
  const stories = await addEntries(db, await Sealer.after(db), running, size.entries);
  const jury = await db.transaction((tx) => loadBenchJury(tx, cycle.id, experts, now));
  const fields = readData<FormField[]>('demo/passport.json');
  await addPractices(db, { fields, sources, words, dice, now }, size.practices);
  await new AuditChain(db, new Clock()).seal();
  return {
    cycleId: cycle.id,
    nominationIds: nominations.map(({ id }) => id),
    judged: last,
    organizer: { email: organizer.email, password },
    senders: sending,
    /** Answers of entries that are still to be sent. */
    samples: stories.samples(),
    search: stories.search(),
    jury,
    made: { ...size, organisations, judged },
  };
}

async function addOrganizer(tx: EntityManager, now: Date) {
  const user = await addUser(tx, { email: 'organizer@laureat.test', name: 'Измеритель Анна', password }, now);
  await grantRole(tx, user, { role: 'organizer', regionCode: null }, now);
  return user;
}

async function addCycle(tx: EntityManager, sources: DemoNomination[], now: Date) {
  const { cycle, nominations } = await loadCurrentCycle(tx, sources, now);
  // Measurements send many entries of few regions: a quota would be measured instead.
  await tx.query('UPDATE nomination SET quota_per_region = NULL WHERE cycle_id = $1', [cycle.id]);
  const forms = await listForms(tx, cycle.id);
  const of = ({ row, source }: (typeof nominations)[number]): StoryFacts['nominations'][number] => {
    return { id: row.id, code: row.code, title: row.title, source, formVersionId: forms.get(row.id)!.id };
  };
  const intake = await tx.findOneByOrFail(Stage, { cycleId: cycle.id, kind: 'intake' });
  return { cycle, intake, nominations: nominations.map(of) };
}
