import type { FastifyReply } from 'fastify';

/** Types that a browser shows by itself and in which nothing of ours can be reached. */
const viewed = ['application/pdf', 'image/jpeg', 'image/png'];

export const isViewable = (type: string): boolean => viewed.includes(type);

/**
 * The rules under which the bytes of somebody's file are shown on our address: nothing is loaded, nothing runs, no other site
 * frames them. A sandbox would keep the browser's own viewer of PDF from opening.
 */
const viewPolicy = (type: string): string =>
  type === 'application/pdf'
    ? "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    : "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'";

/** The rules of the page around it: as all pages have them, and a frame of our own. */
export const framePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors 'none'";

/** Sends somebody's bytes to be shown, by the rules above, and never taken for another type than theirs. */
export function showFile(reply: FastifyReply, type: string): void {
  void reply
    .header('content-type', type)
    .header('content-disposition', 'inline')
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('content-security-policy', viewPolicy(type));
}
