import fc from 'fast-check';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import { plainSittingRules } from '../../../../src/domain/cycles/sitting-rules.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { PutToVoteService } from '../../../../src/results/awarding/put-to-vote.service.js';
import { AwardsService } from '../../../../src/results/awarding/awards.service.js';
import { SittingsService } from '../../../../src/results/sittings/sittings.service.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { decidingYear, type DecidingYear } from '../../../support/deciding-year.js';
import { convene } from '../../../support/decisions.js';
import { given } from '../../../support/given.js';

let app: TestApp;
let scene: DecidingYear;
let motions: PutToVoteService;
let sittings: SittingsService;

beforeAll(async () => {
  app = await startApp();
  motions = app.nest.get(PutToVoteService);
  sittings = app.nest.get(SittingsService);
});
afterAll(() => app.close());
beforeEach(async () => {
  scene = await decidingYear(app);
});

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );
const rule = (ballots: 'each-decision' | 'not-required') =>
  app.em.query(
    `UPDATE regulation_edition SET publication_rules = publication_rules || jsonb_build_object('sittings', $1::jsonb) WHERE cycle_id = $2`,
    [JSON.stringify({ ...plainSittingRules, ballots }), scene.year.cycle.id],
  );

/** Members by name, all present, none with a conflict, so that the sitting of five has them all. */
async function seated(names = ['Чистов', 'Первый', 'Второй', 'Третья', 'Пятый'], meetingId = scene.meetingId) {
  for (const [at, name] of names.entries())
    await sittings.addMember(scene.organizer, meetingId, { name, role: at === 0 ? 'chair' : 'member', email: '' });
  const rows: { id: string }[] = await app.em.query('SELECT id FROM meeting_member WHERE meeting_id = $1 ORDER BY id', [
    meetingId,
  ]);
  for (const { id } of rows) {
    await sittings.attend(scene.organizer, meetingId, id, true);
    await sittings.declare(scene.organizer, meetingId, id, 'none');
  }
  return rows.map(({ id }) => id);
}

const put = (indices: number[], { outcome = 'winner' as const, by = scene.organizer, at = scene.meetingId } = {}) =>
  motions.put(by, {
    meetingId: at,
    nominationId: scene.year.nomination.id,
    outcome,
    entryIds: indices.map((index) => scene.entries[index]!.id),
    secret: false,
  });

async function vote(ballotId: string, members: string[], inFavour: number, meetingId = scene.meetingId) {
  for (const [at, member] of members.entries())
    await sittings.vote(scene.organizer, meetingId, {
      ballotId,
      memberId: member,
      choice: at < inFavour ? 'for' : 'against',
    });
  await sittings.closeBallot(scene.organizer, meetingId, ballotId);
}

describe('a ballot binds', () => {
  it('an entry that was voted down is not named, by no door, and is after a later vote', async () => {
    const members = await seated();
    await vote((await put([0])).id, members, 1);
    expect(await codeOf(scene.name('winner', [0]))).toBe('ballot-lost');
    const [award]: { ranking_id: string }[] = await app.em.query('SELECT id AS ranking_id FROM ranking LIMIT 1');
    await expect(
      app.em.query(
        `INSERT INTO award (id, cycle_id, nomination_id, submission_id, outcome, reason, ranking_id, place, meeting_id, decided_by_id, decided_at)
         SELECT gen_random_uuid(), $1, $2, $3, 'winner', 'x', $4, 1, $5, $6, now()`,
        [
          scene.year.cycle.id,
          scene.year.nomination.id,
          scene.entries[0]!.id,
          award!.ranking_id,
          scene.meetingId,
          scene.chair.userId,
        ],
      ),
    ).rejects.toThrow('no ballot carried this');
    const later = await put([0]);
    await vote(later.id, members, 4);
    expect(await codeOf(scene.name('winner', [0]))).toBe('done');
    const rows = await app.em.query('SELECT ballot_id FROM award WHERE meeting_id = $1', [scene.meetingId]);
    expect(rows).toEqual([{ ballot_id: later.id }]);
    const protocol = await scene.draw();
    expect(protocol.twin.nominations[0]!.decisions[0]!.ballot).toEqual({ question: 0, ballot: 1 });
    expect(scene.faultOf(protocol)).toBeNull();
  });

  it('where each decision needs one, nothing is recorded without, neither somebody nor nobody', async () => {
    await rule('each-decision');
    const members = await seated();
    expect(await codeOf(scene.name('winner', [0]))).toBe('ballot-needed');
    expect(await codeOf(scene.name('winner', []))).toBe('ballot-needed');
    await expect(
      app.em.query(
        `INSERT INTO not_awarded (id, cycle_id, nomination_id, outcome, meeting_id, reason, decided_by_id, decided_at)
         VALUES (gen_random_uuid(), $1, $2, 'winner', $3, 'x', $4, now())`,
        [scene.year.cycle.id, scene.year.nomination.id, scene.meetingId, scene.chair.userId],
      ),
    ).rejects.toThrow('no ballot carried this');
    await vote((await put([])).id, members, 5);
    expect(await codeOf(scene.name('winner', [0]))).toBe('ballot-lost');
    expect(await codeOf(scene.name('winner', []))).toBe('done');
    expect((await scene.draw()).twin).toMatchObject({ ballots: 'each-decision' });
  });

  it('waits for the vote, and a vote comes before the decision and not after it', async () => {
    const members = await seated();
    const open = await put([0, 1]);
    expect(await codeOf(scene.name('winner', [0]))).toBe('ballot-open');
    expect(await codeOf(put([2]))).toBe('ballot-open');
    await vote(open.id, members, 5);
    await scene.name('winner', [0, 1]);
    expect(await codeOf(put([1]))).toBe('ballot-too-late');
    await expect(
      app.em.query(
        `INSERT INTO ballot (id, agenda_item_id, question, secret, position, motion, opened_at)
         SELECT gen_random_uuid(), agenda_item_id, 'x', false, 9, motion, now() FROM ballot WHERE id = $1`,
        [open.id],
      ),
    ).rejects.toThrow('it is decided');
  });

  it('of five who press at once opens one', async () => {
    await seated();
    const codes = await Promise.all([1, 2, 3, 4, 5].map(() => codeOf(put([0]))));
    expect(codes.sort()).toEqual(['ballot-open', 'ballot-open', 'ballot-open', 'ballot-open', 'done']);
  });

  it('is closed by a quorum, and stays as it was closed', async () => {
    const members = await seated();
    const { id } = await put([0]);
    for (const member of members.slice(0, 2))
      await sittings.vote(scene.organizer, scene.meetingId, { ballotId: id, memberId: member, choice: 'for' });
    for (const member of members.slice(1)) await sittings.attend(scene.organizer, scene.meetingId, member, false);
    expect(await codeOf(sittings.closeBallot(scene.organizer, scene.meetingId, id))).toBe('no-quorum');
    await expect(
      app.em.query(`UPDATE ballot SET state = 'closed', closed_at = now(), result = '{}' WHERE id = $1`, [id]),
    ).rejects.toThrow('no quorum');
    for (const member of members.slice(1)) await sittings.attend(scene.organizer, scene.meetingId, member, true);
    await sittings.closeBallot(scene.organizer, scene.meetingId, id);
    for (const statement of [
      `UPDATE ballot SET result = result || '{"carried": false}' WHERE id = $1`,
      'DELETE FROM ballot WHERE id = $1',
    ])
      await expect(app.em.query(statement, [id])).rejects.toThrow();
  });

  it('is not about entries of elsewhere, nor opened by those who do not run the sitting or have a conflict', async () => {
    await seated();
    const foreign = await given.submittedEntry(app.em, await given.cycle(app.em));
    const stranger = motions.put(scene.organizer, {
      meetingId: scene.meetingId,
      nominationId: scene.year.nomination.id,
      outcome: 'winner',
      entryIds: [foreign.id],
      secret: false,
    });
    expect(await codeOf(stranger)).toBe('not-found');
    const member = await given.user(app.em, { roles: [{ role: 'member', cycleId: scene.year.cycle.id }] });
    const asMember = {
      ...scene.organizer,
      userId: member.id,
      grants: [{ ...scene.organizer.grants[0]!, role: 'member' }],
    };
    expect(await codeOf(put([0], { by: asMember as Person }))).toBe('forbidden');
    await app.em.query(
      `INSERT INTO staff_conflict (id, user_id, submission_id, reason, created_at) VALUES (gen_random_uuid(), $1, $2, 'Родство', now())`,
      [scene.organizer.userId, scene.entries[3]!.id],
    );
    expect(await codeOf(put([0]))).toBe('conflict-of-interest');
  });

  it('is put to the vote from the page of decisions, cast in the room, and hidden from who must not meet the entry', async () => {
    await rule('each-decision');
    const members = await seated();
    const browser = await app.signIn(scene.organizerEmail);
    const page = `/cycles/${scene.year.cycle.id}/decisions`;
    const here = `${page}?meeting=${scene.meetingId}&nomination=${scene.year.nomination.id}&outcome=winner`;
    const before = (await browser.get(here)).body;
    expect(before).toContain('Поставить на голосование');
    expect(before).not.toMatch(/<button[^>]*>Назвать победителей/);
    const answer = await browser.post(`${page}/vote`, {
      meeting: scene.meetingId,
      nomination: scene.year.nomination.id,
      outcome: 'winner',
      chosen: scene.entries[0]!.id,
    });
    expect(answer.headers['location']).toBe(`/cycles/${scene.year.cycle.id}/meetings/${scene.meetingId}`);
    const [ballot]: { id: string }[] = await app.em.query(
      'SELECT b.id FROM ballot b JOIN agenda_item i ON i.id = b.agenda_item_id WHERE i.meeting_id = $1',
      [scene.meetingId],
    );
    expect((await browser.get(here)).body).toContain('голосуют сейчас');
    await vote(ballot!.id, members, 5);
    const after = (await browser.get(here)).body;
    expect(after).toContain('голосование: принято');
    expect(after).toMatch(/<button[^>]*>Назвать победителей/);
    const conflicted = await given.user(app.em, { roles: [{ role: 'member', cycleId: scene.year.cycle.id }] });
    await sittings.addMember(scene.organizer, scene.meetingId, {
      name: 'Родственник',
      role: 'member',
      email: conflicted.email,
    });
    await app.em.query(
      `INSERT INTO staff_conflict (id, user_id, submission_id, reason, created_at) VALUES (gen_random_uuid(), $1, $2, 'Родство', now())`,
      [conflicted.id, scene.entries[0]!.id],
    );
    const room = `/cycles/${scene.year.cycle.id}/meetings/${scene.meetingId}`;
    const seen = (await (await app.signIn(conflicted.email)).get(room)).body;
    expect(seen).not.toContain(scene.entries[0]!.title);
    expect(seen).toContain('с которой у вас конфликт интересов');
  });

  type Event = {
    kind: 'come' | 'go' | 'aside' | 'put' | 'vote' | 'name' | 'undo';
    who: number;
    what: number;
    ayes: number;
  };
  const event: fc.Arbitrary<Event> = fc.record({
    kind: fc.constantFrom('come', 'go', 'aside', 'put', 'put', 'vote', 'vote', 'name', 'name', 'undo'),
    who: fc.nat(4),
    what: fc.nat(3),
    ayes: fc.nat(5),
  });

  it('whatever happens in the room, no decision stands that quorum and ballot did not carry when it was taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 8, maxLength: 25 }), fc.boolean(), async (events, isNeeded) => {
        await rule(isNeeded ? 'each-decision' : 'not-required');
        const at = (await convene(app, scene.organizer, scene.year)).id;
        const members = await seated(undefined, at);
        const carried = new Map<string, boolean>();
        let open: { id: string; what: number } | null = null;
        for (const { kind, who, what, ayes } of events) {
          const work: Record<Event['kind'], () => Promise<unknown>> = {
            come: () => sittings.attend(scene.organizer, at, members[who]!, true),
            go: () => sittings.attend(scene.organizer, at, members[who]!, false),
            aside: async () => {
              const [item] = await app.em.query('SELECT id FROM agenda_item WHERE meeting_id = $1', [at]);
              if (item)
                await sittings.recuse(scene.organizer, at, {
                  itemId: item.id,
                  memberId: members[who]!,
                  reason: 'Родство',
                });
            },
            put: async () => {
              open = { id: (await put(what === 3 ? [] : [what], { at })).id, what };
            },
            vote: async () => {
              if (!open) return;
              const { id, what: about } = open;
              for (const [index, member] of members.entries())
                await codeOf(
                  sittings.vote(scene.organizer, at, {
                    ballotId: id,
                    memberId: member,
                    choice: index < ayes ? 'for' : 'against',
                  }),
                );
              await sittings.closeBallot(scene.organizer, at, id);
              const [row] = await app.em.query(
                `SELECT (result ->> 'carried')::boolean AS carried FROM ballot WHERE id = $1`,
                [id],
              );
              open = null;
              if (about === 3 && row.carried) for (const each of [0, 1, 2]) carried.set(String(each), false);
              carried.set(String(about), row.carried);
              if (about !== 3 && row.carried) carried.set('3', false);
            },
            name: async () => {
              await scene.name('winner', what === 3 ? [] : [what], { at, reasons: { [what]: 'Решение совета' } });
              const [{ present }] = await app.em.query(
                `SELECT count(*) FILTER (WHERE m.present AND NOT EXISTS (SELECT 1 FROM recusal r WHERE r.member_id = m.id))::int AS present
                   FROM meeting_member m WHERE m.meeting_id = $1`,
                [at],
              );
              expect(present).toBeGreaterThanOrEqual(3);
              const last = carried.get(String(what));
              expect(isNeeded ? last === true : last !== false).toBe(true);
            },
            undo: async () => {
              const [row] = await app.em.query(
                'SELECT id FROM award WHERE meeting_id = $1 UNION ALL SELECT id FROM not_awarded WHERE meeting_id = $1 LIMIT 1',
                [at],
              );
              if (row) await app.nest.get(AwardsService).undo(scene.chair, row.id);
            },
          };
          await codeOf(work[kind]());
        }
        for (const table of ['award', 'not_awarded'])
          await app.em.query(`DELETE FROM ${table} WHERE meeting_id = $1`, [at]);
      }),
      { numRuns: 15 },
    );
  });
});
