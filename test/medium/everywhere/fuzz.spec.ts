import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { refusalStatus } from '../../../src/domain/kernel/refusal-status.js';
import { startApp, type Browser, type TestApp } from '../../support/app.js';
import { given } from '../../support/given.js';
import { judgedYear } from '../../support/judged-year.js';
import { callsOf, type Call, type Ids, type Operation } from '../../support/random-calls.js';

/** `npm run fuzz` asks more often; the seed is said, so that what was found can be found again. */
const calls = Number(process.env['FUZZ_CALLS'] ?? 2000);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_130);

let app: TestApp;
let paths: Record<string, Record<string, Operation>>;
let people: Map<string, Browser>;
let ids: Ids;

beforeAll(async () => {
  app = await startApp();
  const judged = await judgedYear(app);
  await judged.signedByBoth(await judged.decided());
  const open = await given.cycle(app.em, {
    stages: {
      intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'],
      review: ['2026-06-01T00:00:00Z', '2026-06-25T00:00:00Z'],
    },
  });
  const organisation = await given.organisation(app.em);
  const entry = await given.submittedEntry(app.em, open, { organisation });
  const expert = await given.expert(app.em, open);
  await given.assignment(app.em, expert, entry);
  const cycleIds = [judged.year.cycle.id, open.cycle.id];
  const staff = (role: 'organizer' | 'chair' | 'secretary') => cycleIds.map((cycleId) => ({ role, cycleId }));
  const user = async (facts: Parameters<typeof given.user>[1]) => app.signIn((await given.user(app.em, facts)).email);
  people = new Map([
    ['an administrator', await user({ roles: [{ role: 'admin' }] })],
    ['an organizer', await user({ roles: staff('organizer') })],
    ['a chair', await user({ roles: staff('chair') })],
    ['an entrant', await user({ memberOf: [organisation] })],
    ['an expert', await app.signIn(expert.user.email)],
    ['nobody', app.guest()],
  ]);
  paths = (await app.guest().get('/api/openapi.json')).json<{ paths: typeof paths }>().paths;
  ids = await someIds();
});
afterAll(() => app.close());

/** Ids of rows of every kind, and the other words by which addresses name rows. */
async function someIds(): Promise<Ids> {
  const tables: { table_name: string }[] = await app.em.query(
    `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'id' AND data_type = 'uuid'`,
  );
  const known = new Map<string, string[]>();
  for (const { table_name: table } of tables) {
    const rows: { id: string }[] = await app.em.query(`SELECT id FROM "${table}" LIMIT 4`);
    if (rows.length > 0)
      known.set(
        table,
        rows.map(({ id }) => id),
      );
  }
  const all = [...known.values()].flat();
  return (word = '') =>
    known.get(word.replaceAll(/[A-Z-]/g, (sign) => `_${sign.toLowerCase()}`.replace('-', ''))) ?? all;
}

/** What is wrong with the answer to a call; null when nothing is. */
async function faultOf({ who, operation, method, url, headers, body }: Call): Promise<string | null> {
  const path = url.replace('/api/v1/', '');
  const answer = await people.get(who)!.api(method as 'GET', path, body as object | undefined, { headers });
  const { statusCode: status } = answer;
  if (status >= 500) return `answered ${status}`;
  if (status >= 400) {
    const { code } = answer.json<{ code: string }>();
    return refusalStatus[code as keyof typeof refusalStatus] === status ? null : `refused with ${status} ${code}`;
  }
  const described = operation.responses[String(status)];
  if (!described) return status === 304 ? null : `answered ${status}, of which the document says nothing`;
  const schema = described.content?.['application/json']?.schema;
  if (!schema) return answer.body === '' ? null : 'answered with a body that is not described';
  const shape = (shapes[`${operation.operationId} ${status}`] ??= z.fromJSONSchema(schema as never));
  const read = shape.safeParse(answer.json());
  return read.success ? null : `answered off its schema: ${JSON.stringify(read.error.issues.slice(0, 3))}`;
}
const shapes: Record<string, z.ZodType> = {};

it(
  `${calls} random calls of every operation by everybody (seed ${seed}) meet no fault and no answer off its schema`,
  async () => {
    const faults = new Map<string, string>();
    const asked = new Set<string>();
    for (const call of fc.sample(callsOf(paths, { ids, people: [...people.keys()] }), { numRuns: calls, seed })) {
      asked.add(call.operation.operationId);
      const fault = await faultOf(call).catch((error: unknown) => `broke: ${String(error)}`);
      if (!fault) continue;
      const key = `${call.operation.operationId} ${fault.slice(0, 200)}`;
      if (!faults.has(key))
        faults.set(
          key,
          `${call.who}: ${call.method} ${call.url} ${JSON.stringify(call.headers)} ${JSON.stringify(call.body)?.slice(0, 600)}`,
        );
    }
    expect(Object.fromEntries(faults)).toEqual({});
    expect(asked.size).toBeGreaterThan(100);
  },
  60_000 + calls * 60,
);
