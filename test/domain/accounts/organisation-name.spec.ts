import {
  nameLikeness,
  namedLike,
  organisationKeyOf,
  spellings,
} from '../../../src/domain/accounts/organisation-name.js';

describe('the key of an organisation', () => {
  it.each([
    ['ООО «Ромашка»', 'ООО "Ромашка"'],
    ['ООО «Ромашка»', 'ООО  Ромашка'],
    ['ООО «Ромашка»', 'Общество с ограниченной ответственностью «Ромашка»'],
    ['ГБУ «Центр помощи семье»', 'Государственное бюджетное учреждение «Центр помощи семье»'],
    ['ГБУ «Центр помощи семье»', 'Гос. бюджетное учр. "Центр помощи семье"'],
    ['МАОУ Лицей № 1', 'Муниципальное автономное общеобразовательное учреждение «Лицей №1»'],
    ['АНО «Тёплый дом»', 'Автономная некоммерческая организация «Теплый дом»'],
    ['Дом-музей Пушкина', 'ДОМ МУЗЕЙ ПУШКИНА'],
  ])('is one for %s and %s', (one, other) => {
    expect(organisationKeyOf(one)).toBe(organisationKeyOf(other));
  });

  it.each([
    ['ООО «Ромашка»', 'АО «Ромашка»'],
    ['Школа № 5', 'Школа № 15'],
    ['Федеральный центр', 'Центр'],
    ['ГБУ «Центр»', 'МБУ «Центр»'],
    ['Музей', 'Музеи'],
  ])('tells %s from %s', (one, other) => {
    expect(organisationKeyOf(one)).not.toBe(organisationKeyOf(other));
  });
});

describe('names that may mean one organisation', () => {
  const known = [
    { name: 'ГБУ «Республиканский центр социальной помощи семье и детям»', formerNames: ['Центр «Поддержка»'] },
    { name: 'Министерство труда и социальной политики Республики Тыва', formerNames: [] },
    { name: 'Школа № 15', formerNames: [] },
  ];

  it.each([
    ['Гос. бюджетное учр. "Республиканский центр социальной помощи семье и детем"', 0],
    ['МБУ Центр Поддержка', 0],
    ['министерство труда и социальной политики республики тыва', 1],
  ])('%s brings to mind the one that is there', (typed, at) => {
    expect(namedLike(typed, known)[0]).toBe(known[at]);
  });

  it.each(['Школа № 5', 'Министерство культуры Республики Тыва', 'Музей', ''])('%s brings none', (typed) => {
    expect(namedLike(typed, known)).toEqual([]);
  });

  it('are likest where only the form of ownership differs', () => {
    expect(nameLikeness('ООО «Ромашка»', 'АО «Ромашка»')).toBe(1);
    expect(nameLikeness('ООО «Ромашка»', 'ООО «Ромашки»')).toBe(0);
  });

  it('are shown with their differences', () => {
    expect(spellings('ГБУ Центр детем', 'ГБУ Центр детям')).toEqual({
      typed: [
        { text: 'ГБУ Центр ', differs: false },
        { text: 'детем', differs: true },
      ],
      known: [
        { text: 'ГБУ Центр ', differs: false },
        { text: 'детям', differs: true },
      ],
    });
  });
});
