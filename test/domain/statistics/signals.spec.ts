import { randomStream } from '../../../src/domain/statistics/random.js';
import {
  plainSignalThresholds,
  signalsOf,
  type Signal,
  type SignalSheet,
} from '../../../src/domain/statistics/signals.js';
import { simulateJury } from '../../../src/domain/statistics/simulated-jury.js';

const districts = ['Приволжский', 'Сибирский', 'Уральский', 'Южный'];

/** A jury with nothing to find: places and order of reading have nothing to do with the scores. */
function cleanJury(seed: number, plan = { entries: 60, experts: 12, sheets: 4 }): SignalSheet[] {
  const { sheets } = simulateJury({ ...plan, entrySd: 1, expertSd: 0.7, residualSd: 0.8, seed });
  const stream = randomStream(seed, 'places');
  const home = new Map<string, string>();
  const placeOf = (id: string) => {
    if (!home.has(id)) home.set(id, districts[stream.below(districts.length)]!);
    return home.get(id)!;
  };
  const read = new Map<string, number>();
  return sheets.map((sheet) => {
    const order = (read.get(sheet.expertId) ?? 0) + 1;
    read.set(sheet.expertId, order);
    return {
      ...sheet,
      order,
      remark: `Практика ${sheet.entryId} обоснована, эксперт ${sheet.expertId} просит уточнить расчёт затрат.`,
      entryDistrict: placeOf(sheet.entryId),
      expertDistrict: placeOf(sheet.expertId),
    };
  });
}

const kinds = (signals: readonly Signal[]) => [...new Set(signals.map(({ kind }) => kind))];

/** How many of forty juries with an anomaly raise the question that it calls for, about the right expert. */
function recovered(change: (sheets: SignalSheet[]) => SignalSheet[], isAsked: (signal: Signal) => boolean): number {
  let found = 0;
  for (let seed = 1; seed <= 40; seed += 1) if (signalsOf(change(cleanJury(seed))).some(isAsked)) found += 1;
  return found;
}

const of = (expertId: string, change: (sheet: SignalSheet) => Partial<SignalSheet>) => (sheets: SignalSheet[]) =>
  sheets.map((sheet) => (sheet.expertId === expertId ? { ...sheet, ...change(sheet) } : sheet));

describe('signals for the organizer', () => {
  it('raises each kind of question at clean juries about as seldom as it says', () => {
    const raised: Record<string, number> = {};
    for (let seed = 1; seed <= 300; seed += 1)
      for (const kind of kinds(signalsOf(cleanJury(seed)))) raised[kind] = (raised[kind] ?? 0) + 1;
    // One in twenty is 15 of 300; three standard deviations above that is 26.
    expect(raised).not.toHaveProperty('same-text');
    expect(raised).not.toHaveProperty('straight-line');
    expect(Math.max(...Object.values(raised))).toBeLessThanOrEqual(26);
  });

  it('notices one text under two entries, whatever its case and punctuation', () => {
    const pasted = 'Практика хорошая, однако расчёт затрат не приведён; просим дополнить.';
    const sheets = cleanJury(1).map((sheet, at) =>
      at < 2 ? { ...sheet, remark: at ? pasted.toUpperCase() : pasted } : sheet,
    );
    const [signal, ...others] = signalsOf(sheets).filter(({ kind }) => kind === 'same-text');
    expect(others).toEqual([]);
    expect(signal).toMatchObject({ sheets: [expect.anything(), expect.anything()] });
    const short = sheets.map((sheet) => ({ ...sheet, remark: 'Поддерживаю' }));
    expect(signalsOf(short).filter(({ kind }) => kind === 'same-text')).toEqual([]);
  });

  it('notices a sentence that was pasted into another remark', () => {
    const sentence = 'Расчёт затрат не приведён, и источник средств не назван';
    const remarks = [`Хорошая практика. ${sentence}.`, `${sentence}! Поддерживаю.`];
    const sheets = cleanJury(1).map((sheet, at) => ({ ...sheet, remark: remarks[at] ?? sheet.remark }));
    const found = signalsOf(sheets).filter(({ kind }) => kind === 'same-text');
    expect(found).toEqual([{ kind: 'same-text', text: sentence, sheets: [expect.anything(), expect.anything()] }]);
  });

  it('notices one score on many sheets', () => {
    const sheets = of('x4', () => ({ total: 7 }))(cleanJury(1));
    expect(signalsOf(sheets)).toContainEqual({ kind: 'straight-line', expertId: 'x4', score: 7, sheets: 20 });
  });

  it('recovers an expert who favours the own district', () => {
    const favoured = of('x4', ({ entryDistrict, expertDistrict, total }) => ({
      total: entryDistrict === expertDistrict ? total + 3 : total,
    }));
    expect(
      recovered(
        favoured,
        (signal) => signal.kind === 'own-district' && signal.expertId === 'x4' && signal.difference > 0,
      ),
    ).toBeGreaterThan(28);
  });

  it('does not ask about an expert who is only strict, or stricter to the own district', () => {
    const strict = of('x4', ({ entryDistrict, expertDistrict, total }) => ({
      total: entryDistrict === expertDistrict ? total - 5 : total - 2,
    }));
    expect(recovered(strict, (signal) => signal.kind === 'own-district' && signal.expertId === 'x4')).toBe(0);
  });

  it('recovers an expert whose scores fall with the order of reading', () => {
    const tired = of('x4', ({ order, total }) => ({ total: total - 0.15 * order! }));
    expect(
      recovered(tired, (signal) => signal.kind === 'drift' && signal.expertId === 'x4' && signal.slope < 0),
    ).toBeGreaterThan(28);
  });

  it('recovers two experts who depart from the rest together', () => {
    let found = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const stream = randomStream(seed, 'bloc');
      const pull = new Map(Array.from({ length: 20 }, (_, at) => [`e${at}`, 1.5 * stream.normal()]));
      const sheets = cleanJury(seed, { entries: 20, experts: 6, sheets: 6 }).map((sheet) =>
        ['x1', 'x2'].includes(sheet.expertId) ? { ...sheet, total: sheet.total + pull.get(sheet.entryId)! } : sheet,
      );
      const asked = signalsOf(sheets).filter((signal) => signal.kind === 'bloc');
      if (asked.some(({ experts }) => experts.join() === 'x1,x2')) found += 1;
    }
    expect(found).toBeGreaterThan(30);
  });

  it('takes its thresholds as data', () => {
    const sheets = cleanJury(2);
    const strict = signalsOf(sheets, { ...plainSignalThresholds, falseAlarms: 0 });
    const loose = signalsOf(sheets, { ...plainSignalThresholds, falseAlarms: 12 });
    expect(strict).toEqual([]);
    expect(kinds(loose)).toEqual(expect.arrayContaining(['own-district', 'drift']));
  });

  it('looks at texts and straight lines alone where sheets fall into parts', () => {
    const sheet = { remark: null, order: null, entryDistrict: null, expertDistrict: null };
    const apart = ['a', 'b'].flatMap((part) =>
      Array.from({ length: 6 }, (_, at) => ({ ...sheet, entryId: `${part}${at}`, expertId: part, total: 5 })),
    );
    expect(kinds(signalsOf(apart))).toEqual(['straight-line']);
    expect(signalsOf([])).toEqual([]);
  });
});
