import { describe, expect, it } from '@jest/globals';
import { decideAppeal, fileAppeal } from '../../../../src/domain/results/appeals/appeal.js';
import type { Refusal } from '../../../../src/domain/kernel/refusal.js';

const detailOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return (error as Refusal).detail;
  }
};

describe('an appeal', () => {
  const window = { opensAt: new Date('2019-12-20T00:00:00Z'), closesAt: new Date('2019-12-25T00:00:00Z') };
  const at = (now: string) => ({ now: new Date(now), timeZone: 'Europe/Moscow' });

  it.each([
    ['2019-12-19T23:59:59.999Z', false],
    ['2019-12-20T00:00:00Z', true],
    ['2019-12-24T23:59:59.999Z', true],
    ['2019-12-25T00:00:00Z', false],
  ])('at %s may be filed: %s', (now, open) => {
    const refused = { code: 'stage-closed', stage: 'appeals', ...window, ...at(now) };
    expect(detailOf(() => fileAppeal('Ошибка в баллах', window, at(now)))).toEqual(open ? 'Ошибка в баллах' : refused);
  });

  it('where there are none is refused without a window', () => {
    const refused = { code: 'stage-closed', stage: 'appeals', opensAt: null, closesAt: null };
    expect(detailOf(() => fileAppeal('Ошибка', null, at('2019-12-21T00:00:00Z')))).toMatchObject(refused);
  });

  it('is decided once, with a reason, by people who took no part before', () => {
    const now = new Date('2019-12-26T00:00:00Z');
    const facts = { outcome: 'raised' as const, decision: 'Балл исправлен', tookPart: false, decidedById: 'u', now };
    expect(decideAppeal({ state: 'filed' }, facts)).toMatchObject({ state: 'decided', outcome: 'raised' });
    for (const state of ['withdrawn', 'decided'] as const)
      expect(detailOf(() => decideAppeal({ state }, facts))).toMatchObject({ code: 'action-not-allowed', state });
    expect(detailOf(() => decideAppeal({ state: 'filed' }, { ...facts, tookPart: true }))).toEqual({
      code: 'took-part',
    });
    expect(detailOf(() => decideAppeal({ state: 'filed' }, { ...facts, decision: ' ' }))).toEqual({
      code: 'reason-required',
    });
  });
});
