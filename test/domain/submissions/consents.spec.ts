import { consentStanding, mayBeNamed, type ConsentAct } from '../../../src/domain/submissions/consents.js';

const at = (hour: number) => new Date(Date.UTC(2026, 5, 1, hour));
const act = (kind: ConsentAct['kind'], did: ConsentAct['act'], hour: number, consentVersion = '1'): ConsentAct => ({
  kind,
  act: did,
  at: at(hour),
  consentVersion,
});

describe('consents of a person of a practice', () => {
  it.each<[string, ConsentAct[], boolean]>([
    ['nothing was said', [], false],
    ['only the processing was agreed to', [act('processing', 'given', 1)], false],
    ['the publication was agreed to', [act('publication', 'given', 1)], true],
    ['it was taken back', [act('publication', 'given', 1), act('publication', 'withdrawn', 2)], false],
    [
      'it was given again',
      [act('publication', 'given', 1), act('publication', 'withdrawn', 2), act('publication', 'given', 3)],
      true,
    ],
    [
      'it was taken back where the clock is behind',
      [act('publication', 'given', 2), act('publication', 'withdrawn', 1)],
      false,
    ],
    ['it was taken back in one instant', [act('publication', 'given', 1), act('publication', 'withdrawn', 1)], false],
    ['the other one was taken back', [act('publication', 'given', 1), act('processing', 'withdrawn', 2)], true],
  ])('name the person when %s: %s', (_what, acts, named) => expect(mayBeNamed(acts)).toBe(named));

  it('say the version and the instant of the latest act', () => {
    expect(
      consentStanding('publication', [act('publication', 'given', 1), act('publication', 'given', 2, '2')]),
    ).toEqual({
      state: 'given',
      consentVersion: '2',
      at: at(2),
    });
    expect(consentStanding('processing', [act('publication', 'given', 1)])).toEqual({ state: 'open' });
  });
});
