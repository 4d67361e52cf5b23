import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';
import { MeetingsService } from '../../../../src/results/meetings/meetings.service.js';
import { ProtocolsService } from '../../../../src/results/protocols/protocols.service.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { countQueries } from '../../../support/count-queries.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

import { judgedYear, secretGround, sitting, type JudgedYear } from '../../../support/judged-year.js';

let app: TestApp;
let judged: JudgedYear;
let secret: string;
let year: JudgedYear['year'];
let entries: JudgedYear['entries'];
let organizer: JudgedYear['organizer'];
let chair: JudgedYear['chair'];
let emails: JudgedYear['emails'];
let rankings: RankingsService;
let meetings: MeetingsService;
let protocols: ProtocolsService;

beforeAll(async () => {
  app = await startApp();
  rankings = app.nest.get(RankingsService);
  meetings = app.nest.get(MeetingsService);
  protocols = app.nest.get(ProtocolsService);
});
afterAll(() => app.close());

beforeEach(async () => {
  judged = await judgedYear(app);
  ({ secret, year, entries, organizer, chair, emails } = judged);
});

describe('the pages', () => {
  it('lead from the ranking to two signatures and the publication', async () => {
    const { id } = year.cycle;
    const browser = await app.signIn(emails.organizer);
    expect((await browser.post(`/cycles/${id}/ranking`)).statusCode).toBe(303);
    expect((await browser.get(`/cycles/${id}/ranking?nomination=${year.nomination.id}`)).body).toContain('17,00');
    expect((await browser.get(`/cycles/${id}/ranking/${entries[0]!.id}`)).body).toContain('Как посчитано');
    expect((await browser.get(`/cycles/${id}/ranking.csv`)).body).toContain(secret);

    const { attendees: _nobody, ...form } = sitting;
    const fields = Object.fromEntries(Object.entries(form).map(([name, value]) => [name, String(value)]));
    expect((await browser.post(`/cycles/${id}/decisions/meetings`, { ...fields, body: '' })).statusCode).toBe(422);
    const convened = await browser.post(`/cycles/${id}/decisions/meetings`, fields);
    const meeting = /meeting=([0-9a-f-]+)/.exec(convened.headers.location as string)![1]!;
    const choice = { meeting, nomination: year.nomination.id, outcome: 'winner', ground: secretGround };
    const departing = await browser.post(`/cycles/${id}/decisions`, { ...choice, chosen: entries[1]!.id });
    expect(departing.statusCode).toBe(422);
    expect(departing.body).toContain('Выбор расходится с рейтингом');
    expect((await browser.post(`/cycles/${id}/decisions`, { ...choice, chosen: entries[0]!.id })).statusCode).toBe(303);

    expect((await browser.post(`/cycles/${id}/protocols`, { meeting })).statusCode).toBe(303);
    const [protocol] = (await browser.api('GET', `cycles/${id}/protocols`)).json().items;
    const sign = `/cycles/${id}/protocols/${protocol.id}/sign`;
    expect((await browser.post(sign, { hash: 'f'.repeat(64) })).statusCode).toBe(409);
    expect((await browser.post(sign, { hash: protocol.hash })).statusCode).toBe(303);
    const again = await browser.post(sign, { hash: protocol.hash });
    expect([again.statusCode, again.body.includes('Вы уже подписали')]).toEqual([409, true]);
    const early = { protocol: protocol.id, publishAt: '2026-07-01T12:00' };
    expect((await browser.post(`/cycles/${id}/publication`, early)).statusCode).toBe(409);
    await protocols.approve(chair, protocol.id, protocol.hash);
    const asked = await browser.post(`/cycles/${id}/publication`, early);
    expect([asked.statusCode, asked.body.includes('Опубликовать итоги?')]).toEqual([200, true]);
    expect(await app.em.query('SELECT id FROM publication WHERE cycle_id = $1', [id])).toEqual([]);
    const listHash = /name="listHash" value="([0-9a-f]{64})"/.exec(asked.body)![1]!;
    const other = await browser.post(`/cycles/${id}/publication`, { ...early, listHash: 'f'.repeat(64) });
    expect(other.statusCode).toBe(409);
    expect((await browser.post(`/cycles/${id}/publication`, { ...early, listHash })).statusCode).toBe(303);
    expect((await browser.get(`/cycles/${id}/publication`)).body).toContain('Итоги откроются');
    const paper = await browser.get(`/cycles/${id}/protocols/${protocol.id}.pdf`);
    expect(paper.headers['content-type']).toBe('application/pdf');
    const twin = await browser.get(`/cycles/${id}/protocols/${protocol.id}.json`);
    expect(verifyProtocol(twin.body)).toMatchObject({ fault: null, sha256: protocol.hash });
    const [{ publish_at: publishAt }] = await app.em.query('SELECT publish_at FROM publication WHERE cycle_id = $1', [
      id,
    ]);
    expect(publishAt).toEqual(new Date('2026-07-01T09:00:00Z'));
  });

  it('of decisions take as many queries for many nominations as for one, and say which ranking is stale', async () => {
    const browser = await app.signIn(emails.organizer);
    const large = await given.cycle(app.em, { nominations: ['АА', 'ББ', 'ВВ'].map((code) => ({ code })) });
    for (const nomination of large.nominations) await given.submittedEntry(app.em, large, { nomination });
    await app.em.query(
      `INSERT INTO role_grant (id, user_id, role, cycle_id, granted_at)
      SELECT gen_random_uuid(), user_id, role, $1, granted_at FROM role_grant WHERE cycle_id = $2`,
      [large.cycle.id, year.cycle.id],
    );
    const grants = organizer.grants.map((grant) => ({ ...grant, cycleId: large.cycle.id }));
    await rankings.rank(organizer, year.nomination.id);
    await rankings.rankAll({ ...organizer, grants }, large.cycle.id);
    await meetings.convene(organizer, year.cycle.id, sitting);
    await meetings.convene({ ...organizer, grants }, large.cycle.id, sitting);
    const page = `/cycles/${year.cycle.id}/decisions`;
    await browser.get(page);
    const count = (path: string) =>
      countQueries(app.db.source, async () => {
        expect((await browser.get(path)).statusCode).toBe(200);
      });
    expect(await count(`/cycles/${large.cycle.id}/decisions`)).toBe(await count(page));
    expect((await browser.get(page)).body).not.toMatch(/данные изменились/i);
    await judged.setAsideOneOf(entries[0]!);
    expect((await browser.get(page)).body).toMatch(/данные изменились/i);
  });
});
