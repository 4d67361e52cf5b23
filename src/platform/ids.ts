import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** A new row's id: UUIDv7, so that ids made later sort later. */
export const newId = (): string => v7();

/** An unguessable token for links, sessions and the API: 256 bits, URL-safe. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What is stored of a token: its SHA-256 in hex; the token itself is never kept. */
export const tokenHash = (token: string): string => sha256(token);

export const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const isId = (value: string): boolean => uuidPattern.test(value);
