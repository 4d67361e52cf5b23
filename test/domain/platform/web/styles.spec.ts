import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../../src/platform/web/project-root.js';

const folder = join(projectRoot, 'assets/styles');
/** They say again what others look like on a narrow page and on paper. */
const overrides = new Set(['narrow.css', 'print.css']);

describe('The styles', () => {
  test('give each class its look in one file: two that took the same name would change each other', () => {
    const homes = new Map<string, Set<string>>();
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.css') && !overrides.has(name)))
      for (const [, name] of readFileSync(join(folder, file), 'utf8').matchAll(/^\.(l-[\w-]+)\s*\{/gm))
        homes.set(name!, (homes.get(name!) ?? new Set()).add(file));
    const shared = [...homes].filter(([, files]) => files.size > 1).map(([name, files]) => [name, ...files]);
    expect(homes.size).toBeGreaterThan(100);
    expect(shared).toEqual([]);
  });
});
