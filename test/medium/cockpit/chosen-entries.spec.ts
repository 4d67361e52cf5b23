import { newId } from '../../../src/platform/ids.js';
import { OutboxMessage } from '../../../src/platform/outbox/outbox-message.entity.js';
import { Submission } from '../../../src/submissions/entries/submission.entity.js';
import { StaffConflict } from '../../../src/submissions/relations/staff-conflict.entity.js';
import { startApp, type Browser, type TestApp } from '../../support/app.js';
import { given, type GivenCycle } from '../../support/given.js';

/** Many entries and one verb: shown first, then each decided by itself. */
let app: TestApp;
let made: GivenCycle;
let browser: Browser;
let organizerId: string;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z', broken: ['register-is-unbroken'] });
  made = await given.cycle(app.em, {
    stages: {
      intake: ['2026-06-01T00:00:00Z', '2026-06-30T00:00:00Z'],
      screening: ['2026-06-01T00:00:00Z', '2026-07-20T00:00:00Z'],
    },
  });
  const { id, email } = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
  organizerId = id;
  browser = await app.signIn(email);
});
afterAll(() => app.close());

const path = () => `/cycles/${made.cycle.id}/screening-chosen`;
const chosen = ({ id }: { id: string }, seen = 'submitted 1') => `${id} ${seen}`;
const shownOf = (body: string) => /name="shown" value="(\w+)"/.exec(body)![1]!;
const stateOf = async (id: string) => (await app.em.findOneByOrFail(Submission, { id })).state;

async function entry(facts: Partial<Submission> = {}) {
  const organisation = await given.organisation(app.em);
  const user = await given.user(app.em, { memberOf: [organisation] });
  return { ...(await given.submittedEntry(app.em, made, { state: 'submitted', organisation, ...facts })), user };
}

it('shows what becomes of each, why one cannot, and the very letters; decides nothing before it is confirmed', async () => {
  const [one, other, over] = [await entry(), await entry(), await entry({ state: 'admitted' })];
  const asked = { verb: 'return', entry: [chosen(one), chosen(other), chosen(over)], reason: '' };
  const first = await browser.post(path(), asked);
  expect([first.statusCode, first.body.includes('name="confirm"'), first.body.includes('когда будет причина')]).toEqual(
    [200, false, true],
  );
  const shown = await browser.post(path(), { ...asked, reason: 'Нет приказа' });
  for (const words of [
    one.user.email,
    'Нет приказа',
    'возвращена на доработку',
    'Пока вы смотрели',
    '2 письма, 2 человека',
  ])
    expect(shown.body).toContain(words);
  expect(await stateOf(one.id)).toBe('submitted');
  const confirm = { ...asked, shown: shownOf(shown.body), confirm: '1' };
  const changed = await browser.post(path(), { ...confirm, reason: 'Другая причина' });
  expect([changed.body.includes('Причина изменилась'), await stateOf(one.id)]).toEqual([true, 'submitted']);
  const done = await browser.post(path(), { ...confirm, reason: 'Нет приказа' });
  expect([done.body.includes('Возвращены 2 заявки'), done.body.includes('1 заявка изменилась')]).toEqual([true, true]);
  expect(await Promise.all([one, other, over].map(({ id }) => stateOf(id)))).toEqual([
    'returned',
    'returned',
    'admitted',
  ]);
  const news = await app.em.findBy(OutboxMessage, { type: 'submission.returned' });
  expect(news.filter(({ payload }) => [one.id, other.id].includes(payload['submissionId'] as string))).toHaveLength(2);
});

it('what changed between the two pages is told and left alone; pressed twice it is done once', async () => {
  const [one, other] = [await entry(), await entry()];
  const asked = { verb: 'admit', entry: [chosen(one), chosen(other)], reason: '' };
  const shown = (await browser.post(path(), asked)).body;
  await app.em.update(Submission, other.id, {
    state: 'rejected',
    reason: 'Не практика',
    screenedById: organizerId,
    screenedAt: app.clock.now(),
  });
  const confirm = { ...asked, shown: shownOf(shown), confirm: '1' };
  const [first, second] = await Promise.all([browser.post(path(), confirm), browser.post(path(), confirm)]);
  const bodies = [first.body, second.body];
  expect(bodies.filter((body) => body.includes('Допущена 1 заявка'))).toHaveLength(1);
  for (const body of bodies) expect(body).toContain('Не практика');
  expect(await Promise.all([one, other].map(({ id }) => stateOf(id)))).toEqual(['admitted', 'rejected']);
  const records = await app.em.query<unknown[]>(
    "SELECT 1 FROM audit_record WHERE subject_id = $1 AND action = 'admit'",
    [one.id],
  );
  expect(records).toHaveLength(1);
});

it('an entry that is kept from the organizer is not told of, nor one of another cycle; who does not screen decides nothing', async () => {
  const [hidden, mine] = [await entry({ title: 'Тайная заявка' }), await entry()];
  const conflict = { id: newId(), userId: organizerId, submissionId: hidden.id, reason: 'Родня' };
  await app.em.insert(StaffConflict, { ...conflict, declaredById: organizerId, createdAt: app.clock.now() });
  const elsewhere = await given.submittedEntry(app.em, await given.cycle(app.em), {
    state: 'submitted',
    title: 'Чужая',
  });
  const asked = { verb: 'admit', entry: [chosen(hidden), chosen(mine), chosen(elsewhere)] };
  const { body } = await browser.post(path(), asked);
  expect([body.includes('Тайная'), body.includes('Чужая'), body.includes(mine.title)]).toEqual([false, false, true]);
  await browser.post(path(), { ...asked, shown: shownOf(body), confirm: '1' });
  expect(await stateOf(hidden.id)).toBe('submitted');
  const roles = [{ role: 'auditor' as const, cycleId: made.cycle.id }];
  const auditor = await app.signIn((await given.user(app.em, { roles })).email);
  expect((await auditor.post(path(), asked)).statusCode).toBe(403);
  expect((await auditor.get(`/cycles/${made.cycle.id}/screening`)).body).not.toContain('name="entry"');
});

it('nothing chosen says so; nonsense is refused', async () => {
  expect((await browser.post(path(), { verb: 'admit' })).body).toContain('Не выбрана ни одна заявка');
  expect((await browser.post(path(), { verb: 'admit', entry: 'x' })).statusCode).toBe(422);
});
