import { createHash } from 'node:crypto';
import { type ProtocolTwin } from '../../../../src/domain/results/protocols/protocol.js';
import { protocolFault } from '../../../../src/domain/results/protocols/protocol-fault.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';
import { built, forged, input } from '../../../support/twin.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a protocol with all kinds of decisions', () => {
  it('follows from itself, for the domain and for the verifier of files', () => {
    expect(protocolFault(built(), sha256)).toBeNull();
    expect(verifyProtocol(JSON.stringify(built())).fault).toBeNull();
  });

  it('says who was proposed by the scenario that was fixed, counted by its own rule', () => {
    const [nomination] = built().nominations;
    expect(nomination!.ranking.rows[0]!.entryId).toBe('a');
    expect(nomination!.selected!.rows.filter(({ selected }) => selected).map(({ entryId }) => entryId)).toEqual(['d']);
  });

  const first = (twin: ProtocolTwin) => twin.nominations[0]!;
  it.each<[string, string, (twin: ProtocolTwin) => void]>([
    [
      'another rule of the scenario',
      '/nominations/0/selected',
      (twin) => (first(twin).selection!.scenario!.rankingRule = input.rule),
    ],
    ['another proposal', '/nominations/0/selected', (twin) => (first(twin).selected!.rows[0]!.selected = false)],
    ['the scenario left out', '/nominations/0/selected', (twin) => delete first(twin).selection!.scenario],
    [
      'a departure that is none',
      '/nominations/0/decisions/0/departure',
      (twin) => (first(twin).decisions[0]!.departure = true),
    ],
    ['a withdrawal kept silent', '/nominations/0/decisions/0/departure', (twin) => delete first(twin).withdrawn],
    [
      'one who followed nobody',
      '/nominations/0/decisions/0/follows',
      (twin) => (first(twin).decisions[0]!.follows = { entryId: 'd' }),
    ],
    [
      'what was not held',
      '/nominations/0/decisions/0/follows',
      (twin) => (first(twin).withdrawn![0]!.held = ['finalist']),
    ],
    ['a reserve without order', '/nominations/0/decisions', (twin) => delete first(twin).decisions[1]!.order],
    [
      'nobody beside somebody',
      '/nominations/0/notAwarded/0',
      (twin) => (first(twin).notAwarded![0]!.outcome = 'winner'),
    ],
    [
      'a laureate of another region',
      '/regional/0/decisions/0',
      (twin) => (twin.regional![0]!.decisions[0]!.regionCode = 'RU-YAR'),
    ],
    [
      'a region with both answers',
      '/regional/0/notAwarded/0',
      (twin) => (twin.regional![0]!.notAwarded![0]!.regionCode = 'RU-BA'),
    ],
  ])('is caught with %s', (_what, pointer, change) => {
    expect(verifyProtocol(JSON.stringify(forged(change))).fault?.pointer).toMatch(new RegExp(`^${pointer}`));
  });

  it('is caught when an entry that was withdrawn is awarded', () => {
    const twin = forged((each) => (first(each).decisions[1]!.entryId = 'a'));
    expect(verifyProtocol(JSON.stringify(twin)).fault?.what).toBe('decision');
  });

  it('has the ground of not waiting for sheets and of nobody under its hash', () => {
    const twin = built();
    first(twin).decisions[1]!.despite = 'Другая причина';
    expect(protocolFault(twin, sha256)).toMatchObject({ what: 'hash' });
  });
});
