import { describe, expect, it } from '@jest/globals';
import {
  computedConflicts,
  familyName,
  plainName,
  type ConflictEntry,
  type ConflictExpert,
} from '../../../src/domain/judging/computed-conflicts.js';
import { plainJudgingRules } from '../../../src/domain/cycles/judging-rules.js';

const expert: ConflictExpert = {
  id: 'x',
  name: 'Иванов Пётр Сергеевич',
  email: 'ivanov@example.org',
  regionCode: null,
  organisationId: null,
  employers: [],
};
const entry: ConflictEntry = {
  id: 'e',
  regionCode: 'RU-BA',
  organisationId: 'o1',
  organisationName: 'ГБУ «Центр занятости»',
  people: [{ name: 'Петрова Анна', email: 'petrova@centre.test' }],
  declaredNames: [],
};
const rules = { region: true, months: 36, relations: true };
const sourcesOf = (someone: Partial<ConflictExpert>, thing: Partial<ConflictEntry> = {}, ruled = rules) =>
  computedConflicts([{ ...expert, ...someone }], [{ ...entry, ...thing }], { rules: ruled, month: '2026-04' }).map(
    ({ source, state }) => [source, state],
  );
const employer = (facts: object) => ({
  employers: [{ name: 'Завод', organisationId: null, from: null, to: null, ...facts }],
});

describe('a computed conflict of interest', () => {
  it.each([
    ['nothing in common', {}, {}, []],
    ['the same region', { regionCode: 'RU-BA' }, {}, [['same-region', 'confirmed']]],
    ['the same organisation', { organisationId: 'o1' }, {}, [['same-organisation', 'confirmed']]],
    ['works there now', employer({ organisationId: 'o1' }), {}, [['same-organisation', 'confirmed']]],
    [
      'left 35 months ago',
      employer({ organisationId: 'o1', to: '2023-05' }),
      {},
      [['former-organisation', 'confirmed']],
    ],
    ['left 36 months ago', employer({ organisationId: 'o1', to: '2023-04' }), {}, []],
    ['an employer of that name', employer({ name: 'гбу "Центр  занятости"' }), {}, [['same-employer', 'confirmed']]],
    ['a namesake', {}, { people: [{ name: 'Иванова Анна', email: 'a@mail.ru' }] }, [['related', 'suspected']]],
    [
      'the same mail domain',
      {},
      { people: [{ name: 'Ли Ким', email: 'kim@example.org' }] },
      [['related', 'suspected']],
    ],
    ['a mailbox that anybody has', { email: 'i@mail.ru' }, { people: [{ name: 'Ли Ким', email: 'k@mail.ru' }] }, []],
    ['named by the entrant', {}, { declaredNames: ['П. С. Иванов'] }, [['declared-by-entrant', 'suspected']]],
    ['another initial', {}, { declaredNames: ['А. С. Иванов'] }, []],
  ])('%s', (_what, someone, thing, expected) => {
    expect(sourcesOf(someone as Partial<ConflictExpert>, thing as Partial<ConflictEntry>)).toEqual(expected);
  });

  it('follows the rules of the cycle: the region and names count only where they are ruled, the past only for its months', () => {
    const none = plainJudgingRules.conflicts;
    expect(sourcesOf({ regionCode: 'RU-BA' }, {}, { ...none, region: false })).toEqual([]);
    expect(sourcesOf({}, { people: [{ name: 'Иванова А', email: '' }] }, none)).toEqual([]);
    expect(sourcesOf(employer({ organisationId: 'o1', to: '2026-03' }), {}, none)).toEqual([]);
    expect(sourcesOf(employer({ organisationId: 'o1', to: '2026-04' }), {}, none)).toEqual([
      ['same-organisation', 'confirmed'],
    ]);
  });

  it('is said once for a source, however many facts lead to it', () => {
    const people = [
      { name: 'Иванова Анна', email: 'one@example.org' },
      { name: 'Иванов Олег', email: 'two@example.org' },
    ];
    expect(sourcesOf({}, { people })).toEqual([['related', 'suspected']]);
  });
});

describe('names', () => {
  it.each([
    ['Иванова Анна Петровна', 'иванов'],
    ['П. С. Иванов', 'иванов'],
    ['Толстая Софья', 'толст'],
    ['Толстой Лев', 'толст'],
    ['Достоевская Анна', 'достоевск'],
    ['Достоевский Фёдор', 'достоевск'],
    ['Соловьёва Мария', 'соловьев'],
    ['Ли Ким', 'ли'],
    ['', ''],
  ])('%s has the family name %s', (name, family) => {
    expect(familyName(name)).toBe(family);
  });

  it('of organisations are compared without quotes, case and spaces', () => {
    expect(plainName('АНО «Дом  Ёлки»')).toBe(plainName('ано "дом елки"'));
  });
});
