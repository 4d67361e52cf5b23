import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import { RegulationEdition } from '../../../../src/cycles/editions/regulation-edition.entity.js';
import { rankingPresets } from '../../../../src/domain/cycles/ranking-presets.js';
import { plainRankingRule, type RankingRule } from '../../../../src/domain/ranking/ranking-rule.js';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import { newId } from '../../../../src/platform/ids.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { countQueries } from '../../../support/count-queries.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../../support/given.js';
import { storedRowsOf } from '../../../../src/domain/results/rankings/stored-rows.js';

let app: TestApp;
let year: GivenCycle;
let organizer: Person;
let email: string;
let browser: Browser;
let page: string;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

/** A cycle whose form asks for an amount, a share, a mark and a topic. */
beforeEach(async () => {
  app.clock.moveTo('2026-01-20T09:00:00Z');
  year = await given.cycle(app.em);
  await app.em.insert(FormVersion, {
    id: newId(),
    nominationId: year.nomination.id,
    number: 2,
    createdAt: new Date('2026-01-13T09:00:00Z'),
    fields: [
      { id: 'title', type: 'text', label: { ru: 'Название практики' }, required: true },
      { id: 'amount', type: 'number', label: { ru: 'Сумма, рублей' } },
      { id: 'share', type: 'number', label: { ru: 'Свои средства, %' } },
      { id: 'registry', type: 'checkbox', label: { ru: 'Есть в реестре' } },
      { id: 'topic', type: 'select', label: { ru: 'Тема' }, options: [{ value: 'home', label: { ru: 'Дом' } }] },
    ] as never,
  });
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: year.cycle.id }] });
  const grant = { role: 'organizer' as const, cycleId: year.cycle.id, nominationId: null, regionCode: null };
  organizer = actorOf(user, { grants: [grant] });
  email = user.email;
  browser = await app.signIn(email);
  page = `/cycles/${year.cycle.id}/counting`;
});

const edition = () =>
  app.em.findOneOrFail(RegulationEdition, { where: { cycleId: year.cycle.id }, order: { number: 'DESC' } });

/** The fields of a page's form with what stands in them, as a browser would send them. */
function formOf(html: string): Record<string, string> {
  const form = /<form[^>]*method="post"[^>]*novalidate[\s\S]*?<\/form>/.exec(html)![0];
  const sent: Record<string, string> = {};
  const text = (value: string) => value.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#x27;', "'");
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(tag)?.[1];
    const isOff = /type="checkbox"/.test(tag) && !/ checked/.test(tag);
    if (name && !isOff) sent[name] = text(/value="([^"]*)"/.exec(tag)?.[1] ?? '');
  }
  for (const [, name, value] of form.matchAll(/<textarea[^>]*name="([^"]+)"[^>]*>\n?([\s\S]*?)<\/textarea>/g))
    sent[name!] = text(value!);
  for (const [, name, options] of form.matchAll(/<select[^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g))
    sent[name!] = /value="([^"]*)" selected/.exec(options!)?.[1] ?? /<option value="([^"]*)"/.exec(options!)?.[1] ?? '';
  return sent;
}

const everything = (): RankingRule => ({
  aggregate: 'weighted-sum-per-sheet-then-mean',
  roundCriterionMeanTo: 1,
  roundTotalTo: 2,
  minSheets: 2,
  tieChain: [
    { kind: 'criterion', id: year.criteria[1]!.id },
    { kind: 'earlier-day', timeZone: 'Asia/Tomsk' },
    { kind: 'more-sheets' },
    { kind: 'open-vote' },
    { kind: 'lot', seed: 'снег 2026' },
    { kind: 'share' },
  ],
  across: { kind: 'trimmed-mean', drop: 1, from: 4 },
  combine: 'mean',
  roundWeightedTo: 3,
  roundSheetTo: 0,
  cannotJudge: 'leave-out',
  kinds: {
    [year.criteria[0]!.id]: {
      kind: 'levels',
      levels: [
        { label: 'высокий', points: '10' },
        { label: 'низкий', points: '2.5' },
      ],
    },
    [year.criteria[1]!.id]: { kind: 'pass-fail', gate: 'majority' },
  },
  weightSets: [
    {
      nomination: 'СБ',
      amount: { from: '500000', to: '3000000', including: true },
      weights: { [year.criteria[0]!.id]: '1.5' },
    },
  ],
  indicators: [
    {
      id: 'Свои средства',
      fact: 'share',
      bands: [
        { from: null, to: '5', points: '0' },
        { from: '5', to: '16', points: '3' },
        { from: '50', to: null, points: '15' },
      ],
    },
    { id: 'Привлечённые', fact: 'amount', perUnit: '0.1', atMost: '10' },
  ],
  bonuses: [{ id: 'Реестр', points: '1' }],
  normalise: { to: '5', by: 'best-entry' },
  divergence: { by: 'criterion', above: '20', unit: 'percent', finish: 'mean-of-closest-two' },
});
const selection = {
  first: 9,
  percent: { of: '12.5', rounding: 'up' as const },
  atLeast: '15',
  bands: [{ from: null, to: '500000', including: true, points: '60' }],
  quotas: [
    { of: 'region', most: 1 },
    { of: 'topic', most: { home: 2 } },
  ],
  atBorder: 'narrow' as const,
  minEntries: 2,
};
const entryFacts = {
  amount: 'amount',
  facts: { share: 'share', amount: 'amount' },
  bonuses: { Реестр: 'registry' },
  groups: { topic: 'topic' },
};

async function put(body: object, headers: Record<string, string> = {}) {
  const { version, ...kept } = await edition();
  const { protocolNumber, protocolOn, reviewsPerEntry, revisionWorkingDays, quorum } = kept;
  const rules = { protocolNumber, protocolOn, reviewsPerEntry, revisionWorkingDays, quorum };
  const said = { ...rules, rankingRule: kept.rankingRule, ...body };
  return browser.api('PUT', `cycles/${year.cycle.id}/edition`, said, {
    headers: { 'if-match': `"${version}"`, ...headers },
  });
}

describe('the rules of counting', () => {
  it('are all written by a program, and the page shows them and gives the same back', async () => {
    const answer = await put({ rankingRule: everything(), selectionRule: selection, entryFacts });
    expect(answer.json()).toMatchObject({ rankingRule: everything(), selectionRule: selection, entryFacts });
    const shown = await browser.get(page);
    expect(shown.statusCode).toBe(200);
    expect(shown.body).toContain('жребием по числу снег 2026');
    expect(shown.body).toContain('до 5: 0\nот 5 до 16: 3\nот 50: 15');
    expect((await browser.post(page, formOf(shown.body))).statusCode).toBe(303);
    const { rankingRule, selectionRule, entryFacts: facts } = await edition();
    expect(rankingRule).toEqual(everything());
    expect(selectionRule).toEqual(selection);
    expect(facts).toEqual(entryFacts);
  });

  it.each(rankingPresets.map(({ id }) => id))('begin with %s, shown before it is written', async (id) => {
    const before = await edition();
    const shown = await browser.get(`${page}?preset=${id}`);
    expect(shown.body).toContain('Оно ещё не записано.');
    expect((await edition()).rankingRule).toEqual(before.rankingRule);
    const form = formOf(shown.body);
    for (const name of Object.keys(form))
      if (/^indicators\.\d+\.id$/.test(name) && form[name]) form[name.replace('.id', '.field')] = 'share';
    for (const name of Object.keys(form))
      if (/^bonuses\.\d+\.id$/.test(name) && form[name]) form[name.replace('.id', '.field')] = 'registry';
    form['amountField'] = 'amount';
    expect((await browser.post(page, form)).statusCode).toBe(303);
    const preset = rankingPresets.find((each) => each.id === id)!;
    const after = await edition();
    expect(after.selectionRule).toEqual(preset.selection && { atBorder: 'widen', ...preset.selection });
    expect(after.rankingRule).toMatchObject({ aggregate: preset.rule.aggregate, minSheets: preset.rule.minSheets });
    expect(after.rankingRule.across).toEqual(preset.rule.across);
    expect(after.rankingRule.divergence).toEqual(preset.rule.divergence);
  });

  it('say beside the field what is wrong, and keep what was typed', async () => {
    const form = formOf((await browser.get(page)).body);
    const faulty = {
      ...form,
      'indicators.0.id': 'Свои средства',
      'indicators.0.bands': 'до пяти: много',
      'indicators.0.field': 'share',
      'bonuses.0.id': 'Реестр',
      'bonuses.0.points': 'один',
      'selection.first': '0',
    };
    const answer = await browser.post(page, faulty);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('до пяти: много');
    const errorOf = (id: string) => new RegExp(`id="${id}-error">[\\s\\S]*?<span>([^<]*)`).exec(answer.body)?.[1];
    expect(errorOf('indicators-0-bands')).toBe('Это не разобрать.');
    expect(errorOf('bonuses-0-points')).toBe('Впишите число, например 12 или 4,5.');
    expect(errorOf('selection-first')).toBe('Не меньше 1.');
    const upsideDown = {
      ...form,
      'indicators.0.id': 'Свои средства',
      'indicators.0.bands': 'от 16 до 5: 3',
      'indicators.0.field': '',
      'weightSets.0.to': '5',
      [`weightSets.0.weights.${year.criteria[0]!.id}`]: '-1',
    };
    const again = await browser.post(page, upsideDown);
    expect(again.statusCode).toBe(422);
    expect(again.body).toContain('id="indicators-0-bands-error"');
    expect(again.body).toContain('id="indicators-0-field-error"');
    expect(again.body).toContain('id="amountField-error"');
    expect(again.body).toContain(`id="weightSets-0-weights-${year.criteria[0]!.id}-error"`);
  });

  it('are refused to a program by pointer where they ask for what nobody answers', async () => {
    const rule = { ...plainRankingRule, indicators: [{ id: 'x', fact: 'share', perUnit: '1', atMost: null }] };
    const answer = await put({ rankingRule: rule, entryFacts: { facts: { share: 'title' } } });
    expect(answer.json()).toMatchObject({
      code: 'invalid-input',
      errors: [{ pointer: '/entryFacts/facts/share', rule: 'not-offered' }],
    });
    const unknown = { ...plainRankingRule, tieChain: [{ kind: 'criterion', id: newId() }] };
    expect((await put({ rankingRule: unknown })).json()).toMatchObject({
      errors: [{ pointer: '/rankingRule/tieChain/0/id', rule: 'not-offered' }],
    });
  });

  it('change after the intake has begun only by a new edition with a reason', async () => {
    app.clock.moveTo('2026-02-20T09:00:00Z');
    browser = await app.signIn(email);
    const form = { ...formOf((await browser.get(page)).body), 'selection.atLeast': '15' };
    expect((await browser.post(page, form)).statusCode).toBe(409);
    expect((await browser.post(page, { ...form, reason: 'Решение оргкомитета' })).statusCode).toBe(303);
    const { number, selectionRule, judgingRules } = await edition();
    expect([number, selectionRule]).toEqual([2, { atLeast: '15', atBorder: 'widen' }]);
    expect(judgingRules).toBeDefined();
  });

  it('stay as they are when the regulation and the judging are written on their own pages', async () => {
    await put({ rankingRule: everything(), selectionRule: selection, entryFacts });
    const regulation = `/cycles/${year.cycle.id}/regulation`;
    const form = formOf((await browser.get(regulation)).body);
    expect((await browser.post(regulation, { ...form, finalistsForeseen: '7' })).statusCode).toBe(303);
    const judging = `/cycles/${year.cycle.id}/judging-rules`;
    expect((await browser.post(judging, formOf((await browser.get(judging)).body))).statusCode).toBe(303);
    const after = await edition();
    expect(after.finalistsForeseen).toBe(7);
    expect([after.rankingRule, after.selectionRule, after.entryFacts]).toEqual([everything(), selection, entryFacts]);
  });

  it('are read with the same number of queries however long they are', async () => {
    const plain = await countQueries(app.db.source, async () => void (await browser.get(page)));
    await put({ rankingRule: everything(), selectionRule: selection, entryFacts });
    expect(await countQueries(app.db.source, async () => void (await browser.get(page)))).toBe(plain);
  });
});

describe('a ranking by the whole rule', () => {
  it('takes amounts, facts and bonuses from the answers of the revision in force', async () => {
    const rule: RankingRule = {
      ...plainRankingRule,
      weightSets: [
        { nomination: 'СБ', amount: { from: '500000', to: null }, weights: { [year.criteria[0]!.id]: '2' } },
      ],
      indicators: [{ id: 'Свои средства', fact: 'share', perUnit: '0.1', atMost: '10' }],
      bonuses: [{ id: 'Реестр', points: '1' }],
    };
    await put({
      rankingRule: rule,
      entryFacts: { amount: 'amount', facts: { share: 'share' }, bonuses: { Реестр: 'registry' } },
    });
    app.clock.moveTo('2026-06-10T09:00:00Z');
    browser = await app.signIn(email);
    const answers = { title: 'a', amount: '600000', share: '25', registry: true };
    const rich = await given.submittedEntry(app.em, year, { answers });
    const silent = await given.submittedEntry(app.em, year, { answers: { title: 'b', amount: '100' } });
    const expert = await given.expert(app.em, year);
    for (const entry of [rich, silent]) await given.sheet(app.em, year, { expert, entry, points: [5, 6] });
    const rankings = app.nest.get(RankingsService);
    const ranking = await rankings.rank(organizer, year.nomination.id);
    // 5 × 2 + 6 = 16; a quarter of own funds at 0.1 each gives 2.5; the registry 1.
    const { ranked, unranked } = storedRowsOf(ranking);
    expect(ranked.map(({ entryId, total }) => [entryId, total])).toEqual([[rich.id, '39/2']]);
    expect(unranked.map(({ entryId, reason }) => [entryId, reason])).toEqual([
      [silent.id, { code: 'fact-missing', fact: 'share' }],
    ]);
    expect(ranking.inputs.entries[0]).toMatchObject({
      nomination: 'СБ',
      amount: '600000',
      facts: { share: '25' },
      bonuses: ['Реестр'],
    });
    const read = await browser.get(`/cycles/${year.cycle.id}/ranking/${rich.id}`);
    for (const words of ['Реестр', 'Свои средства, %', 'Баллы экспертов']) expect(read.body).toContain(words);
    const list = await browser.get(`/cycles/${year.cycle.id}/ranking?nomination=${year.nomination.id}`);
    expect(list.body).toContain('Не указан показатель Свои средства, %');
  });
});
