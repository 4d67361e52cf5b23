import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import { plainRankingRule } from '../../../../src/domain/ranking/ranking-rule.js';
import { Refusal, type RefusalCode } from '../../../../src/domain/kernel/refusal.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { storedRowsOf } from '../../../../src/domain/results/rankings/stored-rows.js';
import { AwardsService } from '../../../../src/results/awarding/awards.service.js';
import { MeetingsService } from '../../../../src/results/meetings/meetings.service.js';
import { ProtocolsService } from '../../../../src/results/protocols/protocols.service.js';
import { Scenario } from '../../../../src/results/scenarios/scenario.entity.js';
import { ScenariosService, type ScenarioInput } from '../../../../src/results/scenarios/scenarios.service.js';
import type { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { countQueries } from '../../../support/count-queries.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let year: GivenCycle;
let organizer: Person;
let browser: Browser;
let entries: Submission[];
let scenarios: ScenariosService;
let rankings: RankingsService;

const refused = (deed: Promise<unknown>): Promise<RefusalCode | 'done'> =>
  deed.then(
    () => 'done' as const,
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

beforeAll(async () => {
  app = await startApp();
  scenarios = app.nest.get(ScenariosService);
  rankings = app.nest.get(RankingsService);
});
afterAll(() => app.close());

/** Four entries with totals 18, 16, 14, 12: two of Yaroslavl at the top, one of Bashkortostan, one of Moscow region. */
beforeEach(async () => {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  year = await given.cycle(app.em, { edition: { finalistsForeseen: 2 } });
  const cycleId = year.cycle.id;
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId }] });
  organizer = actorOf(user, { grants: [{ role: 'organizer', cycleId, nominationId: null, regionCode: null }] });
  browser = await app.signIn(user.email);
  const experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
  const regions = ['RU-YAR', 'RU-YAR', 'RU-BA', 'RU-BA'];
  entries = [];
  for (const [index, regionCode] of regions.entries()) {
    const organisation = await given.organisation(app.em, { regionCode });
    const entry = await given.submittedEntry(app.em, year, { organisation, title: `Практика ${'АБВГ'[index]}` });
    entries.push(entry);
    for (const expert of experts) await given.sheet(app.em, year, { expert, entry, points: [9 - index, 9 - index] });
  }
  await rankings.rank(organizer, year.nomination.id);
});

const perRegion: ScenarioInput = {
  title: 'Одна от региона',
  rankingRule: plainRankingRule,
  selectionRule: { first: 2, quotas: [{ of: 'region', most: 1 }] },
};
const sitting = {
  body: 'Экспертное жюри',
  number: '4',
  heldOn: '2026-06-10',
  place: 'Москва',
  form: 'in-person' as const,
  members: 9,
  present: 5,
  recused: 0,
  chairName: 'Е. В. Соколова',
  secretaryName: 'Д. А. Ким',
  attendees: [],
};

/** Everything live that a scenario might touch: the pages, the tables, the API, what the public sees. */
async function live(): Promise<unknown[]> {
  const { id } = year.cycle;
  const addresses = [
    `/cycles/${id}/ranking?nomination=${year.nomination.id}`,
    `/cycles/${id}/ranking.csv`,
    `/cycles/${id}/ranking/${entries[0]!.id}`,
    `/cycles/${id}/decisions?nomination=${year.nomination.id}&outcome=finalist`,
    `/cycles/${id}/publication`,
    `/api/v1/nominations/${year.nomination.id}/ranking`,
    `/api/v1/cycles/${id}/awards`,
    `/api/v1/cycles/${id}/editions`,
    '/results',
  ];
  const bodies = [];
  for (const address of addresses) {
    const { body } = await browser.get(address, {
      headers: { accept: address.includes('/api/') ? 'application/json' : 'text/html' },
    });
    bodies.push(body.replaceAll(/name="_csrf" value="[^"]*"/g, ''));
  }
  const tables = ['ranking', 'award', 'protocol', 'publication', 'regulation_edition', 'evaluation', 'outbox_message'];
  for (const table of tables)
    bodies.push(await app.em.query(`SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t.id), '')) FROM ${table} t`));
  return bodies;
}

describe('scenarios', () => {
  it('show side by side who would enter and who would leave, with titles and regions', async () => {
    const address = `/cycles/${year.cycle.id}/scenarios`;
    const form = { title: 'Одна от региона', perRegion: '1' };
    expect((await browser.post(address, form)).statusCode).toBe(303);
    expect((await browser.post(address, { title: 'Порог 15', atLeast: '15', first: '4' })).statusCode).toBe(303);
    const { rows } = await scenarios.compare(organizer, year.cycle.id);
    expect(rows[0]!.selected).toBe(2);
    expect(rows[0]!.outcomes).toEqual([
      { selected: 2, void: null, change: { enters: [entries[2]!.id], leaves: [entries[1]!.id], stays: 1 } },
      { selected: 2, void: null, change: { enters: [], leaves: [], stays: 2 } },
    ]);
    const { body } = await browser.get(address);
    expect(body).toMatch(/войдёт<\/span>[\s\S]{0,60}Практика В<span class="l-sub">Республика Башкортостан/);
    expect(body).toMatch(/выйдет<\/span>[\s\S]{0,60}Практика Б<span class="l-sub">Ярославская область/);
    const api = await browser.api('GET', `cycles/${year.cycle.id}/scenarios`);
    expect(api.json().nominations[0].outcomes[0].change.enters).toEqual([entries[2]!.id]);
  });

  it('change nothing live, whatever they say', async () => {
    const before = await live();
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          first: fc.integer({ min: 1, max: 5 }),
          atLeast: fc.integer({ min: 0, max: 20 }).map(String),
          most: fc.integer({ min: 0, max: 2 }),
          atBorder: fc.constantFrom('widen' as const, 'narrow' as const, 'tie-chain' as const),
          minEntries: fc.integer({ min: 1, max: 6 }),
          minSheets: fc.integer({ min: 1, max: 3 }),
        }),
        async ({ first, atLeast, most, atBorder, minEntries, minSheets }) => {
          const { id } = await scenarios.add(organizer, year.cycle.id, {
            title: 'Что если',
            rankingRule: { ...plainRankingRule, minSheets, across: { kind: 'median' } },
            selectionRule: { first, atLeast, quotas: [{ of: 'region', most }], atBorder, minEntries },
          });
          await scenarios.compare(organizer, year.cycle.id);
          expect(await live()).toEqual(before);
          await scenarios.drop(organizer, year.cycle.id, id);
        },
      ),
      { numRuns: 6 },
    );
  });

  it('propose finalists once one is fixed by a decision with its reason: proposals, no decisions', async () => {
    const { id } = await scenarios.add(organizer, year.cycle.id, perRegion);
    await app.nest.get(MeetingsService).convene(organizer, year.cycle.id, sitting);
    const page = `/cycles/${year.cycle.id}/decisions?nomination=${year.nomination.id}&outcome=finalist`;
    const ticked = async () => {
      const { body } = await browser.get(page);
      return [...body.matchAll(/name="chosen" value="([^"]+)" checked/g)].map(([, entry]) => entry);
    };
    expect(await ticked()).toEqual([entries[0]!.id, entries[1]!.id]);
    expect(await refused(scenarios.fix(organizer, year.cycle.id, id, ' '))).toBe('reason-required');
    await scenarios.fix(organizer, year.cycle.id, id, 'Решение оргкомитета от 9 июня');
    expect(await ticked()).toEqual([entries[0]!.id, entries[2]!.id]);
    expect((await browser.get(page)).body).toContain('по сценарию «Одна от региона»');
    const ranking = await browser.get(`/cycles/${year.cycle.id}/ranking?nomination=${year.nomination.id}`);
    expect(ranking.body).toContain('Основание: Решение оргкомитета от 9 июня');
    expect(ranking.body).toContain('Сверх квоты');
    const [{ n }] = await app.em.query('SELECT count(*)::int AS n FROM award WHERE cycle_id = $1', [year.cycle.id]);
    expect(n).toBe(0);
    expect(await refused(scenarios.drop(organizer, year.cycle.id, id))).toBe('still-in-use');
    await scenarios.unfix(organizer, year.cycle.id);
    expect(await ticked()).toEqual([entries[0]!.id, entries[1]!.id]);
  });

  it('are fixed one at a time, even by two at once', async () => {
    const one = await scenarios.add(organizer, year.cycle.id, perRegion);
    const two = await scenarios.add(organizer, year.cycle.id, { ...perRegion, title: 'Другой' });
    await Promise.all([one, two].map(({ id }) => scenarios.fix(organizer, year.cycle.id, id, 'Решение')));
    const fixed = await app.em.query('SELECT id FROM scenario WHERE cycle_id = $1 AND fixed_at IS NOT NULL', [
      year.cycle.id,
    ]);
    expect(fixed).toHaveLength(1);
    await expect(
      app.em.query(`UPDATE scenario SET fixed_at = now() WHERE fixed_at IS NULL AND cycle_id = $1`, [year.cycle.id]),
    ).rejects.toThrow();
  });

  it('say beside the field what is wrong, and show rules that cannot count these sheets as refused', async () => {
    const address = `/cycles/${year.cycle.id}/scenarios`;
    const faulty = await browser.post(address, { title: '', atLeast: 'много' });
    expect(faulty.statusCode).toBe(422);
    expect(faulty.body).toContain('id="title-error"');
    expect(faulty.body).toContain('value="много"');
    await scenarios.add(organizer, year.cycle.id, perRegion);
    expect(await refused(scenarios.add(organizer, year.cycle.id, perRegion))).toBe('invalid-input');
    const scenario = await app.em.findOneByOrFail(Scenario, { cycleId: year.cycle.id });
    expect(scenario.fixedReason).toBe('');
  });

  it('are shown with a fixed number of queries', async () => {
    const address = `/cycles/${year.cycle.id}/scenarios`;
    await scenarios.add(organizer, year.cycle.id, perRegion);
    await browser.get(address);
    const few = await countQueries(app.db.source, async () => void (await browser.get(address)));
    for (const title of ['а', 'б', 'в']) await scenarios.add(organizer, year.cycle.id, { ...perRegion, title });
    expect(await countQueries(app.db.source, async () => void (await browser.get(address)))).toBe(few);
  });
});

describe('a rule of selection of the regulation', () => {
  it('goes into the protocol, which anybody can verify, and says on the ranking why each goes on', async () => {
    await app.em.query('UPDATE regulation_edition SET selection_rule = $1 WHERE cycle_id = $2', [
      JSON.stringify(perRegion.selectionRule),
      year.cycle.id,
    ]);
    const { body } = await browser.get(`/cycles/${year.cycle.id}/ranking?nomination=${year.nomination.id}`);
    expect(body.match(/Проходит по правилу/g)).toHaveLength(2);
    expect(body).toContain('Сверх квоты');
    const meeting = await app.nest.get(MeetingsService).convene(organizer, year.cycle.id, sitting);
    await app.nest.get(AwardsService).name(organizer, {
      meetingId: meeting.id,
      nominationId: year.nomination.id,
      outcome: 'winner',
      chosen: [{ submissionId: entries[0]!.id, reason: '' }],
      ground: 'Единодушно',
    });
    const { twin } = await app.nest.get(ProtocolsService).drawUp(organizer, meeting.id);
    const [nomination] = (twin as { nominations: { selected: { rows: { selected: boolean }[] } }[] }).nominations;
    expect(nomination!.selected.rows.map(({ selected }) => selected)).toEqual([true, false, true, false]);
  });

  it('makes a nomination with too few entries void, in words', async () => {
    await app.em.query('UPDATE regulation_edition SET selection_rule = $1 WHERE cycle_id = $2', [
      JSON.stringify({ first: 1, minEntries: 5 }),
      year.cycle.id,
    ]);
    const { body } = await browser.get(`/cycles/${year.cycle.id}/ranking?nomination=${year.nomination.id}`);
    expect(body).toContain('Номинация не состоялась: заявок 4, нужно 5.');
  });
});

describe('deciding while sheets are missing for a place', () => {
  it('needs a reason for not waiting, which the page asks for and the log keeps', async () => {
    await app.em.query(
      `UPDATE regulation_edition SET ranking_rule = ranking_rule || '{"minSheets": 2}' WHERE cycle_id = $1`,
      [year.cycle.id],
    );
    await app.em.query(
      `UPDATE evaluation SET state = 'set-aside', reason = 'пересказ' WHERE assignment_id IN
         (SELECT id FROM assignment WHERE submission_id = $1 LIMIT 1)`,
      [entries[3]!.id],
    );
    const ranking = await rankings.rank(organizer, year.nomination.id);
    expect(storedRowsOf(ranking).unranked).toHaveLength(1);
    const meeting = await app.nest.get(MeetingsService).convene(organizer, year.cycle.id, sitting);
    const page = `/cycles/${year.cycle.id}/decisions`;
    const form = {
      meeting: meeting.id,
      nomination: year.nomination.id,
      outcome: 'winner',
      chosen: entries[0]!.id,
      ground: 'Единодушно',
    };
    const answer = await browser.post(page, form);
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('Сданы не все листы');
    expect(answer.body).toContain('name="despite"');
    expect((await browser.post(page, { ...form, despite: 'Эксперт болен' })).statusCode).toBe(303);
    const [record] = await app.em.query(
      `SELECT after FROM audit_record WHERE action = 'decide-despite-missing' AND subject_id = $1`,
      [year.nomination.id],
    );
    expect(record.after).toEqual({ entries: 1, reason: 'Эксперт болен' });
  });
});
