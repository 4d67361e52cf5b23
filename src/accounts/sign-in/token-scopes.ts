/** What an API token may be narrowed to; each operation of the programming interface names the one it needs. */
export const tokenScopes = [
  'submissions:read',
  'submissions:write',
  'screening',
  'cycles:read',
  'cycles:write',
  'judging:read',
  'judging:write',
  'results:read',
  'results:write',
  'library:read',
  'library:write',
  'people:read',
  'people:write',
] as const;
