import type { EntityManager } from 'typeorm';
import { ApiToken } from '../../accounts/sign-in/api-token.entity.js';
import { Membership } from '../../accounts/organisations/membership.entity.js';
import { Organisation } from '../../accounts/organisations/organisation.entity.js';
import { hashPassword } from '../../accounts/sign-in/passwords.js';
import { RoleGrant } from '../../accounts/grants/role-grant.entity.js';
import { User } from '../../accounts/users/user.entity.js';
import { readData } from '../../cycles/reference/load-reference.js';
import { ExpertProfile } from '../../judging/experts/expert-profile.entity.js';
import { systemActor, type Role } from '../../domain/kernel/actor.js';
import type { OrganisationKind } from '../../domain/accounts/organisation.js';
import { create, type Deed } from '../../platform/database/save.js';
import { newToken, tokenHash } from '../../platform/ids.js';
import { homeZone } from '../../domain/kernel/local-day.js';

interface PeopleFile {
  password: string;
  staff: {
    email: string;
    name: string;
    role?: Role;
    region?: string;
    timeZone?: string;
    organisation?: { name: string; kind: OrganisationKind; region: string };
  }[];
  experts: { name: string; region: string; employer: string; spheres: string[] }[];
}

export interface DemoPeople {
  organizer: User;
  experts: { user: User; region: string; employer: string }[];
  /** The entrant's organisation. */
  leaderOrganisation: Organisation;
}

export const loading = (now: Date): Deed => ({ actor: systemActor, action: 'load-demo', now });

/** The accounts of the demonstration, each with the known password. */
export async function loadPeople(tx: EntityManager, now: Date): Promise<DemoPeople> {
  const { password, staff, experts } = readData<PeopleFile>('demo/people.json');
  const users = new Map<string, User>();
  let leaderOrganisation: Organisation | null = null;
  for (const person of staff) {
    const user = await addUser(tx, { ...person, password }, now);
    users.set(person.email, user);
    if (person.role) await grantRole(tx, user, { role: person.role, regionCode: person.region ?? null }, now);
    if (person.organisation) {
      leaderOrganisation = await addOrganisation(tx, person.organisation, now);
      await create(
        tx,
        Membership,
        { userId: user.id, organisationId: leaderOrganisation.id, createdAt: now },
        loading(now),
      );
    }
  }
  const judges: DemoPeople['experts'] = [];
  for (const [index, { name, region, employer, spheres }] of experts.entries()) {
    const user = await addUser(tx, { email: `expert${index + 1}@laureat.test`, name, password }, now);
    const profile = { userId: user.id, spheres, languages: [], regionCode: region, employers: [], updatedAt: now };
    await create(tx, ExpertProfile, profile, loading(now));
    judges.push({ user, region, employer });
  }
  return { organizer: users.get('organizer@laureat.test')!, experts: judges, leaderOrganisation: leaderOrganisation! };
}

export async function addUser(
  tx: EntityManager,
  person: { email: string; name: string; password: string; timeZone?: string },
  now: Date,
): Promise<User> {
  const { email, name, password, timeZone = homeZone } = person;
  const passwordHash = await hashPassword(password);
  return create(
    tx,
    User,
    { email, name, passwordHash, locale: 'ru', timeZone, createdAt: now, deactivatedAt: null },
    loading(now),
  );
}

export function addOrganisation(
  tx: EntityManager,
  { name, kind, region }: { name: string; kind: OrganisationKind; region: string },
  now: Date,
): Promise<Organisation> {
  return create(tx, Organisation, { name, kind, regionCode: region, createdAt: now }, loading(now));
}

export async function grantRole(
  tx: EntityManager,
  user: User,
  { role, regionCode }: { role: Role; regionCode: string | null },
  now: Date,
): Promise<void> {
  const values = {
    userId: user.id,
    role,
    regionCode,
    cycleId: null,
    nominationId: null,
    grantedById: null,
    grantedAt: now,
    revokedAt: null,
  };
  await create(tx, RoleGrant, values, loading(now));
}

/** A key for programs, valid for a year; returns what only its owner ever sees. */
export async function addToken(tx: EntityManager, user: User, scopes: string[], now: Date): Promise<string> {
  const token = newToken();
  const values = {
    userId: user.id,
    name: 'bench',
    tokenHash: tokenHash(token),
    scopes,
    createdAt: now,
    expiresAt: new Date(now.getTime() + 365 * 24 * 3600_000),
    usedAt: null,
    revokedAt: null,
  };
  await create(tx, ApiToken, values, loading(now));
  return token;
}
