import { constants, createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, opendir, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../config.js';
import type { StoredKey } from './stored-key.js';

/** Where bytes live. Two adapters: a folder, or an S3-compatible store. */
export interface FileStore {
  put(key: string, bytes: Readable): Promise<void>;
  get(key: string): Promise<Readable>;
  /** Nothing happens where there is none. */
  remove(key: string): Promise<void>;
  /** Everything that is there, in no order. */
  list(): AsyncIterable<StoredKey>;
  /** Fails with what is wrong where the store could take no file now. */
  check(): Promise<void>;
}
export const FILE_STORE = Symbol('FILE_STORE');

/** The library of the store is loaded only where there is one. */
export async function createFileStore({ s3, dataDir }: Config): Promise<FileStore> {
  if (!s3) return new FolderFileStore(path.join(dataDir, 'files'));
  const { S3FileStore } = await import('./s3-file-store.js');
  return new S3FileStore(s3);
}

/** With less than this a folder is full: the largest upload and what else writes there must still fit. */
const leastFreeBytes = 256 * 2 ** 20;

/** Files in a folder; a file appears under its key only when it is whole. */
export class FolderFileStore implements FileStore {
  constructor(private readonly folder: string) {}

  async put(key: string, bytes: Readable): Promise<void> {
    const target = this.pathOf(key);
    await mkdir(path.dirname(target), { recursive: true });
    const partial = `${target}.part`;
    try {
      await pipeline(bytes, createWriteStream(partial));
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  async get(key: string): Promise<Readable> {
    const file = this.pathOf(key);
    await stat(file);
    return createReadStream(file);
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  async *list(): AsyncGenerator<StoredKey> {
    await mkdir(this.folder, { recursive: true });
    for await (const entry of await opendir(this.folder, { recursive: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const found = await stat(file).catch(() => null);
      if (found) yield { key: path.relative(this.folder, file).split(path.sep).join('/'), at: found.mtime };
    }
  }

  async check(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await access(this.folder, constants.W_OK);
    const { bavail, bsize } = await statfs(this.folder);
    if (bavail * bsize < leastFreeBytes) throw new Error(`less than ${leastFreeBytes / 2 ** 20} MiB are free`);
  }

  private pathOf(key: string): string {
    if (!/^[a-z0-9/-]+$/.test(key))
      throw new Error('storage keys are made of lower-case letters, digits, dashes and slashes');
    return path.join(this.folder, key);
  }
}
