import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Metadata, Server } from '@tus/server';
import { LessThan } from 'typeorm';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { FILE_STORE, type FileStore } from '../../platform/files/file-store.js';
import { mustBeId } from '../../platform/http/must-be-id.js';
import { newId } from '../../platform/ids.js';
import { visibleTo } from '../entries/submission.policy.js';
import { getSubmission } from '../entries/submission.queries.js';
import type { Attachment } from './attachment.entity.js';
import { AttachmentsService } from './attachments.service.js';
import { Upload } from './upload.entity.js';
import { UploadParts } from './upload-parts.js';

/** Whoever goes on within this time goes on from where it broke off. */
export const uploadKeptMs = 24 * 60 * 60 * 1000;
/** A person has no more files on their way into one entry. */
const mostUnderWay = 60;
const sweptAtOnce = 500;

/** What one request of a resumable upload brings. */
export interface TusRequest {
  method: 'POST' | 'PATCH' | 'HEAD' | 'DELETE';
  headers: Record<string, string>;
  body: Readable;
}

/** What it is answered. */
export interface TusAnswer {
  status: number;
  headers: [string, string][];
  body: string;
}

/** Files that are sent in parts and go on where they broke off, by the protocol tus 1.0; once whole they are attached as all others. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly attachments: AttachmentsService,
    @Inject(FILE_STORE) private readonly store: FileStore,
  ) {}

  /** Begins one. Refuses as attaching does, before any byte is taken; `malformed` without a size and a name. */
  async begin(actor: Actor & { userId: string }, id: string, field: string, request: TusRequest): Promise<TusAnswer> {
    const bytes = Number(request.headers['upload-length'] ?? '');
    const name = nameFrom(request.headers['upload-metadata']);
    if (!Number.isSafeInteger(bytes) || bytes < 0 || name === '') throw new Refusal({ code: 'malformed' });
    await this.attachments.mustTake(actor, id, field, { name, bytes });
    const underWay = await this.db.reader.countBy(Upload, { submissionId: id, userId: actor.userId });
    if (underWay >= mostUnderWay)
      throw new Refusal({
        code: 'invalid-input',
        problems: [{ pointer: `/${field}`, rule: 'too-many', values: { max: mostUnderWay } }],
      });
    return this.serve({ submissionId: id, field, userId: actor.userId, now: this.clock.now() }, request);
  }

  /** Takes a part, tells how much is there, or gives it up. Another person's upload does not exist. */
  async goOn(
    actor: Actor & { userId: string },
    id: string,
    uploadId: string,
    request: TusRequest,
  ): Promise<TusAnswer & { attached: Attachment | null }> {
    mustBeId(uploadId);
    await getSubmission(this.db.reader, id, visibleTo(actor));
    const where = { id: uploadId, submissionId: id, userId: actor.userId };
    const upload = await this.db.reader.findOneBy(Upload, where);
    if (!upload) throw new Refusal({ code: 'not-found' });
    const now = this.clock.now();
    const answer = await this.serve({ ...where, submissionId: id, field: upload.field, now }, request, uploadId);
    if (request.method !== 'PATCH' || answer.status >= 300) return { ...answer, attached: null };
    return { ...answer, attached: await this.finish(actor, uploadId) };
  }

  /** Forgets what nobody went on with. */
  async sweep(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - uploadKeptMs);
    const old = await this.db.reader.find(Upload, {
      where: { touchedAt: LessThan(before) },
      order: { touchedAt: 'ASC' },
      take: sweptAtOnce,
    });
    for (const upload of old) await this.forget(upload);
  }

  /** What is whole is attached once: whoever takes the row away is the one who attaches it. */
  private async finish(actor: Actor, uploadId: string): Promise<Attachment | null> {
    const [rows] = await this.db.reader.query<
      [Pick<Upload, 'submissionId' | 'field' | 'name' | 'parts' | 'createdAt'>[], number]
    >(
      `DELETE FROM upload WHERE id = $1 AND received = bytes
       RETURNING submission_id AS "submissionId", field, name, parts, created_at AS "createdAt"`,
      [uploadId],
    );
    const whole = rows[0];
    if (!whole) return null;
    try {
      const bytes = Readable.from(this.joined(whole.parts));
      return await this.attachments.attach(actor, whole.submissionId, whole.field, {
        name: whole.name,
        bytes,
        begunAt: whole.createdAt,
      });
    } finally {
      for (const key of whole.parts) await this.store.remove(key);
    }
  }

  private async *joined(parts: readonly string[]): AsyncGenerator<Buffer> {
    for (const key of parts) for await (const chunk of await this.store.get(key)) yield chunk as Buffer;
  }

  private async forget({ id, parts }: Upload): Promise<void> {
    await this.db.reader.delete(Upload, { id });
    for (const key of parts) await this.store.remove(key);
  }

  private async serve(
    sending: ConstructorParameters<typeof UploadParts>[2],
    { method, headers, body }: TusRequest,
    uploadId?: string,
  ): Promise<TusAnswer> {
    const path = `/submissions/${sending.submissionId}/uploads`;
    const server = new Server({
      path,
      datastore: new UploadParts(this.db, this.store, sending),
      relativeLocation: true,
      namingFunction: () => newId(),
      generateUrl: (_request, { id }) => `${path}/${id}`,
      getFileIdFromRequest: () => uploadId,
    });
    const hasBody = method === 'PATCH' || method === 'POST';
    const answer = await server.handleWeb(
      new Request(`http://laureat.invalid${path}${uploadId ? `/${uploadId}` : ''}`, {
        method,
        headers,
        ...(hasBody && { body: Readable.toWeb(body) as never, duplex: 'half' }),
      }),
    );
    return { status: answer.status, headers: [...answer.headers], body: await answer.text() };
  }
}

/** The name that the sender gives, out of the metadata of the protocol; empty where there is none to read. */
function nameFrom(metadata: string | undefined): string {
  try {
    return Metadata.parse(metadata)['filename'] ?? '';
  } catch {
    return '';
  }
}
