import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../../../../src/domain/kernel/canonical.js';
import type { ProtocolTwin } from '../../../../src/domain/results/protocols/protocol.js';
import { signedText, type KnownKey, type SignedApproval } from '../../../../src/domain/results/protocols/signature.js';
import { publicHalf } from '../../../../src/platform/secrets/signing-key.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';
import { built, forged } from '../../../support/twin.js';

interface Signed {
  twin: ProtocolTwin;
  signatures: SignedApproval[];
}
type Change = (signed: Signed) => void;

const own = generateKeyPairSync('ed25519').privateKey;
const invented = generateKeyPairSync('ed25519').privateKey;
const known: KnownKey[] = [
  { publicKey: publicHalf(own), validFrom: '2026-01-01T00:00:00.000Z', validUntil: '2026-12-31T00:00:00.000Z' },
];

function signature(key: KeyObject, hash: string, over: Partial<SignedApproval> = {}): SignedApproval {
  const facts = {
    hash,
    userName: 'А',
    person: 'p1',
    capacity: 'chair',
    approvedAt: '2026-06-10T10:00:00.000Z',
    ...over,
  };
  const signed = sign(null, Buffer.from(signedText(facts)), key).toString('base64');
  return { ...facts, signature: signed, publicKey: publicHalf(key) };
}
const second = { userName: 'Б', person: 'p2', capacity: 'secretary' };
const signedBy = (key: KeyObject, twin: ProtocolTwin = built()): Signed => ({
  twin,
  signatures: [signature(key, twin.sha256), signature(key, twin.sha256, second)],
});
const verdict = (signed: unknown, keys: KnownKey[] | null = known) => verifyProtocol(JSON.stringify(signed), keys);
const changed = (change: Change) => {
  const signed = signedBy(own);
  change(signed);
  return signed;
};

it('follows and is signed by two people under a known key', () => {
  expect(verdict(signedBy(own))).toMatchObject({ fault: null, pinned: true, signedBy: ['А', 'Б'] });
});

it.each<[string, unknown]>([
  ['keys in another order', Object.fromEntries(Object.entries(signedBy(own)).reverse())],
  ['white space between', JSON.parse(JSON.stringify(signedBy(own), null, 4))],
  ['numbers spelt otherwise', JSON.parse(JSON.stringify(signedBy(own)).replace('"year":2026', '"year":2026.0'))],
])('is the same with %s', (_what, signed) => expect(verdict(signed).fault).toBeNull());

/** Facts of the twin that no rule computes: whoever changes one leaves the hash that was signed. */
const facts: [string, (twin: ProtocolTwin) => void][] = [
  ['the competition', (twin) => (twin.competition = 'Другой конкурс')],
  ['the year', (twin) => (twin.year = 2025)],
  ['the number', (twin) => (twin.number = '6')],
  ['the day', (twin) => (twin.on = '2026-06-11')],
  ['the place', (twin) => (twin.place = 'Казань')],
  ['the form', (twin) => (twin.form = 'remote')],
  ['the body', (twin) => (twin.body = 'Комиссия')],
  ['the chair', (twin) => (twin.chair = 'В')],
  ['the secretary', (twin) => (twin.secretary = 'Г')],
  ['who was present', (twin) => (twin.attendance.present = 7)],
  ['the number of members', (twin) => (twin.attendance.members = 9)],
  ['an attendee more', (twin) => (twin.attendees = [...twin.attendees, 'Д'])],
  ['the regulation', (twin) => (twin.regulation.protocolNumber = '2')],
  ['the title of a criterion', (twin) => (twin.criteria[0]!.title = 'Иной')],
  ['the title of a nomination', (twin) => (twin.nominations[0]!.title = 'Иная')],
  ['the title of an entry', (twin) => (twin.nominations[0]!.cards['a']!.title = 'Иная')],
  ['an organisation', (twin) => (twin.nominations[0]!.cards['a']!.organisation = 'Иная')],
  ['a region', (twin) => (twin.nominations[0]!.cards['a']!.region = 'Иной')],
  ['the reason of a decision', (twin) => (twin.nominations[0]!.decisions[0]!.reason = 'Иная')],
  ['the ground for nobody', (twin) => (twin.nominations[0]!.notAwarded![0]!.reason = 'Иной')],
  ['the reason of a withdrawal', (twin) => (twin.nominations[0]!.withdrawn![0]!.reason = 'Иная')],
  ['the reason of a region', (twin) => (twin.regional![0]!.decisions[0]!.reason = 'Иная')],
  ['a note', (twin) => twin.notes.push('Приписка')],
];

describe.each(facts)('%s was changed', (_what, change) => {
  it('and nothing else', () =>
    expect(verdict(changed(({ twin }) => change(twin))).fault).toMatchObject({ what: 'hash' }));
  it('the hash written anew', () => {
    const twin = forged(change);
    const { signatures } = signedBy(own);
    expect(verdict({ twin, signatures }).fault).toMatchObject({ pointer: '/signatures/0/hash' });
    const rewritten = signatures.map((each) => ({ ...each, hash: twin.sha256 }));
    expect(verdict({ twin, signatures: rewritten }).fault).toMatchObject({ pointer: '/signatures/0/signature' });
  });
  it('and signed by an invented key', () => {
    const signed = signedBy(invented, forged(change));
    expect(verdict(signed).fault).toMatchObject({ pointer: '/signatures/0/publicKey' });
    expect(verdict(signed, null)).toMatchObject({ fault: null, pinned: false });
  });
});

it.each<[string, string, Change]>([
  ['one was removed', '/signatures', ({ signatures }) => signatures.pop()],
  ['both were removed', '/signatures', ({ signatures }) => signatures.splice(0)],
  ['one stands twice', '/signatures/1/userName', (signed) => (signed.signatures[1] = signed.signatures[0]!)],
  [
    'one person signed under two capacities',
    '/signatures/1/userName',
    ({ twin, signatures }) => (signatures[1] = signature(own, twin.sha256, { capacity: 'secretary' })),
  ],
  [
    'one person signed under two names',
    '/signatures/1/userName',
    ({ twin, signatures }) => (signatures[1] = signature(own, twin.sha256, { userName: 'Б' })),
  ],
  [
    'one is of an invented key',
    '/signatures/1/publicKey',
    ({ twin, signatures }) => (signatures[1] = signature(invented, twin.sha256, second)),
  ],
  [
    'one of an invented key calls itself that of a known one',
    '/signatures/1/signature',
    ({ twin, signatures }) =>
      (signatures[1] = { ...signature(invented, twin.sha256, second), publicKey: publicHalf(own) }),
  ],
  [
    'one was made after the key had ended',
    '/signatures/1/approvedAt',
    ({ twin, signatures }) =>
      (signatures[1] = signature(own, twin.sha256, { ...second, approvedAt: '2027-01-10T10:00:00.000Z' })),
  ],
  [
    'one is under another protocol',
    '/signatures/1/hash',
    ({ signatures }) => (signatures[1] = signature(own, 'f'.repeat(64), second)),
  ],
  ['the name was changed', '/signatures/0/signature', ({ signatures }) => (signatures[0]!.userName = 'В')],
  ['the person was changed', '/signatures/0/signature', ({ signatures }) => (signatures[0]!.person = 'p9')],
  ['the person was left out', '/signatures/0/signature', ({ signatures }) => delete signatures[0]!.person],
  ['the capacity was changed', '/signatures/0/signature', ({ signatures }) => (signatures[0]!.capacity = 'organizer')],
  [
    'the time was changed',
    '/signatures/0/signature',
    ({ signatures }) => (signatures[0]!.approvedAt = '2026-06-10T11:00:00.000Z'),
  ],
  ['the signature was cut', '/signatures/0/signature', ({ signatures }) => (signatures[0]!.signature = 'AAAA')],
])('%s', (_what, pointer, change) => expect(verdict(changed(change)).fault).toMatchObject({ pointer }));

it('people of one name are two when both signatures say who they are', () => {
  const signed = changed(
    ({ twin, signatures }) => (signatures[1] = signature(own, twin.sha256, { person: 'p2', capacity: 'secretary' })),
  );
  expect(verdict(signed).fault).toBeNull();
});

it('a signature of before, which names no person, stays good', () => {
  const old = (userName: string) => {
    const { sha256: hash } = built();
    const facts = { hash, userName, capacity: 'chair', approvedAt: '2026-06-10T10:00:00.000Z' };
    const text = canonicalJson({ format: 'laureat-approval/1', ...facts });
    return { ...facts, signature: sign(null, Buffer.from(text), own).toString('base64'), publicKey: publicHalf(own) };
  };
  expect(verdict({ twin: built(), signatures: [old('А'), old('Б')] }).fault).toBeNull();
  expect(verdict({ twin: built(), signatures: [old('А'), old('А')] }).fault?.pointer).toBe('/signatures/1/userName');
});

it('a twin without signatures follows, and is signed by nobody', () => {
  expect(verdict(built(), null)).toMatchObject({ fault: null, pinned: false });
  expect(verdict(built()).fault).toMatchObject({ pointer: '/signatures', found: '0' });
});
