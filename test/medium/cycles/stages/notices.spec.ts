import { beforeEach, describe, expect, it } from '@jest/globals';
import { StageNotice } from '../../../../src/cycles/stages/stage-notice.entity.js';
import { Stage } from '../../../../src/cycles/stages/stage.entity.js';
import { given, type GivenCycle } from '../../../support/given.js';
import { ExtensionsService } from '../../../../src/submissions/extending/extensions.service.js';
import { app, at, notices, organizer, useCycles } from '../../../support/preparing.js';

useCycles();

describe('announcements of stages', () => {
  let running: GivenCycle;
  let intake: Stage;

  beforeEach(async () => {
    await app.em.query('DELETE FROM stage_notice');
    await app.em.query("DELETE FROM outbox_message WHERE type LIKE 'stage.%'");
    running = await given.cycle(app.em);
    intake = await app.em.findOneByOrFail(Stage, { cycleId: running.cycle.id, kind: 'intake' });
  });

  const told = async (): Promise<string[]> => {
    const rows: { kind: string }[] = await app.em.query(
      `SELECT payload->>'noticeKind' AS kind FROM outbox_message WHERE payload->>'stageId' = $1 AND type <> 'stage.moved' ORDER BY created_at, 1`,
      [intake.id],
    );
    return rows.map(({ kind }) => kind);
  };
  const noticeOf = (kind: StageNotice['kind']) => app.em.findOneByOrFail(StageNotice, { stageId: intake.id, kind });

  it('that are more than a day late are passed over in silence', async () => {
    await notices.plan();
    expect((await noticeOf('opens')).announcedAt).not.toBeNull();
    expect(await told()).toEqual([]);
  });

  it('are made once, whether the job runs twice, ten times at once, or the sweep does it', async () => {
    await notices.plan();
    app.clock.moveTo('2026-02-22T00:00:00Z');
    const { id } = await noticeOf('closes-in-7-days');
    await Promise.all(Array.from({ length: 10 }, () => notices.announce(id)));
    await notices.announce(id);
    await notices.plan();
    expect(await told()).toEqual(['closes-in-7-days']);
  });

  it('are not made before their instant, even when the job comes early', async () => {
    await notices.plan();
    app.clock.moveTo('2026-02-21T23:59:59Z');
    await notices.announce((await noticeOf('closes-in-7-days')).id);
    expect(await told()).toEqual([]);
  });

  it('move with an extension, and what was announced of the old end is announced of the new one', async () => {
    await notices.plan();
    app.clock.moveTo('2026-02-22T00:00:00Z');
    await notices.plan();
    const reach = { nominationId: null, organisationId: null, submissionId: null };
    const extended = { ...reach, seenFrom: intake.closesAt, closesAt: at('2026-03-20T00:00:00Z'), document: '' };
    await app.nest
      .get(ExtensionsService)
      .extend(organizer, running.cycle.id, { ...extended, reason: 'Просьбы регионов' });
    expect((await noticeOf('closes')).dueAt).toEqual(at('2026-03-20T00:00:00Z'));
    expect((await noticeOf('closes-in-3-days')).dueAt).toEqual(at('2026-03-17T00:00:00Z'));
    for (const day of ['2026-03-01', '2026-03-13', '2026-03-17', '2026-03-19', '2026-03-20', '2026-03-21']) {
      app.clock.moveTo(`${day}T00:00:00Z`);
      await notices.plan();
    }
    expect(await told()).toEqual([
      'closes-in-7-days',
      'closes-in-7-days',
      'closes-in-3-days',
      'closes-in-1-day',
      'closes',
    ]);
  });
});
