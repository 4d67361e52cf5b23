import { beforeEach, describe, expect, it } from '@jest/globals';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { CrossReviewCommentsService } from '../../../../src/judging/cross-review-comments/cross-review-comments.service.js';
import { newId } from '../../../../src/platform/ids.js';
import { CapturedMail } from '../../../../src/platform/mail/captured-mail.entity.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import { given } from '../../../support/given.js';
import {
  allot,
  app,
  closesAt,
  codeOf,
  duties,
  entries,
  handIn,
  organizer,
  people,
  scene,
  useCrossReviews,
  year,
} from '../../../support/cross-review.js';
import { announce, deliver } from '../../../support/letters.js';

useCrossReviews();
beforeEach(() => scene());

describe('news', () => {
  const messages = (type: string) =>
    app.em.query<{ id: string }[]>(`SELECT id FROM outbox_message WHERE type = $1 AND payload::text ~ $2 ORDER BY id`, [
      type,
      [year.cycle.id, ...entries.map(({ id }) => id)].join('|'),
    ]);
  async function letters(type: string): Promise<{ to: string; text: string; subject: string }[]> {
    const all: { to: string; text: string; subject: string }[] = [];
    for (const { id } of await messages(type)) {
      await announce(app, id);
      for (const delivery of await app.em.findBy(Delivery, { messageId: id })) {
        await deliver(app, delivery.id);
        const mail = await app.em.findOneByOrFail(CapturedMail, { messageId: `<${delivery.id}@contest.example>` });
        all.push({ to: delivery.recipient, subject: delivery.subject, text: JSON.stringify(mail) });
      }
    }
    return all;
  }

  it('one letter for each person names the own entries and never those to review', async () => {
    const second = await given.submittedEntry(app.em, year, {
      nomination: year.nominations[1]!,
      organisation: await app.em.findOneByOrFail(Organisation, { id: entries[0]!.organisationId }),
      title: 'Вторая своя',
    });
    await allot();
    const all = await letters('cross-review.allotted');
    expect(all.map(({ to }) => to).sort()).toEqual(people.map(({ email }) => email).sort());
    const mine = all.find(({ to }) => to === people[0]!.email)!;
    expect(mine.subject).toContain('4 отзыва');
    for (const title of [entries[0]!.title, second.title]) expect(mine.text).toContain(title);
    for (const other of entries.slice(1)) expect(mine.text).not.toContain(other.title);
  });

  it('reminders before the close go to those who owe something, with how much', async () => {
    await allot();
    await handIn(1);
    await handIn(2, 1);
    const [stage] = await app.em.query(`SELECT id FROM stage WHERE cycle_id = $1 AND kind = 'cross-review'`, [
      year.cycle.id,
    ]);
    const payload = { stageId: stage.id, noticeKind: 'closes-in-3-days' };
    const id = newId();
    await app.em.insert(OutboxMessage, {
      id,
      type: 'stage.reminder',
      payload,
      createdAt: app.clock.now(),
      dispatchedAt: app.clock.now(),
    });
    await announce(app, id);
    const sent = await app.em.find(Delivery, { where: { messageId: id }, order: { recipient: 'ASC' } });
    expect(sent.map(({ recipient }) => recipient).sort()).toEqual(
      [0, 2, 3, 4, 5].map((index) => people[index]!.email).sort(),
    );
    expect(sent.find(({ recipient }) => recipient === people[2]!.email)!.subject).toContain('Остался 1 отзыв');
  });

  it('a nudge goes once a day, and not to those who are done', async () => {
    await allot();
    await handIn(1);
    const cycleId = year.cycle.id;
    await duties.nudge(organizer, cycleId, entries[0]!.id);
    expect(await codeOf(duties.nudge(organizer, cycleId, entries[0]!.id))).toBe('nudged-already');
    expect(await codeOf(duties.nudge(organizer, cycleId, entries[1]!.id))).toBe('action-not-allowed');
    expect((await letters('cross-review.nudged')).map(({ to }) => to)).toEqual([people[0]!.email]);
  });

  it('who dropped out is told once, however often it is looked for, and told again when excused', async () => {
    await allot();
    for (const index of [1, 2, 3, 4, 5]) await handIn(index);
    await duties.follow();
    expect(await messages('cross-review.dropped')).toHaveLength(0);
    app.clock.moveTo('2026-03-20T07:00:01Z');
    await Promise.all([duties.follow(), duties.follow()]);
    await duties.follow();
    const told = await letters('cross-review.dropped');
    expect(told.map(({ to }) => to)).toEqual([people[0]!.email]);
    expect(told[0]!.text).toContain('0 из 2');
    expect((await (await app.signIn(people[0]!.email)).get('/submissions')).body).toContain('выбыла');
    await duties.excuse(organizer, year.cycle.id, entries[0]!.id, 'Пожар');
    expect((await letters('cross-review.excused')).map(({ to }) => to)).toEqual([people[0]!.email]);
  });

  it('an excuse that is taken back is told with its reason, and with what follows from it', async () => {
    await allot();
    const cycleId = year.cycle.id;
    await handIn(1);
    await duties.excuse(organizer, cycleId, entries[0]!.id, 'Болезнь');
    await duties.takeBack(organizer, cycleId, entries[0]!.id, 'Освободили не ту заявку');
    const [early] = await letters('cross-review.excuse-taken-back');
    expect(early!.to).toBe(people[0]!.email);
    for (const words of ['Освободили не ту заявку', 'Нужно сдать 2 отзыва']) expect(early!.text).toContain(words);

    app.clock.moveTo('2026-03-20T07:00:01Z');
    await duties.excuse(organizer, cycleId, entries[2]!.id, 'Пожар');
    await duties.takeBack(organizer, cycleId, entries[2]!.id, 'Пожара не было');
    const late = (await letters('cross-review.excuse-taken-back')).find(({ to }) => to === people[2]!.email);
    for (const words of ['Пожара не было', 'выбыла из конкурса']) expect(late!.text).toContain(words);
    // The letter says it: nobody is told a second time that the entry dropped out.
    await duties.follow();
    expect((await letters('cross-review.dropped')).map(({ to }) => to).sort()).toEqual(
      [0, 3, 4, 5].map((index) => people[index]!.email).sort(),
    );
  });

  it('one letter tells that comments can be read, when all were decided about and the stage has closed', async () => {
    await allot();
    for (const index of entries.keys()) await handIn(index, 2, `Отзыв номер ${index}`);
    const comments = app.nest.get(CrossReviewCommentsService);
    const page = { state: 'all' as const, after: null, limit: 50 };
    const { rows } = await comments.list(organizer, year.cycle.id, page);
    const about = (index: number) =>
      rows.filter(({ submissionId }) => submissionId === entries[index]!.id).map(({ id }) => ({ id, version: 0 }));
    const decide = (verb: 'pass' | 'hold', seen: { id: string; version: number }[]) =>
      comments.moderate(organizer, year.cycle.id, { verb, reason: verb === 'hold' ? 'Грубость' : '', seen });
    await decide('pass', [...about(0), about(1)[0]!]);
    await decide('hold', about(2));
    await duties.follow();
    expect(await messages('cross-review.comments')).toEqual([]);
    app.clock.moveTo(closesAt);
    await Promise.all([duties.follow(), duties.follow()]);
    await duties.follow();
    const told = await letters('cross-review.comments');
    expect(told.map(({ to }) => to)).toEqual([people[0]!.email]);
    expect(told[0]!.text).not.toContain('Отзыв номер');
    await decide('hold', about(1).slice(1));
    await duties.follow();
    expect((await messages('cross-review.comments')).length).toBe(2);
  });
});
