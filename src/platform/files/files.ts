import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../clock.js';
import { Changes } from '../database/changes.js';
import { Database } from '../database/database.js';
import { newId } from '../ids.js';
import { FileScans } from './scanning/file-scans.js';
import { FILE_STORE, type FileStore } from './file-store.js';
import { StoredFile } from './stored-file.entity.js';

export interface Incoming {
  name: string;
  bytes: Readable;
  /** Media types that are allowed. */
  allowed: readonly string[];
  maxBytes: number;
}

const sniffLength = 4100;

/** Stores what is uploaded before anything is attached to it: streamed, hashed, limited, typed by its bytes. */
@Injectable()
export class Files {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly scans: FileScans,
    @Inject(FILE_STORE) private readonly store: FileStore,
  ) {}

  /**
   * Takes a file in. Refuses with `file-type-not-allowed` when the bytes are of another type than allowed, whatever the
   * name says, `too-large` beyond the limit, `file-empty` without bytes. Nothing is recorded of a refused file.
   */
  async receive(incoming: Incoming, actor: Actor): Promise<StoredFile> {
    const { type, start, iterator } = await this.sniff(incoming);
    const id = newId();
    const storageKey = `${id.slice(0, 2)}/${id}`;
    const meter = new Meter(incoming.maxBytes);
    await this.store.put(storageKey, Readable.from(meter.through(start, iterator)));
    const now = this.clock.now();
    const values = {
      id,
      name: cleanName(incoming.name),
      type,
      bytes: meter.bytes,
      sha256: meter.digest(),
      storageKey,
      uploadedById: actor.userId,
      createdAt: now,
    };
    const file = await this.db.transaction(async (tx) => {
      const changes = new Changes(tx, { actor, now });
      const made = changes.create(StoredFile, values, 'upload');
      this.scans.ask(changes, id, now);
      await changes.finish();
      return made;
    });
    await this.scans.scanNow(file);
    return file;
  }

  /** The bytes of a stored file; the caller has checked that the reader may have them. Refuses `file-in-quarantine`. */
  async open(file: StoredFile): Promise<Readable> {
    await this.scans.mustBeReadable(this.db.reader, file);
    return this.store.get(file.storageKey);
  }

  async find(em: EntityManager, id: string): Promise<StoredFile | null> {
    return em.findOneBy(StoredFile, { id });
  }

  private async sniff({ name, bytes, allowed, maxBytes }: Incoming) {
    const iterator = bytes[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const head: Buffer[] = [];
    let length = 0;
    while (length < sniffLength) {
      const next = await iterator.next();
      if (next.done) break;
      head.push(Buffer.from(next.value));
      length += next.value.length;
    }
    if (length === 0) throw new Refusal({ code: 'file-empty', name });
    if (length > maxBytes) throw new Refusal({ code: 'too-large', limitBytes: maxBytes });
    const start = Buffer.concat(head);
    return { type: await typeOf(start, name, allowed), start, iterator };
  }
}

/** What a field takes when its form says nothing else. */
export const usualTypes: readonly string[] = [
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'image/jpeg',
  'image/png',
  'text/plain',
  'text/csv',
];

async function typeOf(start: Buffer, name: string, allowed: readonly string[]): Promise<string> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(start);
  const type = found?.mime ?? textType(start, name);
  if (!type || !allowed.includes(type))
    throw new Refusal({ code: 'file-type-not-allowed', name, allowed: allowed.map(endingOf) });
  return type;
}

/** Text has no signature: what holds no zero byte and is named so is taken for it, and is never shown by us. */
function textType(start: Buffer, name: string): string | null {
  if (start.includes(0)) return null;
  if (name.toLowerCase().endsWith('.csv')) return 'text/csv';
  return name.toLowerCase().endsWith('.txt') ? 'text/plain' : null;
}

const endings: Record<string, string> = {
  'application/pdf': 'PDF',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PPTX',
  'image/jpeg': 'JPG',
  'image/png': 'PNG',
  'text/plain': 'TXT',
  'text/csv': 'CSV',
};

/** What people call a media type: PDF, DOCX, JPG. */
export const endingOf = (type: string): string => endings[type] ?? type;

/** Keeps what a person can read of the name, without paths and control characters. */
function cleanName(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  return (
    Array.from(base, (character) => (character.charCodeAt(0) < 32 || character.charCodeAt(0) === 127 ? '_' : character))
      .slice(-200)
      .join('') || 'file'
  );
}

/** Counts and hashes what passes; ends with a refusal beyond the limit, and with whatever its source ends with. */
class Meter {
  bytes = 0;
  private readonly hash = createHash('sha256');

  constructor(private readonly limit: number) {}

  async *through(start: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
    yield this.passed(start);
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield this.passed(next.value);
  }

  digest(): string {
    return this.hash.digest('hex');
  }

  private passed(chunk: Buffer): Buffer {
    this.bytes += chunk.length;
    if (this.bytes > this.limit) throw new Refusal({ code: 'too-large', limitBytes: this.limit });
    this.hash.update(chunk);
    return chunk;
  }
}
