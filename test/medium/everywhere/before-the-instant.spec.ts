import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role, Person } from '../../../src/domain/kernel/actor.js';
import { Delivery } from '../../../src/notifications/delivery.entity.js';
import { OutboxMessage } from '../../../src/platform/outbox/outbox-message.entity.js';
import { AwardsService } from '../../../src/results/awarding/awards.service.js';
import { Certificate } from '../../../src/results/publication/certificate.entity.js';
import { CorrectionsService } from '../../../src/results/corrections/corrections.service.js';
import { MeetingsService } from '../../../src/results/meetings/meetings.service.js';
import { ProtocolsService } from '../../../src/results/protocols/protocols.service.js';
import { PublicationsService } from '../../../src/results/publication/publications.service.js';
import { RankingsService } from '../../../src/results/rankings/rankings.service.js';
import { addressesOf } from '../../support/addresses.js';
import { startApp, type Browser, type TestApp } from '../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../support/given.js';
import { announce } from '../../support/letters.js';

const instant = '2026-07-02T09:00:00Z';
let app: TestApp;
let year: GivenCycle;
/** What nobody may read before the instant: grounds, names of the sitting, hashes, codes. */
let secrets: string[];
let people: Map<string, Browser>;
let addresses: string[];
let watcher: Browser;
let code: string;
let title: string;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
  year = await given.cycle(app.em);
  const cycleId = year.cycle.id;
  const nominationId = year.nomination.id;
  const organisation = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  const neighbour = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  title = 'Причал у старой мельницы';
  const entry = await given.submittedEntry(app.em, year, { title, organisation });
  const second = await given.submittedEntry(app.em, year, { title: 'Вторая практика', organisation: neighbour });
  const experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
  for (const [index, one] of [entry, second].entries())
    for (const expert of experts)
      await given.sheet(app.em, year, { expert, entry: one, points: [9 - index, 8 - index] });
  const person = async (role: Role, regionCode: string | null = null): Promise<[Person, string]> => {
    const user = await given.user(app.em, { roles: [{ role, cycleId, ...(regionCode && { regionCode }) }] });
    return [actorOf(user, { grants: [{ role, cycleId, nominationId: null, regionCode }] }), user.email];
  };
  const [organizer, organizerEmail] = await person('organizer');
  const [chair] = await person('chair');
  await app.nest.get(RankingsService).rank(organizer, nominationId);
  const corrections = app.nest.get(CorrectionsService);
  const correction = await corrections.prepare(organizer, nominationId, {
    ground: 'Поправка выдра',
    changes: [{ kind: 'points', entryId: second.id, points: '0.25' }],
  });
  for (const each of [organizer, chair]) await corrections.approve(each, correction.id, correction.hash);
  const meeting = await app.nest.get(MeetingsService).convene(organizer, cycleId, {
    body: 'Совет выдра',
    number: 'Н-выдра',
    heldOn: '2026-06-09',
    place: 'Зал выдра',
    form: 'in-person',
    members: 8,
    present: 6,
    recused: 0,
    chairName: 'Председатель выдра',
    secretaryName: 'Секретарь выдра',
    attendees: ['Участник выдра'],
  });
  await app.nest.get(AwardsService).name(chair, {
    meetingId: meeting.id,
    nominationId,
    outcome: 'winner',
    chosen: [{ submissionId: entry.id, reason: 'Довод выдра' }],
    ground: 'Основание выдра',
  });
  const protocol = await app.nest.get(ProtocolsService).drawUp(organizer, meeting.id);
  for (const each of [organizer, chair]) await app.nest.get(ProtocolsService).approve(each, protocol.id, protocol.hash);
  const publication = await app.nest
    .get(PublicationsService)
    .publish(organizer, protocol.id, { publishAt: new Date(instant), reason: '' });
  const [certificate] = await app.em.findBy(Certificate, { publicationId: publication.id });
  code = certificate!.code;
  secrets = ['выдра', correction.hash, protocol.hash, publication.hash, code];

  const emailOf = async (userId: string): Promise<string> =>
    (await app.em.query('SELECT email FROM user_account WHERE id = $1', [userId]))[0].email;
  const winner = await given.user(app.em, { memberOf: [organisation] });
  const loser = await given.user(app.em, { memberOf: [neighbour] });
  // A session does not last until the instant: everybody signs in just before it.
  app.clock.moveTo('2026-07-02T08:59:59.999Z');
  watcher = await app.signIn(organizerEmail);
  people = new Map([
    ['a guest', app.guest()],
    ['the people of the winner', await app.signIn(winner.email)],
    ['the people of another entry', await app.signIn(loser.email)],
    ['the own region', await app.signIn((await person('coordinator', 'RU-YAR'))[1])],
    ['another region', await app.signIn((await person('coordinator', 'RU-BA'))[1])],
    ['an expert', await app.signIn(await emailOf(experts[0]!.userId))],
  ]);
  addresses = addressesOf(app, {
    id: [cycleId, nominationId, entry.id, meeting.id, protocol.id, publication.id, correction.id],
    'cycles/': [cycleId],
    'submissions/': [entry.id],
    'nominations/': [nominationId],
    'corrections/': [correction.id],
    'users/': [organizer.userId],
    'people/': [organizer.userId],
    cycle: [cycleId],
    nomination: [nominationId],
    entry: [entry.id],
    submission: [entry.id],
    meeting: [meeting.id],
    protocol: [protocol.id],
    correction: [correction.id],
    expert: [experts[0]!.id],
    year: ['', '.csv', '.json', '.jsonld'].map((ending) => `${year.cycle.year}${ending}`),
    code: [code, `${code}.pdf`],
    file: ['app.css'],
    queueName: ['news'],
    jobId: ['1'],
  }).filter((address) => !address.includes('*'));
});
afterAll(() => app.close());

/** What the doors say to a person that nobody may read before the instant. */
async function leaks(browser: Browser): Promise<string[]> {
  const found: string[] = [];
  for (const address of addresses) {
    const { body, headers } = await browser.get(address);
    // The address that was asked for comes back in links and refusals.
    const told = `${body}${JSON.stringify(headers)}`.replaceAll(address, '');
    for (const secret of secrets)
      if (told.includes(secret) && !address.includes(secret)) found.push(`${address} tells ${secret}`);
  }
  return found;
}

const readers = [
  'a guest',
  'the people of the winner',
  'the people of another entry',
  'the own region',
  'another region',
  'an expert',
];

describe('results before their instant', () => {
  it.each(readers)('are behind no address of the program for %s', async (who) => {
    expect(addresses.length).toBeGreaterThan(150);
    for (const door of [`/results/${year.cycle.year}`, '/feed.atom', `/certificates/${code}.pdf`, '/practices'])
      expect(addresses).toContain(door);
    app.clock.moveTo('2026-07-02T08:59:59.999Z');
    expect(await leaks(people.get(who)!)).toEqual([]);
  });

  it('are in no search and behind no code', async () => {
    app.clock.moveTo('2026-07-02T08:59:59.999Z');
    const guest = app.guest();
    for (const search of [
      `/practices?q=${encodeURIComponent('мельницы')}`,
      `/api/v1/practices?q=${encodeURIComponent('мельницы')}`,
      '/practices',
      '/',
      '/results',
      '/contest',
    ])
      expect([search, (await guest.get(search)).body.includes(title)]).toEqual([search, false]);
    for (const door of [`/certificates/${code}`, `/certificates/${code}.pdf`])
      expect((await guest.get(door)).statusCode).toBe(404);
  });

  // Without this the hunt above could be looking behind doors that nobody opens.
  it('are behind these addresses for one who runs the results', async () => {
    app.clock.moveTo('2026-07-02T08:59:59.999Z');
    const bodies: string[] = [];
    for (const address of addresses) bodies.push((await watcher.get(address)).body.replaceAll(address, ''));
    const all = bodies.join('');
    expect(secrets.filter((secret) => !all.includes(secret))).toEqual([]);
  });

  it('are in no letter, and no letter is written', async () => {
    app.clock.moveTo('2026-07-02T08:59:59.999Z');
    const news = await app.em.find(OutboxMessage);
    for (const { id } of news) await announce(app, id).catch(() => undefined);
    const letters = await app.em.find(Delivery);
    expect(letters.filter(({ event }) => /^(result|publication)\./.test(event))).toEqual([]);
    for (const secret of secrets) expect(JSON.stringify(letters)).not.toContain(secret);
  });

  it('are there in the instant itself', async () => {
    app.clock.moveTo(instant);
    const guest = app.guest();
    for (const door of [`/results/${year.cycle.year}`, `/results/${year.cycle.year}.json`, '/feed.atom'])
      expect([door, (await guest.get(door)).body.includes(title)]).toEqual([door, true]);
    expect((await guest.get(`/certificates/${code}.pdf`)).statusCode).toBe(200);
  });
});
