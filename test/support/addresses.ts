import type { TestApp } from './app.js';

/**
 * Every address that the program answers to a GET (or another method), with its parameters filled by what `values` knows of
 * them. A parameter without values of its own takes those of the part before it (`submissions/`), or of `id`.
 */
export function addressesOf(
  { nest }: TestApp,
  values: Record<string, readonly string[]>,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' = 'GET',
): string[] {
  const tree = nest.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const stack: string[] = [];
  const addresses = new Set<string>();
  for (const line of tree.split('\n')) {
    const found = /^(?<indent>[│ ]*)[├└]── (?<part>\S*?)(?: \((?<methods>[A-Z, ]+)\))?$/.exec(line)?.groups;
    if (!found) continue;
    const depth = found['indent']!.length / 4;
    stack.length = depth;
    stack[depth] = found['part']!;
    if (!found['methods']?.split(', ').includes(method)) continue;
    const path = stack.join('').replace(/\/{2,}/g, '/');
    for (const address of filled(path, values)) addresses.add(address);
  }
  return [...addresses].sort();
}

/** Where several controllers share a part of the path, it stands with all its names: `:cycle|:id`. */
function filled(path: string, values: Record<string, readonly string[]>): string[] {
  const [part, names] = /:([A-Za-z]+(?:\|:[A-Za-z]+)*)/.exec(path) ?? [];
  if (!part) return [path];
  const before = /([a-z-]+)\/$/.exec(path.slice(0, path.indexOf(part)))?.[1];
  const known = [...names!.split('|:'), `${before}/`].find((name) => name !== 'id' && values[name]);
  return values[known ?? 'id']!.flatMap((value) => filled(path.replace(part, value), values));
}
