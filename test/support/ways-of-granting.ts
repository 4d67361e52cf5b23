import { roles } from '../../src/domain/kernel/actor.js';
import { LinkVault } from '../../src/platform/secrets/link-vault.js';
import type { Browser, TestApp } from './app.js';
import type { Planted } from './planted-contest.js';

/** One try of somebody to give another person something. */
export interface Attempt {
  way: string;
  give: (granter: Browser, to: { id: string; email: string }) => Promise<void>;
}

/** Every way in which the program gives a person a right, with every role in every scope. */
export function waysOfGranting(app: TestApp, planted: Planted): Attempt[] {
  const { year, last, organisation, neighbour, meeting } = planted;
  const nominations = [
    { cycleId: year.cycle.id, nominationId: year.nomination.id },
    { cycleId: year.cycle.id, nominationId: last.nomination.id },
  ];
  const scopes = [{}, { cycleId: year.cycle.id }, { cycleId: last.cycle.id }, ...nominations];
  const cycleScopes = [{}, { cycleId: year.cycle.id }, { cycleId: last.cycle.id }];
  const regioned = (scope: object, role: string) => ({
    ...scope,
    ...(role === 'coordinator' && { regionCode: 'RU-YAR' }),
  });
  const byRole = (some: object[], make: (role: string, scope: object) => Attempt): Attempt[] =>
    roles.flatMap((role) => some.map((scope) => make(role, regioned(scope, role))));
  const invited = async (to: { email: string }): Promise<void> => {
    const [row]: { id: string }[] = await app.em.query('SELECT id FROM invitation WHERE email = $1', [to.email]);
    const token = row && (await app.nest.get(LinkVault).read(app.em, row.id));
    if (token) await app.guest().post(`/invitations/${token}/accept`);
  };
  const words = (way: string, role: string, scope: object) =>
    `${way}: ${role} ${Object.keys(scope).join('+') || 'everywhere'}`;
  const organisations = [organisation.id, neighbour.id];
  return [
    ...byRole(scopes, (role, scope) => ({
      way: words('POST /api/v1/role-grants', role, scope),
      give: async (granter, { id }) => void (await granter.api('POST', 'role-grants', { userId: id, role, ...scope })),
    })),
    ...byRole(cycleScopes, (role, scope) => ({
      way: words('POST /admin/people/:id/grants', role, scope),
      give: async (granter, { id }) => void (await granter.post(`/admin/people/${id}/grants`, { role, ...scope })),
    })),
    ...byRole([...scopes, ...organisations.map((organisationId) => ({ organisationId }))], (role, scope) => ({
      way: words('POST /api/v1/invitations', role, scope),
      give: async (granter, to) => {
        await granter.api('POST', 'invitations', { email: to.email, name: 'Второй ящик', role, ...scope });
        await invited(to);
      },
    })),
    ...organisations.map((organisationId) => ({
      way: 'POST /api/v1/invitations: member organisationId+cycleId',
      give: async (granter: Browser, to: { email: string }) => {
        const body = { name: 'Второй ящик', role: 'member', organisationId, cycleId: year.cycle.id };
        await granter.api('POST', 'invitations', { email: to.email, ...body });
        await invited(to);
      },
    })),
    ...byRole([...cycleScopes, ...organisations.map((organisationId) => ({ organisationId }))], (role, scope) => ({
      way: words('POST /admin/invitations', role, scope),
      give: async (granter, to) => {
        await granter.post('/admin/invitations', { email: to.email, name: 'Второй ящик', role, ...scope });
        await invited(to);
      },
    })),
    ...organisations.flatMap((organisationId): Attempt[] => [
      {
        way: 'POST /api/v1/organisations/:id/members',
        give: async (granter, { id }) =>
          void (await granter.api('POST', `organisations/${organisationId}/members`, { userId: id })),
      },
      {
        way: 'POST /admin/people/:id/memberships',
        give: async (granter, { id }) =>
          void (await granter.post(`/admin/people/${id}/memberships`, { organisationId })),
      },
    ]),
    ...[year, last].map(({ cycle }) => ({
      way: 'POST /cycles/:cycle/experts',
      give: async (granter: Browser, to: { email: string }) => {
        await granter.post(`/cycles/${cycle.id}/experts`, { name: 'Второй ящик', email: to.email });
        const [row]: { id: string }[] = await app.em.query(
          'SELECT e.id FROM expert e JOIN user_account u ON u.id = e.user_id WHERE u.email = $1',
          [to.email],
        );
        const token = row && (await app.nest.get(LinkVault).read(app.em, row.id));
        if (token) await app.guest().post(`/judging/invitation/${token}/accept`);
      },
    })),
    {
      way: 'POST /cycles/:cycle/meetings/:meeting/member',
      give: async (granter, to) => {
        const fields = { name: `Второй ${to.email}`, role: 'member', email: to.email };
        await granter.post(`/cycles/${year.cycle.id}/meetings/${meeting.id}/member`, fields);
      },
    },
  ];
}
