import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Refusal } from '../../../domain/kernel/refusal.js';
import { Clock } from '../../clock.js';
import { Database } from '../../database/database.js';
import { newId } from '../../ids.js';
import { FileScans } from '../scanning/file-scans.js';
import { FILE_STORE, type FileStore } from '../file-store.js';
import type { StoredFile } from '../stored-file.entity.js';
import { bareAside } from './bare-aside.js';
import { isBare } from './bare-bytes.js';
import { BareCopy } from './bare-copy.entity.js';
import { Unbared, type UnbaredReason } from './unbared.js';

/** Raise it when copies are made better: those that lie in the store are then made anew. */
export const bareRecipe = 1;
const mostBytes = 100 * 1024 * 1024;

type Original = Pick<StoredFile, 'id' | 'name' | 'type' | 'bytes' | 'sha256' | 'storageKey'>;

/** Copies of stored files without metadata: made once for the same bytes and kept beside the originals, which stay as they are. */
@Injectable()
export class BareCopies {
  /** One after another in a process: each may take much memory. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly scans: FileScans,
    @Inject(FILE_STORE) private readonly store: FileStore,
  ) {}

  /** The bytes without metadata. Refuses with `file-not-bared` where they cannot be made, the original is never given
   * instead, and `file-in-quarantine`. */
  async open(file: Original): Promise<Readable> {
    return this.store.get((await this.make(file)) ?? file.storageKey);
  }

  /** Makes the copy where there is none yet; its place in the store, null where the file is its own copy. Refuses as `open` does. */
  async make(file: Original): Promise<string | null> {
    await this.scans.mustBeReadable(this.db.reader, file);
    if (isBare(file.type)) return null;
    const { storageKey, why } = (await this.find(file.sha256)) ?? (await this.inTurn(file));
    if (storageKey === null) throw new Refusal({ code: 'file-not-bared', name: file.name, why: why ?? 'broken' });
    return storageKey;
  }

  /** Of these hashes, those of which there can be no copy, with the reason. */
  async listUnbared(hashes: readonly string[]): Promise<Map<string, UnbaredReason>> {
    const rows = await this.db.reader.findBy(BareCopy, { sha256: In([...hashes]), recipe: bareRecipe });
    return new Map(rows.flatMap(({ sha256, why }) => (why ? [[sha256, why]] : [])));
  }

  private find(sha256: string): Promise<BareCopy | null> {
    return this.db.reader.findOneBy(BareCopy, { sha256, recipe: bareRecipe });
  }

  private inTurn(file: Original): Promise<BareCopy> {
    const made = this.turn.then(async () => (await this.find(file.sha256)) ?? this.makeNow(file));
    this.turn = made.catch(() => undefined);
    return made;
  }

  /** Two processes may make the same copy at once: the first to write it down is right, and the other's bytes are forgotten. */
  private async makeNow(file: Original): Promise<BareCopy> {
    const outcome = await this.attempt(file);
    await this.db.reader.query(
      `INSERT INTO bare_copy (sha256, recipe, storage_key, why, made_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (sha256) DO UPDATE SET recipe = excluded.recipe, storage_key = excluded.storage_key,
         why = excluded.why, made_at = excluded.made_at WHERE bare_copy.recipe < excluded.recipe`,
      [file.sha256, bareRecipe, outcome.storageKey, outcome.why, this.clock.now()],
    );
    return (await this.find(file.sha256))!;
  }

  private async attempt(file: Original): Promise<Pick<BareCopy, 'storageKey' | 'why'>> {
    try {
      if (file.bytes > mostBytes) throw new Unbared('complex');
      const bare = await bareAside(file.type, await buffer(await this.store.get(file.storageKey)));
      const id = newId();
      const storageKey = `${id.slice(0, 2)}/${id}`;
      await this.store.put(storageKey, Readable.from([bare]));
      return { storageKey, why: null };
    } catch (error) {
      if (error instanceof Unbared) return { storageKey: null, why: error.why };
      throw error;
    }
  }
}
