import { GrantsService } from '../accounts/grants/grants.service.js';
import { PeopleService } from '../accounts/people/people.service.js';
import { roles, systemActor, type Role } from '../domain/kernel/actor.js';
import { Clock } from '../platform/clock.js';
import type { Command } from './command.js';
import { withDatabase } from './with-database.js';

/** The first administrator is made so; later ones by those who are there. */
export const userAddCommand: Command = {
  summary: 'open an account: --email --name [--role admin|organizer|…] [--region RU-BA] [--password]',
  options: {
    email: { type: 'string' },
    name: { type: 'string' },
    role: { type: 'string', multiple: true },
    region: { type: 'string' },
    password: { type: 'string' },
  },
  async run({ values, print }) {
    const { email, name, password, region } = values as Record<string, string | undefined>;
    const wanted = (values['role'] ?? []) as Role[];
    if (!email || !name) throw new Error('--email and --name are needed');
    const unknown = wanted.filter((role) => !roles.includes(role));
    if (unknown.length > 0) throw new Error(`no such role: ${unknown.join(', ')} (there are: ${roles.join(', ')})`);
    return withDatabase(async (db) => {
      const people = new PeopleService(db, new Clock());
      const grants = new GrantsService(db, new Clock());
      const user = await people.add(systemActor, { email, name, ...(password !== undefined && { password }) });
      for (const role of wanted) await grants.grant(systemActor, { userId: user.id, role, regionCode: region ?? null });
      const way = password === undefined ? 'signs in by a link sent by mail' : 'signs in with the password';
      print(
        { id: user.id, email: user.email, roles: wanted },
        `${user.email} (${wanted.join(', ') || 'no role'}): ${way}`,
      );
      return 0;
    });
  },
};
