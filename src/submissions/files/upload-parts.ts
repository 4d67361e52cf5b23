import { Readable } from 'node:stream';
import { DataStore, ERRORS, Upload as TusUpload } from '@tus/server';
import { newId } from '../../platform/ids.js';
import type { Database } from '../../platform/database/database.js';
import type { FileStore } from '../../platform/files/file-store.js';
import { Upload } from './upload.entity.js';

/** Who sends a file, and where to. */
export interface Sending {
  submissionId: string;
  field: string;
  userId: string;
  now: Date;
}

/**
 * Where the protocol of resumable uploads (tus 1.0) keeps what arrives: each request is a part in the store, a folder and a
 * bucket alike, and counts by one conditional update, so that of two that send the same place one is told where to go on.
 */
export class UploadParts extends DataStore {
  constructor(
    private readonly db: Database,
    private readonly store: FileStore,
    private readonly sending: Sending,
  ) {
    super();
    this.extensions = ['creation', 'termination'];
  }

  override async create(file: TusUpload): Promise<TusUpload> {
    const { submissionId, field, userId, now } = this.sending;
    const name = file.metadata?.['filename'] ?? '';
    await this.db.reader.insert(Upload, {
      id: file.id,
      submissionId,
      field,
      userId,
      name,
      bytes: file.size!,
      received: 0,
      parts: [],
      createdAt: now,
      touchedAt: now,
    });
    return file;
  }

  override async getUpload(id: string): Promise<TusUpload> {
    const { received, bytes, name } = await this.find(id);
    return new TusUpload({ id, size: bytes, offset: received, metadata: { filename: name } });
  }

  /** What came before the line broke off counts. */
  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const key = `parts/${id.slice(0, 2)}/${newId()}`;
    const counted = { bytes: 0 };
    await this.store.put(key, readableOf(stream, counted));
    const [rows] = await this.db.reader.query<[{ received: number }[], number]>(
      `UPDATE upload SET received = received + $3, parts = parts || $4::text, touched_at = greatest(touched_at, $5)
        WHERE id = $1 AND received = $2 AND $3 > 0 RETURNING received`,
      [id, offset, counted.bytes, key, this.sending.now],
    );
    if (rows[0]) return rows[0].received;
    await this.store.remove(key);
    if (counted.bytes === 0) return offset;
    throw answered(ERRORS.INVALID_OFFSET);
  }

  override async remove(id: string): Promise<void> {
    const { parts } = await this.find(id);
    await this.db.reader.delete(Upload, { id });
    for (const key of parts) await this.store.remove(key);
  }

  private async find(id: string): Promise<Upload> {
    const { submissionId, userId } = this.sending;
    const found = await this.db.reader.findOneBy(Upload, { id, submissionId, userId });
    if (!found) throw answered(ERRORS.FILE_NOT_FOUND);
    return found;
  }
}

/** An error as the protocol answers it. */
const answered = (error: { status_code: number; body: string }) => Object.assign(new Error(error.body), error);

function readableOf(stream: Readable, counted: { bytes: number }): Readable {
  return Readable.from(
    (async function* () {
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          counted.bytes += chunk.length;
          yield chunk;
        }
      } catch (error) {
        if (counted.bytes === 0 || !isBrokenOff(error)) throw error;
      }
    })(),
  );
}

const brokenOff = new Set(['ABORT_ERR', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']);
const isBrokenOff = (error: unknown): boolean => brokenOff.has((error as NodeJS.ErrnoException).code ?? '');
