import { Refusal } from './refusal.js';

export const roles = [
  'admin',
  'organizer',
  'coordinator',
  'expert',
  'member',
  'chair',
  'secretary',
  'auditor',
] as const;
export type Role = (typeof roles)[number];

/** A role held within a scope; `null` everywhere means the whole system. */
export interface Grant {
  role: Role;
  cycleId: string | null;
  nominationId: string | null;
  regionCode: string | null;
}

/** Who acts. `system` is the program itself (jobs, imports by the operator); it holds every right. */
export interface Actor {
  userId: string | null;
  name: string;
  grants: readonly Grant[];
  organisationIds: readonly string[];
  /** Single entries of others' organisations on which the person works, with what may be done there. */
  collaborations?: readonly { submissionId: string; right: 'view' | 'edit' | 'submit' }[];
  /** Whether the person is recorded as a member at some sitting; gives no right by itself. */
  sits?: boolean;
  kind: 'person' | 'system';
  /** Scopes of the API token in use; `null` when a person is signed in and nothing is narrowed. */
  tokenScopes: readonly string[] | null;
}

/** Somebody who acts in their own name: signed in, or with a token of theirs. */
export type Person = Actor & { userId: string };

export interface Scope {
  cycleId?: string | null;
  nominationId?: string | null;
  regionCode?: string | null;
}

export const systemActor: Actor = {
  userId: null,
  name: 'system',
  grants: [],
  organisationIds: [],
  kind: 'system',
  tokenScopes: null,
};

/**
 * Whether the actor holds one of the roles for the scope. A grant covers a scope when each part that the grant names
 * equals the scope's; a grant without parts covers everything. An administrator runs the system, not the contest,
 * and therefore holds no other role by being one.
 */
export function hasRole(actor: Actor, wanted: readonly Role[], scope: Scope = {}): boolean {
  if (actor.kind === 'system') return true;
  return actor.grants.some((grant) => wanted.includes(grant.role) && covers(grant, scope));
}

function covers(grant: Grant, scope: Scope): boolean {
  return (
    (grant.cycleId === null || grant.cycleId === scope.cycleId) &&
    (grant.nominationId === null || grant.nominationId === scope.nominationId) &&
    (grant.regionCode === null || grant.regionCode === scope.regionCode)
  );
}

/** Refuses with `forbidden` unless the actor holds one of the roles for the scope. */
export function mustHaveRole(actor: Actor, wanted: readonly Role[], scope: Scope = {}): void {
  if (!hasRole(actor, wanted, scope)) throw new Refusal({ code: 'forbidden' });
}

/** Refuses with `scope-missing` when an API token without the scope is used; a signed-in person has all scopes. */
export function mustHaveScope(actor: Actor, scope: string): void {
  if (actor.tokenScopes && !actor.tokenScopes.includes(scope)) throw new Refusal({ code: 'scope-missing', scope });
}
