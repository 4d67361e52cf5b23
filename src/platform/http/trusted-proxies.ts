import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** Ranges that have a name where proxies are listed. */
const named = new Set(['loopback', 'linklocal', 'uniquelocal']);

/**
 * Whose word on the sender's address is believed. A number says how many proxies stand before the program: that many
 * addresses are taken from the right of `X-Forwarded-For`, and what a sender wrote on the left is not read. A list names
 * the proxies by address, CIDR or range. Nobody is believed unless it is said; `true` means one proxy.
 */
export const trustedProxies = z
  .string()
  .default('false')
  .transform((said, context): false | number | string[] => {
    const words = said
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean);
    const [only = 'false'] = words;
    if (words.length < 2 && only === 'true') return 1;
    if (words.length < 2 && /^(false|\d{1,2})$/.test(only)) return Number(only === 'false' ? 0 : only) || false;
    const wrong = words.filter((word) => !named.has(word) && !isNetwork(word));
    if (wrong.length > 0)
      context.addIssue({ code: 'custom', message: `neither a number of proxies nor addresses: ${wrong.join(', ')}` });
    return words;
  });

function isNetwork(word: string): boolean {
  const [address = '', prefix] = word.split('/');
  const version = isIP(address);
  if (version === 0 || prefix === undefined) return version !== 0;
  try {
    new BlockList().addSubnet(address, /^\d+$/.test(prefix) ? Number(prefix) : -1, version === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}
