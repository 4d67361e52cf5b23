import type { Flash } from '../../web/view.js';

/** A page to render: the template's name and its model. */
export class View {
  constructor(
    readonly name: string,
    readonly model: object,
    readonly status: number,
  ) {}
}

/** Where the browser goes after a deed. The flash is shown once on the next page; its text is a message key. */
export class Redirect {
  constructor(
    readonly location: string,
    readonly flash: (Omit<Flash, 'text'> & { key: string; values?: Record<string, string | number> }) | null,
  ) {}
}

/** Bytes that a person saves; always sent as an attachment. */
export class Download {
  constructor(
    readonly body: NodeJS.ReadableStream | Buffer | string,
    readonly name: string,
    readonly type: string,
  ) {}
}

export const view = (name: string, model: object = {}, status = 200): View => new View(name, model, status);

/** After a POST: 303, so that reloading never repeats the deed. */
export const redirect = (location: string, flash: Redirect['flash'] = null): Redirect => new Redirect(location, flash);

export const done = (location: string, key: string, values?: Record<string, string | number>): Redirect =>
  new Redirect(location, { kind: 'ok', key, ...(values && { values }) });

export const download = (body: Download['body'], name: string, type: string): Download =>
  new Download(body, name, type);

/** A path of this site; anything else becomes `fallback`, so that nobody is sent elsewhere. */
export function ownPath(path: unknown, fallback = '/'): string {
  return typeof path === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : fallback;
}
