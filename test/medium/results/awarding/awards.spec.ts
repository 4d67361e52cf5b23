import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../../src/platform/ids.js';
import { Award } from '../../../../src/results/awards/award.entity.js';
import { AwardsService } from '../../../../src/results/awarding/awards.service.js';
import { Meeting } from '../../../../src/results/meetings/meeting.entity.js';
import { MeetingsService } from '../../../../src/results/meetings/meetings.service.js';
import { ProtocolsService } from '../../../../src/results/protocols/protocols.service.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { startApp, type TestApp } from '../../../support/app.js';

import { codeOf } from '../../../support/decisions.js';
import { judgedYear, sitting, type JudgedYear } from '../../../support/judged-year.js';

let app: TestApp;
let judged: JudgedYear;
let year: JudgedYear['year'];
let entries: JudgedYear['entries'];
let organizer: JudgedYear['organizer'];
let chair: JudgedYear['chair'];
let emails: JudgedYear['emails'];
let rankings: RankingsService;
let meetings: MeetingsService;
let awards: AwardsService;
let protocols: ProtocolsService;

beforeAll(async () => {
  app = await startApp();
  rankings = app.nest.get(RankingsService);
  meetings = app.nest.get(MeetingsService);
  awards = app.nest.get(AwardsService);
  protocols = app.nest.get(ProtocolsService);
});
afterAll(() => app.close());

beforeEach(async () => {
  judged = await judgedYear(app);
  ({ year, entries, organizer, chair, emails } = judged);
});

describe('decisions', () => {
  it('need a ranking, a quorum, and a reason to pass over a better place', async () => {
    const few = await meetings.convene(organizer, year.cycle.id, { ...sitting, present: 4 });
    expect(await codeOf(awards.name(chair, judged.naming(few.id, 0)))).toBe('nothing-to-rank');
    await rankings.rank(organizer, year.nomination.id);
    expect(await codeOf(awards.name(chair, judged.naming(few.id, 0)))).toBe('no-quorum');
    const meeting = await meetings.convene(organizer, year.cycle.id, sitting);
    expect(await codeOf(awards.name(chair, judged.naming(meeting.id, 1)))).toBe('departure-needs-reason');
    expect(await codeOf(awards.name(chair, judged.naming(meeting.id, 1, 'Шире охват')))).toBe('done');
    expect(await codeOf(awards.name(chair, judged.naming(meeting.id, 0, '', ' ')))).toBe('reason-required');
  });

  it('have no protocol once their sitting turns out to have had no quorum', async () => {
    const meetingId = await judged.decided();
    const { version } = await app.em.findOneByOrFail(Meeting, { id: meetingId });
    await meetings.edit(organizer, meetingId, { ...sitting, present: 4, version });
    expect(await codeOf(protocols.drawUp(organizer, meetingId))).toBe('no-quorum');
    await meetings.edit(organizer, meetingId, { ...sitting, version: version + 1 });
    expect(await codeOf(protocols.drawUp(organizer, meetingId))).toBe('done');
  });

  it('are recorded by people of the body', async () => {
    const meetingId = await judged.decided();
    const auditor = await app.signIn(emails.auditor);
    const answer = await auditor.api('POST', `cycles/${year.cycle.id}/awards`, judged.naming(meetingId, 0));
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'not-a-member']);
  });

  it('of one nomination, made by two at once, leave one winner', async () => {
    await rankings.rank(organizer, year.nomination.id);
    const meeting = await meetings.convene(organizer, year.cycle.id, sitting);
    await Promise.all([
      awards.name(chair, judged.naming(meeting.id, 0)),
      awards.name(organizer, judged.naming(meeting.id, 1, 'Шире охват')),
    ]);
    const [row] = await app.em.query('SELECT count(*)::int AS n FROM award WHERE nomination_id = $1', [
      year.nomination.id,
    ]);
    expect(row.n).toBe(1);
  });

  it('are refused by SQL without a reason', async () => {
    const meetingId = await judged.decided();
    const [ranking] = await app.em.query('SELECT id FROM ranking WHERE nomination_id = $1', [year.nomination.id]);
    const insert = app.em.query(
      `INSERT INTO award (id, cycle_id, nomination_id, submission_id, outcome, reason, ranking_id, meeting_id,
                          decided_by_id, decided_at) VALUES ($1, $2, $3, $4, 'finalist', '', $5, $6, $7, now())`,
      [newId(), year.cycle.id, year.nomination.id, entries[1]!.id, ranking.id, meetingId, chair.userId],
    );
    await expect(insert).rejects.toThrow('award_has_reason');
  });

  it('recommends several entries together or, where one is refused, none', async () => {
    const meetingId = await judged.decided();
    const chosen = [
      { submissionId: entries[1]!.id, reason: 'Готова к внедрению' },
      { submissionId: entries[2]!.id, reason: ' ' },
    ];
    const place = { meetingId, nominationId: year.nomination.id };
    expect(await codeOf(awards.recommend(chair, { ...place, chosen }))).toBe('reason-required');
    const recommended = { nominationId: place.nominationId, outcome: 'recommended' as const };
    expect(await app.em.countBy(Award, recommended)).toBe(0);
    chosen[1]!.reason = 'Проверена в двух районах';
    await awards.recommend(chair, { ...place, chosen });
    expect(await app.em.countBy(Award, recommended)).toBe(2);
  });
});
