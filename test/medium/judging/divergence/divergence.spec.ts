import { actorOfUser } from '../../../../src/accounts/sign-in/identities.service.js';
import { RegulationEdition } from '../../../../src/cycles/editions/regulation-edition.entity.js';
import { getEdition } from '../../../../src/cycles/editions/editions.queries.js';
import { RegulationService } from '../../../../src/cycles/regulation/regulation.service.js';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import { plainRankingRule, type RankingRule } from '../../../../src/domain/ranking/ranking-rule.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { Divergence } from '../../../../src/judging/divergence/divergence.entity.js';
import { divergencesAstray } from '../../../../src/judging/divergence/divergences-astray.js';
import { DivergenceService } from '../../../../src/judging/divergence/divergence.service.js';
import { EvaluationsService } from '../../../../src/judging/writing/evaluations.service.js';
import type { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { SheetHistoryService } from '../../../../src/judging/history/sheet-history.service.js';
import { Evaluation } from '../../../../src/judging/sheets/evaluation.entity.js';
import { listSubmittedSheets } from '../../../../src/judging/sheets/sheets.queries.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { OutboxRelay } from '../../../../src/platform/outbox/outbox-relay.js';
import { Jobs } from '../../../../src/platform/jobs/jobs.js';
import type { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

const review: [string, string] = ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'];
const rankingRule = {
  ...plainRankingRule,
  divergence: { by: 'total' as const, above: '5', unit: 'points' as const, finish: 'third-is-final' as const },
};

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());

interface Scene extends GivenCycle {
  organizer: Person;
  browser: Browser;
  entry: Submission;
  experts: Expert[];
  others: Expert[];
}

/** An entry of two experts, and others who could be asked. */
async function scene(facts: { edition?: Partial<RegulationEdition>; others?: number } = {}): Promise<Scene> {
  const made = await given.cycle(app.em, { stages: { review }, edition: { rankingRule, ...facts.edition } });
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
  const entry = await given.submittedEntry(app.em, made);
  const experts = [await given.expert(app.em, made), await given.expert(app.em, made)];
  const others: Expert[] = [];
  for (let index = 0; index < (facts.others ?? 2); index += 1) others.push(await given.expert(app.em, made));
  for (const expert of experts) await given.assignment(app.em, expert, entry);
  const organizer = (await actorOfUser(app.db, user.id)) as Person;
  return { ...made, organizer, browser: await app.signIn(user.email), entry, experts, others };
}

const atOnce = { judgingRules: { extraExpert: 'at-once' as const } };

/** The expert hands in the sheet with the same points for every criterion; returns the news of it. */
async function handIn(made: Scene, expert: Expert, points: number, version = 0): Promise<OutboxMessage> {
  const assigned = await app.em.findOneByOrFail(Assignment, { expertId: expert.id, submissionId: made.entry.id });
  const scores = Object.fromEntries(made.criteria.map(({ id }) => [id, String(points)]));
  const actor = (await actorOfUser(app.db, expert.userId)) as Person;
  const sheet = await app.nest
    .get(EvaluationsService)
    .submit(actor, assigned.id, { version, scores, remarks: {}, note: '' });
  return newsOf('evaluation.submitted', 'evaluationId', sheet.id);
}

/** The last news of that kind about it. */
async function newsOf(type: string, key: string, id: string): Promise<OutboxMessage> {
  const news = await app.em.find(OutboxMessage, { where: { type }, order: { createdAt: 'ASC', id: 'ASC' } });
  return news.findLast(({ payload }) => payload[key] === id)!;
}

async function stateOf(made: Scene): Promise<string | null> {
  return (await app.em.findOneBy(Divergence, { submissionId: made.entry.id }))?.state ?? null;
}

async function sheetOf(made: Scene, expert: Expert): Promise<Evaluation> {
  const assignment = { expertId: expert.id, submissionId: made.entry.id };
  return app.em.findOneByOrFail(Evaluation, { assignment });
}

/** An edition with another rule; returns the news of it. */
async function amend(made: Scene, rule: RankingRule): Promise<OutboxMessage> {
  const { version } = await getEdition(app.em, made.cycle.id);
  const part = { version, rankingRule: rule, reason: 'Приказ' };
  await app.nest.get(RegulationService).amend(made.organizer, made.cycle.id, part);
  return newsOf('regulation.amended', 'cycleId', made.cycle.id);
}

const follow = (message: OutboxMessage) => app.nest.get(DivergenceService).follow(message.id);
const extras = (made: Scene) => app.em.findBy(Assignment, { submissionId: made.entry.id, kind: 'extra' });

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('sheets that differ too much', () => {
  it('ask for nobody while one is missing, and for one more expert at once when the last comes in', async () => {
    const made = await scene({ edition: atOnce });
    await follow(await handIn(made, made.experts[0]!, 2));
    expect(await extras(made)).toEqual([]);
    const last = await handIn(made, made.experts[1]!, 9);
    await follow(last);
    const [extra] = await extras(made);
    expect(made.others.map(({ id }) => id)).toContain(extra?.expertId);
    const news = (await app.em.findBy(OutboxMessage, { type: 'assignment.published' })).filter(
      ({ payload }) => payload['expertId'] === extra?.expertId,
    );
    expect(news).toHaveLength(1);
    expect(await app.em.findOneByOrFail(Divergence, { submissionId: made.entry.id })).toMatchObject({
      state: 'assigned',
      difference: '14',
      above: '5',
      criterionId: null,
    });
  });

  it('ask once, however often and at whatever moment the job runs', async () => {
    for (let round = 0; round < 4; round += 1) {
      const made = await scene({ edition: atOnce });
      const first = await handIn(made, made.experts[0]!, 1);
      const last = await handIn(made, made.experts[1]!, 10);
      await Promise.all([follow(first), follow(last), follow(last)]);
      await follow(last);
      expect(await extras(made)).toHaveLength(1);
    }
  });

  it('wait for the organizer’s word where the rules say so; two organizers ask for one', async () => {
    const made = await scene();
    await handIn(made, made.experts[0]!, 2);
    await follow(await handIn(made, made.experts[1]!, 9));
    expect(await extras(made)).toEqual([]);
    const board = `/cycles/${made.cycle.id}/evaluation?view=divergence`;
    const page = (await made.browser.get(board)).body;
    expect(page).toContain('14 в сумме, предел 5');
    expect(page).toContain('Назначить ещё одного');
    const give = () => app.nest.get(DivergenceService).give(made.organizer, made.cycle.id, made.entry.id);
    const outcomes = await Promise.all([codeOf(give()), codeOf(give())]);
    expect(outcomes.sort()).toEqual(['action-not-allowed', 'done']);
    expect(await extras(made)).toHaveLength(1);
    expect((await made.browser.get(board)).body).not.toContain('Назначить ещё одного');
  });

  it('are nobody’s fault when they lie within the limit', async () => {
    const made = await scene({ edition: atOnce });
    await handIn(made, made.experts[0]!, 7);
    await follow(await handIn(made, made.experts[1]!, 9));
    expect(await app.em.countBy(Divergence, { submissionId: made.entry.id })).toBe(0);
  });

  it('never go to one of the first, to a conflicted or full expert, and stay on the board when there is nobody', async () => {
    const made = await scene({ edition: atOnce, others: 0 });
    await given.expert(app.em, made, { regionCode: made.entry.regionCode });
    const full = await given.expert(app.em, made, { capacity: 1 });
    await given.assignment(app.em, full, await given.submittedEntry(app.em, made));
    await handIn(made, made.experts[0]!, 2);
    await follow(await handIn(made, made.experts[1]!, 9));
    expect(await extras(made)).toEqual([]);
    const answer = await made.browser.post(`/cycles/${made.cycle.id}/evaluation/divergence/${made.entry.id}`);
    expect([answer.statusCode, answer.body.includes('Экспертов не хватает')]).toEqual([409, true]);
  });

  it('prefer the least loaded of those who fit equally', async () => {
    const made = await scene({ edition: atOnce, others: 2 });
    await given.assignment(app.em, made.others[0]!, await given.submittedEntry(app.em, made));
    await handIn(made, made.experts[0]!, 2);
    await follow(await handIn(made, made.experts[1]!, 9));
    expect((await extras(made)).map(({ expertId }) => expertId)).toEqual([made.others[1]!.id]);
  });

  it('give the ranking the extra sheet as such', async () => {
    const made = await scene({ edition: atOnce, others: 1 });
    await handIn(made, made.experts[0]!, 2);
    await follow(await handIn(made, made.experts[1]!, 9));
    await follow(await handIn(made, made.others[0]!, 6));
    const sheets = await listSubmittedSheets(app.em, made.nomination.id);
    expect(sheets.filter(({ extra }) => extra).map(({ expertId }) => expertId)).toEqual([made.others[0]!.id]);
    expect(await extras(made)).toHaveLength(1);
  });

  it('are compared anew when the rule becomes another', async () => {
    const made = await scene();
    await follow(await handIn(made, made.experts[0]!, 6));
    await follow(await handIn(made, made.experts[1]!, 8));
    expect(await stateOf(made)).toBeNull();
    await follow(await amend(made, { ...rankingRule, divergence: { ...rankingRule.divergence, above: '3' } }));
    expect(await stateOf(made)).toBe('waiting');
    await follow(await amend(made, { ...rankingRule, divergence: null }));
    expect(await stateOf(made)).toBe('gone');
  });

  it('wait for nobody while one of them is being written again, and for one when it comes back as it was', async () => {
    const made = await scene();
    await follow(await handIn(made, made.experts[0]!, 2));
    await follow(await handIn(made, made.experts[1]!, 9));
    expect(await stateOf(made)).toBe('waiting');
    const sheet = await sheetOf(made, made.experts[0]!);
    await app.nest.get(SheetHistoryService).reopen(made.organizer, sheet.id, 'Ошибка в баллах');
    await follow(await newsOf('evaluation.reopened', 'evaluationId', sheet.id));
    expect(await stateOf(made)).toBe('gone');
    const { version } = await sheetOf(made, made.experts[0]!);
    await follow(await handIn(made, made.experts[0]!, 2, version));
    expect(await stateOf(made)).toBe('waiting');
  });

  it('wait for one again when the extra expert steps back', async () => {
    const made = await scene({ edition: atOnce, others: 1 });
    await follow(await handIn(made, made.experts[0]!, 2));
    await follow(await handIn(made, made.experts[1]!, 9));
    expect(await stateOf(made)).toBe('assigned');
    const extra = (await extras(made))[0]!;
    const actor = (await actorOfUser(app.db, made.others[0]!.userId)) as Person;
    await app.nest.get(EvaluationsService).recuse(actor, extra.id, 'Знаком с автором');
    await follow(await newsOf('assignment.recused', 'assignmentId', extra.id));
    expect(await stateOf(made)).toBe('waiting');
  });

  it('are found out where something else is kept than what follows from them', async () => {
    const made = await scene();
    await handIn(made, made.experts[0]!, 2);
    const news = await handIn(made, made.experts[1]!, 9);
    const astray = async (minutes: number) =>
      (await divergencesAstray(app.em, new Date(app.clock.now().getTime() + minutes * 60_000))).filter(
        (id) => id === made.entry.id,
      );
    expect([await astray(5), await astray(11)]).toEqual([[], [made.entry.id]]);
    await follow(news);
    expect(await astray(11)).toEqual([]);
  });

  it('are followed because the outbox asks for the job', async () => {
    const made = await scene();
    const message = await handIn(made, made.experts[0]!, 3);
    await app.nest.get(OutboxRelay).carryAll();
    const jobs = await app.nest.get(Jobs).queue('news').getJobs(['waiting']);
    const followed = jobs.filter(({ name }) => name === 'judging.compareSheets').flatMap((job) => job.data as object);
    expect(followed).toContainEqual({ messageIds: expect.arrayContaining([message.id]) as string[] });
  });
});
