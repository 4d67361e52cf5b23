import { getSetup, stageOf } from '../../../../src/cycles/setup/cycle-setup.js';
import { Stage } from '../../../../src/cycles/stages/stage.entity.js';
import { createDataSource } from '../../../../src/platform/database/database.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let made: GivenCycle;
beforeAll(async () => {
  app = await startApp({ now: '2026-02-15T09:00:00Z' });
  made = await given.cycle(app.em);
});
afterAll(() => app.close());

const intakeEnd = async (em = app.em) => stageOf(await getSetup(em, made.cycle.id), 'intake')!.closesAt;
const moveEnd = (em: typeof app.em, to: string) =>
  em.update(Stage, { cycleId: made.cycle.id, kind: 'intake' }, { closesAt: new Date(to) });

test('the set-up is read once and kept while nobody changes it', async () => {
  expect(await getSetup(app.em, made.cycle.id)).toBe(await getSetup(app.em, made.cycle.id));
});

test('what another process commits is seen by the next request', async () => {
  const other = await createDataSource({ url: app.databaseUrl, poolSize: 1 }).initialize();
  try {
    await intakeEnd();
    await moveEnd(other.manager, '2026-03-20T12:00:00Z');
    expect(await intakeEnd()).toEqual(new Date('2026-03-20T12:00:00Z'));
    expect(await intakeEnd(other.manager)).toEqual(new Date('2026-03-20T12:00:00Z'));
  } finally {
    await other.destroy();
  }
});

test('what came to nothing is never kept, though the transaction itself saw it', async () => {
  const before = await intakeEnd();
  await app.db
    .transaction(async (tx) => {
      await moveEnd(tx, '2026-04-01T12:00:00Z');
      expect(await intakeEnd(tx)).toEqual(new Date('2026-04-01T12:00:00Z'));
      await moveEnd(tx, '2026-04-02T12:00:00Z');
      expect(await intakeEnd(tx)).toEqual(new Date('2026-04-02T12:00:00Z'));
      throw new Error('taken back');
    })
    .catch(() => undefined);
  expect(await intakeEnd()).toEqual(before);
});

test('a set-up that is kept cannot be edited by who reads it', async () => {
  const setup = await getSetup(app.em, made.cycle.id);
  expect(() => Object.assign(setup.stages[0]!, { title: 'other' })).toThrow(TypeError);
});

test('a cycle that is not there is refused', async () => {
  await expect(getSetup(app.em, made.nomination.id)).rejects.toMatchObject({ code: 'not-found' });
});
