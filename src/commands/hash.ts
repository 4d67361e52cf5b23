import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { contentHash } from '../domain/kernel/canonical.js';
import { entryContent } from '../domain/submissions/submission-revision.js';
import type { Answers } from '../domain/cycles/form.js';
import { sha256 } from '../platform/ids.js';
import type { Command } from './command.js';

const format = 'laureat-entry/2';

/** `hash FILE.json | FOLDER` computes the hash of an entry's content again, and in a folder those of its files; it needs no database. */
export const hashCommand: Command = {
  summary: 'the hash of an entry again, from its content: hash CONTENT.json, or a folder with it and the files',
  async run({ positionals, print }) {
    const [path] = positionals;
    if (!path) throw new Error('Of what? laureat hash CONTENT.json, or laureat hash FOLDER');
    const isFolder = (await stat(path)).isDirectory();
    const content = await contentAt(isFolder ? await contentIn(path) : path);
    const hash = contentHash(content, sha256);
    const files = isFolder ? await compared(path, filesOf(content)) : [];
    const lines = files.map(({ name, state }) => `${words[state]}: ${name}`);
    print({ hash, files }, [...lines, hash].join('\n'));
    return files.every(({ state }) => state === 'same') ? 0 : 1;
  },
};

const words = { same: 'the same', differs: 'another file', missing: 'not here' };

/** The content in its one spelling, however it was written down; content of an earlier form counts as it stands. */
async function contentAt(path: string): Promise<Record<string, unknown>> {
  const content = JSON.parse(await readFile(path, 'utf8')) as { format?: unknown; answers?: Answers | null };
  if (typeof content !== 'object' || content === null || typeof content.answers !== 'object' || !content.answers)
    throw new Error(`${path} is not the content of an entry: it has no answers`);
  return content.format === format ? entryContent(content.answers) : content;
}

async function contentIn(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8');
    if (text.includes('"answers"')) return join(folder, name);
  }
  throw new Error(`${folder} has no content of an entry: download it beside the receipt`);
}

interface Named {
  name: string;
  sha256: string;
}

/** The files that a content names, wherever in the answers they stand. */
function filesOf(content: unknown): Named[] {
  if (Array.isArray(content)) return content.flatMap(filesOf);
  if (typeof content !== 'object' || content === null) return [];
  const { name, sha256: hash } = content as Partial<Named>;
  return typeof name === 'string' && typeof hash === 'string'
    ? [{ name, sha256: hash }]
    : Object.values(content).flatMap(filesOf);
}

/** A file is found by its hash, whatever it is called here; one of its name with other bytes is told. */
async function compared(folder: string, named: readonly Named[]) {
  const entries = await readdir(folder, { withFileTypes: true });
  const here = new Map<string, string>();
  for (const { name } of entries.filter((entry) => entry.isFile()))
    here.set(name.normalize('NFC'), await hashOfFile(join(folder, name)));
  const hashes = new Set(here.values());
  return named.map(({ name, sha256: hash }) => {
    const state: keyof typeof words = hashes.has(hash) ? 'same' : here.has(name) ? 'differs' : 'missing';
    return { name, sha256: hash, state };
  });
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
