import { mustBePublishable, publicationReason } from '../../../../src/domain/results/publication/publication.js';
import {
  publicationInstant,
  inForce,
  isPublic,
  mustBePublic,
} from '../../../../src/domain/results/publication/publication-instant.js';
import { approve, approversOf } from '../../../../src/domain/results/protocols/approval.js';
import { refusalOf } from '../../../support/refusal-of.js';

describe('publishing', () => {
  const now = new Date('2020-01-25T09:00:00Z');
  const first = { userId: 'u1', hash: 'h1', approvedAt: now };

  it('needs the signatures of two different people under the same hash', () => {
    const protocol = { hash: 'h1', approvals: [first] };
    expect(refusalOf(() => approve({ userId: 'u1', hashRead: 'h1', now }, protocol))).toEqual({
      code: 'same-approver',
    });
    expect(refusalOf(() => approve({ userId: 'u2', hashRead: 'h0', now }, protocol))).toEqual({
      code: 'protocol-changed',
    });
    const second = approve({ userId: 'u2', hashRead: 'h1', now }, protocol);
    const facts = { approversNeeded: 2, publishedHash: null };
    expect(refusalOf(() => mustBePublishable({ ...facts, protocol }))).toEqual({
      code: 'approvers-needed',
      have: 1,
      needed: 2,
    });
    expect(
      refusalOf(() => mustBePublishable({ ...facts, protocol: { hash: 'h1', approvals: [first, second] } })),
    ).toBeUndefined();
    expect(approversOf({ hash: 'h2', approvals: [first, second] })).toBe(0);
    expect(refusalOf(() => mustBePublishable({ approversNeeded: 2, publishedHash: 'h1', protocol }))).toEqual({
      code: 'already-published',
    });
  });

  it.each([
    ['the first in time', 1, null, '', ''],
    ['the first late', 1, '2020-01-24', '', 'publication-late'],
    ['the first late with its reason', 1, '2020-01-24', ' Суд ', 'Суд'],
    ['a later one', 2, null, '  ', 'reason-required'],
    ['a later one that is late too', 2, '2020-01-24', '', 'publication-late'],
    ['a later one with its reason', 2, null, 'Суд', 'Суд'],
  ])('says why: %s', (_name, number, overdue, said, expected) => {
    const refused = refusalOf(() => publicationReason(said, { number, overdue })) as { code: string } | undefined;
    expect(refused?.code ?? publicationReason(said, { number, overdue })).toBe(expected);
  });

  it('is set ahead or for now; an instant that passed more than an hour ago is a slip', () => {
    const at = (time: string) => new Date(`2020-01-27T${time}Z`);
    expect(publicationInstant(at('12:00:00'), at('09:00:00'))).toEqual(at('12:00:00'));
    expect(publicationInstant(at('08:00:00'), at('09:00:00'))).toEqual(at('09:00:00'));
    expect(refusalOf(() => publicationInstant(at('07:59:59'), at('09:00:00')))).toMatchObject({
      code: 'invalid-input',
      problems: [{ pointer: '/publishAt', rule: 'in-the-past' }],
    });
  });

  it('shows nothing before its instant, and then the latest number', () => {
    const planned = { publishAt: now, number: 1 };
    expect(isPublic(planned, new Date(now.getTime() - 1))).toBe(false);
    expect(isPublic(planned, now)).toBe(true);
    const early = { now: new Date('2020-01-25T08:59:59Z'), timeZone: 'Europe/Moscow' };
    expect(refusalOf(() => mustBePublic(planned, early))).toEqual({ code: 'before-instant', instant: now, ...early });
    const corrected = { publishAt: new Date('2020-02-01T00:00:00Z'), number: 2 };
    expect(inForce([corrected, planned], now)).toBe(planned);
    expect(inForce([corrected, planned], new Date('2020-02-02T00:00:00Z'))).toBe(corrected);
    expect(inForce([corrected], now)).toBeNull();
  });
});
