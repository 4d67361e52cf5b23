import type { MultipartFields } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../../domain/kernel/refusal.js';

const limitBytes = 20 * 1024 * 1024;

/** The one file of the upload with the fields that came before it: a table fits into memory, and is refused when it would not. */
export async function fileOf(
  request: FastifyRequest,
): Promise<{ name: string; bytes: Buffer; fields: Record<string, string> }> {
  if (!request.isMultipart()) throw new Refusal({ code: 'malformed' });
  const part = await request.file({ limits: { fileSize: limitBytes } });
  if (!part) throw new Refusal({ code: 'file-empty', name: '' });
  try {
    return { name: part.filename, bytes: await part.toBuffer(), fields: textsOf(part.fields) };
  } catch (error) {
    if ((error as { code?: string }).code === 'FST_REQ_FILE_TOO_LARGE')
      throw new Refusal({ code: 'too-large', limitBytes });
    throw error;
  }
}

function textsOf(fields: MultipartFields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      field && 'value' in field && typeof field.value === 'string' ? [[name, field.value]] : [],
    ),
  );
}
