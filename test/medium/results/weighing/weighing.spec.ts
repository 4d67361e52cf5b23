import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Role, Person } from '../../../../src/domain/kernel/actor.js';
import { canonicalJson } from '../../../../src/domain/kernel/canonical.js';
import { worthOf } from '../../../../src/domain/results/rankings/ranking-worth.js';
import { sha256 } from '../../../../src/platform/ids.js';
import { Task } from '../../../../src/platform/jobs/task.entity.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { Weighing } from '../../../../src/results/weighing/weighing.entity.js';
import { weighedHash, WeighingsService } from '../../../../src/results/weighing/weighings.service.js';
import { countQueries } from '../../../support/count-queries.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../../support/given.js';
import { OpenVotesService } from '../../../../src/results/rankings/open-votes.service.js';

let app: TestApp;
let year: GivenCycle;
let organizer: Person;
let emails: Record<string, string>;
let rankings: RankingsService;
let weighings: WeighingsService;

beforeAll(async () => {
  app = await startApp();
  rankings = app.nest.get(RankingsService);
  weighings = app.nest.get(WeighingsService);
});
afterAll(() => app.close());

beforeEach(async () => {
  year = await given.cycle(app.em);
  const cycleId = year.cycle.id;
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId }] });
  organizer = actorOf(user, { grants: [{ role: 'organizer', cycleId, nominationId: null, regionCode: null }] });
  const person = async (role: Role) => (await given.user(app.em, { roles: [{ role, cycleId }] })).email;
  emails = { organizer: user.email, auditor: await person('auditor') };
});

/** Points of each expert for each entry; `null` where an expert has no sheet of it. */
async function judged(points: (number | null)[][]) {
  const organisation = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  const experts = [];
  for (const _ of points[0]!) experts.push(await given.expert(app.em, year));
  const entries = [];
  for (const [index, row] of points.entries()) {
    const entry = await given.submittedEntry(app.em, year, { organisation, title: `Тайная практика ${index + 1}` });
    entries.push(entry);
    for (const [at, value] of row.entries())
      if (value !== null) await given.sheet(app.em, year, { expert: experts[at]!, entry, points: [value, 5] });
  }
  emails['expert'] = experts[0]!.user.email;
  emails['entrant'] = (await given.user(app.em, { memberOf: [organisation] })).email;
  await rankings.rank(organizer, year.nomination.id);
  return { experts, entries };
}

const table = [
  [9, 7, null, 8],
  [8, null, 9, 7],
  [null, 6, 8, 7],
  [7, 5, null, 6],
  [6, null, 7, 5],
  [null, 4, 6, 4],
];

/** As the worker does it. */
async function weighed(): Promise<Weighing> {
  const task = await weighings.start(organizer, year.nomination.id);
  await weighings.weigh(task.id);
  const { weighing } = await weighings.latest(organizer, year.nomination.id);
  return weighing!;
}

const page = () => `/cycles/${year.cycle.id}/ranking?nomination=${year.nomination.id}`;

describe('what places are worth', () => {
  it('is kept with the hash of what it came from, and comes out equal when it is computed again', async () => {
    await judged(table);
    const weighing = await weighed();
    const ranking = (await rankings.latest(organizer, year.nomination.id))!;
    expect(weighing.inputsHash).toBe(weighedHash(ranking, weighing.settings));
    const again = worthOf(ranking.inputs, weighing.settings);
    expect(sha256(canonicalJson(again))).toBe(weighing.resultHash);
    expect(sha256(canonicalJson(weighing.result))).toBe(weighing.resultHash);
    expect(weighing.result.adjusted).toMatchObject({ identified: true });
    expect(weighing.result.stability!.entries).toHaveLength(6);
    expect(weighing.settings.boundary).toBe(3);
  });

  it('is computed once for a ranking and its seed, even by two at once, and cannot be changed', async () => {
    await judged(table);
    const tasks = await Promise.all([1, 2].map(() => weighings.start(organizer, year.nomination.id)));
    expect(tasks[0]!.id).toBe(tasks[1]!.id);
    await Promise.all(tasks.map(({ id }) => weighings.weigh(id)));
    const first = await weighed();
    expect((await weighed()).id).toBe(first.id);
    expect(await app.em.countBy(Weighing, { rankingId: first.rankingId })).toBe(1);
    await expect(app.em.query('UPDATE weighing SET seed = 1 WHERE id = $1', [first.id])).rejects.toThrow();
    await expect(app.em.query('DELETE FROM weighing WHERE id = $1', [first.id])).rejects.toThrow();
  });

  it('leaves the exact ranking and its places as they were', async () => {
    await judged(table);
    const before = await rankings.latest(organizer, year.nomination.id);
    await weighed();
    expect(await rankings.latest(organizer, year.nomination.id)).toEqual(before);
    expect((await rankings.rank(organizer, year.nomination.id)).id).toBe(before!.id);
  });

  it('is told in words where the sheets fall into parts, and the parts are named', async () => {
    const { entries } = await judged([
      [9, 8, null, null],
      [7, 6, null, null],
      [null, null, 9, 8],
      [null, null, 5, 4],
    ]);
    const { result } = await weighed();
    expect(result.adjusted).toMatchObject({ identified: false, reason: 'parts' });
    const browser = await app.signIn(emails['organizer']!);
    const { body } = await browser.get(page());
    expect(body).toContain('листы распадаются на части (2)');
    for (const { registerNumber } of entries) expect(body).toContain(registerNumber!);
    expect(body).not.toContain('class="l-interval"');
    expect(body).toContain('Альфа Криппендорфа');
  });

  it('advises further sheets only by experts who are free and may judge the entry', async () => {
    const { entries } = await judged(table);
    const own = await given.expert(app.em, year, { regionCode: 'RU-YAR' });
    const full = await given.expert(app.em, year, { capacity: 1 });
    await given.assignment(app.em, full, entries[0]!);
    const { result, settings } = await weighed();
    const advised = result.advice!.extra.map(({ expertId }) => expertId);
    expect(advised.length).toBeGreaterThan(0);
    expect(advised).not.toContain(own.id);
    expect(settings.experts.map(({ expertId }) => expertId)).not.toContain(full.id);
    expect(settings.conflicts).toContainEqual({ entryId: entries[5]!.id, expertId: own.id });
  });

  it('stands on the page and in the table for spreadsheets beside the raw totals', async () => {
    await judged(table);
    const browser = await app.signIn(emails['organizer']!);
    expect((await browser.get(page())).body).toContain('Проверить надёжность мест');
    const started = await browser.post(`/cycles/${year.cycle.id}/ranking/weigh/${year.nomination.id}`);
    expect(started.statusCode).toBe(303);
    const waiting = (await browser.get(page())).body;
    expect(waiting).toContain('Ждёт своей очереди.');
    const task = await app.em.findOneByOrFail(Task, { kind: 'results.weigh', state: 'waiting' });
    await weighings.weigh(task.id);
    const { body } = await browser.get(page());
    expect(body).toMatch(/1-е \(1(–\d)?\)/);
    for (const words of ['Альфа Криппендорфа', 'ICC(2,1)', 'ICC(2,k)', 'Ещё один эксперт здесь', 'Чего стоят места'])
      expect(body).toContain(words);
    expect(body).toContain('class="l-interval"');
    const csv = await browser.get(`/cycles/${year.cycle.id}/ranking.csv?nomination=${year.nomination.id}`);
    const [head, first] = csv.body.split('\n').map((line) => line.split(';'));
    expect(head).toHaveLength(20);
    expect(head).toContain('Приведённый балл');
    expect(first![head!.indexOf('Место по приведённому')]).toBe('1');
    expect(Number(first![head!.indexOf('Приведённый балл')])).toBeGreaterThan(0);
  });

  it('is stopped before it began, and nothing is kept', async () => {
    await judged(table);
    const browser = await app.signIn(emails['organizer']!);
    await browser.post(`/cycles/${year.cycle.id}/ranking/weigh/${year.nomination.id}`);
    await browser.post(`/cycles/${year.cycle.id}/ranking/weigh/${year.nomination.id}/stop`);
    const { task, weighing } = await weighings.latest(organizer, year.nomination.id);
    await weighings.weigh(task!.id);
    expect([task!.state, weighing]).toEqual(['stopped', null]);
    expect((await browser.get(page())).body).toContain('Прошлый расчёт остановлен.');
  });

  it('does not exist for entrants, experts and guests, and those who only watch do not start it', async () => {
    await judged(table);
    const weighing = await weighed();
    const addresses = [
      page(),
      `/cycles/${year.cycle.id}/ranking.csv`,
      `/cycles/${year.cycle.id}/scenarios`,
      `/api/v1/nominations/${year.nomination.id}/ranking/worth`,
      `/api/v1/cycles/${year.cycle.id}/scenarios`,
    ];
    const strangers = [await app.signIn(emails['expert']!), await app.signIn(emails['entrant']!), app.guest()];
    for (const browser of strangers)
      for (const address of addresses) {
        const { body, statusCode } = await browser.get(address);
        expect([address, statusCode]).not.toEqual([address, 200]);
        for (const clue of [weighing.resultHash, 'Тайная практика', 'icc2k']) expect(body).not.toContain(clue);
      }
    const auditor = await app.signIn(emails['auditor']!);
    const worth = await auditor.api('GET', `nominations/${year.nomination.id}/ranking/worth`);
    expect([worth.statusCode, worth.json().resultHash]).toEqual([200, weighing.resultHash]);
    const started = await auditor.api('POST', `nominations/${year.nomination.id}/ranking/worth`);
    expect(started.statusCode).toBe(403);
  });

  it('is read with the same number of queries for two entries and for six', async () => {
    await judged(table.slice(0, 2));
    await weighed();
    const browser = await app.signIn(emails['organizer']!);
    await browser.get(page());
    const few = await countQueries(app.db.source, async () => void (await browser.get(page())));
    await judged(table.slice(2));
    await weighed();
    await browser.get(page());
    expect(await countQueries(app.db.source, async () => void (await browser.get(page())))).toBe(few);
  });
});

describe('an open vote', () => {
  it('separates equals where the rule asks for it, by votes and then by the chair', async () => {
    await app.em.query(
      `UPDATE regulation_edition SET ranking_rule = ranking_rule || '{"tieChain": [{"kind": "open-vote"}, {"kind": "share"}]}'
        WHERE cycle_id = $1`,
      [year.cycle.id],
    );
    const { entries } = await judged([
      [7, 7],
      [7, 7],
    ]);
    const browser = await app.signIn(emails['organizer']!);
    expect((await browser.get(page())).body).toContain('Места 1–2 правило отдаёт голосованию');
    const form = { nomination: year.nomination.id, ground: 'Протокол № 4' };
    const votes = { [`votes-${entries[0]!.id}`]: '4', [`votes-${entries[1]!.id}`]: '4', chair: entries[1]!.id };
    expect((await browser.post(`/cycles/${year.cycle.id}/ranking/vote`, { ...form, ...votes })).statusCode).toBe(303);
    const ranking = (await rankings.latest(organizer, year.nomination.id))!;
    expect(ranking.inputs.openVote).toEqual({
      votes: { [entries[0]!.id]: 4, [entries[1]!.id]: 4 },
      chair: [entries[1]!.id],
    });
    const rows = ranking.rows as unknown as { entryId: string; place: { from: number } }[];
    expect(rows.map(({ entryId, place }) => [entryId, place.from])).toEqual([
      [entries[1]!.id, 1],
      [entries[0]!.id, 2],
    ]);
    await expect(app.em.query('UPDATE open_vote SET ground = $1', ['x'])).rejects.toThrow();
    const strange = { votes: { [year.cycle.id]: 1 }, chair: [], ground: 'x' };
    await expect(app.nest.get(OpenVotesService).vote(organizer, year.nomination.id, strange)).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});
