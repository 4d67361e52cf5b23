import pg from 'pg';
import { EvaluationsService } from '../../../../src/judging/writing/evaluations.service.js';
import { Evaluation } from '../../../../src/judging/sheets/evaluation.entity.js';
import { AuditRecord } from '../../../../src/platform/audit/audit-record.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let made: GivenCycle;
let evaluations: EvaluationsService;
beforeAll(async () => {
  app = await startApp({ now: '2026-03-10T09:00:00Z' });
  made = await given.cycle(app.em, { stages: { review: ['2026-03-01T09:00:00Z', '2026-04-01T09:00:00Z'] } });
  evaluations = app.nest.get(EvaluationsService);
});
afterAll(() => app.close());

async function assigned() {
  const expert = await given.expert(app.em, made);
  const { id } = await given.assignment(app.em, expert, await given.submittedEntry(app.em, made));
  const scores = Object.fromEntries(made.criteria.map(({ id: criterion }) => [criterion, '5']));
  return { id, actor: actorOf(expert.user), input: { version: 0, scores, remarks: {}, note: '' } };
}

/** Until a connection to this database waits for a lock. The program's own role may not see what others wait for. */
async function untilSomebodyWaits(): Promise<void> {
  const owner = new pg.Client({ connectionString: app.databaseUrl });
  await owner.connect();
  const waits = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await owner.query(waits)).rowCount === 0) await new Promise((later) => setTimeout(later, 20));
  await owner.end();
}

describe('A sheet that two windows hold at once', () => {
  it('is read when the lock is held: who waited sees what the other wrote', async () => {
    const { id, actor, input } = await assigned();
    const first = await evaluations.save(actor, id, input);
    const runner = app.db.source.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT 1 FROM assignment WHERE id = $1 FOR UPDATE', [id]);
    await runner.query("UPDATE evaluation SET note = 'Другое окно', version = version + 1 WHERE id = $1", [first.id]);
    const waiting = Promise.allSettled([
      evaluations.save(actor, id, { ...input, version: first.version, note: 'Своё' }),
    ]);
    await untilSomebodyWaits();
    await runner.commitTransaction();
    await runner.release();
    expect(await waiting).toMatchObject([
      { status: 'rejected', reason: { detail: { code: 'stale-edit', theirs: { note: 'Другое окно' } } } },
    ]);
  });

  it.each([1, 2, 3])('is handed in once, whoever comes first (%i)', async () => {
    const { id, actor, input } = await assigned();
    const both = await Promise.allSettled([evaluations.submit(actor, id, input), evaluations.submit(actor, id, input)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await app.em.countBy(Evaluation, { assignmentId: id, state: 'submitted' })).toBe(1);
  });

  it.each([1, 2, 3])('is begun once where both begin it (%i)', async () => {
    const { id, actor, input } = await assigned();
    await Promise.allSettled([
      evaluations.save(actor, id, input),
      evaluations.save(actor, id, { ...input, note: 'б' }),
    ]);
    expect(await app.em.countBy(Evaluation, { assignmentId: id })).toBe(1);
  });
});

it('A draft that is begun and saved at once is one row with a record of each', async () => {
  const { id, actor, input } = await assigned();
  const sheet = await evaluations.save(actor, id, input);
  expect(await app.em.findOneByOrFail(Evaluation, { assignmentId: id })).toMatchObject({
    version: sheet.version,
    scores: input.scores,
  });
  const records = await app.em.find(AuditRecord, { where: { subjectId: sheet.id }, order: { id: 'ASC' } });
  expect(records.map(({ action }) => action)).toEqual(['begin', 'save']);
});
