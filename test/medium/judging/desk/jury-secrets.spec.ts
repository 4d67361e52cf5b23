import type { JudgingRules } from '../../../../src/domain/cycles/judging-rules.js';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { addressesOf } from '../../../support/addresses.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { announce } from '../../../support/letters.js';
import { actorOf, given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());

interface Scene {
  year: GivenCycle;
  addresses: string[];
  people: Record<string, Browser>;
  /** Who the other expert is, what was written and given, and when. */
  secrets: Record<'name' | 'email' | 'id' | 'remark' | 'note' | 'score' | 'sheet' | 'instant', string>;
}

/** One entry judged by two experts: one has handed a sheet in, the other has not yet. */
async function scene(judgingRules: Partial<JudgingRules> = {}): Promise<Scene> {
  const year = await given.cycle(app.em, {
    stages: { review: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] },
    edition: { judgingRules },
  });
  // Points in eighths, so that no other number of a page looks like them.
  await app.em.query(`UPDATE criterion SET scale_step = '0.125' WHERE cycle_id = $1`, [year.cycle.id]);
  const organisation = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  const entrant = await given.user(app.em, { memberOf: [organisation] });
  const entry = await given.submittedEntry(app.em, year, { organisation });
  const user = await given.user(app.em, {
    name: `Куницын Фёдор ${year.cycle.year}`,
    email: `kunica${year.cycle.year}@jury.test`,
    roles: [{ role: 'expert', cycleId: year.cycle.id }],
  });
  const other = await given.expert(app.em, year, { user });
  const own = await given.expert(app.em, year);
  const assignment = await given.assignment(app.em, own, entry);
  const handedIn = new Date('2026-06-05T04:37:41.113Z');
  const sheet = await given.sheet(app.em, year, {
    expert: other,
    entry,
    points: [8.125, 6.375],
    remarks: { [year.criteria[0]!.id]: 'Замечание куницы' },
    note: 'Заметка куницы',
    submittedAt: handedIn,
    savedAt: handedIn,
  });
  const organizer = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: year.cycle.id }] });
  const grants = [{ role: 'organizer' as const, cycleId: year.cycle.id, nominationId: null, regionCode: null }];
  await app.nest.get(RankingsService).rank(actorOf(organizer, { grants }), year.nomination.id);
  const coordinator = await given.user(app.em, {
    roles: [{ role: 'coordinator', cycleId: year.cycle.id, regionCode: 'RU-YAR' }],
  });
  const ids = [year.cycle.id, entry.id, assignment.id, own.id, other.id, sheet.id, sheet.assignmentId];
  return {
    year,
    addresses: addressesOf(app, {
      id: ids,
      'cycles/': [year.cycle.id],
      'submissions/': [entry.id],
      'nominations/': [year.nomination.id],
      'users/': [user.id],
      'people/': [user.id],
      cycle: [year.cycle.id],
      nomination: [year.nomination.id],
      entry: [entry.id],
      submission: [entry.id],
      expert: [own.id, other.id],
      sheet: [sheet.id],
      year: [String(year.cycle.year)],
      code: ['0000000000000000'],
      file: ['app.css'],
      queueName: ['news'],
      jobId: ['1'],
    }).filter((address) => !address.includes('*')),
    people: {
      guest: app.guest(),
      entrant: await app.signIn(entrant.email),
      region: await app.signIn(coordinator.email),
      expert: await app.signIn(own.user.email),
      organizer: await app.signIn(organizer.email),
    },
    secrets: {
      name: 'Куницын',
      email: user.email,
      id: other.id,
      remark: 'Замечание куницы',
      note: 'Заметка куницы',
      score: '8.125',
      sheet: sheet.id,
      instant: '2026-06-05T04:37',
    },
  };
}

/** Which of the secrets stand behind some address of the program for a person. */
async function toldTo({ addresses, people, secrets }: Scene, who: string): Promise<string[]> {
  const found = new Set<string>();
  for (const address of addresses) {
    const { body, headers } = await people[who]!.get(address);
    // The address comes back in links and refusals; numbers are written with a comma for people.
    const told = `${body}${JSON.stringify(headers)}`.replaceAll(address, '').replaceAll('8,125', '8.125');
    for (const [what, secret] of Object.entries(secrets))
      if (told.includes(secret) && !address.includes(secret)) found.add(what);
  }
  return [...found].sort();
}

describe('what another expert gave', () => {
  it.each(['guest', 'entrant', 'region', 'expert'])('is behind no address of the program for the %s', async (who) => {
    expect(await toldTo(await scene(), who)).toEqual([]);
  });

  it('is behind these addresses for the organizer, but for the private note', async () => {
    const told = await toldTo(await scene(), 'organizer');
    expect(told).toEqual(expect.arrayContaining(['email', 'id', 'name', 'remark', 'score', 'sheet']));
    expect(told).not.toContain('note');
  });

  it('opens to an expert after the own sheet without who, when and what was private', async () => {
    const made = await scene({ others: 'after-stage' });
    app.clock.moveTo('2026-06-20T00:00:00Z');
    const told = await toldTo(made, 'expert');
    app.clock.moveTo('2026-06-10T09:00:00Z');
    expect(told).toEqual(['remark', 'score']);
  });

  it('is in no letter to anybody else', async () => {
    const { secrets } = await scene();
    for (const { id } of await app.em.find(OutboxMessage)) await announce(app, id).catch(() => undefined);
    const letters = (await app.em.find(Delivery)).filter(({ recipient }) => recipient !== secrets.email);
    for (const secret of [secrets.name, secrets.remark, secrets.note, secrets.score])
      expect(JSON.stringify(letters)).not.toContain(secret);
  });
});
