import 'reflect-metadata';
import { parseArgs } from 'node:util';
import type { Command } from './commands/command.js';
import { Refusal } from './domain/kernel/refusal.js';

/** The operator's program: one line a command, each in its own file, loaded only when called. */
const commands: Record<string, () => Promise<Command>> = {
  migrate: async () => (await import('./commands/migrate.js')).migrateCommand,
  reference: async () => (await import('./commands/reference.js')).referenceCommand,
  demo: async () => (await import('./commands/demo.js')).demoCommand,
  'bench-data': async () => (await import('./commands/bench-data.js')).benchDataCommand,
  'bench-growth': async () => (await import('./commands/bench-growth.js')).benchGrowthCommand,
  'user add': async () => (await import('./commands/user-add.js')).userAddCommand,
  'token create': async () => (await import('./commands/token-create.js')).tokenCreateCommand,
  'audit verify': async () => (await import('./commands/audit-verify.js')).auditVerifyCommand,
  'audit head': async () => (await import('./commands/audit-head.js')).auditHeadCommand,
  keys: async () => (await import('./commands/keys.js')).keysCommand,
  invariants: async () => (await import('./commands/invariants.js')).invariantsCommand,
  'mail redrive': async () => (await import('./commands/mail-redrive.js')).mailRedriveCommand,
  cycle: async () => (await import('./commands/cycle.js')).cycleCommand,
  verify: async () => (await import('./commands/verify.js')).verifyCommand,
  hash: async () => (await import('./commands/hash.js')).hashCommand,
  rank: async () => (await import('./commands/rank.js')).rankCommand,
  assign: async () => (await import('./commands/assign.js')).assignCommand,
  import: async () => (await import('./commands/import.js')).importCommand,
  stats: async () => (await import('./commands/stats.js')).statsCommand,
};

async function main(args: string[]): Promise<number> {
  const name = [args.slice(0, 2).join(' '), args[0] ?? ''].find((candidate) => candidate in commands);
  if (!name) {
    printHelp(await summaries());
    return args.length === 0 || args[0] === '--help' ? 0 : 2;
  }
  const command = await commands[name]!();
  const { values, positionals } = parseArgs({
    args: args.slice(name.split(' ').length),
    options: { json: { type: 'boolean' }, ...command.options },
    allowPositionals: true,
  });
  return command.run({
    values,
    positionals,
    print: (data, text) => process.stdout.write(`${values.json ? JSON.stringify(data) : text}\n`),
  });
}

async function summaries(): Promise<[string, string][]> {
  return Promise.all(
    Object.entries(commands).map(async ([name, load]): Promise<[string, string]> => [name, (await load()).summary]),
  );
}

function printHelp(lines: [string, string][]): void {
  const width = Math.max(...lines.map(([name]) => name.length));
  process.stdout.write(
    `laureat COMMAND [--json]\n\n${lines.map(([n, s]) => `  ${n.padEnd(width)}  ${s}`).join('\n')}\n`,
  );
}

/** Refusals whose words speak of forms and requests: a command speaks of its file. */
const isOfFile = (code: string) => code === 'malformed' || code === 'invalid-input';

/** What is refused, with its remedy and the places at fault; in Russian where the terminal is. */
async function refusalText(refusal: Refusal): Promise<string> {
  const { problemOf } = await import('./platform/http/problems/problem.js');
  const { translator } = await import('./platform/web/i18n.js');
  const { env } = process;
  const locale = /^ru/i.test(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '') ? 'ru' : 'en';
  const t = translator(locale);
  const { instance: _request, ...whole } = problemOf(refusal, { locale, timeZone: 'UTC', requestId: '' });
  const problem = isOfFile(whole.code)
    ? { ...whole, title: t(`refusals:command.${whole.code}`), detail: '', remedy: t('refusals:command.again') }
    : whole;
  if (process.argv.includes('--json')) return JSON.stringify(problem);
  const faults = [
    ...(problem.errors ?? []).map(({ pointer, detail }) => `  ${pointer}: ${detail}`),
    ...(problem.rows ?? []).map(({ row, column, detail }) => `  ${row}, ${column}: ${detail}`),
  ];
  const said = [problem.title, problem.detail, problem.remedy]
    .filter(Boolean)
    .map((text) => text.replace(/[.\s]*$/, '.'))
    .join(' ');
  return [`${said} [${problem.code}]`, ...faults].join('\n');
}

void main(process.argv.slice(2))
  .catch(async (error: unknown) => {
    const text = error instanceof Refusal ? await refusalText(error) : (error as Error).message;
    process.stderr.write(`laureat: ${text}\n`);
    return 1;
  })
  .then((code) => {
    process.exitCode = code;
  });
