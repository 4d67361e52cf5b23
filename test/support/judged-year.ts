import type { Role, Person } from '../../src/domain/kernel/actor.js';
import { AwardsService } from '../../src/results/awarding/awards.service.js';
import { MeetingsService, type MeetingInput } from '../../src/results/meetings/meetings.service.js';
import { ProtocolsService } from '../../src/results/protocols/protocols.service.js';
import { RankingsService } from '../../src/results/rankings/rankings.service.js';
import type { Submission } from '../../src/submissions/entries/submission.entity.js';
import type { TestApp } from './app.js';
import { actorOf, given } from './given.js';

/** The ground of every naming: nobody may read it before the results are published. */
export const secretGround = 'Единодушно признано образцом';

export const sitting: MeetingInput = {
  body: 'Экспертное жюри',
  number: '4',
  heldOn: '2026-06-10',
  place: 'Москва',
  form: 'in-person',
  members: 9,
  present: 5,
  recused: 0,
  chairName: 'Е. В. Соколова',
  secretaryName: 'Д. А. Ким',
  attendees: [],
};

export type JudgedYear = Awaited<ReturnType<typeof judgedYear>>;

/** Three judged entries with totals 17, 14 and 14; the title of the first is a secret of its own in every test. */
export async function judgedYear(
  app: TestApp,
  { title, organisationName }: { title?: string; organisationName?: string } = {},
) {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  const year = await given.cycle(app.em);
  const secret = title ?? `Тихая гавань без очередей ${year.cycle.year}`;
  const cycleId = year.cycle.id;
  const organisation = await given.organisation(app.em, {
    regionCode: 'RU-YAR',
    ...(organisationName && { name: organisationName }),
  });
  const later = new Date('2026-02-11T09:00:00Z');
  const entries = [
    await given.submittedEntry(app.em, year, { title: secret, organisation }),
    await given.submittedEntry(app.em, year, { title: 'Вторая', organisation }),
    await given.submittedEntry(app.em, year, { title: 'Третья', organisation, submittedAt: later }),
  ];
  const experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
  const points = [
    [9, 8],
    [7, 7],
    [7, 7],
  ];
  for (const [index, entry] of entries.entries())
    for (const expert of experts) await given.sheet(app.em, year, { expert, entry, points: points[index]! });
  const person = (role: Role) => given.user(app.em, { roles: [{ role, cycleId }] });
  const people = {
    organizer: await person('organizer'),
    auditor: await person('auditor'),
    coordinator: await given.user(app.em, { roles: [{ role: 'coordinator', regionCode: 'RU-YAR' }] }),
    entrant: await given.user(app.em, { memberOf: [organisation] }),
    expert: experts[0]!.user,
  };
  const emails = Object.fromEntries(Object.entries(people).map(([role, { email }]) => [role, email])) as Record<
    keyof typeof people,
    string
  >;
  const grants = (role: Role) => [{ role, cycleId, nominationId: null, regionCode: null }];
  const organizer: Person = actorOf(people.organizer, { grants: grants('organizer') });
  const chair: Person = actorOf(await person('chair'), { grants: grants('chair') });

  const naming = (meetingId: string, index: number, reason = '', ground = secretGround) => ({
    meetingId,
    nominationId: year.nomination.id,
    outcome: 'winner' as const,
    chosen: [{ submissionId: entries[index]!.id, reason }],
    ground,
  });
  /** The id of a sitting that named the first entry the winner. */
  async function decided(): Promise<string> {
    await app.nest.get(RankingsService).rank(organizer, year.nomination.id);
    const meeting = await app.nest.get(MeetingsService).convene(organizer, year.cycle.id, sitting);
    await app.nest.get(AwardsService).name(chair, naming(meeting.id, 0));
    return meeting.id;
  }
  /** The protocol of a sitting, signed by two. */
  async function signedByBoth(meetingId: string) {
    const protocols = app.nest.get(ProtocolsService);
    const protocol = await protocols.drawUp(organizer, meetingId);
    await protocols.approve(organizer, protocol.id, protocol.hash);
    await protocols.approve(chair, protocol.id, protocol.hash);
    return protocol;
  }
  const setAsideOneOf = (entry: Submission) =>
    app.em.query(
      `UPDATE evaluation SET state = 'set-aside', reason = 'пересказ заявки' WHERE assignment_id IN
         (SELECT id FROM assignment WHERE submission_id = $1 LIMIT 1)`,
      [entry.id],
    );
  return { year, secret, entries, organizer, chair, emails, naming, decided, signedByBoth, setAsideOneOf };
}
