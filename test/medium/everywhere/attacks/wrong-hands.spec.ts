import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { documentedBodies, fullForm } from '../../../support/bodies.js';
import { changingAddresses, plantedIds } from '../../../support/planted-addresses.js';
import { plantedContest, type Planted, type Who } from '../../../support/planted-contest.js';

/** What tells of the visit alone, not of anything that is somebody's. */
const visits = ['session', 'sign_in_link', 'throttle', 'idempotent_answer', 'api_token'];
/** A person's own things, and doors that are open to everybody. */
const own =
  /^\/(account|preferences|sign-|vote|register|judging\/profile|dev\/|cycles$|api\/v1\/cycles$|invitations\/|judging\/invitation)/;

let app: TestApp;
let planted: Planted;
let tables: string[];
let bodyOf: (method: string, address: string) => object | undefined;
let form: Record<string, string>;
let conflicted: string;
let appeal: string;
beforeAll(async () => {
  app = await startApp();
  planted = await plantedContest(app);
  const rows: { name: string }[] = await app.em.query(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  tables = rows.map(({ name }) => name).filter((name) => !visits.includes(name) && !name.startsWith('typeorm'));
  const [remark]: { evaluation: string }[] = await app.em.query(
    "SELECT id AS evaluation FROM evaluation WHERE remarks <> '{}' LIMIT 1",
  );
  [{ id: conflicted }] = await app.em.query('SELECT id FROM conflict LIMIT 1');
  [{ id: appeal }] = await app.em.query('SELECT id FROM appeal LIMIT 1');
  const { year, entry, meeting } = planted;
  const [free]: { id: string }[] = await app.em.query(
    `SELECT x.id FROM expert x WHERE x.cycle_id = $1 AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.expert_id = x.id)
        AND NOT EXISTS (SELECT 1 FROM conflict c WHERE c.expert_id = x.id)`,
    [year.cycle.id],
  );
  const ids = {
    expert: free!.id,
    expertId: free!.id,
    evaluationId: remark!.evaluation,
    criterionId: year.criteria[0]!.id,
    submissionId: entry.id,
    nominationId: year.nomination.id,
    nomination: year.nomination.id,
    entry: entry.id,
    meetingId: meeting.id,
    registerNumber: entry.registerNumber!,
  };
  bodyOf = await documentedBodies(app, ids);
  form = fullForm(ids);
});
afterAll(() => app.close());

/** Everything that is kept, in one number a table. */
async function stateOfAll(): Promise<Record<string, string>> {
  const sums = await app.em.query<Record<string, string>[]>(
    `SELECT ${tables.map((name) => `(SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM "${name}" t) AS "${name}"`).join(', ')}`,
  );
  return sums[0]!;
}

async function send(browser: Browser, { method, address }: { method: string; address: string }): Promise<number> {
  if (method === 'POST' && !address.startsWith('/api/')) return (await browser.post(address, form)).statusCode;
  const headers = { 'if-match': '"1"' };
  const body = bodyOf(method, address);
  return (await browser.api(method as 'POST', address.replace('/api/v1/', ''), body, { headers })).statusCode;
}

const signIn = (who: Who): Promise<Browser> | Browser =>
  who === 'guest' ? app.guest() : app.signIn(planted.emails[who]);

/** What changed, and by which of the requests: where nothing did, nobody is asked twice. */
async function changedBy(who: Who, requests: { method: string; address: string }[]): Promise<string[]> {
  const browser = await signIn(who);
  const wrong: string[] = [];
  let before = await stateOfAll();
  for (let from = 0; from < requests.length; from += 10) {
    const part = requests.slice(from, from + 10);
    const statuses: string[] = [];
    for (const each of part) {
      const status = await send(browser, each);
      statuses.push(`${each.method} ${each.address} ${status}`);
      if (status >= 500) wrong.push(statuses.at(-1)!);
    }
    const after = await stateOfAll();
    const changed = tables.filter((name) => before[name] !== after[name]);
    if (changed.length > 0) wrong.push(`${changed.join(', ')} changed by one of ${statuses.join('; ')}`);
    before = after;
  }
  process.stdout.write(`${who}: ${requests.length} requests, ${wrong.length} with an effect\n`);
  return wrong;
}

describe('what belongs to others', () => {
  const strangers: Who[] = ['guest', 'other coordinator', 'last expert', 'last organizer'];

  it.each(strangers)('is changed by no request of the %s', async (who) => {
    const ids = await plantedIds(app);
    const { year, entry, draft, meeting, correction } = planted;
    const mine = {
      ...ids,
      'cycles/': [year.cycle.id],
      cycle: [year.cycle.id],
      nomination: [year.nomination.id],
      'nominations/': [year.nomination.id],
      nid: [year.nomination.id],
      nominationId: [year.nomination.id],
      'submissions/': [entry.id, draft.id],
      'screening/': [entry.id],
      entry: [entry.id],
      submission: [entry.id],
      meeting: [meeting.id],
      'meetings/': [meeting.id],
      'sittings/': [meeting.id],
      correction: [correction.id],
      'corrections/': [correction.id],
      ...(await ofThisYear()),
    };
    const requests = changingAddresses(app, mine).filter(({ address }) => !own.test(address));
    expect(requests.length).toBeGreaterThan(200);
    expect(await changedBy(who, requests)).toEqual([]);
  });
});

describe('an entry and all that hangs on it', () => {
  it.each(['conflicted organizer', 'conflicted chair', 'conflicted secretary'] as const)(
    'is changed by no request of the %s',
    async (who) => {
      const { year, last, entry, correction } = planted;
      const sheets = await idsOf(
        'SELECT v.id FROM evaluation v JOIN assignment a ON a.id = v.assignment_id WHERE a.submission_id = $1',
      );
      const assignments = await idsOf('SELECT id FROM assignment WHERE submission_id = $1');
      const hanging = [entry.id, correction.id, ...sheets, ...assignments, conflicted, appeal];
      const ids = {
        ...(await plantedIds(app)),
        'submissions/': [entry.id],
        'screening/': [entry.id],
        entry: [entry.id],
        submission: [entry.id],
        sheet: sheets,
        evaluationId: sheets,
        'evaluations/': sheets,
        assignment: assignments,
        assignmentId: assignments,
        conflict: [conflicted],
        cycle: [year.cycle.id, last.cycle.id],
        'cycles/': [year.cycle.id, last.cycle.id],
      };
      const requests = [
        ...changingAddresses(app, ids).filter(({ address }) => hanging.some((id) => address.includes(id))),
        { method: 'POST', address: `/cycles/${year.cycle.id}/remarks` },
        { method: 'POST', address: `/cycles/${year.cycle.id}/conflicts` },
      ];
      expect(requests.length).toBeGreaterThan(20);
      expect(await changedBy(who, requests)).toEqual([]);
    },
  );

  const idsOf = async (sql: string): Promise<string[]> =>
    (await app.em.query<{ id: string }[]>(sql, [planted.entry.id])).map(({ id }) => id);
});

/** Experts, sheets and what else is of this year's contest. */
async function ofThisYear(): Promise<Record<string, string[]>> {
  const cycleId = planted.year.cycle.id;
  const ids = async (sql: string): Promise<string[]> =>
    (await app.em.query<{ id: string }[]>(sql, [cycleId])).map(({ id }) => id);
  const experts = await ids('SELECT id FROM expert WHERE cycle_id = $1');
  const assignments = await ids(
    'SELECT a.id FROM assignment a JOIN expert x ON x.id = a.expert_id WHERE x.cycle_id = $1',
  );
  const sheets = await ids(
    'SELECT v.id FROM evaluation v JOIN assignment a ON a.id = v.assignment_id JOIN expert x ON x.id = a.expert_id WHERE x.cycle_id = $1',
  );
  const protocols = await ids('SELECT id FROM protocol WHERE cycle_id = $1');
  return {
    expert: experts.slice(0, 2),
    'experts/': experts.slice(0, 2),
    assignment: assignments.slice(0, 2),
    assignmentId: assignments.slice(0, 2),
    sheet: sheets.slice(0, 2),
    evaluationId: sheets.slice(0, 2),
    'evaluations/': sheets.slice(0, 2),
    'protocols/': protocols,
    'mail/': await ids('SELECT id FROM delivery WHERE cycle_id = $1 ORDER BY created_at LIMIT 8'),
    plan: await ids('SELECT id FROM assignment_plan WHERE cycle_id = $1'),
    conflict: [conflicted],
    appeal: [appeal],
    'appeals/': [appeal],
  };
}
