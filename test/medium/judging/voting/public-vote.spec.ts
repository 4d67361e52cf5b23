import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { PublicVote } from '../../../../src/judging/voting/public-vote.entity.js';
import { PublicVotesService } from '../../../../src/judging/voting/public-votes.service.js';
import { LinkVault } from '../../../../src/platform/secrets/link-vault.js';
import { LetterSender } from '../../../../src/notifications/letter-sender.js';
import { newId, sha256 } from '../../../../src/platform/ids.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { storedRowsOf } from '../../../../src/domain/results/rankings/stored-rows.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { RegulationEdition } from '../../../../src/cycles/editions/regulation-edition.entity.js';
import { countingProblems } from '../../../../src/domain/cycles/entry-facts.js';
import { plainPublicationRules } from '../../../../src/domain/cycles/publication-rules.js';
import { systemActor } from '../../../../src/domain/kernel/actor.js';
import type { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { countQueries } from '../../../support/count-queries.js';
import { given, type GivenCycle } from '../../../support/given.js';
import { announce } from '../../../support/letters.js';

let app: TestApp;
let year: GivenCycle;
let entries: Submission[];
let votes: PublicVotesService;
let senders = 0;

beforeAll(async () => {
  app = await startApp();
  votes = app.nest.get(PublicVotesService);
});
afterAll(() => app.close());

beforeEach(async () => {
  app.clock.moveTo('2026-04-10T09:00:00Z');
  await app.em.query('UPDATE cycle SET state = $1 WHERE state = $2', ['cancelled', 'announced']);
  year = await given.cycle(app.em);
  await app.em.query(
    `INSERT INTO stage (id, cycle_id, kind, title, position, opens_at, closes_at) VALUES ($1, $2, 'voting', 'Голосование', 9, $3, $4)`,
    [newId(), year.cycle.id, '2026-04-01T00:00:00Z', '2026-05-01T00:00:00Z'],
  );
  entries = [];
  for (const title of ['Первая практика', 'Вторая практика'])
    entries.push(await given.submittedEntry(app.em, year, { title }));
});

/** Asks from an address of its own, and gives the token of the mail. */
async function asked(email: string, entry = 0): Promise<string> {
  senders += 1;
  await votes.ask({ submissionId: entries[entry]!.id, email, locale: 'ru' }, { address: `10.0.0.${senders}` });
  const [vote] = await app.em.find(PublicVote, { where: { email }, order: { id: 'DESC' }, take: 1 });
  return (await app.nest.get(LinkVault).read(app.em, vote!.id))!;
}
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );
const counted = () => app.em.countBy(PublicVote, { cycleId: year.cycle.id, state: 'counted' });

it('a vote counts once its mail is confirmed by the button; opening the link changes nothing', async () => {
  const guest = app.guest();
  const page = (await guest.get('/vote')).body;
  expect([page.includes('Первая практика'), /\d+ голос/.test(page)]).toEqual([true, false]);
  const sent = { submissionId: entries[0]!.id, email: 'anna@example.org' };
  expect((await guest.post('/vote', { ...sent, email: 'anna' })).statusCode).toBe(422);
  expect((await guest.post('/vote', sent)).body).toContain('Проверьте почту');
  expect(await counted()).toBe(0);
  const [message] = await app.em.findBy(OutboxMessage, { type: 'vote.asked' });
  await announce(app, message!.id);
  const [delivery] = await app.em.query('SELECT id, recipient FROM delivery WHERE message_id = $1', [message!.id]);
  expect(delivery.recipient).toBe('anna@example.org');
  const token = await app.nest.get(LinkVault).read(app.em, String(message!.payload['voteId']));
  expect((await guest.get(`/vote/confirm/${token}`)).body).toContain('Первая практика');
  expect(await counted()).toBe(0);
  expect((await guest.post(`/vote/confirm/${token}`)).body).toContain('Голос засчитан');
  expect(await counted()).toBe(1);
  expect((await guest.get(`/vote/confirm/${token}`)).statusCode).toBe(410);
  const [vote] = await app.em.findBy(PublicVote, { state: 'counted', cycleId: year.cycle.id });
  expect(vote!.email).toBe('');
});

it('a mailbox has one vote in a nomination, however it is written and however many links are pressed at once', async () => {
  const tokens = [
    await asked('petr@example.org'),
    await asked('Petr+2@example.org', 1),
    await asked('PETR@example.org'),
  ];
  const results = await Promise.all(tokens.map((token) => codeOf(votes.confirm(token))));
  expect(results.sort()).toEqual(['already-exists', 'already-exists', 'done']);
  expect(await counted()).toBe(1);
});

it('a mailbox is one in all domains and spellings of its provider, under a key: the table alone does not tell who voted', async () => {
  const tokens = [
    await asked('anna-petrova@yandex.ru'),
    await asked('Anna.Petrova+2@ya.ru', 1),
    await asked('a.n.n.a@gmail.com'),
    await asked('anna@googlemail.com', 1),
  ];
  const results: string[] = [];
  for (const token of tokens) results.push(await codeOf(votes.confirm(token)));
  expect(results).toEqual(['done', 'already-exists', 'done', 'already-exists']);
  const rows = await app.em.findBy(PublicVote, { cycleId: year.cycle.id });
  for (const plain of ['anna-petrova@yandex.ru', 'anna.petrova@yandex.ru', 'anna@gmail.com'])
    expect(rows.map(({ mailboxHash }) => mailboxHash)).not.toContain(sha256(plain));
});

it('the address of a voter is nowhere once the vote counts, and of who did not confirm after the close', async () => {
  const email = 'vera.secret@example.org';
  const token = await asked(email);
  const sleeping = await asked('sleeping.secret@example.org', 1);
  for (const message of await app.em.findBy(OutboxMessage, { type: 'vote.asked' })) await announce(app, message.id);
  await app.nest.get(LetterSender).sendAll();
  await votes.confirm(token);
  expect(sleeping).not.toBe('');
  app.clock.moveTo('2026-05-01T00:00:00Z');
  await votes.sweep();
  const tables: { name: string }[] = await app.em.query(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'captured_mail'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await app.em.query(
      `SELECT count(*)::int AS n FROM "${name}" t WHERE t::text LIKE '%.secret@example.org%'`,
    );
    if (row.n > 0) found.push(name);
  }
  expect(found).toEqual([]);
});

it('is limited by address and by mailbox', async () => {
  const ask = (email: string, address: string) =>
    codeOf(votes.ask({ submissionId: entries[0]!.id, email, locale: 'ru' }, { address }));
  const results: string[] = [];
  for (let n = 0; n < 32; n += 1) results.push(await ask(`many-${n}@example.org`, '10.9.9.9'));
  expect(results.filter((code) => code === 'throttled')).toHaveLength(2);
  const one: string[] = [];
  for (let n = 0; n < 12; n += 1) one.push(await ask(`one+${n}@example.org`, `10.8.8.${n}`));
  expect(one.filter((code) => code === 'throttled')).toHaveLength(2);
});

it('counts are hidden from everybody until the close, and never touch the ranking', async () => {
  for (const [email, entry] of [
    ['a@example.org', 1],
    ['b@example.org', 1],
    ['c@example.org', 0],
  ] as const)
    await votes.confirm(await asked(email, entry));
  const organizer = await app.signIn(
    (await given.user(app.em, { roles: [{ role: 'organizer', cycleId: year.cycle.id }] })).email,
  );
  for (const browser of [app.guest(), organizer]) expect((await browser.get('/vote')).body).not.toMatch(/\d+ голос/);
  const experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
  for (const entry of entries)
    for (const expert of experts) await given.sheet(app.em, year, { expert, entry, points: [7, 7] });
  const ranking = await app.nest.get(RankingsService).rank(systemActor, year.nomination.id);
  expect(JSON.stringify(ranking.inputs)).not.toContain('vote');
  const late = await asked('late@example.org');
  app.clock.moveTo('2026-05-01T00:00:00Z');
  expect(await codeOf(votes.confirm(late))).toBe('stage-closed');
  const page = (await app.guest().get('/vote')).body;
  expect(page.indexOf('Вторая практика')).toBeLessThan(page.indexOf('Первая практика'));
  expect([page.includes('2 голоса'), page.includes('1 голос')]).toEqual([true, true]);
});

it('is not there before it opens', async () => {
  app.clock.moveTo('2026-03-31T23:59:59Z');
  expect((await app.guest().get('/vote')).statusCode).toBe(404);
});

it('counts in the total as a line of its own where the rule says so: not before the close, and the twin names it', async () => {
  for (const [email, entry] of [
    ['a@example.org', 1],
    ['b@example.org', 1],
    ['c@example.org', 0],
  ] as const)
    await votes.confirm(await asked(email, entry));
  const { rankingRule } = year.edition;
  const indicators = [{ id: 'Выбор граждан', fact: 'public-votes', best: '4' }];
  await app.em.update(RegulationEdition, { id: year.edition.id }, { rankingRule: { ...rankingRule, indicators } });
  const expert = await given.expert(app.em, year);
  for (const entry of entries) await given.sheet(app.em, year, { expert, entry, points: [7, 7] });
  expect((await app.guest().get('/vote')).body).toContain('Голоса входят в итог отдельной строкой');
  const rank = () => app.nest.get(RankingsService).rank(systemActor, year.nomination.id);
  const before = storedRowsOf(await rank());
  expect(before.ranked).toEqual([]);
  expect(before.unranked.map(({ reason }) => reason.code)).toEqual(['votes-open', 'votes-open']);
  expect(JSON.stringify((await rank()).inputs)).not.toMatch(/"public-votes":"/);
  app.clock.moveTo('2026-05-01T00:00:00Z');
  const ranking = await rank();
  const lines = storedRowsOf(ranking).ranked.map(({ registerNumber, explanation }) => [
    registerNumber,
    explanation.lines!.find(({ kind }) => kind === 'indicator')!.points,
  ]);
  expect(lines).toEqual([
    [entries[1]!.registerNumber, '4'],
    [entries[0]!.registerNumber, '2'],
  ]);
  expect(ranking.inputs.sheets.every(({ scores }) => Object.values(scores).every((given) => given === '7'))).toBe(true);
});

it('is set by the organizer beside the indicators; no field of a form can stand for it, and it needs its stage', async () => {
  const browser = await app.signIn(
    (await given.user(app.em, { roles: [{ role: 'organizer', cycleId: year.cycle.id }] })).email,
  );
  const address = `/cycles/${year.cycle.id}/counting`;
  const shown = (await browser.get(address)).body;
  expect(shown).toContain('value="public-votes"');
  const fields = Object.fromEntries(
    [...shown.matchAll(/<select[^>]*name="([^"]+)"[\s\S]*?<\/select>/g)].map(([whole, name]) => [
      name!,
      /<option value="([^"]*)" selected/.exec(whole)?.[1] ?? '',
    ]),
  );
  for (const [, tag] of shown.matchAll(/(<input[^>]*>)/g)) {
    const [name, value] = [/name="([^"]+)"/.exec(tag!)?.[1], /value="([^"]*)"/.exec(tag!)?.[1] ?? ''];
    if (name && !/type="(checkbox|search)"/.test(tag!)) fields[name] = value;
  }
  const sent = await browser.post(address, {
    ...fields,
    reason: 'Так решил комитет',
    'indicators.0.id': 'Выбор граждан',
    'indicators.0.field': 'public-votes',
    'indicators.0.best': '5',
  });
  expect(sent.statusCode).toBe(303);
  const edition = await app.em.findOneOrFail(RegulationEdition, {
    where: { cycleId: year.cycle.id },
    order: { number: 'DESC' },
  });
  expect(edition.rankingRule.indicators).toEqual([{ id: 'Выбор граждан', fact: 'public-votes', best: '5' }]);
  const saved = (await browser.get(address)).body;
  expect(saved).toContain('Показатель «голоса общественного голосования»: наибольшему 5');
  const rules = {
    rankingRule: edition.rankingRule,
    selectionRule: null,
    entryFacts: { facts: { 'public-votes': 'n' } },
  };
  expect(countingProblems(rules, { criteria: year.criteria, fields: [] })).toContainEqual({
    pointer: '/entryFacts/facts/public-votes',
    rule: 'not-offered',
  });
});

it('shows the annotations of entries only where the rules say so', async () => {
  const annotation = 'Договор с оплатой за выполненный рейс';
  await given.submittedEntry(app.em, year, { title: 'Третья практика', answers: { annotation } });
  expect((await app.guest().get('/vote')).body).not.toContain(annotation);
  await app.em.update(
    RegulationEdition,
    { id: year.edition.id },
    { publicationRules: { ...plainPublicationRules, voteAnnotations: true } },
  );
  expect((await app.guest().get('/vote')).body).toContain(annotation);
});

it('shows so many at once in the order of the visitor, and what is typed wrongly keeps place, choice and address', async () => {
  for (let n = 0; n < 58; n += 1) await given.submittedEntry(app.em, year, { title: `Практика номер ${n}` });
  const guest = app.guest();
  const idsOf = (html: string) => [...html.matchAll(/name="submissionId" id="v-([^"]+)"/g)].map(([, id]) => id!);
  const first = (await guest.get('/vote?seed=5')).body;
  const older = /href="([^"]+)" rel="next"/.exec(first)![1]!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
  const second = (await guest.get(older)).body;
  expect([idsOf(first).length, idsOf(second).length]).toEqual([50, 10]);
  expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(60);
  expect(idsOf((await guest.get('/vote?seed=5')).body)).toEqual(idsOf(first));
  const [chosen] = idsOf(second);
  const wrong = await guest.post('/vote', {
    ...Object.fromEntries(new URLSearchParams(older.split('?')[1])),
    submissionId: chosen!,
    email: 'анна',
  });
  expect(wrong.statusCode).toBe(422);
  expect(idsOf(wrong.body)).toEqual(idsOf(second));
  expect(wrong.body).toMatch(new RegExp(`value="${chosen}" checked`));
  expect(wrong.body).toContain('value="анна"');
});

it('asks the database as often for many entries as for few', async () => {
  const few = await countQueries(app.em.connection, async () => void (await app.guest().get('/vote?seed=1')));
  for (let n = 0; n < 20; n += 1) await given.submittedEntry(app.em, year);
  expect(await countQueries(app.em.connection, async () => void (await app.guest().get('/vote?seed=1')))).toBe(few);
});
