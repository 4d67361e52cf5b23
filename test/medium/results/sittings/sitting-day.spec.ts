import { MeetingsService } from '../../../../src/results/meetings/meetings.service.js';
import { PutToVoteService } from '../../../../src/results/awarding/put-to-vote.service.js';
import { SittingsService } from '../../../../src/results/sittings/sittings.service.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { decidingYear, type DecidingYear } from '../../../support/deciding-year.js';
import { codeOf, sittingOf } from '../../../support/decisions.js';

const ahead = '2026-06-20';

let app: TestApp;
let scene: DecidingYear;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());
beforeEach(async () => {
  scene = await decidingYear(app);
});

const moveTo = async (heldOn: string) => {
  const [{ version }] = await app.em.query('SELECT version FROM meeting WHERE id = $1', [scene.meetingId]);
  return app.nest.get(MeetingsService).edit(scene.organizer, scene.meetingId, { ...sittingOf('5'), heldOn, version });
};

describe('a sitting that is still to come', () => {
  it('has nobody present, no ballot and no decision, by no door; its agenda and members are prepared', async () => {
    await moveTo(ahead);
    const sittings = app.nest.get(SittingsService);
    await sittings.addMember(scene.organizer, scene.meetingId, { name: 'Чистов', role: 'chair', email: '' });
    await sittings.addItem(scene.organizer, scene.meetingId, { title: 'Итоги', nominationId: null });
    const [member] = await app.em.query('SELECT id FROM meeting_member WHERE meeting_id = $1', [scene.meetingId]);
    const [item] = await app.em.query('SELECT id FROM agenda_item WHERE meeting_id = $1', [scene.meetingId]);
    const ask = { itemId: item.id, question: 'Утвердить?', secret: false };
    const motion = {
      meetingId: scene.meetingId,
      nominationId: scene.year.nomination.id,
      outcome: 'winner' as const,
      entryIds: [scene.entries[0]!.id],
      secret: false,
    };
    expect([
      await codeOf(sittings.attend(scene.organizer, scene.meetingId, member.id, true)),
      await codeOf(sittings.openBallot(scene.organizer, scene.meetingId, ask)),
      await codeOf(app.nest.get(PutToVoteService).put(scene.organizer, motion)),
      await codeOf(scene.name('winner', [0])),
      await codeOf(scene.name('winner', [])),
    ]).toEqual(Array(5).fill('sitting-ahead'));
    await expect(
      app.em.query(
        `INSERT INTO ballot (id, agenda_item_id, position, question, secret, state, opened_at)
         VALUES (gen_random_uuid(), $1, 1, 'x', false, 'open', $2)`,
        [item.id, app.clock.now()],
      ),
    ).rejects.toThrow('still to come');
  });

  it('says so in place of buttons, and has them when the day has come', async () => {
    await moveTo(ahead);
    const browser = await app.signIn(scene.organizerEmail);
    const pages = [
      `/cycles/${scene.year.cycle.id}/decisions?meeting=${scene.meetingId}&nomination=${scene.year.nomination.id}`,
      `/cycles/${scene.year.cycle.id}/meetings/${scene.meetingId}`,
    ];
    for (const page of pages) {
      const body = (await browser.get(page)).body;
      expect(body).toContain('20 июня 2026');
      expect(body).toContain('записываются в этот день или после него');
      expect(body).not.toContain('/vote"');
    }
  });

  it('is not made of one that has decided', async () => {
    await scene.name('winner', [0]);
    expect(await codeOf(moveTo(ahead))).toBe('sitting-ahead');
    await expect(
      app.em.query('UPDATE meeting SET held_on = $1 WHERE id = $2', [ahead, scene.meetingId]),
    ).rejects.toThrow('decided before');
    expect(await codeOf(moveTo('2026-06-08'))).toBe('done');
  });
});
