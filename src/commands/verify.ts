import { readFile } from 'node:fs/promises';
import { verifyProtocol, type Verification } from '../results/file-cycle/verify-protocol.js';
import type { Command } from './command.js';
import { knownKeys } from './known-keys.js';

/** All follows, and no key was known by which the signatures could be checked. */
const notPinned = 4;

/**
 * `verify PROTOCOL.json [--keys FILE-OR-URL]` computes a protocol again from its own inputs, without a database, and trusts nothing in
 * it, the keys beside the signatures least of all. Exit 0: it follows, and two different people signed it under keys that were given;
 * 1: it does not, and the first difference is named; 4: it follows, and no key was given.
 */
export const verifyCommand: Command = {
  summary: 'compute a protocol again from its machine-readable twin: verify PROTOCOL.json [--keys FILE-OR-URL]',
  options: { keys: { type: 'string' }, key: { type: 'string' } },
  async run({ positionals, values, print }) {
    const [path] = positionals;
    if (!path) throw new Error('Which protocol? laureat verify PROTOCOL.json [--keys FILE-OR-URL]');
    const from = values['keys'] ?? values['key'];
    const keys = typeof from === 'string' ? await knownKeys(from) : null;
    const found = verifyProtocol(await readFile(path, 'utf8'), keys);
    print({ ok: found.fault === null && found.pinned, ...found }, said(found));
    if (found.fault) return 1;
    return found.pinned ? 0 : notPinned;
  },
};

function said({ fault, nominations, entries, sha256, signedBy, pinned }: Verification): string {
  const value = (one: unknown) => JSON.stringify(one) ?? 'nothing';
  if (fault?.what === 'signature')
    return `signature at ${fault.pointer}: ${value(fault.expected)} is needed, ${value(fault.found)} is there`;
  if (fault)
    return `${fault.what} at ${fault.pointer}: the inputs give ${value(fault.expected)}, the protocol says ${value(fault.found)}`;
  const follows = `the protocol follows from its inputs: ${nominations} nominations, ${entries} entries, SHA-256 ${sha256}`;
  return pinned
    ? `${follows}; signed by ${signedBy.join(' and ')}`
    : `${follows}; signatures not checked against a known key`;
}
