import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { projectRoot } from '../../../src/platform/web/project-root.js';

const inRoot = (...parts: string[]) => join(projectRoot, ...parts);
const filesOf = (folder: string) =>
  readdirSync(inRoot(folder), { recursive: true, encoding: 'utf8' }).filter((file) => /\.\w+$/.test(file));
const sources = filesOf('src').filter((file) => file.endsWith('.ts'));
const houses = ['accounts', 'cycles', 'domain', 'judging', 'platform', 'results', 'submissions'];

/** The folders of a house that hold files of their own. */
const roomsOf = (house: string) =>
  [...new Set(sources.filter((file) => file.startsWith(`${house}/`)).map((file) => dirname(file)))]
    .filter((folder) => folder !== house)
    .map((folder) => folder.slice(house.length + 1));

const contributing = readFileSync(inRoot('CONTRIBUTING.md'), 'utf8');

/** Rooms as the tree of CONTRIBUTING.md lists them, in its order: a house on a line of its own, its rooms indented below. */
function listedRooms(): Map<string, string[]> {
  const listed = new Map<string, string[]>();
  let house = '';
  for (const line of /## The tree\n[^]*?\n## /.exec(contributing)![0].split('\n')) {
    const [, name] = /^([\w-]+)\/$/.exec(line) ?? [];
    if (name) listed.set((house = name), []);
    const [, room] = /^ {2}([\w/-]+) {2,}\S/.exec(line) ?? [];
    if (room && house) listed.get(house)!.push(room);
    if (line.startsWith('```')) house = '';
  }
  return listed;
}

/** The order of rooms that the check of imports holds, by house. */
const heldOrder = new Map(
  [
    .../const ROOMS = \{[^]*?\n\};/
      .exec(readFileSync(inRoot('.dependency-cruiser.cjs'), 'utf8'))![0]
      .matchAll(/^ {2}'?([\w/-]+)'?: \[([^\]]*)\]/gm),
  ].map(([, house, rooms]) => [house!, [...rooms!.matchAll(/'([\w-]+)'/g)].map(([, room]) => room!)]),
);

describe('the tree in CONTRIBUTING.md', () => {
  it.each(houses)('lists each room of %s once', (house) => {
    const listed = listedRooms().get(house) ?? [];
    expect([...listed].sort()).toEqual(roomsOf(house).sort());
  });

  it.each([...heldOrder.keys()].filter((house) => houses.includes(house)))(
    'lists the rooms of %s in the order that the check of imports holds',
    (house) => {
      const listed = listedRooms()
        .get(house)!
        .map((room) => room.split('/')[0]!);
      expect([...new Set(listed)]).toEqual(heldOrder.get(house));
    },
  );

  it('explains every ending that a file has', () => {
    const endings = new Set(sources.flatMap((file) => /\.(\w+)\.ts$/.exec(file)?.[1] ?? []));
    expect([...endings].filter((ending) => !contributing.includes(`\`.${ending}\``))).toEqual([]);
  });

  it('names paths that exist', () => {
    const named = [...contributing.matchAll(/`([\w.-]+\/[\w./{},-]*)`/g)].flatMap(([, path]) => braced(path!));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !/[A-Z]{3}/.test(path) && !existsSync(inRoot(path)))).toEqual([]);
  });
});

/** `a/{b,c}.json` as `a/b.json` and `a/c.json`. */
function braced(path: string): string[] {
  const found = /^(.*?)\{([^}]*)\}(.*)$/.exec(path);
  if (!found) return [path];
  return found[2]!.split(',').flatMap((part) => braced(`${found[1]}${part}${found[3]}`));
}

describe('a test', () => {
  const specs = ['domain', 'medium'].flatMap((kind) =>
    filesOf(join('test', kind))
      .filter((file) => file.endsWith('.spec.ts') && !file.startsWith('everywhere/'))
      .map((file) => ({ kind, folder: dirname(file), file: join('test', kind, file) })),
  );
  /** Where the subjects of a folder of tests may stand: rules in `domain`, rooms, and what is no part of the program. */
  const mirrored = (folder: string) =>
    [`src/domain/${folder}`, `src/${folder}`, folder].filter((place) => existsSync(inRoot(place)));
  const holdsFiles = (place: string) =>
    readdirSync(inRoot(place)).some((file) => /\.\w+$/.test(file) && !file.endsWith('.module.ts'));

  it('stands in the folder that mirrors its room', () => {
    expect(specs.filter(({ folder }) => !mirrored(folder).some(holdsFiles)).map(({ file }) => file)).toEqual([]);
  });

  it('of rules asks something of the folder that it mirrors', () => {
    const strangers = specs.filter(({ kind, folder, file }) => {
      if (kind !== 'domain' || folder === 'docs') return false;
      const asked = [...readFileSync(inRoot(file), 'utf8').matchAll(/from '(\.[^']*)'/g)].map(([, path]) =>
        join(dirname(file), dirname(path!)),
      );
      const isNamesake = mirrored(folder).some((place) =>
        existsSync(inRoot(place, basename(file).replace('.spec.ts', '.ts'))),
      );
      return !isNamesake && !mirrored(folder).some((place) => asked.includes(place));
    });
    expect(strangers.map(({ file }) => file)).toEqual([]);
  });

  it('that is called as a rule stands where the rule stands', () => {
    const astray = specs.filter(({ kind, folder, file }) => {
      const name = basename(file).replace('.spec.ts', '.ts');
      const places = sources.filter((source) => source.startsWith('domain/') && basename(source) === name);
      return kind === 'domain' && places.length > 0 && !places.some((place) => dirname(place) === `domain/${folder}`);
    });
    expect(astray.map(({ file }) => file)).toEqual([]);
  });
});

describe('a template', () => {
  it('stands where the page stands that renders it', () => {
    const astray = sources
      .filter((source) => source.endsWith('.pages.ts'))
      .flatMap((source) =>
        [...readFileSync(inRoot('src', source), 'utf8').matchAll(/view\(\s*'pages\/([\w/-]+)'/g)]
          .map(([, template]) => template!)
          .filter((template) => dirname(template) !== dirname(source))
          .map((template) => `${source}: ${template}`),
      );
    expect(astray).toEqual([]);
  });
});
