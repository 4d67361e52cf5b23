import fc from 'fast-check';
import { blinded, masked, secretsOf } from '../../../src/domain/judging/blind.js';
import { endsOf, reopenSheet, saveScores, submitSheet, type Sheet } from '../../../src/domain/judging/evaluation.js';
import type { FormField } from '../../../src/domain/cycles/form.js';
import { distributions, outliers, spreadOf, timeLeft } from '../../../src/domain/judging/own-scores.js';
import { balancedQueues } from '../../../src/domain/judging/queue-order.js';
import { Refusal } from '../../../src/domain/kernel/refusal.js';
import { shuffled } from '../../../src/domain/kernel/seeded.js';
import { wordDiff } from '../../../src/domain/kernel/word-diff.js';

const now = new Date('2019-11-20T09:00:00Z');
const review = {
  kind: 'review' as const,
  opensAt: new Date('2019-11-01T00:00:00Z'),
  closesAt: new Date('2019-12-16T00:00:00Z'),
};
const scale = { scaleMin: '0', scaleMax: '10', scaleStep: '1', weight: '1' };
const criteria = [
  { id: 'effect', title: 'Эффект', ...scale },
  { id: 'repeat', title: 'Повторимость', ...scale },
];
const facts = { now, timeZone: 'Europe/Moscow', review, criteria };
const sheet: Sheet = { id: 's1', state: 'draft', scores: {}, reason: '', submittedAt: null, savedAt: now };

function refusalOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return (error as Refusal).detail;
  }
  return undefined;
}

describe('a criterion that cannot be judged', () => {
  it('loses its points, and is no zero; where the rules do not foresee it, it is refused by name', () => {
    const points = { effect: '7', repeat: '3' };
    const kept = saveScores(sheet, points, { ...facts, cannotJudge: 'leave-out' }, ['repeat', 'unknown']);
    expect(kept.changes).toMatchObject({ scores: { effect: '7' }, cannotJudge: ['repeat'] });
    expect(refusalOf(() => saveScores(sheet, points, facts, ['repeat']))).toEqual({
      code: 'cannot-judge-not-foreseen',
      criterion: 'repeat',
      title: 'Повторимость',
    });
    expect(saveScores(sheet, points, facts, ['unknown']).changes.cannotJudge).toEqual([]);
  });

  it('of information has neither points nor an inability', () => {
    const informing = {
      ...facts,
      criteria: [criteria[0]!, { ...criteria[1]!, kind: { kind: 'information' as const } }],
    };
    const kept = saveScores(sheet, { effect: '7', repeat: '3' }, informing, ['repeat']);
    expect(kept.changes).toMatchObject({ scores: { effect: '7' }, cannotJudge: [] });
  });
});

describe('a remark', () => {
  const given = (scores: Record<string, string>, remarks: Record<string, string> = {}) => ({
    ...sheet,
    scores,
    remarks,
  });
  const asked = (remarks: 'optional' | 'always' | 'at-the-ends', remarkLength = 10) => ({
    ...facts,
    remarks: { remarks, remarkLength },
  });

  it.each([
    ['optional', { effect: '0', repeat: '10' }, {}, []],
    ['always', { effect: '5', repeat: '5' }, { effect: 'Достаточно слов' }, ['repeat']],
    ['always', { effect: '5', repeat: '5' }, { effect: 'коротко  ', repeat: '1234567890' }, ['effect']],
    ['at-the-ends', { effect: '0', repeat: '9' }, {}, ['effect']],
    ['at-the-ends', { effect: '1', repeat: '10.0' }, {}, ['repeat']],
    ['at-the-ends', { effect: '0', repeat: '10' }, { effect: 'Достаточно слов', repeat: 'Достаточно слов' }, []],
  ] as const)('%s of points %j and remarks %j is missing for %j', (rule, scores, remarks, missing) => {
    const refusal = refusalOf(() => submitSheet(given(scores, remarks), asked(rule)));
    if (missing.length === 0) expect(refusal).toBeUndefined();
    else expect(refusal).toMatchObject({ code: 'remark-missing', criteria: missing, length: 10 });
  });

  it('is not asked for where no points are given, and the ends of levels are those of their points', () => {
    const levels = ['50', '0', '100'].map((points) => ({ label: points, points }));
    expect(endsOf({ ...scale, kind: { kind: 'levels', levels } })).toEqual({ scaleMin: '0', scaleMax: '100' });
    const unable = { ...given({ effect: '5' }, { effect: 'Достаточно слов' }), cannotJudge: ['repeat'] };
    expect(submitSheet(unable, { ...asked('always'), cannotJudge: 'leave-out' }).changes.state).toBe('submitted');
  });
});

describe('reopening', () => {
  const submitted: Sheet = { ...sheet, state: 'submitted', submittedAt: now };

  it('makes a draft of a submitted sheet while the review is open, with a reason', () => {
    const { changes, events } = reopenSheet(submitted, { ...facts, reason: 'Опечатка' });
    expect(changes).toMatchObject({ state: 'draft', submittedAt: null });
    expect(events).toEqual([{ type: 'evaluation.reopened', evaluationId: 's1' }]);
  });

  it.each([
    ['a draft', sheet, facts, 'Опечатка', 'action-not-allowed'],
    ['one that is set aside', { ...submitted, state: 'set-aside' as const }, facts, 'Опечатка', 'action-not-allowed'],
    ['without a reason', submitted, facts, ' ', 'reason-required'],
    ['after the close', submitted, { ...facts, now: review.closesAt }, 'Опечатка', 'stage-closed'],
  ])('refuses %s', (_name, before, when, reason, code) => {
    expect(refusalOf(() => reopenSheet(before, { ...when, reason }))).toMatchObject({ code });
  });
});

describe('queues', () => {
  const pairsOf = (entries: number, experts: number, each: number) =>
    Array.from({ length: entries }, (_, entry) =>
      Array.from({ length: each }, (_, k) => ({
        entryId: `entry-${entry}`,
        expertId: `expert-${(entry * each + k) % experts}`,
      })),
    ).flat();
  const meansOf = (queued: readonly { entryId: string; expertId: string; position: number }[]) => {
    const lengths = new Map<string, number>();
    for (const { expertId } of queued) lengths.set(expertId, (lengths.get(expertId) ?? 0) + 1);
    const places = new Map<string, number[]>();
    for (const { entryId, expertId, position } of queued)
      places.set(entryId, [...(places.get(entryId) ?? []), (position - 0.5) / lengths.get(expertId)!]);
    return [...places.values()].map((of) => of.reduce((sum, one) => sum + one, 0) / of.length);
  };
  const widest = (means: readonly number[]) => Math.max(...means.map((mean) => Math.abs(mean - 0.5)));

  it('put every entry at about the middle of the queues on average, closer than shuffling alone', () => {
    const pairs = pairsOf(60, 12, 3);
    const lots = [...new Set(pairs.map(({ expertId }) => expertId))].flatMap((expertId, index) =>
      shuffled(
        pairs.filter((pair) => pair.expertId === expertId).map(({ entryId }) => ({ id: entryId })),
        7 + index,
      ).map(({ id }, place) => ({ entryId: id, expertId, position: place + 1 })),
    );
    const balanced = widest(meansOf(balancedQueues(pairs, 7)));
    expect(balanced).toBeLessThan(0.12);
    expect(balanced).toBeLessThan(widest(meansOf(lots)) / 2);
  });

  it('hold the same pairs, number them from one without gaps, and follow from the seed alone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(1000),
        (entries, experts, seed) => {
          const pairs = pairsOf(entries, experts, Math.min(2, experts));
          const queued = balancedQueues(pairs, seed);
          expect(queued).toEqual(balancedQueues([...pairs].reverse(), seed));
          const key = (pair: { entryId: string; expertId: string }) => `${pair.entryId} ${pair.expertId}`;
          expect(queued.map(key).sort()).toEqual(pairs.map(key).sort());
          for (const expert of new Set(pairs.map(({ expertId }) => expertId))) {
            const own = queued.filter(({ expertId }) => expertId === expert).map(({ position }) => position);
            expect(own.sort((a, b) => a - b)).toEqual(own.map((_, index) => index + 1));
          }
        },
      ),
    );
  });

  it('differ from seed to seed', () => {
    const pairs = pairsOf(20, 4, 2);
    expect(balancedQueues(pairs, 1)).not.toEqual(balancedQueues(pairs, 2));
  });
});

describe('the own pace and points', () => {
  const minutes = (count: number) => ({ createdAt: now, submittedAt: new Date(now.getTime() + count * 60_000) });

  it('foretells by the median of at least three sheets, so that a long pause counts little', () => {
    expect(timeLeft([minutes(5), minutes(7)], 10)).toBeNull();
    expect(timeLeft([minutes(5), minutes(7), minutes(600)], 10)).toBe(70 * 60_000);
    expect(timeLeft([minutes(5), minutes(7), minutes(9), minutes(600)], 2)).toBe(16 * 60_000);
  });

  it('are counted by criterion, and a narrow range is named', () => {
    const sheets = ['7', '8', '8', '9'].map((points, index) => ({ id: `s${index}`, scores: { effect: points } }));
    expect(distributions(sheets, criteria)).toEqual([
      {
        criterionId: 'effect',
        counts: [
          { points: '7', count: 1 },
          { points: '8', count: 2 },
          { points: '9', count: 1 },
        ],
        range: { from: '7', to: '9' },
        narrow: true,
      },
      { criterionId: 'repeat', counts: [], range: null, narrow: false },
    ]);
    const wide = ['0', '5', '10'].map((points, index) => ({ id: `s${index}`, scores: { effect: points } }));
    expect(distributions(wide, criteria)[0]!.narrow).toBe(false);
  });

  it('name the sheets far from the own median, the furthest first, and none of few', () => {
    const sheets = ['7', '7', '8', '6', '7', '1', '10'].map((points, index) => ({
      id: `s${index}`,
      scores: { effect: points },
    }));
    expect(outliers(sheets)).toEqual([
      { id: 's5', mean: 1, median: 7 },
      { id: 's6', mean: 10, median: 7 },
    ]);
    expect(outliers(sheets.slice(2, 6))).toEqual([]);
    expect(outliers(sheets.slice(2, 7)).map(({ id }) => id)).toEqual(['s5', 's6']);
  });

  it('of a panel are shown as least, median and greatest', () => {
    const sheets = ['3', '9', '8', '7'].map((points) => ({ scores: { effect: points } }));
    expect(spreadOf(sheets, 'effect')).toEqual({ min: 3, median: 7.5, max: 9, count: 4 });
    expect(spreadOf(sheets, 'repeat')).toBeNull();
  });
});

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

describe('a difference of texts', () => {
  it('names the words that went and came', () => {
    expect(wordDiff('Поездок 310 в месяц', 'Поездок 1240 в месяц')).toEqual([
      { kind: 'same', text: 'Поездок ' },
      { kind: 'gone', text: '310' },
      { kind: 'new', text: '1240' },
      { kind: 'same', text: ' в месяц' },
    ]);
    expect(wordDiff('За год и ещё', 'За три дня и ещё')).toEqual([
      { kind: 'same', text: 'За ' },
      { kind: 'gone', text: 'год ' },
      { kind: 'new', text: 'три дня ' },
      { kind: 'same', text: 'и ещё' },
    ]);
    expect(wordDiff('от людей, всегда', 'его год всегда')).toEqual([
      { kind: 'gone', text: 'от людей,' },
      { kind: 'new', text: 'его год' },
      { kind: 'same', text: ' всегда' },
    ]);
    expect(wordDiff('', '')).toEqual([]);
  });

  it('gives back both texts', () => {
    const text = fc.array(fc.constantFrom('а', 'б', 'в', ' ', '\n')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after);
        const joined = (...kinds: string[]) =>
          parts
            .filter(({ kind }) => kinds.includes(kind))
            .map((part) => part.text)
            .join('');
        expect([joined('same', 'gone'), joined('same', 'new')]).toEqual([before, after]);
      }),
    );
  });
});
