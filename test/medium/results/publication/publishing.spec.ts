import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../../src/platform/ids.js';
import { AwardsService } from '../../../../src/results/awarding/awards.service.js';
import { MeetingsService } from '../../../../src/results/meetings/meetings.service.js';
import { ProtocolsService } from '../../../../src/results/protocols/protocols.service.js';
import { PublicationsService } from '../../../../src/results/publication/publications.service.js';
import { findPublished, listPublishedYears } from '../../../../src/results/publication/publication.queries.js';
import { startApp, type TestApp } from '../../../support/app.js';

import { codeOf } from '../../../support/decisions.js';
import { judgedYear, secretGround, sitting, type JudgedYear } from '../../../support/judged-year.js';

let app: TestApp;
let judged: JudgedYear;
let secret: string;
let year: JudgedYear['year'];
let entries: JudgedYear['entries'];
let organizer: JudgedYear['organizer'];
let chair: JudgedYear['chair'];
let emails: JudgedYear['emails'];
let meetings: MeetingsService;
let awards: AwardsService;
let protocols: ProtocolsService;
let publications: PublicationsService;

beforeAll(async () => {
  app = await startApp();
  meetings = app.nest.get(MeetingsService);
  awards = app.nest.get(AwardsService);
  protocols = app.nest.get(ProtocolsService);
  publications = app.nest.get(PublicationsService);
});
afterAll(() => app.close());

beforeEach(async () => {
  judged = await judgedYear(app);
  ({ secret, year, entries, organizer, chair, emails } = judged);
});

describe('publication', () => {
  it('with one signature is refused, by the rules and by SQL when the rules are bypassed', async () => {
    const protocol = await protocols.drawUp(organizer, await judged.decided());
    await protocols.approve(organizer, protocol.id, protocol.hash);
    const browser = await app.signIn(emails.organizer);
    const answer = await browser.api('POST', `cycles/${year.cycle.id}/publications`, { protocolId: protocol.id });
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'approvers-needed']);
    const insert = app.em.query(
      `INSERT INTO publication (id, cycle_id, number, protocol_id, snapshot, hash, publish_at, created_at, created_by_id)
       VALUES ($1, $2, 1, $3, '{}', $4, now(), now(), $5)`,
      [newId(), year.cycle.id, protocol.id, 'a'.repeat(64), organizer.userId],
    );
    await expect(insert).rejects.toThrow('two approvers');
  });

  it('happens once; a later one needs a reason, gets the next number and keeps what was signed before', async () => {
    const protocol = await judged.signedByBoth(await judged.decided());
    const now = { publishAt: app.clock.now(), reason: '' };
    expect((await publications.publish(organizer, protocol.id, now)).number).toBe(1);
    expect(await codeOf(publications.publish(organizer, protocol.id, now))).toBe('already-published');
    const board = await meetings.convene(organizer, year.cycle.id, { ...sitting, body: 'Совет', number: '5' });
    const [{ id: nominationId }, { id: submissionId }] = [year.nomination, entries[1]!];
    await awards.recommend(chair, {
      meetingId: board.id,
      nominationId,
      chosen: [{ submissionId, reason: 'Готова к внедрению' }],
    });
    const second = await judged.signedByBoth(board.id);
    expect(await codeOf(publications.publish(organizer, second.id, now))).toBe('reason-required');
    const later = await publications.publish(organizer, second.id, { ...now, reason: 'Дополнено решением совета' });
    expect(later.number).toBe(2);
    const items = later.snapshot['items'] as { outcome: string }[];
    expect(items.map(({ outcome }) => outcome)).toEqual(['winner', 'recommended']);
    await expect(app.em.query('UPDATE publication SET reason = $1', ['x'])).rejects.toThrow();
  });

  it('leaves news for the public and for each entrant in the outbox', async () => {
    const protocol = await judged.signedByBoth(await judged.decided());
    const { id } = await publications.publish(organizer, protocol.id, { publishAt: app.clock.now(), reason: '' });
    const rows: unknown[] = await app.em.query(
      `SELECT type, count(*)::int AS n FROM outbox_message WHERE payload->>'publicationId' = $1 GROUP BY type ORDER BY type`,
      [id],
    );
    expect(rows).toEqual([
      { type: 'publication.published', n: 1 },
      { type: 'result.announced', n: 3 },
    ]);
  });

  it('tells nobody anything before its instant, and is there from it on', async () => {
    const protocol = await judged.signedByBoth(await judged.decided());
    const publishAt = new Date('2026-07-01T09:00:00Z');
    await publications.publish(organizer, protocol.id, { publishAt, reason: '' });
    const { year: number, id } = year.cycle;
    app.clock.moveTo(new Date(publishAt.getTime() - 1));
    const strangers = [app.guest(), await app.signIn(emails.expert)];
    const knowers = [await app.signIn(emails.entrant), await app.signIn(emails.coordinator)];
    for (const browser of [...strangers, ...knowers])
      for (const place of placesOf(protocol.id)) {
        const { body } = await browser.get(place);
        // The own title is no news to entrant and coordinator; ground, total and hash of the decision would be.
        const clues = strangers.includes(browser) ? [secret, protocol.hash] : [protocol.hash, secretGround, '17,00'];
        // A search page repeats the question; the answer is what must not be there.
        const answer = body.replaceAll(/value="[^"]*"|href="[^"]*"/g, '');
        expect([place, clues.filter((clue) => answer.includes(clue))]).toEqual([place, []]);
      }
    expect(await findPublished(app.em, number, app.clock.now())).toBeNull();
    expect(await listPublishedYears(app.em, app.clock.now())).not.toContain(number);
    const [mails] = await app.em.query('SELECT count(*)::int AS n FROM captured_mail WHERE html LIKE $1', [
      `%${secret}%`,
    ]);
    expect(mails.n).toBe(0);
    const [cards] = await app.em.query('SELECT count(*)::int AS n FROM practice WHERE title = $1', [secret]);
    expect(cards.n).toBe(0);

    app.clock.moveTo(publishAt);
    const published = await findPublished(app.em, number, app.clock.now());
    expect(JSON.stringify(published?.publication.snapshot)).toContain(secret);
    expect(published?.cycle.id).toBe(id);
    expect((await app.guest().get(`/results/${number}`)).body).toContain(secret);
    expect(await listPublishedYears(app.em, app.clock.now())).toContain(number);
  });
});

/** Everywhere that results could be seen, counted, searched or carried away. */
function placesOf(protocolId: string): string[] {
  const { id, year: number } = year.cycle;
  const question = encodeURIComponent(secret);
  return [
    '/',
    '/contest',
    '/results',
    '/practices',
    `/practices?q=${question}`,
    '/feed.xml',
    '/sitemap.xml',
    ...['', '.csv', '.json'].map((ending) => `/results/${number}${ending}`),
    ...['ranking', 'ranking.csv', `ranking/${entries[0]!.id}`, 'decisions', 'publication'].map(
      (page) => `/cycles/${id}/${page}`,
    ),
    ...['', '.pdf', '.json'].map((ending) => `/cycles/${id}/protocols/${protocolId}${ending}`),
    `/api/v1/nominations/${year.nomination.id}/ranking`,
    ...['meetings', 'awards', 'protocols', `protocols/${protocolId}`, 'publications'].map(
      (part) => `/api/v1/cycles/${id}/${part}`,
    ),
    `/api/v1/practices?q=${question}`,
    `/api/v1/results/${number}`,
  ];
}
