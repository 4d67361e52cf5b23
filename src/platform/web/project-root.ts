import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with package.json above this file, whether it runs from src (tests) or from dist. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'templates'))) return folder;
  const up = dirname(folder);
  if (up === folder) throw new Error('no project root with package.json and templates above the program');
  return findRoot(up);
}
