// Who may import whom. A module sees only those after it in this list; news travels the other way as events.
const ORDER = [
  'notifications',
  'library',
  'results',
  'judging',
  'submissions',
  'cycles',
  'accounts',
  'platform',
  'domain',
];
const COMPOSITION_ROOT = '^src/(commands/|(app\\.module|main|start|cli|worker|schedules)\\.ts$)';
const MODULES = `^src/(${ORDER.join('|')})/`;

/** The rooms of a context, from the top down: a room imports only those after it. */
const ROOMS = {
  domain: [
    'results',
    'assignment',
    'judging',
    'submissions',
    'cycles',
    'accounts',
    'selection',
    'ranking',
    'voting',
    'statistics',
    'kernel',
  ],
  'domain/assignment': ['plans', 'solver', 'problem'],
  judging: [
    'jury-list',
    'voting',
    'board',
    'vacancies',
    'divergence',
    'desk',
    'history',
    'cross-review-board',
    'cross-review-writing',
    'cross-review-comments',
    'cross-review',
    'writing',
    'training',
    'sheets',
    'plan-tables',
    'plan-reading',
    'plans',
    'optimiser',
    'conflicts',
    'assignment',
    'reading',
    'experts',
  ],
  submissions: [
    'screening',
    'dated-register',
    'checking',
    'relations',
    'writing',
    'files',
    'register',
    'revisions',
    'entries',
  ],
  cycles: [
    'ways-in',
    'year',
    'bodies',
    'counting',
    'regulation',
    'setup',
    'criteria',
    'nomination-editor',
    'forms',
    'nominations',
    'stages',
    'editions',
    'cycle',
    'reference',
  ],
  accounts: ['role-invitations', 'joining', 'people', 'account', 'sign-in', 'organisations', 'grants', 'users'],
  'domain/results': [
    'entry-result',
    'corrections',
    'appeals',
    'publication',
    'protocols',
    'decisions',
    'sittings',
    'rankings',
  ],
  results: [
    'file-cycle',
    'entry-result',
    'corrections',
    'appeals',
    'publication',
    'regional',
    'protocols',
    'protocol-paper',
    'batches',
    'decisions',
    'withdrawals',
    'awarding',
    'ranking-table',
    'awards',
    'second-phase',
    'weighing',
    'scenarios',
    'rankings',
    'deliberation',
    'my-sittings',
    'sittings',
    'meetings',
    'access',
  ],
};

/** A room reaching for one that stands above it, or for what lists the rooms. */
const upwardRooms = Object.entries(ROOMS).flatMap(([house, rooms]) =>
  rooms.map((room, index) => ({
    name: `${house}/${room}-looks-up`,
    comment: `${room} stands below ${rooms.slice(0, index).join(', ') || 'none'} in ${house}: move the data down, or hand the fact in.`,
    severity: 'error',
    from: { path: `^src/${house}/${room}/` },
    to: {
      path: `^src/${house}/(${[...rooms.slice(0, index).map((above) => `${above}/`), '[^/]+\\.module\\.ts$'].join('|')})`,
    },
  })),
);

/** Every folder of a house is listed as a room. */
const unlistedRooms = Object.entries(ROOMS).map(([house, rooms]) => ({
  name: `${house}-room-unlisted`,
  comment: `A folder of ${house} that is not in the order of its rooms.`,
  severity: 'error',
  from: { path: `^src/${house}/(?!(${rooms.join('|')})/)[^/]+/` },
  to: {},
}));

/** A module reaching for one that stands above it. */
const upwardImports = ORDER.slice(1).map((name, index) => ({
  name: `${name}-looks-up`,
  comment: `${name} stands below ${ORDER.slice(0, index + 1).join(', ')}: tell them by an event, or move the code down.`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: `^src/(${ORDER.slice(0, index + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...upwardImports,
    ...upwardRooms,
    ...unlistedRooms,
    {
      name: 'pure-domain',
      comment: 'The rules of the competition know nothing of machines: themselves and exact arithmetic only.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: ['^src/domain/', '(^|/)node_modules/(fraction\\.js|canonicalize|diff|node-diff3)/'] },
    },
    {
      name: 'thin-edges',
      comment: 'Controllers, pages and gateways call services; they touch neither the database nor the queues.',
      severity: 'error',
      from: { path: '^src/.*\\.(controller|pages|gateway)\\.ts$' },
      to: { path: '(^|/)node_modules/(typeorm|bullmq)/' },
    },
    {
      name: 'private-edges',
      comment: 'The controller, pages and schemas of a module are its own.',
      severity: 'error',
      from: { path: `${MODULES}.+`, pathNot: '^src/migrations/' },
      to: { path: `${MODULES}.*\\.(controller|pages|schemas)\\.ts$`, pathNot: '^src/$1/' },
    },
    {
      name: 'root-is-on-top',
      comment: 'Nobody imports the composition root, except its own files.',
      severity: 'error',
      from: { pathNot: [COMPOSITION_ROOT, '^test/'] },
      to: { path: COMPOSITION_ROOT },
    },
    {
      name: 'no-cycles',
      comment:
        'Tests run as CommonJS and survive a cycle; the built ES modules do not. Circles of types are knots of thought.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-tests-in-the-program',
      comment: 'The program does not import tests, scripts or measurements.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|bench)/' },
    },
    {
      name: 'no-development-packages',
      comment: 'What the program imports must be there when only production packages are installed.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
    {
      name: 'resolvable',
      comment: 'Imports something that is not there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts'],
    },
  },
};
