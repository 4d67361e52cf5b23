import { newId } from '../../src/platform/ids.js';
import { addressesOf } from './addresses.js';
import type { TestApp } from './app.js';
import type { Planted } from './planted-contest.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Ids of the database by the kind that a parameter of an address names. */
export async function plantedIds(app: TestApp): Promise<Record<string, string[]>> {
  const ids = async (from: string): Promise<string[]> =>
    (await app.em.query<{ id: string }[]>(`SELECT id FROM ${from}`)).map(({ id }) => id);
  const codes: { code: string }[] = await app.em.query('SELECT code FROM certificate');
  const years: { year: number }[] = await app.em.query('SELECT year FROM cycle');
  const [cycles, entries, nominations] = [await ids('cycle'), await ids('submission'), await ids('nomination')];
  const [meetings, assignments] = [
    await ids('meeting'),
    await ids('assignment WHERE submission_id IN (SELECT submission_id FROM conflict)'),
  ];
  const sheets = await ids("evaluation WHERE remarks <> '{}' OR id IN (SELECT max(id::text)::uuid FROM evaluation)");
  const experts = await ids(
    'expert WHERE id IN (SELECT expert_id FROM assignment UNION SELECT expert_id FROM conflict)',
  );
  const [corrections, plans] = [await ids('correction'), await ids('assignment_plan')];
  const people = await ids("user_account WHERE name LIKE 'Куницын%' OR id IN (SELECT user_id FROM membership)");
  return {
    id: [newId()],
    'cycles/': cycles,
    cycle: cycles,
    'submissions/': entries,
    'screening/': entries,
    entry: entries,
    submission: entries,
    'nominations/': nominations,
    nomination: nominations,
    nominationId: nominations,
    nid: nominations,
    'meetings/': meetings,
    'sittings/': meetings,
    meeting: meetings,
    'protocols/': await ids('protocol'),
    'publications/': await ids('publication'),
    'corrections/': corrections,
    correction: corrections,
    assignment: assignments,
    assignmentId: assignments,
    'evaluations/': sheets,
    evaluationId: sheets,
    sheet: sheets,
    expert: experts,
    'experts/': experts,
    plan: plans,
    conflict: await ids('conflict'),
    appeal: await ids('appeal'),
    'appeals/': await ids('appeal'),
    'users/': people,
    'people/': people,
    'organisations/': await ids("organisation WHERE name LIKE 'кречет%'"),
    'mail/': await ids('delivery ORDER BY created_at LIMIT 8'),
    region: ['RU-YAR'],
    year: years.flatMap(({ year }) => ['', '.csv', '.json', '.jsonld'].map((ending) => `${year}${ending}`)),
    code: codes.flatMap(({ code }) => [code, `${code}.pdf`]),
    file: ['app.css'],
    queueName: ['news'],
    jobId: ['1'],
    token: ['x'],
    slug: ['x'],
  };
}

/** What is the same for everybody: nothing of a contest is in it. */
const constant = /^\/(assets|health|metrics|api\/docs|api\/openapi)/;

/**
 * Every address of the program with every id of the right kind, and those that take more in their query. What is of this year
 * is asked for under last year's contest too, as one who runs that one might; not the other way round.
 */
export async function plantedAddresses(app: TestApp, { year, last, entry, second, old }: Planted): Promise<string[]> {
  const ids = await plantedIds(app);
  const ofLast = await idsOfCycle(app, last.cycle.id);
  const asked = [year, last].flatMap(({ cycle: { id }, nomination }) => [
    `/cycles/${id}/register?state=admitted`,
    `/cycles/${id}/remarks?settled=1`,
    `/cycles/${id}/ranking?nomination=${nomination.id}&all=1`,
    `/cycles/${id}/decisions?nomination=${nomination.id}&all=1`,
    `/cycles/${id}/regional?region=RU-YAR`,
    `/cycles/${id}/evaluation?view=entries`,
    `/cycles/${id}/evaluation/board.csv?view=entries`,
    `/api/v1/cycles/${id}/evaluation-board?view=entries`,
    `/api/v1/submissions?cycleId=${id}`,
    ...[entry, second, old].flatMap((each) => [
      `/cycles/${id}/corrections/new?entry=${each.id}`,
      ...ids['plan']!.map((plan) => `/cycles/${id}/assignment/${plan}/why?entry=${each.id}`),
    ]),
  ]);
  const protocols: { id: string; cycle: string }[] = await app.em.query('SELECT id, cycle_id AS cycle FROM protocol');
  const papers = protocols.flatMap(({ id, cycle }) =>
    ['.pdf', '.json', '.signed.json'].map((ending) => `/cycles/${cycle}/protocols/${id}${ending}`),
  );
  const records = [`subject=${entry.id}`, 'action=recuse', 'action=screen'].map((what) => `/admin/audit?${what}`);
  const mixed = (address: string) => address.includes(year.cycle.id) && ofLast.some((id) => address.includes(id));
  return [...addressesOf(app, ids), ...asked, ...papers, ...records].filter(
    (address) => !address.includes('*') && !constant.test(address) && !mixed(address),
  );
}

/** What hangs on a cycle, by its ids. */
async function idsOfCycle(app: TestApp, cycleId: string): Promise<string[]> {
  const rows: { id: string }[] = await app.em.query(
    `SELECT id FROM submission WHERE cycle_id = $1 UNION ALL SELECT id FROM expert WHERE cycle_id = $1
     UNION ALL SELECT id FROM meeting WHERE cycle_id = $1 UNION ALL SELECT id FROM protocol WHERE cycle_id = $1
     UNION ALL SELECT id FROM nomination WHERE cycle_id = $1 UNION ALL SELECT id FROM assignment_plan WHERE cycle_id = $1`,
    [cycleId],
  );
  return rows.map(({ id }) => id);
}

/** Addresses that change something, of these ids alone. */
export function changingAddresses(app: TestApp, ids: Record<string, string[]>): { method: Method; address: string }[] {
  const methods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
  return methods.flatMap((method) =>
    addressesOf(app, ids, method)
      .filter((address) => !address.includes('*'))
      .map((address) => ({ method, address })),
  );
}
