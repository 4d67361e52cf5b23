import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../clock.js';
import { Database } from '../../database/database.js';
import { Setting } from '../../operations/setting.entity.js';
import { FILE_STORE, type FileStore } from '../file-store.js';
import type { StoredKey } from '../stored-key.js';

const key = 'files.compared';
const rowsAtOnce = 100;
const keysAtOnce = 500;
/** One night reads so much; the next goes on from there. */
const bytesANight = 50 * 1024 ** 3;
const mostExamples = 20;
/** What is younger may belong to a file that is just being taken in. */
const settledMs = 24 * 60 * 60 * 1000;

/** What was found of the store and the rows that name its files. */
export interface FileCheckReport {
  startedAt: string;
  /** The last batch; while `finishedAt` is null the round goes on with the next run. */
  seenAt: string;
  finishedAt: string | null;
  /** Of how many files, in all. */
  total: number;
  checked: number;
  bytes: number;
  /** Rows whose bytes are not in the store, and those whose bytes are not what was stored. */
  missing: number;
  differing: number;
  /** Files of the store that no row names. */
  orphans: number;
  examples: { what: 'missing' | 'differing' | 'orphan'; of: string }[];
  after: string;
}

interface Row {
  id: string;
  storageKey: string;
  sha256: string;
  bytes: number;
}

/** Every night: are the bytes still those that were stored, and does the store hold nothing that nobody knows? */
@Injectable()
export class FileCheck {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    @Inject(FILE_STORE) private readonly store: FileStore,
  ) {}

  async last(): Promise<FileCheckReport | null> {
    const row = await this.db.reader.findOneBy(Setting, { key });
    return (row?.value as FileCheckReport | undefined) ?? null;
  }

  /** A round in batches, each written down: a night that ends early is gone on with. Nothing is mended or removed. */
  async compare(mostBytes = bytesANight): Promise<FileCheckReport> {
    const last = await this.last();
    const report = last && last.finishedAt === null ? last : await this.begun();
    for (let read = 0; read < mostBytes;) {
      const rows = await this.rowsAfter(report.after);
      for (const row of rows) {
        await this.compareOne(row, report);
        read += row.bytes;
        if (read >= mostBytes) break;
      }
      if (rows.length < rowsAtOnce && report.after === (rows.at(-1)?.id ?? report.after)) {
        await this.findOrphans(report);
        report.finishedAt = this.clock.now().toISOString();
      }
      await this.keep(report);
      if (report.finishedAt) break;
    }
    return report;
  }

  private async begun(): Promise<FileCheckReport> {
    const [row] = await this.db.reader.query<{ total: number }[]>('SELECT count(*)::int AS total FROM stored_file');
    const startedAt = this.clock.now().toISOString();
    const none = { checked: 0, bytes: 0, missing: 0, differing: 0, orphans: 0, examples: [] };
    const after = '00000000-0000-0000-0000-000000000000';
    return { startedAt, seenAt: startedAt, finishedAt: null, total: row!.total, ...none, after };
  }

  private rowsAfter(after: string): Promise<Row[]> {
    return this.db.reader.query(
      `SELECT id, storage_key AS "storageKey", sha256, bytes FROM stored_file WHERE id > $1 ORDER BY id LIMIT $2`,
      [after, rowsAtOnce],
    );
  }

  private async compareOne({ id, storageKey, sha256, bytes }: Row, report: FileCheckReport): Promise<void> {
    const found = await this.hashOf(storageKey);
    report.checked += 1;
    report.bytes += bytes;
    report.after = id;
    if (found === sha256) return;
    const what = found === null ? 'missing' : 'differing';
    report[what] += 1;
    this.note(report, what, id);
  }

  private async hashOf(storageKey: string): Promise<string | null> {
    const hash = createHash('sha256');
    try {
      await pipeline(await this.store.get(storageKey), hash);
    } catch (error) {
      // A store that does not answer at all is no store that has lost a file.
      await this.store.check();
      if (isMissing(error)) return null;
      throw error;
    }
    return hash.digest('hex');
  }

  private async findOrphans(report: FileCheckReport): Promise<void> {
    let batch: StoredKey[] = [];
    const flush = async () => {
      const known: { key: string }[] = await this.db.reader.query(
        `SELECT storage_key AS key FROM stored_file WHERE storage_key = ANY ($1)
         UNION ALL SELECT storage_key FROM bare_copy WHERE storage_key = ANY ($1)
         UNION ALL SELECT p FROM upload, unnest(parts) p WHERE p = ANY ($1)`,
        [batch.map((each) => each.key)],
      );
      const names = new Set(known.map((row) => row.key));
      for (const each of batch.filter((one) => !names.has(one.key))) {
        report.orphans += 1;
        this.note(report, 'orphan', each.key);
      }
      batch = [];
    };
    const settled = this.clock.now().getTime() - settledMs;
    for await (const each of this.store.list()) {
      if (each.at.getTime() > settled) continue;
      batch.push(each);
      if (batch.length >= keysAtOnce) await flush();
    }
    if (batch.length > 0) await flush();
  }

  private note(report: FileCheckReport, what: FileCheckReport['examples'][number]['what'], of: string): void {
    if (report.examples.length < mostExamples) report.examples.push({ what, of });
  }

  private async keep(report: FileCheckReport): Promise<void> {
    const now = this.clock.now();
    report.seenAt = now.toISOString();
    await this.db.reader.upsert(Setting, { key, value: report as never, updatedAt: now }, ['key']);
  }
}

const isMissing = (error: unknown): boolean => {
  const { code, name } = error as { code?: string; name?: string };
  return code === 'ENOENT' || name === 'NoSuchKey' || name === 'NotFound';
};
