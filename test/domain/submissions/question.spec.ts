import { describe, expect, it } from '@jest/globals';
import type { Actor } from '../../../src/domain/kernel/actor.js';
import { Refusal } from '../../../src/domain/kernel/refusal.js';
import {
  answerQuestion,
  mayAsk,
  mustBeAskable,
  namesLeft,
  questionBounds,
} from '../../../src/domain/submissions/question.js';

const nobody: Actor = {
  userId: 'u',
  name: 'Кто-то',
  grants: [],
  organisationIds: [],
  kind: 'person',
  tokenScopes: null,
};
const grant = (role: 'coordinator' | 'expert' | 'organizer') => [
  { role, cycleId: null, nominationId: null, regionCode: role === 'coordinator' ? 'RU-BA' : null },
];
const now = new Date('2026-06-10T09:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3600_000);

function refusalOf(work: () => unknown): Refusal['detail'] | null {
  try {
    work();
    return null;
  } catch (error) {
    return (error as Refusal).detail;
  }
}

describe('who may ask', () => {
  it.each([
    ['acts for an organisation', { ...nobody, organisationIds: ['o'] }, false, true],
    ['works on an entry', { ...nobody, collaborations: [{ submissionId: 's', right: 'view' as const }] }, false, true],
    ['coordinates a region', { ...nobody, grants: grant('coordinator') }, false, true],
    ['waits to be let in', nobody, true, true],
    ['judges', { ...nobody, grants: grant('expert') }, false, false],
    ['organizes', { ...nobody, grants: grant('organizer') }, false, false],
    ['only has an account', nobody, false, false],
  ])('%s', (_, actor, waits, may) => {
    expect(mayAsk(actor, { waits })).toBe(may);
  });
});

describe('a question', () => {
  const asked = (count: number, hours: number) => Array.from({ length: count }, () => hoursAgo(hours));

  it('is for a contest that runs', () => {
    expect(refusalOf(() => mustBeAskable({ cycleState: 'completed', lately: [], now }))).toMatchObject({
      code: 'action-not-allowed',
      state: 'completed',
    });
  });

  it('is one of ten within 24 hours', () => {
    const { aDay } = questionBounds;
    const ask = (lately: Date[]) => refusalOf(() => mustBeAskable({ cycleState: 'announced', lately, now }));
    expect(ask(asked(aDay - 1, 1))).toBeNull();
    expect(ask(asked(aDay, 24))).toBeNull();
    // The first of the ten was asked 23 hours ago: in an hour the day has room again.
    expect(ask([hoursAgo(23), ...asked(aDay - 1, 1)])).toEqual({ code: 'throttled', retryAfterSeconds: 3600 });
  });

  it('is answered once', () => {
    const given = { answer: 'Да', answeredById: 'o', now };
    expect(answerQuestion({ state: 'open' }, given)).toMatchObject({ state: 'answered', answeredAt: now });
    expect(refusalOf(() => answerQuestion({ state: 'answered' }, given))).toMatchObject({ code: 'action-not-allowed' });
  });
});

describe('words for everybody', () => {
  const asker = {
    name: 'Галимова Алия Рашитовна',
    email: 'alia@mkb.example',
    organisations: ['МБУ «Мобильные бригады»'],
    entry: ['Врач едет в деревню', 'СБ-02-0014'],
  };

  it.each([
    ['Можно ли приложить видео?', []],
    ['С уважением, ГАЛИМОВА', ['Галимова']],
    ['Пишите на alia@mkb.example', ['alia@mkb.example']],
    ['Мы, МБУ Мобильные бригады, спрашиваем', ['МБУ «Мобильные бригады»']],
    ['Заявка «Врач едёт в деревню» (СБ-02-0014)', ['Врач едет в деревню', 'СБ-02-0014']],
    ['Галимовании нет', []],
  ])('%s', (text, left) => {
    expect(namesLeft(text, asker)).toEqual(left);
  });

  it('are not searched for names that are not there', () => {
    expect(namesLeft('Вопрос', { name: '', email: '', organisations: [], entry: ['', ''] })).toEqual([]);
  });
});
