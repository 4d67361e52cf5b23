import { describe, expect, it } from '@jest/globals';
import { criterionStandings } from '../../../../src/domain/results/publication/entry-result.js';
import { decideAppeal, fileAppeal } from '../../../../src/domain/results/corrections/appeal.js';
import type { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { codeFrom, certificateCode, codeText } from '../../../../src/domain/results/publication/certificate.js';
import { publicationDueOn } from '../../../../src/domain/cycles/publication-rules.js';
import type { RankingRow } from '../../../../src/domain/ranking/rank-entries.js';
import { sha256 } from '../../../../src/platform/ids.js';

const row = (mean: string): RankingRow =>
  ({ explanation: { criteria: [{ criterionId: 'c', mean }] } }) as unknown as RankingRow;

describe('an entry beside the middle of its nomination', () => {
  it.each([
    // Worked by hand: quartiles by nearest rank, the median of an even number is the mean of the two in the middle.
    [
      ['4', '5', '6', '7'],
      ['4.00', '5.50', '6.00'],
    ],
    [
      ['1', '2', '3', '4', '5'],
      ['2.00', '3.00', '4.00'],
    ],
    [
      ['22/3', '8', '8', '17/2', '9', '9'],
      ['8.00', '8.25', '9.00'],
    ],
  ])('of %j is %j', (means, band) => {
    const rows = means.map(row);
    const [standing] = criterionStandings(rows[0]!, rows);
    expect([standing!.low, standing!.median, standing!.high]).toEqual(band);
    expect([...rows].reverse().map((each) => criterionStandings(each, [...rows].reverse())[0]!.median)).toEqual(
      rows.map(() => band[1]),
    );
  });

  it('is not told where so few are ranked that it would tell on the others', () => {
    const rows = ['1', '2', '3'].map(row);
    expect(criterionStandings(rows[0]!, rows)).toEqual([]);
  });
});

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

describe('the code of a certificate', () => {
  it('follows from what it certifies and is read back however it is typed', () => {
    const facts = { publicationHash: 'a'.repeat(64), submissionId: 's', outcome: 'winner' };
    const code = certificateCode(facts, sha256);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
    expect(certificateCode(facts, sha256)).toBe(code);
    expect(certificateCode({ ...facts, outcome: 'finalist' }, sha256)).not.toBe(code);
    expect(codeFrom(codeText(code).toLowerCase())).toBe(code);
    expect(codeFrom('OIL0-0000-0000-0000')).toBe('0110000000000000');
    expect([codeFrom('short'), codeFrom('U'.repeat(16))]).toEqual([null, null]);
  });
});

describe('the term of publication', () => {
  const calendar = { '2026': { holidays: ['2026-06-12'], workingWeekends: [] } };

  it.each([
    // domain: 2 and 5 calendar days, 7 working days after the protocol; 12 June 2026 is a holiday.
    [{ days: 2, kind: 'calendar' as const }, '2026-06-11'],
    [{ days: 5, kind: 'calendar' as const }, '2026-06-14'],
    [{ days: 7, kind: 'working' as const }, '2026-06-19'],
  ])('%j after 9 June 2026 ends on %s', (term, day) => {
    expect(publicationDueOn('2026-06-09', term, calendar)).toBe(day);
  });
});
