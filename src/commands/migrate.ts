import { earlierForm, migrations } from '../migrations/index.js';
import { loadConfig } from '../platform/config.js';
import { migrate, schemaDifference } from '../platform/database/migrate.js';
import type { Command } from './command.js';

/** `migrate` brings the schema up to date; `migrate --check` names what the entities have and the schema lacks. */
export const migrateCommand: Command = {
  summary: 'bring the database schema up to date (--check: only compare it with the program)',
  options: { check: { type: 'boolean' } },
  async run({ values, print }) {
    const options = { url: loadConfig().databaseUrl, migrations, earlierForm };
    if (values['check']) {
      await import('../app.module.js');
      const difference = await schemaDifference(options);
      print({ difference }, difference.length ? difference.join(';\n') : 'the schema equals the entities');
      return difference.length ? 1 : 0;
    }
    const ran = await migrate(options);
    print({ ran }, ran.length ? `migrated: ${ran.join(', ')}` : 'the schema is up to date');
    return 0;
  },
};
