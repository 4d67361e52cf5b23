import { blinded, masked, secretsOf } from '../../../src/domain/judging/blind.js';
import type { FormField } from '../../../src/domain/cycles/form.js';

describe('an entry that is read blind', () => {
  const fields: FormField[] = [
    { id: 'title', type: 'text', label: { ru: 'Название' } },
    { id: 'idea', type: 'textarea', label: { ru: 'Решение' } },
    { id: 'head', type: 'text', label: { ru: 'Руководитель' }, about: 'people' },
    { id: 'steps', type: 'list', label: { ru: 'Шаги' } },
    { id: 'papers', type: 'files', label: { ru: 'Документы' } },
  ];
  const entry = {
    title: 'Такси министерства труда',
    organisation: {
      id: 'o1',
      name: 'Министерство труда',
      kind: 'executive',
      regionCode: 'RU-BA',
      regionName: 'Башкортостан',
    },
    answers: {
      title: 'Такси министерства труда',
      idea: 'МИНИСТЕРСТВО  ТРУДА (Башкортостан) и Петров решили',
      head: 'Петров Иван',
      steps: ['Позвонить в Министерство труда'],
      papers: [{ id: 'f1', name: 'Отчёт Петрова.pdf', mediaType: 'application/pdf', bytes: 1, sha256: 'x' }],
    },
  };
  const names = { people: ['Петров Иван'] };

  it('loses what is hidden, in facts, in fields about it and inside the words', () => {
    const read = blinded(entry, { fields, blind: ['organisation', 'region', 'people'], names });
    expect(read.organisation).toEqual({});
    expect(read.answers).toEqual({
      title: 'Такси ▒▒▒',
      idea: '▒▒▒ (▒▒▒) и ▒▒▒ решили',
      steps: ['Позвонить в ▒▒▒'],
    });
    expect(JSON.stringify(read)).not.toMatch(/Петров|Башкортостан|Министерство труда/);
  });

  it('keeps what is not hidden, and everything where nothing is', () => {
    expect(blinded(entry, { fields, blind: [], names })).toBe(entry);
    const read = blinded(entry, { fields, blind: ['region'], names });
    expect(read.organisation).toEqual({ id: 'o1', name: 'Министерство труда', kind: 'executive' });
    expect(read.answers['head']).toBe('Петров Иван');
  });

  it('takes words literally, whatever signs they hold', () => {
    expect(masked('ООО «А+Б (В)» и а+б (в)', ['А+Б (В)'])).toBe('ООО «▒▒▒» и ▒▒▒');
    expect(masked('В Ханты-Мансийском и/или Югре', ['Ханты-Мансийск', 'и/или'])).toBe('В ▒▒▒ом ▒▒▒ Югре');
  });

  it.each([
    ['Руководит Иванова Мария Петровна.', 'Руководит ▒▒▒.'],
    ['Встреча с Ивановой Марией Петровной прошла', 'Встреча с ▒▒▒ прошла'],
    ['Спросите Марию Петровну Иванову', 'Спросите ▒▒▒'],
    ['М. П. Иванова, М.П.Ивановой, Иванову М. П.', '▒▒▒, ▒▒▒, ▒▒▒'],
    ['По словам Ивановой', 'По словам ▒▒▒'],
    ['Мария Стюарт', 'Мария Стюарт'],
  ])('is masked in every case of a name: %s', (text, shown) => {
    expect(masked(text, secretsOf({}, ['people'], { people: ['Иванова Мария Петровна'] }))).toBe(shown);
  });

  it('is masked by the word that tells the region, and by its organisation in any case', () => {
    const region = { regionName: 'Республика Башкортостан', name: 'Министерство экономического развития' };
    const words = secretsOf(region, ['region', 'organisation'], { people: [] });
    expect(masked('В Башкортостане и в Республике Башкортостан; республика велика', words)).toBe(
      'В ▒▒▒ и в ▒▒▒; республика велика',
    );
    expect(masked('Поддержана Министерством экономического развития', words)).toBe('Поддержана ▒▒▒');
    expect(
      masked('в Орловской области', secretsOf({ regionName: 'Орловская область' }, ['region'], { people: [] })),
    ).toBe('в ▒▒▒');
    expect(masked('Семёнов, Семенову', secretsOf({}, ['people'], { people: ['Семенов Пётр'] }))).toBe('▒▒▒, ▒▒▒');
  });
});
