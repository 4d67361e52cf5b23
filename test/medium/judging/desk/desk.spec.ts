import { contentHash } from '../../../../src/domain/kernel/canonical.js';
import type { JudgingRules } from '../../../../src/domain/cycles/judging-rules.js';
import { revisionContent } from '../../../../src/domain/submissions/submission-revision.js';
import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { EvaluationsService } from '../../../../src/judging/writing/evaluations.service.js';
import type { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { newId, sha256 } from '../../../../src/platform/ids.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { SubmissionRevision } from '../../../../src/submissions/revisions/submission-revision.entity.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { jury as juryOf, sheetOf as ownSheet, codeOf, input, review } from '../../../support/jury.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z', broken: ['attachments-are-stored'] });
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

const jury = (facts: Parameters<typeof juryOf>[1] = {}) => juryOf(app, facts);
const evaluations = () => app.nest.get(EvaluationsService);
const sheetOf = (assignment: Assignment) => ownSheet(app, assignment);

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
  await app.em.update(Submission, { id: entry.id }, { revisionId: id, revisions: 2, title });
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
