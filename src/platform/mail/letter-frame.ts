import type { FastifyReply } from 'fastify';

/**
 * A mail's HTML brings its own inline styles, which the policy of pages forbids. It is therefore a document of its own in
 * a sandboxed frame: styles and data images only, no scripts, no forms; its links open in the whole window.
 */
export function sendLetter(reply: FastifyReply, html: string): string {
  void reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation",
    );
  return html.replace('<head>', '<head><base target="_top">');
}

/** The page around the frame may show frames of this site, and nothing else more than other pages. */
export function allowLetterFrame(reply: FastifyReply): void {
  const policy = reply.getHeader('content-security-policy');
  if (typeof policy === 'string') void reply.header('content-security-policy', `${policy};frame-src 'self'`);
}

/** Addresses in the text version, to be followed without the frame. */
export function linksIn(text: string): string[] {
  return [...new Set(text.match(/https?:\/\/[^\s<>"«»]+/g) ?? [])].map((link) => link.replace(/[.,;)]+$/, ''));
}
