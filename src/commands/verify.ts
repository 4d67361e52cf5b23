import { readFile } from 'node:fs/promises';
import { verifyProtocol } from '../results/file-cycle/verify-protocol.js';
import type { Command } from './command.js';

/** `verify PROTOCOL.json` computes a protocol again from its own inputs, without a database, and trusts nothing in it. */
export const verifyCommand: Command = {
  summary: 'compute a protocol again from its machine-readable twin: verify PROTOCOL.json',
  async run({ positionals, print }) {
    const [path] = positionals;
    if (!path) throw new Error('Which protocol? laureat verify PROTOCOL.json');
    const found = verifyProtocol(await readFile(path, 'utf8'));
    const { fault } = found;
    const said = (value: unknown) => JSON.stringify(value) ?? 'nothing';
    print(
      { ok: fault === null, ...found },
      fault
        ? `${fault.what} at ${fault.pointer}: the inputs give ${said(fault.expected)}, the protocol says ${said(fault.found)}`
        : `the protocol follows from its inputs: ${found.nominations} nominations, ${found.entries} entries, SHA-256 ${found.sha256}${found.signedBy.length > 0 ? `, signed by ${found.signedBy.join(' and ')}` : ''}`,
    );
    return fault ? 1 : 0;
  },
};
