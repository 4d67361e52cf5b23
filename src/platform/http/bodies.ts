import { parse as parseForm } from 'node:querystring';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../domain/kernel/refusal.js';
import { bodyLimit } from './request.js';

/** The type of a part of a file, as resumable uploads send it (tus 1.0). */
export const partOfFile = 'application/offset+octet-stream';

type Done = (error: Error | null, body?: unknown) => void;

/**
 * JSON and forms are read as UTF-8 and nothing else: what is cut or encoded otherwise is refused with `malformed`, for a
 * sign put in its place would be kept as if somebody had typed it. So are names that would reach the prototype of an object.
 */
export function readBodies(app: NestFastifyApplication): void {
  const json = app.getHttpAdapter().getInstance().getDefaultJsonParser('error', 'error');
  const read = (type: string, parse: (request: FastifyRequest, text: string, done: Done) => void) =>
    app.useBodyParser(type, { bodyLimit }, (request: FastifyRequest, body: Buffer, done: Done) => {
      const text = textOf(body);
      if (text === null) done(new Refusal({ code: 'malformed' }));
      else parse(request, text, done);
    });
  // A part of a file: whoever takes it reads it from the request itself.
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser(partOfFile, (_request, _payload, done) => done(null));
  read('application/json', (request, text, done) => void json(request, text, done));
  read('application/x-www-form-urlencoded', (_request, text, done) => {
    const body = isDecodable(text) ? parseForm(text, '&', '=', { maxKeys: 0 }) : null;
    if (!body || Object.hasOwn(body, '__proto__')) done(new Refusal({ code: 'malformed' }));
    else done(null, body);
  });
}

/** Whether every `%` begins signs in UTF-8. */
export function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(body: Buffer): string | null {
  try {
    return utf8.decode(body);
  } catch {
    return null;
  }
}
