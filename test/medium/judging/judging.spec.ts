import { actorOfUser } from '../../../src/accounts/sign-in/identities.service.js';
import { User } from '../../../src/accounts/users/user.entity.js';
import type { Actor } from '../../../src/domain/kernel/actor.js';
import { Refusal } from '../../../src/domain/kernel/refusal.js';
import { Assignment } from '../../../src/judging/assignment/assignment.entity.js';
import { AssignmentsService } from '../../../src/judging/plans/assignments.service.js';
import { Conflict } from '../../../src/judging/conflicts/conflict.entity.js';
import { Evaluation } from '../../../src/judging/sheets/evaluation.entity.js';
import { DeskReader } from '../../../src/judging/desk/desk.reader.js';
import { EvaluationsService } from '../../../src/judging/writing/evaluations.service.js';
import { Expert } from '../../../src/judging/experts/expert.entity.js';
import { ConflictsService } from '../../../src/judging/conflicts/conflicts.service.js';
import { ExpertsService } from '../../../src/judging/experts/experts.service.js';
import { PlanTasks } from '../../../src/judging/plans/plan-tasks.service.js';
import { newId } from '../../../src/platform/ids.js';
import { OutboxMessage } from '../../../src/platform/outbox/outbox-message.entity.js';
import type { Submission } from '../../../src/submissions/entries/submission.entity.js';
import { startApp, type TestApp } from '../../support/app.js';
import { given, type GivenCycle } from '../../support/given.js';

type Person = Actor & { userId: string };
const review: [string, string] = ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'];

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

const personOf = async (userId: string) => (await actorOfUser(app.db, userId)) as Person;

async function jury(
  facts: { experts?: number; entries?: number } = {},
): Promise<GivenCycle & { organizer: Person; experts: Expert[]; entries: Submission[] }> {
  const made = await given.cycle(app.em, { stages: { review } });
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
  const experts: Expert[] = [];
  for (let index = 0; index < (facts.experts ?? 3); index += 1) experts.push(await given.expert(app.em, made));
  const entries: Submission[] = [];
  for (let index = 0; index < (facts.entries ?? 2); index += 1) entries.push(await given.submittedEntry(app.em, made));
  return { ...made, organizer: await personOf(user.id), experts, entries };
}

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('invitations to the jury', () => {
  it('the link shows, the button accepts, signs in and grants the role; a second press finds the link used', async () => {
    const { cycle, organizer } = await jury({ experts: 0, entries: 0 });
    await app.nest
      .get(ExpertsService)
      .invite(organizer, cycle.id, { email: 'New.Expert@example.org', name: 'Новиков Пётр' });
    const news = await app.em.findBy(OutboxMessage, { type: 'expert.invited' });
    const { LinkVault } = await import('../../../src/platform/secrets/link-vault.js');
    const token = await app.nest.get(LinkVault).read(app.em, news.at(-1)!.payload['expertId'] as string);
    const browser = app.guest();
    expect((await browser.get(`/judging/invitation/${token}`)).body).toContain('Новиков Пётр');
    expect(await app.em.countBy(Expert, { cycleId: cycle.id, state: 'invited' })).toBe(1);
    const accepted = await browser.post(`/judging/invitation/${token}/accept`);
    expect([accepted.statusCode, accepted.headers.location]).toEqual([303, '/judging']);
    expect((await browser.get('/judging')).statusCode).toBe(200);
    expect((await app.guest().get(`/judging/invitation/${token}`)).statusCode).toBe(410);
  });
});

describe('assignment', () => {
  it('is proposed, seen, and published once: two presses make one set of assignments and one piece of news an expert', async () => {
    const { cycle, organizer, experts } = await jury({ experts: 4, entries: 3 });
    const service = app.nest.get(AssignmentsService);
    const plan = await service.propose(organizer, cycle.id, { seed: 7 });
    expect(await app.em.countBy(Assignment, { planId: plan.id })).toBe(0);
    const outcomes = await Promise.all([
      codeOf(service.publish(organizer, plan.id)),
      codeOf(service.publish(organizer, plan.id)),
    ]);
    expect(outcomes.sort()).toEqual(['action-not-allowed', 'done']);
    expect(await app.em.countBy(Assignment, { planId: plan.id })).toBe(6);
    const news = (await app.em.findBy(OutboxMessage, { type: 'assignment.published' })).filter(
      ({ payload }) => payload['planId'] === plan.id,
    );
    expect(news).toHaveLength(new Set(plan.pairs.map(([, expert]) => expert)).size);
    expect(news.length).toBeLessThanOrEqual(experts.length);
  });

  it('says how many are missing when conflicts leave too few', async () => {
    const { cycle, organizer } = await jury({ experts: 1, entries: 1 });
    expect(await codeOf(app.nest.get(AssignmentsService).propose(organizer, cycle.id, { seed: 1 }))).toBe(
      'experts-short',
    );
  });

  it('of a conflicted pair is refused by the database: by region, by organisation, by declaration', async () => {
    const { experts, entries, ...made } = await jury({ experts: 1, entries: 1 });
    const entry = entries[0]!;
    const sameRegion = await given.expert(app.em, made, { regionCode: entry.regionCode });
    const sameOrganisation = await given.expert(app.em, made, { organisationId: entry.organisationId });
    const declared = experts[0]!;
    await app.em.insert(Conflict, {
      id: newId(),
      expertId: declared.id,
      submissionId: entry.id,
      source: 'declared',
      reason: '',
      createdAt: new Date(),
      declaredById: null,
    });
    for (const expert of [sameRegion, sameOrganisation, declared])
      await expect(given.assignment(app.em, expert, entry)).rejects.toThrow('conflict of interest');
  });

  it('and a conflict declared at the same moment never both stand', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { experts, entries } = await jury({ experts: 1, entries: 1 });
      const pair = { expertId: experts[0]!.id, submissionId: entries[0]!.id };
      const conflict = app.em.insert(Conflict, {
        id: newId(),
        ...pair,
        source: 'declared',
        reason: '',
        createdAt: new Date(),
        declaredById: null,
      });
      const settled = await Promise.allSettled([conflict, given.assignment(app.em, experts[0]!, entries[0]!)]);
      expect(settled.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(1);
      const both =
        (await app.em.countBy(Conflict, pair)) + (await app.em.countBy(Assignment, { ...pair, state: 'active' }));
      expect(both).toBe(1);
    }
  });
});

describe('a score sheet', () => {
  async function desk() {
    const made = await jury({ experts: 2, entries: 1 });
    const expert = made.experts[0]!;
    const assignment = await given.assignment(app.em, expert, made.entries[0]!);
    const scores = Object.fromEntries(made.criteria.map(({ id }) => [id, '8']));
    return {
      ...made,
      expert,
      assignment,
      scores,
      actor: await personOf(expert.userId),
      service: app.nest.get(EvaluationsService),
      reader: app.nest.get(DeskReader),
    };
  }
  const sheet = (scores: Record<string, string>, version = 0) => ({ version, scores, remarks: {}, note: '' });

  it('is saved, submitted, and then frozen for everybody, SQL included', async () => {
    const { service, actor, assignment, scores } = await desk();
    const saved = await service.save(actor, assignment.id, sheet(scores));
    const submitted = await service.submit(actor, assignment.id, sheet(scores, saved.version));
    expect(submitted.state).toBe('submitted');
    expect(await codeOf(service.save(actor, assignment.id, sheet({}, submitted.version)))).toBe('sheet-frozen');
    await expect(app.em.update(Evaluation, { id: submitted.id }, { scores: {} })).rejects.toThrow();
    await expect(app.em.delete(Evaluation, { id: submitted.id })).rejects.toThrow();
  });

  it('refuses a score off the scale, missing criteria, another window, and the time after the close', async () => {
    const { service, actor, assignment, scores, criteria } = await desk();
    const first = criteria[0]!.id;
    expect(await codeOf(service.save(actor, assignment.id, sheet({ [first]: '11' })))).toBe('score-off-scale');
    const saved = await service.save(actor, assignment.id, sheet({ [first]: '7' }));
    expect(await codeOf(service.submit(actor, assignment.id, sheet({ [first]: '7' }, saved.version)))).toBe(
      'sheet-incomplete',
    );
    expect(await codeOf(service.save(actor, assignment.id, sheet(scores, saved.version - 1)))).toBe('stale-edit');
    app.clock.moveTo(review[1]);
    expect(await codeOf(service.submit(actor, assignment.id, sheet(scores, saved.version)))).toBe('stage-closed');
  });

  it('begun twice at once is one sheet', async () => {
    const { service, actor, assignment, scores } = await desk();
    await Promise.allSettled([
      service.save(actor, assignment.id, sheet(scores)),
      service.save(actor, assignment.id, sheet(scores)),
    ]);
    expect(await app.em.countBy(Evaluation, { assignmentId: assignment.id })).toBe(1);
  });

  it('does not open, nor the entry, before conflicts of interest are declared', async () => {
    const { service, reader, actor, assignment, expert, scores } = await desk();
    await app.em.update(Expert, { id: expert.id }, { conflictsDeclaredAt: null });
    expect(await codeOf(reader.desk(actor, assignment.id))).toBe('conflicts-undeclared');
    expect(await codeOf(service.save(actor, assignment.id, sheet(scores)))).toBe('conflicts-undeclared');
    await app.nest.get(ConflictsService).declare(actor, expert.id, { submissionIds: [], reason: '' });
    expect(await codeOf(reader.desk(actor, assignment.id))).toBe('done');
  });

  it('of another expert does not exist, nor do the others’ scores', async () => {
    const { service, reader, assignment, actor, experts, entries, scores, criteria } = await desk();
    const other = await personOf(experts[1]!.userId);
    expect(await codeOf(reader.desk(other, assignment.id))).toBe('not-found');
    await given.sheet(
      app.em,
      { criteria },
      {
        expert: experts[1]!,
        entry: entries[0]!,
        points: [3, 3],
        remarks: { [criteria[0]!.id]: 'тайное замечание 5519' },
      },
    );
    await service.save(actor, assignment.id, sheet(scores));
    const { email } = await app.em
      .query('SELECT email FROM user_account WHERE id = $1', [actor.userId])
      .then(([row]: { email: string }[]) => row!);
    const browser = await app.signIn(email);
    for (const address of ['/judging', `/judging/${assignment.expertId}`, `/judging/desk/${assignment.id}`])
      expect((await browser.get(address)).body).not.toContain('5519');
  });

  it('vanishes at once when the expert steps back, and the pair is a conflict from then on', async () => {
    const { service, reader, actor, assignment, scores, entries, expert } = await desk();
    await service.save(actor, assignment.id, sheet(scores));
    await service.recuse(actor, assignment.id, 'Рецензировал эту практику');
    expect(await reader.queue(actor, expert.id)).toEqual([]);
    expect(await codeOf(reader.desk(actor, assignment.id))).toBe('not-found');
    await expect(given.assignment(app.em, expert, entries[0]!)).rejects.toThrow();
  });
});

describe('the score desk in the browser', () => {
  async function desk() {
    const made = await jury({ experts: 2, entries: 2 });
    const [expert, other] = made.experts as [Expert, Expert];
    const assignment = await given.assignment(app.em, expert, made.entries[0]!);
    return { ...made, expert, other, assignment, browser: await app.signIn(expert.user.email) };
  }

  it.each([
    ['autosave', { 'x-autosave': '1', accept: 'application/json, text/html' }],
    ['a form without scripts', {}],
  ])('answers a stale sheet of %s with both versions, and either can be kept', async (_how, headers) => {
    const { assignment, browser, criteria } = await desk();
    const [first, second] = criteria.map(({ id }) => id) as [string, string];
    const address = `/judging/desk/${assignment.id}`;
    const { form } = { form: /name="_csrf" value="([^"]+)"/.exec((await browser.get(address)).body)![1]! };
    const post = (fields: Record<string, string>) =>
      app.nest.inject({
        method: 'POST',
        url: address,
        cookies: browser.cookies,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...headers },
        payload: new URLSearchParams({ ...fields, _csrf: form, verb: 'save' }).toString(),
      });
    const saved = await post({ version: '0', [`score-${first}`]: '7', note: 'Сохранённая заметка' });
    expect([201, 303]).toContain(saved.statusCode);
    const stale = await post({
      version: '0',
      [`score-${first}`]: '9',
      [`remark-${second}`]: 'Опоздавшее «замечание»',
      note: 'Сохранённая заметка',
    });
    expect(stale.statusCode).toBe(409);
    expect(stale.headers['content-type']).toContain('text/html');
    const panel = /<section[^>]*data-conflict[\s\S]*<\/section>/.exec(stale.body)![0];
    expect(panel).toContain('<p class="l-pre">9</p>');
    expect(panel).toContain('<p class="l-pre">7</p>');
    expect(panel).toContain('Опоздавшее «замечание»');
    expect(panel).not.toContain('<p class="l-pre">Сохранённая заметка</p>');
    const hidden = Object.fromEntries(
      [...panel.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name!,
        value!,
      ]),
    );
    expect(panel).toContain(`href="${address}"`);
    const kept = await browser.post(address, hidden);
    expect([kept.statusCode, kept.headers.location]).toEqual([303, address]);
    expect(await app.em.findOneByOrFail(Evaluation, { assignmentId: assignment.id })).toMatchObject({
      scores: { [first]: '9' },
      remarks: { [second]: 'Опоздавшее «замечание»' },
      note: 'Сохранённая заметка',
    });
  });

  it('keeps what was typed when a score is off the scale', async () => {
    const { assignment, browser, criteria } = await desk();
    const answer = await browser.post(`/judging/desk/${assignment.id}`, {
      version: '0',
      verb: 'submit',
      [`score-${criteria[0]!.id}`]: '11',
      note: 'Моя заметка',
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('Моя заметка');
    expect(answer.body).toContain('«Эффект»: от 0 до 10, шаг 1.');
  });
});

describe('the programming interface of judging', () => {
  it('invites, plans and publishes for the organizer, and shows the jury without a single score', async () => {
    const { cycle, organizer, entries, experts } = await jury({ experts: 3, entries: 2 });
    const { email } = await app.em.findOneByOrFail(User, { id: organizer.userId });
    const browser = await app.signIn(email);
    const invited = await browser.api('POST', `cycles/${cycle.id}/experts`, {
      name: 'Седова Анна',
      email: `sedova${cycle.year}@example.org`,
    });
    expect([invited.statusCode, invited.json()]).toMatchObject([201, { state: 'invited', capacity: 30 }]);
    const again = await browser.api('POST', `cycles/${cycle.id}/experts`, {
      name: 'Седова Анна',
      email: `sedova${cycle.year}@example.org`,
    });
    expect([again.statusCode, again.json().code]).toEqual([409, 'already-exists']);
    const home = `cycles/${cycle.id}/assignment-plans`;
    const computed = async () => {
      const asked = await browser.api('POST', home, { seed: 7 });
      expect(asked.statusCode).toBe(202);
      await app.nest.get(PlanTasks).compute(asked.json().id);
      const { planId } = (await browser.api('GET', `${home}/tasks/${asked.json().id}`)).json() as { planId: string };
      return (await browser.api('GET', `${home}/${planId}`)).json() as { id: string; pairs: object[] };
    };
    const first = await computed();
    expect((await computed()).pairs).toEqual(first.pairs);
    const published = await browser.api('POST', `${home}/${first.id}/publish`);
    expect([published.statusCode, published.json().state]).toEqual([200, 'published']);
    const twice = await browser.api('POST', `${home}/${first.id}/publish`);
    expect([twice.statusCode, twice.json().code]).toEqual([409, 'action-not-allowed']);
    expect((await browser.api('GET', home)).json().items).toHaveLength(2);
    expect(await app.em.countBy(Assignment, { planId: first.id })).toBe(2 * entries.length);
    const list = (await browser.api('GET', `cycles/${cycle.id}/experts`)).json() as { items: { assigned: number }[] };
    expect(list.items.map(({ assigned }) => assigned).reduce((sum, one) => sum + one, 0)).toBe(2 * entries.length);
    expect(JSON.stringify(list)).not.toContain('score');
    const expert = await app.signIn(experts[0]!.user.email);
    for (const address of ['experts', 'assignment-plans'])
      expect((await expert.api('GET', `cycles/${cycle.id}/${address}`)).statusCode).toBe(403);
  });

  it('lets an expert read, save, submit and step back; of others it shows nothing', async () => {
    const made = await jury({ experts: 2, entries: 2 });
    const [expert, other] = made.experts as [Expert, Expert];
    const { id } = await given.assignment(app.em, expert, made.entries[0]!);
    const second = await given.assignment(app.em, expert, made.entries[1]!);
    await given.sheet(app.em, made, {
      expert: other,
      entry: made.entries[0]!,
      points: [3, 3],
      remarks: { [made.criteria[0]!.id]: 'тайное замечание 5519' },
    });
    const browser = await app.signIn(expert.user.email);
    const queue = (await browser.api('GET', 'evaluations')).json() as { items: { assignmentId: string }[] };
    expect(queue.items.map(({ assignmentId }) => assignmentId)).toEqual([id, second.id]);
    const read = await browser.api('GET', `evaluations/${id}`);
    expect([read.statusCode, read.headers.etag]).toEqual([200, '"0"']);
    expect(read.json()).toMatchObject({
      state: 'draft',
      scores: {},
      entry: { registerNumber: made.entries[0]!.registerNumber, answers: { title: made.entries[0]!.title } },
      criteria: made.criteria.map((criterion) => ({ id: criterion.id, scaleMax: '10' })),
    });
    expect(read.body + JSON.stringify(queue)).not.toContain('5519');
    const scores = Object.fromEntries(made.criteria.map((criterion) => [criterion.id, '8']));
    const save = (body: object, headers: Record<string, string>) =>
      browser.api('PUT', `evaluations/${id}`, body, { headers });
    expect((await save({ scores }, {})).json().code).toBe('precondition-required');
    const saved = await save({ scores, note: 'Для себя' }, { 'if-match': '"0"' });
    expect([saved.statusCode, saved.json()]).toMatchObject([200, { scores, note: 'Для себя' }]);
    expect((await save({ scores: {} }, { 'if-match': '"0"' })).json()).toMatchObject({
      status: 409,
      code: 'stale-edit',
      theirs: { scores },
    });
    const submitted = await browser.api('POST', `evaluations/${id}/submit`);
    expect([submitted.statusCode, submitted.json().state]).toEqual([200, 'submitted']);
    expect((await save({ scores: {} }, { 'if-match': saved.headers.etag as string })).json().code).toBe('sheet-frozen');
    expect((await browser.api('POST', `evaluations/${second.id}/submit`)).json().code).toBe('sheet-incomplete');
    expect((await browser.api('POST', `evaluations/${second.id}/recuse`, {})).json().code).toBe('reason-required');
    const recused = await browser.api('POST', `evaluations/${second.id}/recuse`, { reason: 'Работал с авторами' });
    expect([recused.statusCode, recused.body]).toEqual([204, '']);
    expect((await browser.api('GET', `evaluations/${second.id}`)).statusCode).toBe(404);
    const stranger = await app.signIn(other.user.email);
    expect((await stranger.api('GET', `evaluations/${id}`)).statusCode).toBe(404);
    expect((await stranger.api('PUT', `evaluations/${id}`, {}, { headers: { 'if-match': '"1"' } })).statusCode).toBe(
      404,
    );
  });

  it('obeys the scopes of a token', async () => {
    const { experts, entries } = await jury({ experts: 1, entries: 1 });
    const { id } = await given.assignment(app.em, experts[0]!, entries[0]!);
    const browser = await app.signIn(experts[0]!.user.email);
    const page = await browser.post('/account/tokens', { name: 'Чтение', scopes: 'judging:read', days: '30' });
    const token = /id="token">([^<]+)</.exec(page.body)![1]!;
    expect((await app.guest().api('GET', `evaluations/${id}`, undefined, { token })).statusCode).toBe(200);
    const refused = await app
      .guest()
      .api('PUT', `evaluations/${id}`, { scores: {} }, { token, headers: { 'if-match': '"0"' } });
    expect([refused.statusCode, refused.json()]).toMatchObject([
      403,
      { code: 'scope-missing', scope: 'judging:write' },
    ]);
  });
});
