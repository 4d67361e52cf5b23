import { finished } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { MultipartFile, MultipartFields } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../../domain/kernel/refusal.js';
import { tableBounds } from '../../tables/table-bounds.js';
import type { FormBody } from './forms.js';

/** Fields beside a file; texts of any length are sent as forms. */
export const fieldLimits = { fields: 100, fieldSize: 100_000 };

/** A file as it comes in. Its bytes end with a refusal where they are cut, so that nobody takes a part for the whole. */
export interface Upload {
  name: string;
  bytes: Readable;
  /** The fields that came before it. */
  fields: Record<string, string>;
}

/**
 * The files of an upload, one after another; whoever refuses one gets the next all the same. The limits are those of the
 * field that the files are for, and of nothing else. Refuses `malformed` what is no upload or breaks off, `invalid-input`
 * more files than there may be; `too-large` and `malformed` come from the bytes of a file.
 */
export async function* filesOf(
  request: FastifyRequest,
  { fileBytes, files }: { fileBytes: number; files: number },
): AsyncGenerator<Upload> {
  if (!request.isMultipart()) throw new Refusal({ code: 'malformed' });
  const limits = { ...fieldLimits, fileSize: fileBytes, files };
  try {
    for await (const part of request.files({ limits, throwFileSizeLimit: false })) {
      const bytes = Readable.from(wholeOf(part, fileBytes));
      mustBeUtf8(part.filename);
      yield { name: part.filename, bytes, fields: textsOf(part.fields) };
      await readOut(part, bytes);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : refusalOf(error, files);
  } finally {
    request.raw.unpipe();
    request.raw.resume();
  }
}

/** A file of a form, with the name of the control that it was chosen in. */
export interface ChosenFile {
  control: string;
  name: string;
  bytes: Readable;
}

/** Texts beside files: as many as a step of a form has rows, and together as long as a form without files may be. */
const formLimits = { fields: 5000, fieldSize: 1_000_000 };
const mostText = 2_000_000;

/**
 * A form that may carry files: its texts, wherever between the files they stand. Each file is handed to `take` as it comes;
 * controls in which nothing was chosen are passed over. A form without files is its body. Refuses as `filesOf` does, and
 * `too-large` where the texts are.
 */
export async function formWithFiles(
  request: FastifyRequest,
  { fileBytes, files }: { fileBytes: number; files: number },
  take: (file: ChosenFile) => Promise<void>,
): Promise<FormBody> {
  if (!request.isMultipart()) return (request.body ?? {}) as FormBody;
  const options = { limits: { ...formLimits, fileSize: fileBytes, files }, throwFileSizeLimit: false };
  const body: Record<string, string | string[]> = {};
  let length = 0;
  try {
    for await (const part of request.parts(options)) {
      if (part.type === 'file') {
        const bytes = Readable.from(wholeOf(part, fileBytes));
        mustBeUtf8(part.filename);
        if (part.filename) await take({ control: part.fieldname, name: part.filename, bytes });
        await readOut(part, bytes);
      } else {
        const text = String(part.value);
        mustBeUtf8(part.fieldname);
        mustBeUtf8(text);
        length += text.length;
        if (part.valueTruncated || length > mostText) throw new Refusal({ code: 'too-large', limitBytes: mostText });
        const before = Object.hasOwn(body, part.fieldname) ? body[part.fieldname] : undefined;
        body[part.fieldname] = before === undefined ? text : [before, text].flat();
      }
    }
    return body;
  } catch (error) {
    throw error instanceof Refusal ? error : refusalOf(error, files);
  } finally {
    request.raw.unpipe();
    request.raw.resume();
  }
}

/**
 * The one file of an upload, a table that fits into memory. `typed` gets the fields that came before it, also where the file
 * is refused: what was typed beside it is shown again.
 */
export async function fileOf(
  request: FastifyRequest,
  typed: Record<string, string> = {},
): Promise<{ name: string; bytes: Buffer }> {
  for await (const { name, bytes, fields } of filesOf(request, { fileBytes: tableBounds.bytes, files: 1 })) {
    Object.assign(typed, fields);
    return { name, bytes: Buffer.concat(await bytes.toArray()) };
  }
  throw new Refusal({ code: 'file-empty', name: '' });
}

async function* wholeOf({ file }: MultipartFile, limitBytes: number): AsyncGenerator<Buffer> {
  try {
    // Not destroyed by whoever stops reading: the files after it come through the same stream.
    for await (const chunk of file.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch {
    throw new Refusal({ code: 'malformed' });
  }
  if (file.truncated) throw new Refusal({ code: 'too-large', limitBytes });
}

/** The reader of uploads puts this sign where bytes are no UTF-8: kept, it would stand as if somebody had typed it. */
const replacement = '\ufffd';

/** A part of bytes that has no name at all is none of a form. */
function mustBeUtf8(text: string | undefined): void {
  if (text === undefined || text.includes(replacement)) throw new Refusal({ code: 'malformed' });
}

/** Lets go of a file that nobody reads to its end, so that what comes after it is reached. */
async function readOut({ file }: MultipartFile, bytes: Readable): Promise<void> {
  if (!bytes.closed) await finished(bytes.destroy()).catch(() => undefined);
  if (file.readableEnded || file.destroyed) return;
  file.resume();
  await finished(file).catch(() => undefined);
}

/** What the reader of uploads says of a body: too many files, or that it is none or breaks off. */
function refusalOf(error: unknown, max: number): Refusal {
  const isTooMany = (error as { code?: unknown }).code === 'FST_FILES_LIMIT';
  if (!isTooMany) return new Refusal({ code: 'malformed' });
  return new Refusal({ code: 'invalid-input', problems: [{ pointer: '/files', rule: 'too-many', values: { max } }] });
}

function textsOf(fields: MultipartFields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      if (!field || !('valueTruncated' in field) || typeof field.value !== 'string') return [];
      if (field.valueTruncated) throw new Refusal({ code: 'too-large', limitBytes: fieldLimits.fieldSize });
      mustBeUtf8(name);
      mustBeUtf8(field.value);
      return [[name, field.value]];
    }),
  );
}
