import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { findUserByEmail } from '../accounts/users/users.queries.js';
import { listHolders } from '../accounts/grants/grants.queries.js';
import { Cycle } from '../cycles/cycle/cycle.entity.js';
import { systemActor } from '../domain/kernel/actor.js';
import { ImportService, type ImportKind } from '../import/import.service.js';
import { Clock } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import type { Command } from './command.js';
import { withDatabase } from './with-database.js';

/** `import` brings entries or sheets of a year from a table, all or nothing, on behalf of an organizer. */
export const importCommand: Command = {
  summary:
    'entries or sheets from a table: import --cycle YEAR (--entries FILE | --scores FILE) [--dry-run] [--again] [--as EMAIL]',
  options: {
    cycle: { type: 'string' },
    entries: { type: 'string' },
    scores: { type: 'string' },
    'dry-run': { type: 'boolean' },
    again: { type: 'boolean' },
    as: { type: 'string' },
  },
  run: ({ values, print }) =>
    withDatabase(async (db) => {
      const kinds = (['entries', 'scores'] as const).filter((kind) => typeof values[kind] === 'string');
      const [kind] = kinds;
      if (kinds.length !== 1 || !kind) throw new Error('Either --entries FILE or --scores FILE.');
      const { cycle, actor } = await onBehalf(db, String(values['cycle'] ?? ''), values['as'] as string | undefined);
      const path = String(values[kind]);
      const service = new ImportService(db, new Clock());
      const { table, sha256, report } = await service.look(actor, cycle.id, kind, {
        name: basename(path),
        bytes: await readFile(path),
      });
      const before = await service.writtenBefore(cycle.id, sha256);
      if (before && !values['again'] && !values['dry-run'])
        throw new Error(`This file was written on ${before.importedAt.toISOString()}: --again writes it once more.`);
      const written = report.total === 0 && !values['dry-run'];
      if (written) await service.run(actor, cycle.id, kind, { table, sha256 });
      print({ written, ...report }, textOf(report, kind, written));
      return report.total === 0 ? 0 : 1;
    }),
};

async function onBehalf(db: Database, year: string, email: string | undefined) {
  const cycle = /^\d{4}$/.test(year) ? await db.reader.findOneBy(Cycle, { year: Number(year) }) : null;
  if (!cycle) throw new Error(`There is no cycle of ${year || 'that year'}: --cycle YEAR`);
  const user = email
    ? await findUserByEmail(db.reader, email)
    : (await listHolders(db.reader, ['organizer'], cycle.id))[0];
  if (!user) throw new Error('Nobody to answer for it: name an organizer by --as EMAIL.');
  return { cycle, actor: { ...systemActor, userId: user.id, name: user.name } };
}

function textOf(
  report: Awaited<ReturnType<ImportService['look']>>['report'],
  kind: ImportKind,
  written: boolean,
): string {
  const faults = report.problems.map(({ row, column, rule, values, value }) => {
    const facts = values ? ` ${JSON.stringify(values)}` : '';
    const cell = value === undefined ? '' : ` ${JSON.stringify(value)}`;
    return `row ${row}, ${column || 'whole row'}: ${rule}${cell}${facts}`;
  });
  const doubts = report.doubts.map(({ row, kind: doubt, value, like, likeRow }) => {
    const where = likeRow === null ? '' : ` of row ${likeRow}`;
    return `row ${row}, perhaps twice: ${doubt} ${JSON.stringify(value)} is like ${JSON.stringify(like)}${where}`;
  });
  const brings = Object.entries(report.brings).map(([what, n]) => `${n} ${what}`);
  const outcome =
    report.total > 0
      ? `${report.total} faults: nothing is written`
      : written
        ? 'written'
        : 'dry run: nothing is written';
  return [...faults, ...doubts, `${kind}: ${report.rows} rows, ${brings.join(', ')}; ${outcome}`].join('\n');
}
