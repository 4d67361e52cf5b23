/**
 * Where secrets travel, by name: the parts of addresses and the parameters of queries that are called so are tokens of links,
 * of votes, of forms. A route that takes one is known by it: what it answers is kept by nobody, guesses at it are counted, and
 * the log has neither.
 */
const secretNames: ReadonlySet<string> = new Set(['token', '_csrf']);

/** What a token of ours looks like wherever it stands (`newToken`): also in an address that a mail program has spoilt. */
const tokenShape = /[\w-]{43,}/g;

/** The parts of the address before a secret, of the routes that have one. */
const prefixes = new Set<string>();
let beforeSecret: RegExp | null = null;

/** Whether the route takes a secret in its address: `/sign-in/link/:token`. */
export const isSecretRoute = (route: string | undefined): boolean =>
  route !== undefined && route.split('/').some((part) => part.startsWith(':') && secretNames.has(part.slice(1)));

/** Remembers a route, so that its secret is known in any text that holds its address. */
export function learnRoute(route: string): void {
  if (!isSecretRoute(route)) return;
  const parts = route.split('/');
  const at = parts.findIndex((part) => part.startsWith(':') && secretNames.has(part.slice(1)));
  prefixes.add(parts.slice(0, at).join('/'));
  const ways = [...prefixes].map((prefix) =>
    prefix
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/+'),
  );
  beforeSecret = new RegExp(`((?:${ways.join('|')})/+)[^/?#\\s]+`, 'gi');
}

/** The address of a request as the log keeps it: without the secrets of its path, its query and the addresses within that. */
export function withoutSecrets(url: string): string {
  const [path = '', ...queries] = url.split('?');
  return [maskedText(decoded(path)), ...queries.map(maskedQuery)].join('?');
}

function maskedQuery(query: string): string {
  return query
    .split('&')
    .map((pair) => {
      const [name = '', ...values] = pair.split('=');
      if (values.length === 0) return maskedText(name);
      const value = decoded(values.join('='));
      if (secretNames.has(decoded(name).toLowerCase())) return `${name}=…`;
      const masked = value.includes('?') ? withoutSecrets(value) : maskedText(value);
      return `${name}=${masked === value ? values.join('=') : masked}`;
    })
    .join('&');
}

/** A text that may hold an address. */
export const maskedText = (text: string): string =>
  (beforeSecret ? text.replace(beforeSecret, '$1…') : text).replace(tokenShape, '…');

/** As it was meant, however often it was encoded. */
function decoded(text: string): string {
  let now = text.replaceAll('+', ' ');
  for (let round = 0; round < 4; round += 1) {
    const next = decodedOnce(now);
    if (next === now) break;
    now = next;
  }
  return now;
}

function decodedOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
