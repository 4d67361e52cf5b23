import { findUserByEmail } from '../accounts/users/users.queries.js';
import { ApiTokensService, tokenMaxDays } from '../accounts/account/api-tokens.service.js';
import { tokenScopes } from '../accounts/sign-in/token-scopes.js';
import { systemActor } from '../domain/kernel/actor.js';
import { Clock } from '../platform/clock.js';
import { Throttler } from '../platform/http/throttling/throttle.js';
import type { Command } from './command.js';
import { withDatabase } from './with-database.js';

/** Prints the token, once: it is kept nowhere. */
export const tokenCreateCommand: Command = {
  summary: 'make an API token and print it once: --email --scopes submissions:read,… [--days 90] [--name]',
  options: {
    email: { type: 'string' },
    scopes: { type: 'string' },
    days: { type: 'string' },
    name: { type: 'string' },
  },
  async run({ values, print }) {
    const { email = '', scopes: list = '', days: text = '90', name = 'operator' } = values as Record<string, string>;
    const scopes = list
      .split(',')
      .map((scope) => scope.trim())
      .filter(Boolean);
    const unknown = scopes.filter((scope) => !(tokenScopes as readonly string[]).includes(scope));
    const days = Number(text);
    if (scopes.length === 0 || unknown.length > 0)
      throw new Error(
        `--scopes must be some of ${tokenScopes.join(', ')}${unknown.length ? `; not ${unknown.join(', ')}` : ''}`,
      );
    if (!Number.isInteger(days) || days < 1 || days > tokenMaxDays)
      throw new Error(`--days must be from 1 to ${tokenMaxDays}`);
    return withDatabase(async (db) => {
      const user = await findUserByEmail(db.reader, email);
      if (!user) throw new Error(`no account with the address ${email}`);
      const clock = new Clock();
      const tokens = new ApiTokensService(db, clock, new Throttler(db, clock));
      const token = await tokens.create(systemActor, user.id, { name, scopes, days });
      print({ token, email: user.email, scopes, days }, token);
      return 0;
    });
  },
};
