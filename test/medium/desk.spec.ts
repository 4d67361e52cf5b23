import { actorOfUser } from '../../src/accounts/identities.service.js';
import { RegulationEdition } from '../../src/cycles/regulation-edition.entity.js';
import type { Actor } from '../../src/domain/actor.js';
import { contentHash } from '../../src/domain/canonical.js';
import type { JudgingRules } from '../../src/domain/judging-rules.js';
import { plainRankingRule, type RankingRule } from '../../src/domain/ranking-rule.js';
import { Refusal } from '../../src/domain/refusal.js';
import { revisionContent } from '../../src/domain/submission-revision.js';
import { Assignment } from '../../src/judging/assignment.entity.js';
import { Evaluation } from '../../src/judging/evaluation.entity.js';
import { EvaluationVersion } from '../../src/judging/evaluation-version.entity.js';
import { DeskReader } from '../../src/judging/desk.reader.js';
import { EvaluationsService } from '../../src/judging/evaluations.service.js';
import type { Expert } from '../../src/judging/expert.entity.js';
import { SheetHistoryService } from '../../src/judging/sheet-history.service.js';
import { SheetRestorationApproval } from '../../src/judging/sheet-restoration-approval.entity.js';
import { TrainingService } from '../../src/judging/training.service.js';
import { newId, sha256 } from '../../src/platform/ids.js';
import { OutboxMessage } from '../../src/platform/outbox/outbox-message.entity.js';
import { SubmissionRevision } from '../../src/submissions/submission-revision.entity.js';
import { Submission } from '../../src/submissions/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../support/app.js';
import { given } from '../support/given.js';

type Person = Actor & { userId: string };
const review: [string, string] = ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'];

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

const personOf = async (userId: string) => (await actorOfUser(app.db, userId)) as Person;
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

interface Facts {
  experts?: number;
  entries?: number;
  criteria?: { title: string; weight?: string }[];
  judging?: Partial<JudgingRules>;
  rule?: (ids: string[]) => Partial<RankingRule>;
}

/** A jury at work: experts with one assignment of each entry, and two organizers. */
async function jury({ experts: count = 2, entries: many = 1, criteria, judging = {}, rule }: Facts = {}) {
  const made = await given.cycle(app.em, {
    stages: { review },
    ...(criteria && { criteria }),
    edition: { judgingRules: judging },
  });
  if (rule) {
    const rankingRule = { ...plainRankingRule, ...rule(made.criteria.map(({ id }) => id)) };
    await app.em.update(RegulationEdition, { id: made.edition.id }, { rankingRule });
  }
  const roles = [{ role: 'organizer' as const, cycleId: made.cycle.id }];
  const organizer = await given.user(app.em, { roles });
  const second = await given.user(app.em, { roles });
  const experts: Expert[] = [];
  for (let index = 0; index < count; index += 1) experts.push(await given.expert(app.em, made));
  const entries: Submission[] = [];
  for (let index = 0; index < many; index += 1) entries.push(await given.submittedEntry(app.em, made));
  const assignments: Assignment[][] = [];
  for (const expert of experts) {
    const own: Assignment[] = [];
    for (const entry of entries) own.push(await given.assignment(app.em, expert, entry));
    assignments.push(own);
  }
  const scores = Object.fromEntries(made.criteria.map(({ id }) => [id, '8']));
  return {
    ...made,
    organizer: await personOf(organizer.id),
    second: await personOf(second.id),
    organizerMail: organizer.email,
    experts,
    entries,
    assignments,
    actors: await Promise.all(experts.map(({ userId }) => personOf(userId))),
    scores,
    first: assignments[0]![0]!,
  };
}

const input = (scores: Record<string, string>, rest: object = {}) => ({
  version: 0,
  scores,
  remarks: {},
  note: '',
  ...rest,
});
const evaluations = () => app.nest.get(EvaluationsService);
const history = () => app.nest.get(SheetHistoryService);
const sheetOf = (assignment: Assignment) => app.em.findOneByOrFail(Evaluation, { assignmentId: assignment.id });

describe('criteria of all kinds', () => {
  const criteria = ['Эффект', 'Зрелость', 'Есть согласие', 'Впечатление'].map((title) => ({ title }));
  const rule = ([, level, pass, words]: string[]): Partial<RankingRule> => ({
    cannotJudge: 'leave-out',
    kinds: {
      [level!]: {
        kind: 'levels',
        levels: [
          { label: 'Высокая', points: '10' },
          { label: 'Низкая', points: '2' },
        ],
      },
      [pass!]: { kind: 'pass-fail', gate: 'any' },
      [words!]: { kind: 'information' },
    },
  });

  it('are shown as points, levels, yes or no and words, and submitted as such', async () => {
    const { first, experts, criteria: rows } = await jury({ criteria, rule });
    const browser = await app.signIn(experts[0]!.user.email);
    const address = `/judging/desk/${first.id}`;
    const { body } = await browser.get(address);
    const [effect, level, pass, words] = rows.map(({ id }) => id) as [string, string, string, string];
    expect(body).toContain(`name="score-${level}" value="10" data-word="10"`);
    expect(body).toContain(`name="score-${pass}" value="0" data-word="нет"`);
    expect(body).not.toContain(`name="score-${words}"`);
    expect(body).toContain(`name="remark-${words}"`);
    expect(body.match(/data-cannot/g)).toHaveLength(3);
    expect(body).not.toContain(`name="cannot-${words}"`);
    const off = await browser.post(address, { version: '0', verb: 'save', [`score-${level}`]: '5' });
    expect(off.statusCode).toBe(422);
    const sent = await browser.post(address, {
      version: '0',
      verb: 'submit',
      [`score-${level}`]: '10',
      [`score-${pass}`]: '0',
      [`cannot-${effect}`]: '1',
      [`remark-${words}`]: 'Живая команда',
    });
    expect(sent.statusCode).toBe(303);
    expect(await sheetOf(first)).toMatchObject({
      state: 'submitted',
      scores: { [level]: '10', [pass]: '0' },
      cannotJudge: [effect],
      remarks: { [words]: 'Живая команда' },
    });
  });

  it('through the programming interface carry their kinds; an inability is refused where nothing foresees it', async () => {
    const { first, experts, criteria: rows } = await jury({ criteria, rule: (ids) => ({ kinds: rule(ids).kinds! }) });
    const browser = await app.signIn(experts[0]!.user.email);
    const read = (await browser.api('GET', `evaluations/${first.id}`)).json();
    expect(read.cannotJudgeAllowed).toBe(false);
    expect(read.criteria.map(({ kind }: { kind: { kind: string } }) => kind.kind)).toEqual([
      'numeric',
      'levels',
      'pass-fail',
      'information',
    ]);
    const body = { cannotJudge: [rows[0]!.id] };
    const refused = await browser.api('PUT', `evaluations/${first.id}`, body, { headers: { 'if-match': '"0"' } });
    expect([refused.statusCode, refused.json().code]).toEqual([422, 'cannot-judge-not-foreseen']);
  });

  it('too fine for buttons take a number that is typed', async () => {
    const { first, experts, criteria: rows } = await jury();
    await app.em.query('UPDATE criterion SET scale_max = 100 WHERE id = $1', [rows[0]!.id]);
    const browser = await app.signIn(experts[0]!.user.email);
    const { body } = await browser.get(`/judging/desk/${first.id}`);
    expect(body).toMatch(new RegExp(`name="score-${rows[0]!.id}" value="" data-points`));
    const kept = await browser.post(`/judging/desk/${first.id}`, {
      version: '0',
      verb: 'save',
      [`score-${rows[0]!.id}`]: '97',
    });
    expect(kept.statusCode).toBe(303);
    expect((await sheetOf(first)).scores).toEqual({ [rows[0]!.id]: '97' });
  });

  it('are set by the organizer; frozen ones only by a new edition with a reason, and the regulation page keeps them', async () => {
    const { cycle, criteria: rows, organizerMail, edition } = await jury();
    const browser = await app.signIn(organizerMail);
    const address = `/cycles/${cycle.id}/criteria/${rows[0]!.id}/kind`;
    const fields = { kind: 'levels', named: '10 Высокий\n0 Низкий' };
    expect((await browser.post(address, fields)).statusCode).toBe(409);
    expect((await browser.post(address, { ...fields, reason: 'Так решил комитет' })).statusCode).toBe(303);
    const put = await browser.api('PUT', `cycles/${cycle.id}/criteria/${rows[1]!.id}/kind`, {
      kind: { kind: 'pass-fail', gate: 'majority' },
      reason: 'И это тоже',
    });
    expect([put.statusCode, put.json().kind]).toEqual([200, { kind: 'pass-fail', gate: 'majority' }]);
    const editions = await app.em.find(RegulationEdition, { where: { cycleId: cycle.id }, order: { number: 'ASC' } });
    expect(editions.map(({ number, rankingRule }) => [number, Object.keys(rankingRule.kinds ?? {}).length])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
    expect(editions[0]!.id).toBe(edition.id);
    const page = await browser.get(`/cycles/${cycle.id}/criteria`);
    expect(page.body).toContain('Высокий');
    const regulation = await browser.post(`/cycles/${cycle.id}/regulation`, {
      protocolNumber: '9',
      protocolOn: '',
      reviewsPerEntry: '2',
      revisionWorkingDays: '5',
      quorum: 'majority',
      aggregate: 'mean-per-criterion-then-weighted-sum',
      minSheets: '1',
      roundCriterionMeanTo: '',
      roundTotalTo: '',
      tie1: 'share',
      reason: 'Другая причина',
    });
    expect(regulation.statusCode).toBe(303);
    const latest = await app.em.findOneByOrFail(RegulationEdition, { cycleId: cycle.id, number: 4 });
    expect(Object.keys(latest.rankingRule.kinds ?? {})).toHaveLength(2);
  });

  it('weigh on the desk what the rule gives the nomination', async () => {
    const { first, experts, criteria: rows, nomination } = await jury();
    const weights = { [rows[0]!.id]: '3', [rows[1]!.id]: '0' };
    const rankingRule = { ...plainRankingRule, weightSets: [{ nomination: nomination.code, weights }] };
    await app.em.update(RegulationEdition, { cycleId: nomination.cycleId }, { rankingRule });
    const browser = await app.signIn(experts[0]!.user.email);
    const { body } = await browser.get(`/judging/desk/${first.id}`);
    expect([...body.matchAll(/data-weight="([^"]+)"/g)].map(([, weight]) => weight)).toEqual(['3', '0']);
    expect(body).toMatch(/data-sum>0<\/strong> <small>из 30</);
  });
});

describe('remarks that the rules ask for', () => {
  it('are demanded at the ends of the scale when the sheet is submitted, never when it is saved', async () => {
    const sheet = { remarks: 'at-the-ends' as const, remarkLength: 12, training: false };
    const { first, experts, criteria } = await jury({ judging: { sheet } });
    const [a, b] = criteria.map(({ id }) => id) as [string, string];
    const browser = await app.signIn(experts[0]!.user.email);
    const address = `/judging/desk/${first.id}`;
    expect((await browser.get(address)).body).toContain('замечание от 12 знаков');
    const scores = { [`score-${a}`]: '10', [`score-${b}`]: '5' };
    expect((await browser.post(address, { version: '0', verb: 'save', ...scores })).statusCode).toBe(303);
    const { version } = await sheetOf(first);
    const short = await browser.post(address, {
      version: String(version),
      verb: 'submit',
      ...scores,
      [`remark-${a}`]: 'коротко',
    });
    expect([short.statusCode, short.body]).toEqual([422, expect.stringContaining('замечание от 12 знаков: Эффект')]);
    expect(short.body).toContain('коротко');
    const fields = { ...scores, [`remark-${a}`]: 'Подтверждено отчётом' };
    expect((await browser.post(address, { version: String(version), verb: 'submit', ...fields })).statusCode).toBe(303);
  });
});

describe('two windows of one sheet', () => {
  it('are not in each other’s way when they say the same', async () => {
    const { first, actors, scores, criteria } = await jury();
    const saved = await evaluations().save(actors[0]!, first.id, input(scores, { note: 'Одно и то же' }));
    const again = await evaluations().save(actors[0]!, first.id, input(scores, { note: 'Одно и то же' }));
    expect(again.scores).toEqual(saved.scores);
    const other = input({ ...scores, [criteria[0]!.id]: '3' }, { note: 'Одно и то же' });
    expect(await codeOf(evaluations().save(actors[0]!, first.id, other))).toBe('stale-edit');
    expect(await codeOf(evaluations().submit(actors[0]!, first.id, input(scores, { note: 'Одно и то же' })))).toBe(
      'done',
    );
  });
});

describe('stepping back', () => {
  it('and submitting at the same moment never both happen', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { first, actors, scores } = await jury({ experts: 1 });
      await evaluations().save(actors[0]!, first.id, input({}));
      const { version } = await sheetOf(first);
      const outcomes = await Promise.all([
        codeOf(evaluations().submit(actors[0]!, first.id, input(scores, { version }))),
        codeOf(evaluations().recuse(actors[0]!, first.id, 'Знаком с авторами')),
      ]);
      const { state } = await app.em.findOneByOrFail(Assignment, { id: first.id });
      expect([outcomes.filter((code) => code === 'done').length, state === 'recused']).toEqual([
        1,
        (await sheetOf(first)).state !== 'submitted',
      ]);
    }
  });
});

describe('the queue', () => {
  it('is searched by number and by word, without scripts', async () => {
    const { experts, entries } = await jury({ entries: 3 });
    const browser = await app.signIn(experts[0]!.user.email);
    const [one, two] = entries as [Submission, Submission];
    const address = `/judging/${experts[0]!.id}`;
    const byNumber = (await browser.get(`${address}?q=${encodeURIComponent(one.registerNumber!.toLowerCase())}`)).body;
    expect(byNumber).toContain(one.registerNumber);
    expect(byNumber).not.toContain(two.registerNumber);
    const byWord = (await browser.get(`${address}?q=${encodeURIComponent(two.title.toUpperCase())}`)).body;
    expect(byWord).toContain(two.registerNumber);
    expect(byWord).not.toContain(one.registerNumber);
    expect((await browser.get(`${address}?q=nothing`)).body).toContain('Такой заявки в вашей очереди нет');
  });

  it('tells how long the rest takes by the own median, from three sheets on', async () => {
    const { experts, assignments, actors, scores } = await jury({ entries: 5 });
    const browser = await app.signIn(experts[0]!.user.email);
    const address = `/judging/${experts[0]!.id}`;
    for (const [index, minutes] of [10, 20, 90].entries()) {
      expect((await browser.get(address)).body).not.toContain('осталось около');
      const at = new Date(`2026-06-1${index + 1}T09:00:00Z`);
      app.clock.moveTo(at.toISOString());
      const { id } = assignments[0]![index]!;
      const saved = await evaluations().save(actors[0]!, id, input(scores));
      app.clock.moveTo(new Date(at.getTime() + minutes * 60_000).toISOString());
      await evaluations().submit(actors[0]!, id, input(scores, { version: saved.version }));
    }
    expect((await browser.get(address)).body).toContain('осталось около 40 мин');
  });
});

/** The entry is corrected by its authors while it is being judged. */
async function revise(entry: Submission, title: string): Promise<void> {
  const before = await app.em.findOneByOrFail(SubmissionRevision, { id: entry.revisionId! });
  const { id: _id, contentHash: _hash, submittedById: _by, submission: _of, ...rest } = before;
  const content = { ...rest, number: 2, title, answers: { ...before.answers, title, idea: 'Новые слова 7731' } };
  const id = newId();
  await app.em.query(
    `UPDATE form_version SET fields = fields || '[{"id": "idea", "type": "textarea", "label": {"ru": "Решение"}}]' WHERE id = $1`,
    [before.formVersionId],
  );
  await app.em.insert(SubmissionRevision, {
    ...content,
    id,
    contentHash: contentHash(revisionContent(content), sha256),
    submittedById: null,
  });
  await app.em.insert(OutboxMessage, {
    id: newId(),
    type: 'submission.submitted',
    payload: { submissionId: entry.id, revision: 2 },
    createdAt: app.clock.now(),
    dispatchedAt: app.clock.now(),
  });
  await app.em.update(Submission, { id: entry.id }, { revisionId: id, revisions: 2, title, answers: content.answers });
}

describe('a newer revision', () => {
  it('is announced on the desk, shown with what changed, and taken over by a draft alone', async () => {
    const { first, experts, entries, actors, scores } = await jury();
    const saved = await evaluations().save(actors[0]!, first.id, input(scores));
    const browser = await app.signIn(experts[0]!.user.email);
    expect((await browser.get(`/judging/desk/${first.id}/changes`)).statusCode).toBe(404);
    await revise(entries[0]!, `${entries[0]!.title} заново`);
    expect((await browser.get(`/judging/desk/${first.id}`)).body).toContain('Есть редакция 2, вы оцениваете 1.');
    const changes = await browser.get(`/judging/desk/${first.id}/changes`);
    expect(changes.body).toContain('<ins>Новые слова 7731</ins>');
    expect(changes.body).toContain('<ins> заново</ins>');
    expect((await browser.post(`/judging/desk/${first.id}/changes`)).statusCode).toBe(303);
    const taken = await sheetOf(first);
    expect([taken.scores, taken.revisionId === saved.revisionId]).toEqual([scores, false]);
    expect((await browser.get(`/judging/desk/${first.id}`)).body).toContain('Новые слова 7731');
    await evaluations().submit(actors[0]!, first.id, input(scores, { version: taken.version }));
    expect(await codeOf(evaluations().takeNewer(actors[0]!, first.id))).toBe('sheet-frozen');
  });
});

describe("the applicant's own points", () => {
  it('stay out of every door until the own sheet is handed in, and stand apart from then on', async () => {
    const made = await jury({ entries: 0 });
    const [criterion] = made.criteria;
    await app.em.query(
      `UPDATE form_version SET fields = fields || '[{"id": "own", "type": "number", "label": {"ru": "Своя оценка"}}]' WHERE id = $1`,
      [made.form.id],
    );
    await app.em.query('UPDATE regulation_edition SET entry_facts = $1 WHERE cycle_id = $2', [
      JSON.stringify({ self: { [criterion!.id]: 'own' } }),
      made.cycle.id,
    ]);
    const entry = await given.submittedEntry(app.em, made, { answers: { own: '9.875' } });
    const assignment = await given.assignment(app.em, made.experts[0]!, entry);
    const browser = await app.signIn(made.experts[0]!.user.email);
    const doors = [
      `/judging/desk/${assignment.id}`,
      `/judging/${made.experts[0]!.id}`,
      `/api/v1/evaluations/${assignment.id}`,
    ];
    const seen = async () =>
      (await Promise.all(doors.map((door) => browser.get(door)))).map(({ body }) => body).join('\n');
    expect(await seen()).not.toMatch(/9[.,]875|Своя оценка/);
    const scores = Object.fromEntries(made.criteria.map(({ id }) => [id, '5']));
    await evaluations().save(made.actors[0]!, assignment.id, input(scores));
    expect(await seen()).not.toMatch(/9[.,]875/);
    await evaluations().submit(made.actors[0]!, assignment.id, input(scores, { version: 1 }));
    expect(await seen()).toMatch(/Самооценка заявителя[\s\S]*9[.,]875/);
    const api = (await browser.get(`/api/v1/evaluations/${assignment.id}`)).json();
    expect([api.selfScores, api.entry.answers.own]).toEqual([{ [criterion!.id]: '9.875' }, undefined]);
  });
});

describe('judging blind', () => {
  const secrets = ['Секретное ведомство 4417', 'Башкортостан', 'Тайная Мария 9052', 'Отчёт 9052.pdf'];

  async function blindDesk(blind: JudgingRules['blind']) {
    const made = await jury({ judging: { blind }, entries: 0 });
    const owner = await given.organisation(app.em, { name: `Секретное ведомство 4417 ${made.cycle.year}` });
    await given.user(app.em, { name: `Тайная Мария 9052`, memberOf: [owner] });
    await app.em.query(
      `UPDATE form_version SET fields = fields ||
        '[{"id": "idea", "type": "textarea", "label": {"ru": "Решение"}}, {"id": "head", "type": "text", "label": {"ru": "Руководитель"}, "about": "people"},
          {"id": "papers", "type": "files", "label": {"ru": "Файлы"}}]' WHERE id = $1`,
      [made.form.id],
    );
    const fileId = newId();
    const entry = await given.submittedEntry(app.em, made, {
      organisation: owner,
      title: `Практика: ${owner.name}`,
      answers: {
        idea: `${owner.name.toUpperCase()}, Республика Башкортостан, Тайная Мария 9052`,
        head: 'Тайная Мария 9052',
        papers: [
          { id: fileId, name: 'Отчёт 9052.pdf', mediaType: 'application/pdf', bytes: 12345, sha256: 'a'.repeat(64) },
        ],
      },
    });
    const assignment = await given.assignment(app.em, made.experts[0]!, entry);
    return { ...made, entry, fileId, owner, assignment, browser: await app.signIn(made.experts[0]!.user.email) };
  }
  const doors = ({ experts, assignment }: { experts: Expert[]; assignment: Assignment }) => [
    `/judging/desk/${assignment.id}`,
    `/judging/desk/${assignment.id}/recuse`,
    `/judging/${experts[0]!.id}`,
    `/judging/${experts[0]!.id}/conflicts`,
    `/judging/${experts[0]!.id}/finish`,
    '/judging',
    '/api/v1/evaluations',
    `/api/v1/evaluations/${assignment.id}`,
  ];
  const everything = async (browser: Browser, addresses: string[]) => {
    const answers = await Promise.all(addresses.map((address) => browser.get(address)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(addresses.map(() => 200));
    return answers.map(({ body, headers }) => body + JSON.stringify(headers)).join('\n');
  };

  it('hides organisation, region, people and files through every door of the expert', async () => {
    const made = await blindDesk(['organisation', 'region', 'people', 'files']);
    const seen = await everything(made.browser, doors(made));
    for (const secret of [...secrets, made.owner.id, '12345'])
      expect(seen.toLowerCase()).not.toContain(secret.toLowerCase());
    expect(seen).toContain('Файл 1');
    for (const address of [`/submissions/${made.entry.id}`, `/api/v1/submissions/${made.entry.id}`])
      expect((await made.browser.get(address)).statusCode).toBe(404);
  });

  it('hides only what the rules name', async () => {
    const made = await blindDesk(['region']);
    const seen = await everything(made.browser, doors(made));
    expect(seen).not.toContain('Башкортостан');
    expect(seen).toContain('Секретное ведомство 4417');
    const open = await blindDesk([]);
    const all = await everything(open.browser, doors(open));
    for (const secret of secrets) expect(all).toContain(secret);
  });
});

describe('what others gave', () => {
  async function withOther(others: JudgingRules['others']) {
    const made = await jury({ judging: { others } });
    const remarks = { [made.criteria[0]!.id]: 'Чужое замечание 5519' };
    const theirs = made.assignments[1]![0]!;
    await evaluations().submit(
      made.actors[1]!,
      theirs.id,
      input(Object.fromEntries(made.criteria.map(({ id }) => [id, '3'])), { remarks, note: 'Чужая заметка 6620' }),
    );
    return { ...made, browser: await app.signIn(made.experts[0]!.user.email) };
  }
  const seenBy = async ({ browser, first }: { browser: Browser; first: Assignment }) =>
    (await browser.get(`/judging/desk/${first.id}`)).body + (await browser.get(`/api/v1/evaluations/${first.id}`)).body;

  it('is shown after the own sheet where the rules say so, under letters, without names and private notes', async () => {
    const made = await withOther('after-own');
    expect(await seenBy(made)).not.toContain('5519');
    await evaluations().submit(made.actors[0]!, made.first.id, input(made.scores));
    const seen = await seenBy(made);
    expect(seen).toContain('Чужое замечание 5519');
    expect(seen).toContain('Эксперт А');
    for (const secret of ['6620', made.experts[1]!.user.name, made.experts[1]!.user.email, made.experts[1]!.id])
      expect(seen).not.toContain(secret);
  });

  it('waits for the close of the review, or is never shown', async () => {
    const late = await withOther('after-stage');
    const never = await withOther('never');
    for (const made of [late, never]) await evaluations().submit(made.actors[0]!, made.first.id, input(made.scores));
    expect(await seenBy(late)).not.toContain('5519');
    app.clock.moveTo(review[1]);
    expect(await seenBy(late)).toContain('5519');
    expect(await seenBy(never)).not.toContain('5519');
  });
});

describe('a sheet after it was submitted', () => {
  it('is reopened by the organizer after the expert asked, is a draft with its points, and every version is kept', async () => {
    const { first, actors, scores, cycle, experts, organizerMail, criteria } = await jury();
    await evaluations().submit(actors[0]!, first.id, input(scores));
    const expert = await app.signIn(experts[0]!.user.email);
    expect((await expert.post(`/judging/desk/${first.id}/reopen`, { reason: ' ' })).statusCode).toBe(422);
    expect(
      (await expert.post(`/judging/desk/${first.id}/reopen`, { reason: 'Перепутал строки 3381' })).statusCode,
    ).toBe(303);
    expect(await codeOf(history().askReopening(actors[0]!, first.id, 'Ещё раз'))).toBe('already-exists');
    const organizer = await app.signIn(organizerMail);
    const sheet = await sheetOf(first);
    expect((await organizer.get(`/cycles/${cycle.id}/evaluation/as-of`)).body).toContain('Перепутал строки 3381');
    const address = `/cycles/${cycle.id}/evaluation/sheets/${sheet.id}`;
    expect((await organizer.post(`${address}/reopen`, { verdict: 'grant' })).statusCode).toBe(303);
    const reopened = await sheetOf(first);
    expect(reopened).toMatchObject({ state: 'draft', scores, submittedAt: null });
    const changed = { ...scores, [criteria[0]!.id]: '2' };
    await evaluations().submit(actors[0]!, first.id, input(changed, { version: reopened.version }));
    const versions = await app.em.find(EvaluationVersion, {
      where: { evaluationId: sheet.id },
      order: { number: 'ASC' },
    });
    expect(versions.map(({ number, state, scores: points }) => [number, state, points])).toEqual([
      [1, 'submitted', scores],
      [2, 'draft', scores],
      [3, 'submitted', changed],
    ]);
    const { body } = await organizer.get(address);
    for (const words of ['Версия 3: Сдан', 'Лист возвращён в работу', 'Перепутал строки 3381'])
      expect(body).toContain(words);
    expect(await codeOf(history().reopen(actors[0]!, sheet.id, 'Сам себе'))).toBe('forbidden');
  });

  it('may be declined, with a reason, and then stays frozen', async () => {
    const { first, actors, scores, organizer } = await jury();
    const { id } = await evaluations().submit(actors[0]!, first.id, input(scores));
    expect(await codeOf(history().declineReopening(organizer, id, 'Не просили'))).toBe('action-not-allowed');
    await history().askReopening(actors[0]!, first.id, 'Ошибся');
    expect(await codeOf(history().declineReopening(organizer, id, ' '))).toBe('reason-required');
    expect((await history().declineReopening(organizer, id, 'Срок вышел')).state).toBe('declined');
    expect((await sheetOf(first)).state).toBe('submitted');
    app.clock.moveTo(review[1]);
    expect(await codeOf(history().reopen(organizer, id, 'Поздно'))).toBe('stage-closed');
  });

  it('is reopened once by two organizers at the same moment', async () => {
    const { first, actors, scores, organizer, second } = await jury();
    const { id } = await evaluations().submit(actors[0]!, first.id, input(scores));
    const outcomes = await Promise.all([organizer, second].map((who) => codeOf(history().reopen(who, id, 'Ошибка'))));
    expect(outcomes.sort()).toEqual(['action-not-allowed', 'done']);
    expect(await app.em.countBy(EvaluationVersion, { evaluationId: id, state: 'draft' })).toBe(1);
  });

  it('does not leave its state in SQL without a grant for its very version, nor change on the way', async () => {
    const { first, actors, scores, organizer } = await jury();
    const { id, version } = await evaluations().submit(actors[0]!, first.id, input(scores));
    const reopen = (extra = '') =>
      app.em.query(
        `UPDATE evaluation SET state = 'draft', submitted_at = NULL, version = version + 1 ${extra} WHERE id = $1`,
        [id],
      );
    await expect(reopen()).rejects.toThrow('the sheet is submitted');
    const grant = (of: number) =>
      app.em.query(
        `INSERT INTO sheet_reopening (id, evaluation_id, sheet_version, state, reason, decided_by_id, decided_at)
         VALUES ($1, $2, $3, 'granted', 'проба', $4, now())`,
        [newId(), id, of, organizer.userId],
      );
    await grant(version + 7);
    await expect(reopen()).rejects.toThrow('the sheet is submitted');
    await grant(version);
    await expect(reopen(`, scores = '{}'`)).rejects.toThrow('the sheet is submitted');
    await expect(
      app.em.query(`UPDATE evaluation SET restoration_id = NULL, scores = '{}' WHERE id = $1`, [id]),
    ).rejects.toThrow('the sheet is submitted');
    await expect(app.em.query('DELETE FROM evaluation_version WHERE evaluation_id = $1', [id])).rejects.toThrow(
      'permission denied',
    );
    await reopen();
    expect((await sheetOf(first)).state).toBe('draft');
  });

  it('that ignores the guidance is set aside and replaced by an expert without a conflict; the old one stays', async () => {
    const { first, actors, scores, cycle, entries, organizerMail, ...made } = await jury({ experts: 1 });
    const { id } = await evaluations().submit(actors[0]!, first.id, input(scores));
    const fresh = await given.expert(app.em, { ...made, cycle });
    const conflicted = await given.expert(app.em, { ...made, cycle }, { regionCode: entries[0]!.regionCode });
    const browser = await app.signIn(organizerMail);
    const address = `/cycles/${cycle.id}/evaluation/sheets/${id}`;
    const page = await browser.get(address);
    expect(page.body).toContain(fresh.id);
    expect(page.body).not.toContain(conflicted.id);
    const refused = await browser.post(`${address}/set-aside`, { reason: 'Пересказ', replacement: conflicted.id });
    expect(refused.statusCode).toBe(409);
    expect((await sheetOf(first)).state).toBe('submitted');
    expect(
      (await browser.post(`${address}/set-aside`, { reason: 'Пересказ заявки', replacement: fresh.id })).statusCode,
    ).toBe(303);
    expect(await sheetOf(first)).toMatchObject({ state: 'set-aside', reason: 'Пересказ заявки', scores });
    expect(await app.em.findOneByOrFail(Assignment, { id: first.id })).toMatchObject({ state: 'replaced' });
    expect(
      await app.em.countBy(Assignment, { expertId: fresh.id, submissionId: entries[0]!.id, state: 'active' }),
    ).toBe(1);
    expect(await app.nest.get(DeskReader).queue(actors[0]!, first.expertId)).toEqual([]);
  });

  it('of an entry with which the organizer has a conflict does not exist for that organizer', async () => {
    const { first, actors, scores, cycle, entries, organizer, organizerMail } = await jury();
    const { id } = await evaluations().submit(actors[0]!, first.id, input(scores));
    await app.em.query(
      `INSERT INTO staff_conflict (id, user_id, submission_id, reason, created_at) VALUES ($1, $2, $3, 'родство', now())`,
      [newId(), organizer.userId, entries[0]!.id],
    );
    const browser = await app.signIn(organizerMail);
    for (const page of ['as-of', 'as-of.csv'])
      expect((await browser.get(`/cycles/${cycle.id}/evaluation/${page}`)).body).not.toContain(entries[0]!.title);
    expect((await browser.get(`/cycles/${cycle.id}/evaluation/sheets/${id}`)).statusCode).toBe(404);
    expect(await codeOf(history().reopen(organizer, id, 'Ошибка'))).toBe('not-found');
    expect(await codeOf(history().setAside(organizer, id, { reason: 'Ошибка', replacementId: null }))).toBe(
      'not-found',
    );
  });
});

describe('the sheets as of an instant', () => {
  async function lived() {
    const made = await jury({ experts: 3 });
    const at = (day: string) => app.clock.moveTo(`2026-06-${day}T09:00:00Z`);
    const [a, b, c] = made.assignments.map(([own]) => own!) as [Assignment, Assignment, Assignment];
    at('11');
    await evaluations().submit(made.actors[0]!, a.id, input(made.scores));
    const draft = await evaluations().save(made.actors[1]!, b.id, input(made.scores));
    at('13');
    await history().reopen(made.organizer, (await sheetOf(a)).id, 'Ошибка');
    const changed = { ...made.scores, [made.criteria[0]!.id]: '1' };
    await evaluations().submit(made.actors[0]!, a.id, input(changed, { version: (await sheetOf(a)).version }));
    await evaluations().submit(made.actors[1]!, b.id, input(changed, { version: draft.version }));
    await evaluations().submit(made.actors[2]!, c.id, input(changed));
    at('15');
    return { ...made, a, b, c, changed };
  }

  it('are counted and listed without a score, and exported', async () => {
    const { cycle, organizerMail, experts } = await lived();
    const browser = await app.signIn(organizerMail);
    const states = async (at: string) => {
      const { items } = (await browser.api('GET', `cycles/${cycle.id}/sheets?at=${at}`)).json() as {
        items: { state: string }[];
      };
      return items.map(({ state }) => state).sort();
    };
    expect(await states('2026-06-10T00:00:00Z')).toEqual(['none', 'none', 'none']);
    expect(await states('2026-06-12T00:00:00Z')).toEqual(['draft', 'none', 'submitted']);
    expect(await states('2026-06-14T00:00:00Z')).toEqual(['submitted', 'submitted', 'submitted']);
    const page = await browser.get(`/cycles/${cycle.id}/evaluation/as-of?at=2026-06-12T03:00`);
    expect(page.body).toContain('Как было 12 июня');
    const csv = await browser.get(`/cycles/${cycle.id}/evaluation/as-of.csv?at=2026-06-12T00:00:00Z`);
    expect(csv.body.match(/Черновик|Не начат|Сдан;/g)!.length).toBeGreaterThanOrEqual(2);
    expect(page.body + csv.body).not.toContain('score');
    const stranger = await app.signIn(experts[0]!.user.email);
    expect((await stranger.get(`/cycles/${cycle.id}/evaluation/as-of`)).statusCode).toBe(403);
  });

  it('are restored by two different people, as new versions', async () => {
    const { cycle, organizer, second, a, b, c, scores, changed } = await lived();
    const asked = await history().requestRestoration(organizer, cycle.id, {
      at: new Date('2026-06-12T00:00:00Z'),
      reason: 'Сбой 13 июня',
    });
    expect(await codeOf(history().approveRestoration(organizer, asked.id))).toBe('same-approver');
    expect((await sheetOf(a)).scores).toEqual(changed);
    await history().approveRestoration(second, asked.id);
    expect(await sheetOf(a)).toMatchObject({ state: 'submitted', scores });
    expect(await sheetOf(b)).toMatchObject({ state: 'draft', scores: changed });
    expect(await sheetOf(c)).toMatchObject({ state: 'draft', scores: changed });
    const kept = await app.em.find(EvaluationVersion, {
      where: { evaluationId: (await sheetOf(a)).id },
      order: { number: 'ASC' },
    });
    expect(kept.map(({ scores: points }) => points)).toEqual([scores, scores, changed, scores]);
    expect(await codeOf(history().approveRestoration(second, asked.id))).toBe('action-not-allowed');
  });

  it('are restored once when two approve at the same moment, and never by one alone in SQL', async () => {
    const { cycle, organizer, second, a, ...made } = await lived();
    const third = await given.user(app.em, { roles: [{ role: 'chair', cycleId: cycle.id }] });
    const asked = await history().requestRestoration(organizer, cycle.id, {
      at: new Date('2026-06-12T00:00:00Z'),
      reason: 'Сбой',
    });
    await expect(
      app.em.query('UPDATE sheet_restoration SET applied_at = now() WHERE id = $1', [asked.id]),
    ).rejects.toThrow('two approvers are needed');
    await expect(
      app.em.query('UPDATE evaluation SET restoration_id = $2, scores = $3 WHERE assignment_id = $1', [
        a.id,
        asked.id,
        JSON.stringify(made.scores),
      ]),
    ).rejects.toThrow('the sheet is submitted');
    const outcomes = await Promise.all(
      [second, await personOf(third.id)].map((who) => codeOf(history().approveRestoration(who, asked.id))),
    );
    expect(outcomes.sort()).toEqual(['action-not-allowed', 'done']);
    expect(await app.em.countBy(SheetRestorationApproval, { restorationId: asked.id })).toBe(2);
    expect(await app.em.countBy(EvaluationVersion, { evaluationId: (await sheetOf(a)).id })).toBe(4);
  });

  it('are not restored to what has not come, nor without a reason, nor in another cycle', async () => {
    const { cycle, organizer, actors } = await lived();
    const other = await jury();
    const ask = (who: Person, id: string, at: string, reason = 'Сбой') =>
      codeOf(history().requestRestoration(who, id, { at: new Date(at), reason }));
    expect(await ask(organizer, cycle.id, '2026-06-16T00:00:00Z')).toBe('invalid-input');
    expect(await ask(organizer, cycle.id, '2026-06-12T00:00:00Z', ' ')).toBe('reason-required');
    expect(await ask(organizer, other.cycle.id, '2026-06-12T00:00:00Z')).toBe('forbidden');
    expect(await ask(actors[0]!, cycle.id, '2026-06-12T00:00:00Z')).toBe('forbidden');
  });
});

describe('the finish', () => {
  it('shows the own points, compares two entries, and submits exactly the drafts that are complete', async () => {
    const { experts, assignments, actors, scores, criteria } = await jury({ entries: 3 });
    const [one, two, three] = assignments[0] as [Assignment, Assignment, Assignment];
    await evaluations().save(actors[0]!, one.id, input(scores));
    await evaluations().save(actors[0]!, two.id, input({ ...scores, [criteria[0]!.id]: '9' }));
    await evaluations().save(actors[0]!, three.id, input({ [criteria[0]!.id]: '7' }));
    const theirs = Object.fromEntries(criteria.map(({ id }) => [id, '1']));
    await evaluations().submit(actors[1]!, assignments[1]![0]!.id, input(theirs));
    const browser = await app.signIn(experts[0]!.user.email);
    const address = `/judging/${experts[0]!.id}/finish`;
    const page = await browser.get(`${address}?a=${one.id}&b=${two.id}`);
    expect(page.body).toContain('Вы ставили только 7–9');
    expect(page.body).toContain('Сдать 2 готовых листа');
    expect(page.body).toMatch(/data-th="Вторая"><b>9</);
    expect((await browser.post(address)).statusCode).toBe(303);
    expect(await Promise.all([one, two, three].map(async (own) => (await sheetOf(own)).state))).toEqual([
      'submitted',
      'submitted',
      'draft',
    ]);
    const stranger = await app.signIn(experts[1]!.user.email);
    expect((await stranger.get(address)).statusCode).toBe(404);
    expect(await codeOf(evaluations().submitComplete(actors[1]!, experts[0]!.id))).toBe('not-found');
  });

  it('submits each sheet once when pressed twice, and nothing after the close', async () => {
    const { experts, assignments, actors, scores } = await jury({ entries: 2 });
    for (const { id } of assignments[0]!) await evaluations().save(actors[0]!, id, input(scores));
    const counts = await Promise.all([1, 2].map(() => evaluations().submitComplete(actors[0]!, experts[0]!.id)));
    expect(counts.sort((a, b) => a - b)).toEqual([0, 2]);
    app.clock.moveTo(review[1]);
    expect(await codeOf(evaluations().submitComplete(actors[0]!, experts[0]!.id))).toBe('stage-closed');
  });
});

describe('the training entry', () => {
  const sheet = { remarks: 'optional' as const, remarkLength: 1, training: true };

  it('is written by the organizer, comes before the first real one, and shows the panel only after the own sheet', async () => {
    const { cycle, experts, first, criteria, organizerMail, scores, actors } = await jury({ judging: { sheet } });
    const organizer = await app.signIn(organizerMail);
    const browser = await app.signIn(experts[0]!.user.email);
    expect((await browser.get(`/judging/desk/${first.id}`)).statusCode).toBe(200);
    const page = `/cycles/${cycle.id}/evaluation/training`;
    expect((await organizer.post(page, { title: '', text: 'Без названия' })).statusCode).toBe(422);
    expect((await organizer.post(page, { title: 'Учебная практика', text: 'Что сделали' })).statusCode).toBe(303);
    const training = `/judging/${experts[0]!.id}/training`;
    const sent = await browser.get(`/judging/desk/${first.id}`);
    expect([sent.statusCode, sent.headers.location]).toEqual([303, training]);
    expect(await codeOf(evaluations().save(actors[0]!, first.id, input(scores)))).toBe('training-due');
    expect((await browser.get(`/judging/${experts[0]!.id}`)).body).toContain('Начните с учебной заявки');
    const other = await app.signIn(experts[1]!.user.email);
    const fields = (points: string) => Object.fromEntries(criteria.map(({ id }) => [`score-${id}`, points]));
    expect((await other.post(`/judging/${experts[1]!.id}/training`, fields('2'))).statusCode).toBe(303);
    expect((await browser.get(training)).body).not.toContain('2–2');
    expect((await browser.post(training, { [`score-${criteria[0]!.id}`]: '7' })).statusCode).toBe(422);
    expect((await browser.post(training, fields('8'))).statusCode).toBe(303);
    const after = (await browser.get(training)).body;
    for (const words of ['2–8', '>5<', 'Оценили 2 эксперта']) expect(after).toContain(words);
    expect(after).not.toContain(experts[1]!.user.name);
    expect((await browser.get(`/judging/desk/${first.id}`)).statusCode).toBe(200);
    expect((await organizer.post(page, { title: 'Другая', text: 'Поздно' })).statusCode).toBe(409);
    expect((await other.get(training)).statusCode).toBe(404);
  });

  it('is submitted once by two presses, and stands in no sheet, ranking or count', async () => {
    const { cycle, experts, criteria, organizer, actors } = await jury({ judging: { sheet } });
    const service = app.nest.get(TrainingService);
    await service.write(organizer, cycle.id, { title: 'Учебная', text: 'Текст' });
    const scores = Object.fromEntries(criteria.map(({ id }) => [id, '8']));
    const outcomes = await Promise.all(
      [1, 2].map(() => codeOf(service.submit(actors[0]!, experts[0]!.id, { scores, cannotJudge: [], remarks: {} }))),
    );
    expect(outcomes.sort()).toEqual(['done', 'sheet-frozen']);
    expect(await app.em.countBy(Evaluation, { assignment: { expertId: experts[0]!.id } })).toBe(0);
    const { sheets } = await history().asOf(organizer, cycle.id, null);
    expect(sheets.map(({ state }) => state)).toEqual(['none', 'none']);
  });

  it('takes its text from an entry of another cycle alone', async () => {
    const { cycle, entries, organizer } = await jury();
    const service = app.nest.get(TrainingService);
    const earlier = await jury();
    const both = { ...organizer, grants: [...organizer.grants, ...earlier.organizer.grants] };
    const number = earlier.entries[0]!.registerNumber!;
    expect((await service.earlierEntry(both, cycle.id, number)).revision.title).toBe(earlier.entries[0]!.title);
    expect(await codeOf(service.earlierEntry(organizer, cycle.id, number))).toBe('forbidden');
    expect(await codeOf(service.earlierEntry(both, cycle.id, entries[0]!.registerNumber!))).toBe('not-found');
  });
});
