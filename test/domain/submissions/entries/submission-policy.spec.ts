import { roles, systemActor, type Actor, type Grant } from '../../../../src/domain/kernel/actor.js';
import { statementOf } from '../../../../src/platform/database/condition.js';
import type { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { mustBeOfOwnOrganisation, visibleTo } from '../../../../src/submissions/entries/submission.policy.js';
import { refusalOf } from '../../../support/refusal-of.js';

const person = (grants: Partial<Grant>[] = [], organisationIds: string[] = []): Actor => ({
  ...systemActor,
  kind: 'person',
  userId: 'u1',
  organisationIds,
  grants: grants.map((grant) => ({
    role: 'organizer',
    cycleId: null,
    nominationId: null,
    regionCode: null,
    ...grant,
  })),
});
const sent = "s.state <> 'draft' AND s.first_submitted_at IS NOT NULL";
const own = '(s.organisation_id = ANY ($1::uuid[]))';
const met = (place: string) => `s.id NOT IN (SELECT entries_hidden_from(${place}::uuid))`;

describe('the entries that exist for somebody', () => {
  it.each<[string, Actor, string, unknown[]]>([
    ['everything for the program itself', systemActor, 'TRUE', []],
    ['those of the own organisations, drafts too', person([], ['o1', 'o2']), `(${own})`, [['o1', 'o2']]],
    [
      'what was sent in the cycle, for an organizer who may meet it',
      person([{ cycleId: 'c1' }]),
      `(${own} OR (${sent} AND s.cycle_id = $2 AND ${met('$3')}))`,
      [[], 'c1', 'u1'],
    ],
    [
      'what was sent of the nomination and region of the role',
      person([{ role: 'secretary', cycleId: 'c1', nominationId: 'n1', regionCode: 'RU-BA' }]),
      `(${own} OR (${sent} AND s.cycle_id = $2 AND s.nomination_id = $3 AND s.region_code = $4 AND ${met('$5')}))`,
      [[], 'c1', 'n1', 'RU-BA', 'u1'],
    ],
    [
      'what the region sent, for its coordinator, who runs nothing and stands aside from nothing',
      person([{ role: 'coordinator', regionCode: 'RU-BA' }]),
      `(${own} OR (${sent} AND s.region_code = $2))`,
      [[], 'RU-BA'],
    ],
  ])('are %s', (_which, actor, text, values) => {
    expect(statementOf(visibleTo(actor))).toEqual({ text, values });
  });

  it('are of no other role: experts meet what is assigned, administrators and members nothing', () => {
    const seeing = roles.filter((role) => statementOf(visibleTo(person([{ role }]))).text !== `(${own})`);
    expect(seeing).toEqual(['organizer', 'coordinator', 'chair', 'secretary', 'auditor']);
  });
});

describe('the verbs of the entrant', () => {
  const entry = { organisationId: 'o1' } as Submission;
  it.each<[string, Actor, object | undefined]>([
    ['belong to people of the organisation', person([], ['o2', 'o1']), undefined],
    ['are forbidden to others, whatever they run', person([{ role: 'organizer' }], ['o2']), { code: 'forbidden' }],
    ['are the program’s too', systemActor, undefined],
  ])('%s', (_whose, actor, refusal) => {
    expect(refusalOf(() => mustBeOfOwnOrganisation(actor, entry))).toEqual(refusal);
  });
});
