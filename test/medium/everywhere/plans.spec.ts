import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Role } from '../../../src/domain/kernel/actor.js';
import { runCommand } from '../../../scripts/program.mjs';
import { startPostgres, type Postgres } from '../../../scripts/services.mjs';
import type { Submission } from '../../../src/submissions/entries/submission.entity.js';
import { startApp, testSecret, type Browser, type TestApp } from '../../support/app.js';
import { given, type GivenCycle } from '../../support/given.js';

/**
 * What is listed, searched, counted and paged costs with a hundred thousand rows what it costs with a thousand: each
 * statement of each of these pages is explained as it ran. None may read a large table from end to end, and none may touch
 * more than twenty times the rows that its page shows.
 */
const rows = 100_000;
const mostTouched = 50 * 20;
/** Begins each entry of the log. */
const mark = '>laureat>';
const large = new Set([
  'submission',
  'submission_revision',
  'submission_words',
  'practice',
  'audit_record',
  'outbox_message',
  'delivery',
]);

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}
interface Explained {
  'Query Text': string;
  Plan: PlanNode;
}

let postgres: Postgres;
let owner: pg.Client;
let app: TestApp;
let year: GivenCycle;
let organizer: Browser;
let admin: Browser;

// A server of its own: every statement of it is explained.
beforeAll(async () => {
  postgres = await startPostgres();
  const url = postgres.urlOf('postgres');
  const env = { ...process.env, NODE_ENV: 'test', LAUREAT_SECRET: testSecret, DATABASE_URL: url };
  for (const command of ['migrate', 'reference']) await runCommand([command], env);
  owner = new pg.Client({ connectionString: url });
  await owner.connect();
  app = await startApp({ now: '2026-02-15T09:00:00Z', env: { DATABASE_URL: url } });
  year = await given.cycle(app.em);
  const first = await given.submittedEntry(app.em, year, { state: 'admitted' });
  await app.close();
  await fill(first);
  await explainEverything();
  app = await startApp({ now: '2026-02-15T09:00:00Z', env: { DATABASE_URL: url } });
  organizer = await signedIn({ role: 'organizer', cycleId: year.cycle.id });
  admin = await signedIn({ role: 'admin' });
}, 180_000);
afterAll(async () => {
  // Copies by the hundred thousand keep no invariants.
  await app.nest.close();
  await owner.end();
  await postgres.stop();
});

const signedIn = async (role: { role: Role; cycleId?: string }) =>
  app.signIn((await given.user(app.em, { roles: [role] })).email);

/** Revisions, entries, practices, records, messages, letters, organisations: a digit each in their ids. */
const kinds = 'rspamdo';

/** Rows as a contest leaves them; triggers and references would take longer than the pages. */
async function fill(first: Submission): Promise<void> {
  await owner.query("SET session_replication_role = 'replica'");
  const copies = (table: string, changed: string, from: string) =>
    owner.query(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(r, ${changed})).* FROM ${table} r, generate_series(1, ${rows}) n
        WHERE ${from}`,
    );
  const id = (kind: string) => `('0190000${kinds.indexOf(kind)}-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
  await copies(
    'submission_revision',
    `jsonb_build_object('id', ${id('r')}, 'submission_id', ${id('s')})`,
    `r.id = '${first.revisionId}'`,
  );
  await copies(
    'organisation',
    `jsonb_build_object('id', ${id('o')}, 'name', 'Организация ' || n)`,
    `r.id = '${first.organisationId}'`,
  );
  await copies(
    'submission',
    `jsonb_build_object('id', ${id('s')}, 'organisation_id', ${id('o')}, 'revision_id', ${id('r')}, 'register_number', 'Д-' || n, 'title', md5(n::text) || ' ' || n,
       'submitted_at', r.submitted_at - n * interval '1 second', 'first_submitted_at', r.submitted_at - n * interval '1 second',
       'reason', 'основание', 'state', (ARRAY['submitted', 'admitted', 'admitted', 'admitted', 'rejected'])[n % 5 + 1])`,
    `r.id = '${first.id}'`,
  );
  await owner.query('DELETE FROM submission_unread');
  await owner.query(
    `INSERT INTO submission_words (submission_id, words)
     SELECT id, to_tsvector('russian', title || ' общая ' || CASE WHEN right(register_number, 4) = '0000' THEN 'редкость' ELSE '' END)
       FROM submission`,
  );
  await owner.query(
    `INSERT INTO submission_tally (cycle_id, nomination_id, state, entries)
     SELECT cycle_id, nomination_id, state, count(*) FROM submission WHERE id <> '${first.id}' GROUP BY 1, 2, 3`,
  );
  await owner.query(
    `INSERT INTO practice (id, slug, title, summary, region_code, region_name, organisation, year, outcome, published_at)
     SELECT ${id('p')}, 'p-' || n, 'Практика ' || n, CASE WHEN n % 1000 = 0 THEN 'редкость' ELSE 'общее дело' END, 'RU-BA', 'Башкортостан',
            'Администрация', 2017 + n % 8, (ARRAY['winner', 'finalist', 'presented'])[n % 3 + 1], '2025-01-01' FROM generate_series(1, ${rows}) n`,
  );
  await owner.query(
    `INSERT INTO audit_record (id, at, actor_name, action, subject_type, subject_id)
     SELECT ${id('a')}, now() - n * interval '1 minute', 'Кто-то', 'save', 'submission', ${id('s')}::text FROM generate_series(1, ${rows}) n`,
  );
  await owner.query(
    `INSERT INTO outbox_message (id, type, payload, created_at, dispatched_at)
     SELECT ${id('m')}, 'submission.submitted', '{}', now() - n * interval '1 minute', now() FROM generate_series(1, ${rows}) n`,
  );
  await owner.query(
    `INSERT INTO delivery (id, message_id, event, cycle_id, recipient, locale, subject, context, state, sent_at, created_at)
     SELECT ${id('d')}, ${id('m')}, 'submission.submitted', '${year.cycle.id}', 'a' || n || '@example.ru', 'ru', 'Письмо', '{}', 'sent',
            now(), now() - n * interval '1 minute' FROM generate_series(1, ${rows}) n`,
  );
  await owner.query("SET session_replication_role = 'origin'");
  await owner.query('VACUUM ANALYZE');
}

async function explainEverything(): Promise<void> {
  for (const [name, value] of Object.entries({
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_timing': 'off',
    'auto_explain.log_nested_statements': 'on',
    'auto_explain.log_format': 'json',
  }))
    await owner.query(`ALTER DATABASE postgres SET ${name} = '${value}'`);
  await owner.query(`ALTER SYSTEM SET log_line_prefix = '${mark}'`);
  await owner.query('SELECT pg_reload_conf()');
}

const logged = () => readFileSync(join(postgres.dir, 'server.log'), 'utf8');

async function plansOf(work: () => Promise<unknown>): Promise<Explained[]> {
  const before = logged().length;
  await work();
  return logged()
    .slice(before)
    .split(mark)
    .filter((entry) => entry.includes('plan:\n'))
    .map((entry) => JSON.parse(entry.slice(entry.indexOf('plan:\n') + 'plan:\n'.length)) as Explained);
}

function* nodesOf(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const part of node.Plans ?? []) yield* nodesOf(part);
}

/** What a statement does that it may not. */
function faultsOf({ 'Query Text': text, Plan: plan }: Explained): string[] {
  const faults: string[] = [];
  for (const node of nodesOf(plan)) {
    const relation = node['Relation Name'];
    if (!relation || !large.has(relation) || node['Actual Loops'] === 0) continue;
    const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
    const touched = Math.round((node['Actual Rows'] + removed) * node['Actual Loops']);
    if (node['Node Type'] === 'Seq Scan' || touched > mostTouched)
      faults.push(`${node['Node Type']} of ${relation}, ${touched} rows: ${text.replace(/\s+/g, ' ').slice(0, 200)}`);
  }
  return faults;
}

const cyclePath = (path: string) => `/cycles/${year.cycle.id}${path}`;
const asked = (words: string) => encodeURIComponent(words);

test.each<[string, () => Promise<string>]>([
  ['the register', async () => cyclePath('/register')],
  ['a further page of the register', async () => olderOf(cyclePath('/register'))],
  ['one state of the register', async () => cyclePath('/register?state=rejected')],
  ['one nomination of the register', async () => cyclePath(`/register?nomination=${year.nomination.id}`)],
  ['a rare word in the register', async () => cyclePath(`/register?q=${asked('редкость')}`)],
  ['a number in the register', async () => cyclePath(`/register?q=${asked('Д-99999')}`)],
  ['what waits for screening', async () => cyclePath('/screening')],
  ['an entry', async () => linkOf(cyclePath('/register'), /\/cycles\/[^"]+\/screening\/[0-9a-f-]{36}/)],
  ['the home page', async () => '/'],
  ['the library', async () => '/practices'],
  ['a further page of the library', async () => olderOf('/practices')],
  ['a rare word in the library', async () => `/practices?q=${asked('редкость')}`],
  ['a year of the library', async () => '/practices?y=2019'],
])('%s', async (_name, pathOf) => {
  const path = await pathOf();
  // Twice: what is kept in the process is counted the first time.
  expect((await organizer.get(path)).statusCode).toBe(200);
  const plans = await plansOf(() => organizer.get(path));
  expect(plans.length).toBeGreaterThan(1);
  expect(plans.flatMap(faultsOf)).toEqual([]);
});

test('the records of everything', async () => {
  expect((await admin.get('/admin/audit')).statusCode).toBe(200);
  const plans = await plansOf(() => admin.get('/admin/audit'));
  expect(plans.length).toBeGreaterThan(1);
  expect(plans.flatMap(faultsOf)).toEqual([]);
});

test('what reads a table from end to end is found', async () => {
  const plans = await plansOf(() =>
    app.em.query("SELECT count(*) FROM submission WHERE reason = 'nothing' AND version > $1", [0]),
  );
  expect(plans.flatMap(faultsOf)).not.toEqual([]);
});

async function linkOf(path: string, pattern: RegExp): Promise<string> {
  const { body } = await organizer.get(path);
  return pattern.exec(body.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'))![0];
}
const olderOf = (path: string) => linkOf(path, new RegExp(`${path}\\?[^"]*cursor=[^" ]+`));
