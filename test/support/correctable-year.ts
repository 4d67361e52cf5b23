import type { Role, Person } from '../../src/domain/kernel/actor.js';
import { storedRowsOf } from '../../src/domain/results/rankings/stored-rows.js';
import { AwardsService } from '../../src/results/awarding/awards.service.js';
import { CorrectionsService } from '../../src/results/corrections/corrections.service.js';
import { MeetingsService } from '../../src/results/meetings/meetings.service.js';
import type { Protocol } from '../../src/results/protocols/protocol.entity.js';
import { ProtocolsService } from '../../src/results/protocols/protocols.service.js';
import { PublicationsService } from '../../src/results/publication/publications.service.js';
import { RankingsService } from '../../src/results/rankings/rankings.service.js';
import { findLatestRanking } from '../../src/results/rankings/rankings.queries.js';
import type { Submission } from '../../src/submissions/entries/submission.entity.js';
import type { TestApp } from './app.js';
import { sittingOf } from './decisions.js';
import { actorOf, given } from './given.js';

export type CorrectableYear = Awaited<ReturnType<typeof correctableYear>>;

/** Places and totals before anything is corrected. */
export const before = [
  ['Первая', '17.00'],
  ['Вторая', '15.00'],
  ['Третья', '13.00'],
];

/** Handlebars writes an equals sign of an address as an entity. */
export const plain = (html: string) => html.replaceAll('&#x3D;', '=');

/** Three ranked entries with totals 17, 15 and 13, each from two experts who agree. */
export async function correctableYear(app: TestApp) {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  const year = await given.cycle(app.em, { edition: { publicationRules: { appealDays: 5 } } });
  const cycleId = year.cycle.id;
  const organisation = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  const leader = await given.user(app.em, { memberOf: [organisation] });
  const entrant: Person = actorOf(leader, { organisationIds: [organisation.id] });
  const entrantBrowser = await app.signIn(leader.email);
  const entries: Submission[] = [];
  for (const title of ['Первая', 'Вторая', 'Третья'])
    entries.push(await given.submittedEntry(app.em, year, { title, organisation }));
  const experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
  for (const [index, entry] of entries.entries())
    for (const expert of experts) await given.sheet(app.em, year, { expert, entry, points: [9 - index, 8 - index] });
  const person = async (role: Role): Promise<[Person, string]> => {
    const user = await given.user(app.em, { roles: [{ role, cycleId }] });
    return [actorOf(user, { grants: [{ role, cycleId, nominationId: null, regionCode: null }] }), user.email];
  };
  const [organizer, email] = await person('organizer');
  const browser = await app.signIn(email);
  const [chair] = await person('chair');
  const [second] = await person('secretary');
  await app.nest.get(RankingsService).rank(organizer, year.nomination.id);

  const titleOf = (id: string) => entries.find((entry) => entry.id === id)!.title;
  const places = async () => {
    const ranking = await findLatestRanking(app.em, year.nomination.id);
    return storedRowsOf(ranking!).ranked.map(({ entryId, totalShown }) => [titleOf(entryId), totalShown]);
  };
  /** The second entry gets three more points: it stands first. */
  const raise = (ground = 'Ошибка сложения') => ({
    ground,
    changes: [{ kind: 'points' as const, entryId: entries[1]!.id, points: '3' }],
  });
  const prepared = (input = raise()) => app.nest.get(CorrectionsService).prepare(organizer, year.nomination.id, input);
  async function protocolOf(number: string, winner: number, recommended?: number): Promise<Protocol> {
    const meeting = await app.nest.get(MeetingsService).convene(organizer, year.cycle.id, sittingOf(number));
    await app.nest.get(AwardsService).name(second, {
      meetingId: meeting.id,
      nominationId: year.nomination.id,
      outcome: 'winner',
      chosen: [{ submissionId: entries[winner]!.id, reason: '' }],
      ground: 'По рейтингу',
    });
    if (recommended !== undefined)
      await app.nest.get(AwardsService).recommend(second, {
        meetingId: meeting.id,
        nominationId: year.nomination.id,
        chosen: [{ submissionId: entries[recommended]!.id, reason: 'Описана по шагам' }],
      });
    const protocols = app.nest.get(ProtocolsService);
    const protocol = await protocols.drawUp(organizer, meeting.id);
    for (const signer of [organizer, second]) await protocols.approve(signer, protocol.id, protocol.hash);
    return protocol;
  }
  const publish = (protocol: Protocol, reason = '') =>
    app.nest.get(PublicationsService).publish(organizer, protocol.id, { publishAt: app.clock.now(), reason });
  const people = { organizer, chair, second, browser, entrant, entrantBrowser };
  return { year, entries, experts, ...people, titleOf, places, raise, prepared, protocolOf, publish };
}
