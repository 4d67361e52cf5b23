import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../domain/refusal.js';

const limitBytes = 20 * 1024 * 1024;

/** The one file of the upload: a table fits into memory, and is refused when it would not. */
export async function fileOf(request: FastifyRequest): Promise<{ name: string; bytes: Buffer }> {
  if (!request.isMultipart()) throw new Refusal({ code: 'malformed' });
  const part = await request.file({ limits: { fileSize: limitBytes } });
  if (!part) throw new Refusal({ code: 'file-empty', name: '' });
  try {
    return { name: part.filename, bytes: await part.toBuffer() };
  } catch (error) {
    if ((error as { code?: string }).code === 'FST_REQ_FILE_TOO_LARGE')
      throw new Refusal({ code: 'too-large', limitBytes });
    throw error;
  }
}
