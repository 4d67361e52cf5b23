import type { Person } from '../../../../src/domain/kernel/actor.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PlansService } from '../../../../src/judging/plans/plans.service.js';
import { newId } from '../../../../src/platform/ids.js';
import { Award } from '../../../../src/results/awards/award.entity.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';
import { NotAwarded } from '../../../../src/results/awards/not-awarded.entity.js';
import { protocolPdf } from '../../../../src/results/protocol-paper/protocol-pdf.js';
import { ProtocolsService } from '../../../../src/results/protocols/protocols.service.js';
import { PublicationsService } from '../../../../src/results/publication/publications.service.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { RegionalService } from '../../../../src/results/regional/regional.service.js';
import { WithdrawalsService } from '../../../../src/results/withdrawals/withdrawals.service.js';
import type { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { codeOf, convene, personOf, ruleDecisions, sittingOf } from '../../../support/decisions.js';
import { given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let year: GivenCycle;
/** Two of Bashkortostan in the first nomination, one in the second, then one of Yaroslavl in the first. */
let entries: Submission[];
let secretary: Person;
let chair: Person;
let organizer: Person;
let browser: Browser;
let regional: RegionalService;

beforeAll(async () => {
  app = await startApp();
  regional = app.nest.get(RegionalService);
});
afterAll(() => app.close());

beforeEach(async () => {
  app.clock.moveTo('2026-04-10T09:00:00Z');
  year = await given.cycle(app.em, { nominations: [{ code: 'А' }, { code: 'Б' }] });
  await ruleDecisions(app, year, { kinds: ['winner', 'finalist', 'regional-laureate', 'recommended'] });
  const yaroslavl = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  entries = [];
  for (const [index, nomination] of [0, 0, 1].entries())
    entries.push(
      await given.submittedEntry(app.em, year, {
        nomination: year.nominations[nomination]!,
        title: `Башкирская ${index + 1} ${year.cycle.year}`,
      }),
    );
  entries.push(
    await given.submittedEntry(app.em, year, { organisation: yaroslavl, title: `Ярославская ${year.cycle.year}` }),
  );
  const one = await personOf(app, year, 'secretary', 'RU-BA');
  [secretary, browser] = [one.person, await app.signIn(one.email)];
  ({ person: chair } = await personOf(app, year, 'chair', 'RU-BA'));
  ({ person: organizer } = await personOf(app, year, 'organizer'));
});

const page = () => `/cycles/${year.cycle.id}/regional`;
const sitting = () => convene(app, secretary, year, 'Р-1', 'RU-BA');
const decide = (
  meetingId: string,
  index: number | null,
  { by = secretary, nomination = 0, region = 'RU-BA', reason = 'Лучшая в республике' } = {},
) =>
  regional.decide(by, {
    meetingId,
    nominationId: year.nominations[nomination]!.id,
    regionCode: region,
    submissionId: index === null ? null : entries[index]!.id,
    reason,
  });
const laureates = () => app.em.findBy(Award, { cycleId: year.cycle.id, outcome: 'regional-laureate' });

describe('the commission of a region', () => {
  it('convenes, names a laureate and nobody, and sees no entry of another region', async () => {
    const empty = (await browser.get(page())).body;
    expect([empty.includes(entries[0]!.title), empty.includes('Ярославская')]).toEqual([true, false]);
    const { attendees: _none, ...fields } = { ...sittingOf('Р-1'), heldOn: '2026-04-10' };
    const sent = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]));
    const answer = await browser.post(`${page()}/RU-BA/meetings`, sent);
    expect(answer.statusCode).toBe(303);
    const meeting = new URL(String(answer.headers.location), 'http://x').searchParams.get('meeting')!;
    const form = { region: 'RU-BA', meeting, nomination: year.nomination.id, chosen: entries[1]!.id, reason: '' };
    expect((await browser.post(page(), form)).statusCode).toBe(422);
    expect((await browser.post(page(), { ...form, reason: 'Охват всех районов' })).statusCode).toBe(303);
    const nobody = { ...form, nomination: year.nominations[1]!.id, chosen: 'nobody', reason: 'Нет готовых' };
    expect((await browser.post(page(), nobody)).statusCode).toBe(303);
    const shown = (await browser.get(page())).body;
    for (const text of [
      'Лауреат регионального этапа',
      'Лауреат региона не назван',
      'Охват всех районов',
      'Нет готовых',
    ])
      expect(shown).toContain(text);
    const [award] = await laureates();
    expect(award).toMatchObject({ submissionId: entries[1]!.id, regionCode: 'RU-BA', rankingId: null, place: null });
    expect((await browser.post(`${page()}/undo`, { region: 'RU-BA', award: award!.id })).statusCode).toBe(303);
    expect(await laureates()).toEqual([]);
  });

  it('has the pages of its region and of no other, and nothing of the rest of the cycle', async () => {
    expect((await browser.get(`${page()}?region=RU-YAR`)).statusCode).toBe(404);
    for (const door of ['ranking', 'decisions', 'batches', 'publication', 'scenarios'])
      expect([door, (await browser.get(`/cycles/${year.cycle.id}/${door}`)).statusCode]).toEqual([door, 404]);
    expect((await browser.api('GET', `cycles/${year.cycle.id}/regions/RU-YAR/awards`)).statusCode).toBe(404);
    expect((await browser.api('GET', `cycles/${year.cycle.id}/awards`)).statusCode).toBe(404);
    const auditor = await app.signIn((await personOf(app, year, 'auditor')).email);
    expect((await auditor.get(`${page()}?region=RU-YAR`)).body).toContain('Ярославская');
  });

  it.each([
    ['not-found', 'an entry of another region', 3, {}],
    ['not-found', 'another region', 3, { region: 'RU-YAR' }],
    ['not-found', 'an entry of another nomination', 2, {}],
    ['reason-required', 'no reason', 0, { reason: '' }],
  ])('is refused with %s: %s', async (code, _what, index, part) => {
    expect(await codeOf(decide((await sitting()).id, index, part))).toBe(code);
  });

  it('is refused without a quorum, where the cycle has no regional stage, and to who has a conflict of interest', async () => {
    const { id } = await sitting();
    await app.em.query(
      `INSERT INTO staff_conflict (id, user_id, submission_id, reason, created_at) VALUES ($1, $2, $3, 'x', now())`,
      [newId(), chair.userId, entries[0]!.id],
    );
    expect(await codeOf(decide(id, 1, { by: chair }))).toBe('conflict-of-interest');
    expect(await codeOf(decide(id, 2, { by: chair, nomination: 1 }))).toBe('done');
    await app.em.query('UPDATE meeting SET present = 4 WHERE id = $1', [id]);
    expect(await codeOf(decide(id, 0))).toBe('no-quorum');
    await app.em.query('UPDATE meeting SET present = 6 WHERE id = $1', [id]);
    await ruleDecisions(app, year, {});
    expect(await codeOf(decide(id, 0))).toBe('outcome-not-foreseen');
  });

  it('names one in a nomination, however many name at once', async () => {
    const { id } = await sitting();
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([decide(id, 0), decide(id, 1, { by: chair }), decide(id, null)]);
      expect((await laureates()).length + (await app.em.countBy(NotAwarded, { cycleId: year.cycle.id }))).toBe(1);
    }
  });

  it('decides for programs', async () => {
    const base = `cycles/${year.cycle.id}/regions/RU-BA`;
    const meeting = (
      await browser.api('POST', `${base}/meetings`, { ...sittingOf('Р-2'), heldOn: '2026-04-10' })
    ).json<{
      id: string;
      regionCode: string;
    }>();
    expect(meeting.regionCode).toBe('RU-BA');
    const body = {
      meetingId: meeting.id,
      nominationId: year.nomination.id,
      submissionId: entries[0]!.id,
      reason: 'Лучшая',
    };
    expect((await browser.api('POST', `${base}/awards`, body)).statusCode).toBe(201);
    expect((await browser.api('GET', `${base}/awards`)).json()).toMatchObject({
      items: [{ submissionId: entries[0]!.id }],
      notAwarded: [],
    });
  });
});

describe('the protocol of a region', () => {
  it('is signed by two of its people, verified, not spoilt by sheets that come later, and published', async () => {
    const { id } = await sitting();
    await decide(id, 0);
    await decide(id, null, { nomination: 1, reason: 'Нет готовых' });
    const protocols = app.nest.get(ProtocolsService);
    expect((await browser.post(`${page()}/protocols`, { region: 'RU-BA', meeting: id })).statusCode).toBe(303);
    const protocol = await protocols.drawUp(secretary, id);
    expect(verifyProtocol(JSON.stringify(protocol.twin)).fault).toBeNull();
    expect(JSON.stringify(protocol.twin)).not.toContain(entries[3]!.id);
    await expect(protocolPdf(structuredClone(protocol.twin) as never)).resolves.toBeDefined();
    const paper = `/cycles/${year.cycle.id}/protocols/${protocol.id}`;
    const shown = (await browser.get(paper)).body;
    for (const text of ['Региональный этап', entries[0]!.title, 'Нет готовых']) expect(shown).toContain(text);
    expect((await browser.post(`${paper}/sign`, { hash: protocol.hash })).statusCode).toBe(303);
    app.clock.moveTo('2026-06-10T09:00:00Z');
    const experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
    for (const entry of entries)
      for (const expert of experts) await given.sheet(app.em, year, { expert, entry, points: [9, 8] });
    await app.nest.get(RankingsService).rankAll(organizer, year.cycle.id);
    await given.submittedEntry(app.em, year, { screenedAt: app.clock.now() });
    await protocols.approve(chair, protocol.id, protocol.hash);
    const publications = app.nest.get(PublicationsService);
    const at = { publishAt: app.clock.now(), reason: '' };
    expect(await codeOf(publications.publish(secretary, protocol.id, at))).toBe('not-found');
    await publications.publish(organizer, protocol.id, at);
    const results = (await app.guest().get(`/results/${year.cycle.year}`)).body;
    expect([results.includes('Лауреат регионального этапа'), results.includes('Нет готовых')]).toEqual([true, false]);
    expect(await codeOf(decide(id, 1))).toBe('already-published');
  });

  it('of two regions stand beside each other in what is published', async () => {
    const { person: other } = await personOf(app, year, 'secretary', 'RU-YAR');
    const { person: otherChair } = await personOf(app, year, 'chair', 'RU-YAR');
    const [own, theirs] = [await sitting(), await convene(app, other, year, 'Р-9', 'RU-YAR')];
    await decide(own.id, 0);
    await decide(theirs.id, 3, { by: other, region: 'RU-YAR' });
    const protocols = app.nest.get(ProtocolsService);
    const [first, second] = [await protocols.drawUp(secretary, own.id), await protocols.drawUp(other, theirs.id)];
    expect(await codeOf(protocols.approve(other, first.id, first.hash))).toBe('not-found');
    for (const by of [secretary, chair]) await protocols.approve(by, first.id, first.hash);
    for (const by of [other, otherChair]) await protocols.approve(by, second.id, second.hash);
    const { snapshot } = await app.nest
      .get(PublicationsService)
      .publish(organizer, second.id, { publishAt: app.clock.now(), reason: '' });
    const items = snapshot['items'] as { submissionId: string }[];
    expect(items.map(({ submissionId }) => submissionId).sort()).toEqual([entries[0]!.id, entries[3]!.id].sort());
  });

  it('says nothing else when a laureate is withdrawn: the title falls away', async () => {
    const { id } = await sitting();
    await decide(id, 0);
    expect(await codeOf(app.nest.get(WithdrawalsService).standDown(organizer, entries[0]!.id, 'Отказ'))).toBe('done');
    expect(await laureates()).toEqual([]);
    await app.nest.get(RankingsService).rankAll(organizer, year.cycle.id);
    const [ranking] = await app.em.query('SELECT inputs FROM ranking WHERE nomination_id = $1', [year.nomination.id]);
    // Nothing rested on a ranking, so that it has no place to keep.
    expect(JSON.stringify(ranking.inputs)).not.toContain(entries[0]!.id);
  });
});

describe('only laureates go on to the experts', () => {
  const kinds = ['winner', 'finalist', 'regional-laureate', 'recommended'] as const;
  const propose = () => app.nest.get(PlansService).propose(organizer, year.cycle.id, { seed: 7 });
  const planned = async () => [...new Set((await propose()).pairs.map(([entryId]) => entryId))].sort();
  const ids = (...indexes: number[]) => indexes.map((index) => entries[index]!.id).sort();
  let office: Browser;

  beforeEach(async () => {
    for (let index = 0; index < 3; index += 1) await given.expert(app.em, year);
    office = await app.signIn((await personOf(app, year, 'organizer')).email);
  });

  it('where the regulation says so, from the decision of the region to the plan, and every one elsewhere', async () => {
    expect(await planned()).toEqual(ids(0, 1, 2, 3));
    expect((await office.get(`/cycles/${year.cycle.id}/assignment/kept`)).statusCode).toBe(404);
    await ruleDecisions(app, year, { kinds: [...kinds], onlyLaureatesJudged: true });
    expect(await codeOf(propose())).toBe('nothing-to-rank');
    const { id } = await sitting();
    await decide(id, 0);
    await decide(id, null, { nomination: 1, reason: 'Нет готовых' });
    expect(await planned()).toEqual(ids(0));
    const overview = (await office.get(`/cycles/${year.cycle.id}/assignment`)).body;
    expect(overview).toContain('Остались 3 допущенные заявки.');
    const list = (await office.get(`/cycles/${year.cycle.id}/assignment/kept`)).body;
    expect(list).not.toContain(entries[0]!.title);
    const { items } = (await office.api('GET', `cycles/${year.cycle.id}/kept-entries`)).json<{
      items: { submissionId: string; reason: string }[];
    }>();
    expect(Object.fromEntries(items.map(({ submissionId, reason }) => [submissionId, reason]))).toEqual({
      [entries[1]!.id]: 'other-named',
      [entries[2]!.id]: 'nobody-named',
      [entries[3]!.id]: 'undecided',
    });
    for (const [index, words] of [
      [1, 'Регион назвал другую'],
      [2, 'Регион не назвал никого'],
      [3, 'Регион ещё не решил'],
    ] as const)
      expect(list).toMatch(new RegExp(`${entries[index]!.title}[\\s\\S]{0,400}?${words}`));
    expect((await browser.get(page())).body).toContain('пойдут только те, кого назовёт');
    for (const door of [`/cycles/${year.cycle.id}/assignment/kept`, `/api/v1/cycles/${year.cycle.id}/kept-entries`])
      expect((await browser.get(door)).statusCode).toBe(403);
  });

  it('a plan made before the region changed its mind is outdated, and what was given stands', async () => {
    await ruleDecisions(app, year, { kinds: [...kinds], onlyLaureatesJudged: true });
    const { id } = await sitting();
    await decide(id, 0);
    const assignments = app.nest.get(PlansService);
    const early = await propose();
    await decide(id, 1);
    expect(await codeOf(assignments.publish(organizer, early.id))).toBe('plan-outdated');
    const plan = await propose();
    await assignments.publish(organizer, plan.id);
    const active = () =>
      app.em.query(
        `SELECT a.submission_id AS id, count(*)::int AS n FROM assignment a WHERE a.plan_id = $1 AND a.state = 'active' GROUP BY 1`,
        [plan.id],
      );
    expect(await active()).toEqual([{ id: entries[1]!.id, n: 2 }]);
    await decide(id, 0);
    const next = await propose();
    expect([...new Set(next.pairs.map(([entryId]) => entryId))]).toEqual(ids(0));
    expect(await codeOf(assignments.publish(organizer, next.id))).toBe('done');
    expect(await active()).toEqual([{ id: entries[1]!.id, n: 2 }]);
  });

  it('the ranking has no others, and its people read so on their page after the publication alone', async () => {
    await ruleDecisions(app, year, { kinds: [...kinds], onlyLaureatesJudged: true });
    const { id } = await sitting();
    await decide(id, 0);
    const experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
    for (const index of [0, 1])
      for (const expert of experts) await given.sheet(app.em, year, { expert, entry: entries[index]!, points: [9, 8] });
    app.clock.moveTo('2026-06-10T09:00:00Z');
    office = await app.signIn((await personOf(app, year, 'organizer')).email);
    const rankings = app.nest.get(RankingsService);
    const made = await rankings.rankAll(organizer, year.cycle.id);
    expect(made.map(({ inputs }) => inputs.entries.map((entry) => entry.id))).toEqual([ids(0)]);
    expect(made[0]!.sheets).toBe(2);
    const ranking = `/cycles/${year.cycle.id}/ranking`;
    const shown = (await office.get(`${ranking}?nomination=${year.nomination.id}`)).body;
    expect(shown).toContain('2 заявки не вышли к экспертам с регионального этапа');
    const state = async () => /Данные изменились|Посчитан/.exec((await office.get(ranking)).body)?.[0];
    const fresh = await state();
    await decide(id, 1);
    expect(await state()).not.toBe(fresh);
    await decide(id, 0);
    expect(await state()).toBe(fresh);

    const people = await given.user(app.em, { memberOf: [{ id: entries[1]!.organisationId } as never] });
    const own = await app.signIn(people.email);
    const mine = `/submissions/${entries[1]!.id}/result`;
    expect((await own.get(mine)).body).not.toContain('Региональный этап');
    const protocols = app.nest.get(ProtocolsService);
    const protocol = await protocols.drawUp(secretary, id);
    for (const by of [secretary, chair]) await protocols.approve(by, protocol.id, protocol.hash);
    expect((await own.get(mine)).body).not.toContain('регион лауреатом не назвал');
    await app.nest.get(PublicationsService).publish(organizer, protocol.id, { publishAt: app.clock.now(), reason: '' });
    expect((await own.get(mine)).body).toContain('регион лауреатом не назвал');
    expect((await own.api('GET', `submissions/${entries[1]!.id}/result`)).json()).toMatchObject({
      isKeptByRegion: true,
    });
    // The publication says nothing of the region that has not decided.
    const theirs = await given.user(app.em, { memberOf: [{ id: entries[3]!.organisationId } as never] });
    const other = await app.signIn(theirs.email);
    expect((await other.get(`/submissions/${entries[3]!.id}/result`)).body).not.toContain('регион лауреатом не назвал');
  });

  it('is switched on the page of decisions, and asks for laureates of regions', async () => {
    const [{ version }] = await app.em.query('SELECT version FROM regulation_edition WHERE cycle_id = $1', [
      year.cycle.id,
    ]);
    const address = `/cycles/${year.cycle.id}/decision-rules`;
    const sent = {
      version: String(version),
      kinds: ['winner', 'finalist'],
      publishNobody: 'fact',
      onlyLaureatesJudged: 'yes',
      reason: 'Новое положение',
    };
    const wrong = await office.post(address, sent);
    expect([wrong.statusCode, wrong.body.includes('onlyLaureatesJudged-error')]).toEqual([422, true]);
    expect((await office.post(address, { ...sent, kinds: [...kinds] })).statusCode).toBe(303);
    const [edition] = (await office.api('GET', `cycles/${year.cycle.id}/editions`)).json<{
      items: { decisionRules: object }[];
    }>().items;
    expect(edition!.decisionRules).toMatchObject({ onlyLaureatesJudged: true });
    expect((await office.get(address)).body).toMatch(/name="onlyLaureatesJudged"[^>]* checked/);
  });
});
