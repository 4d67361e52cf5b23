import type { Browser } from './app.js';

/** Beginnings of a walk that need no link: what a person is led to after signing in. */
const homes = ['/', '/submissions', '/judging', '/sittings', '/cycles', '/admin', '/account', '/joining'];

/** So many pages of one kind are opened: the next would only say the same of another row, or of another filter. */
const ofAKind = (kind: string) => (kind.includes('?') ? 1 : 2);

/**
 * Walks from page to page by the links that somebody is shown, and says which of them do not open: their status, what kind of
 * address they are and the kind of page that showed them.
 */
export async function deadLinks(browser: Browser): Promise<{ dead: string[]; kinds: number }> {
  const opened = new Map<string, number>();
  const dead = new Set<string>();
  const queue = homes.map((address) => ({ address, from: '' }));
  for (let at = 0; at < queue.length; at += 1) {
    const { address, from } = queue[at]!;
    const kind = kindOf(address);
    const times = opened.get(kind) ?? 0;
    if (times >= ofAKind(kind)) continue;
    opened.set(kind, times + 1);
    const answer = await browser.get(address, { headers: { accept: 'text/html' } });
    if (answer.statusCode >= 400) {
      // A home that is not the person's own is a link of nobody.
      if (from) dead.add(`${answer.statusCode} ${kind} on ${kindOf(from)}`);
      continue;
    }
    const next = answer.headers['location'];
    if (answer.statusCode >= 300 && typeof next === 'string') queue.push({ address: ownPath(next, address), from });
    if (!String(answer.headers['content-type']).startsWith('text/html')) continue;
    for (const href of linksOf(answer.body)) queue.push({ address: ownPath(href, address), from: address });
  }
  return { dead: [...dead].sort(), kinds: opened.size };
}

const here = 'https://contest.example';

function* linksOf(html: string): Generator<string> {
  for (const [, href] of html.matchAll(/<a\s[^>]*?href="([^"#]+)/g)) {
    const address = new URL(href!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='), here);
    if (address.origin === here || href!.startsWith('?'))
      yield href!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
  }
}

function ownPath(href: string, from: string): string {
  const { pathname, search } = new URL(href, here + from);
  return pathname + search;
}

function kindOf(address: string): string {
  const { pathname, searchParams } = new URL(address, here);
  const names = [...new Set(searchParams.keys())].sort().join('&');
  const path = pathname.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id').replaceAll(/RU-[A-Z]+/g, ':region');
  return names ? `${path}?${names}` : path;
}
