import { Inject, Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { Refusal } from '../../../domain/kernel/refusal.js';
import { systemActor } from '../../../domain/kernel/actor.js';
import { Clock } from '../../clock.js';
import { Changes } from '../../database/changes.js';
import { Database } from '../../database/database.js';
import { within } from '../../within.js';
import { FILE_STORE, type FileStore } from '../file-store.js';
import { StoredFile } from '../stored-file.entity.js';
import { FileScan } from './file-scan.entity.js';
import { SCANNER, type Scanner } from './scanner.js';

const scannedAtOnce = 200;
/** A person who sends a file waits for its answer as long as this; then it is scanned in their absence. */
const patienceMs = 10_000;

/** What a scanner says of files: until it finds one clean, nobody reads it. Without a scanner nothing is scanned, and that is said. */
@Injectable()
export class FileScans {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    @Inject(SCANNER) private readonly scanner: Scanner | null,
    @Inject(FILE_STORE) private readonly store: FileStore,
  ) {}

  get hasScanner(): boolean {
    return this.scanner !== null;
  }

  /** A new file goes into quarantine, in the transaction that writes it down. */
  ask(changes: Changes, id: string, now: Date): void {
    if (!this.scanner) return;
    changes.create(
      FileScan,
      { id, state: 'waiting', finding: '', askedAt: now, triedAt: null, tries: 0, answeredAt: null },
      'ask',
    );
  }

  /** Scans a file that was just stored; where the scanner takes long or does not answer, the file waits. */
  async scanNow(file: Pick<StoredFile, 'id' | 'storageKey'>): Promise<void> {
    if (this.scanner) await within(patienceMs, this.scan(file)).catch(() => undefined);
  }

  /** Scans what waits, the longest untried first; while the scanner does not answer, which health checks tell, all of it waits on. */
  async scanWaiting(): Promise<void> {
    if (!this.scanner || !(await this.answers())) return;
    const waiting: Pick<StoredFile, 'id' | 'storageKey'>[] = await this.db.reader.query(
      `SELECT f.id, f.storage_key AS "storageKey" FROM file_scan s JOIN stored_file f ON f.id = s.id
        WHERE s.state = 'waiting' ORDER BY s.tried_at NULLS FIRST, s.id LIMIT $1`,
      [scannedAtOnce],
    );
    for (const file of waiting) await this.scan(file).catch(() => undefined);
  }

  /** Refuses with `file-in-quarantine` what is not found clean. */
  async mustBeReadable(em: EntityManager, { id, name }: Pick<StoredFile, 'id' | 'name'>): Promise<void> {
    const scan = await em.findOneBy(FileScan, { id });
    if (scan && scan.state !== 'clean')
      throw new Refusal({ code: 'file-in-quarantine', name, why: scan.state === 'infected' ? 'infected' : 'waiting' });
  }

  /** What was said of these files; nothing of those that were never to be scanned. */
  async listOf(em: EntityManager, ids: readonly string[]): Promise<Map<string, FileScan>> {
    if (ids.length === 0) return new Map();
    const found = await em.findBy(FileScan, { id: In([...ids]) });
    return new Map(found.map((scan) => [scan.id, scan]));
  }

  /** Fails where the scanner does not answer. */
  async check(): Promise<void> {
    await this.scanner?.ping();
  }

  private answers(): Promise<boolean> {
    return this.check().then(
      () => true,
      () => false,
    );
  }

  /** How many files wait, and what was found. */
  async count(): Promise<{ waiting: number; infected: number }> {
    const [row] = await this.db.reader.query<{ waiting: number; infected: number }[]>(
      `SELECT count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
              count(*) FILTER (WHERE state = 'infected')::int AS infected
         FROM file_scan WHERE state <> 'clean'`,
    );
    return row!;
  }

  /** Two may scan the same file at once: the first answer is written, and news goes out once. */
  private async scan({ id, storageKey }: Pick<StoredFile, 'id' | 'storageKey'>): Promise<void> {
    const finding = await this.found(id, storageKey);
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const scan = await tx.findOne(FileScan, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (scan?.state !== 'waiting') return;
      const changes = new Changes(tx, { actor: systemActor, now });
      const answered = { state: finding ? ('infected' as const) : ('clean' as const), finding: finding ?? '' };
      const events = finding ? [{ type: 'file.infected', fileId: id }] : [];
      changes.save(
        scan,
        { changes: { ...answered, triedAt: now, tries: scan.tries + 1, answeredAt: now }, events },
        'scan',
      );
      await changes.finish();
    });
  }

  private async found(id: string, storageKey: string): Promise<string | null> {
    try {
      return await this.scanner!.scan(await this.store.get(storageKey));
    } catch (error) {
      await this.db.reader.query(
        "UPDATE file_scan SET tried_at = $2, tries = tries + 1 WHERE id = $1 AND state = 'waiting'",
        [id, this.clock.now()],
      );
      throw error;
    }
  }
}
