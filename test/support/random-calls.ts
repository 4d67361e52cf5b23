import fc, { type Arbitrary } from 'fast-check';

/** A JSON Schema as the document of the programming interface writes them. */
export interface Schema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

export interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

export interface Call {
  who: string;
  operation: Operation;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: unknown;
}

/** Ids of rows that there are, by the word for such a row: `cycle`, `submission`; those of all rows where there is none such. */
export type Ids = (word?: string) => readonly string[];

/** What nobody would send, of every type. */
const odd: Arbitrary<unknown> = fc.constantFrom<unknown>(
  null,
  -1,
  0,
  1e308,
  2 ** 31,
  2 ** 53,
  true,
  '',
  ' ',
  'x',
  '\0',
  '😀'.repeat(30),
  '\ud83d',
  'x'.repeat(5000),
  '9'.repeat(70),
  '-1',
  '1e400',
  'NaN',
  '0000-01-01',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-14:00',
  '+275760-09-13T00:00:00Z',
  '2026-02-30T25:61:00Z',
  '__proto__',
  '%00',
  '../..',
  "' OR 1=1 --",
  [],
  {},
  [null],
  { constructor: 'x' },
);

const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('Школа', '5', '0', '7.5', '100', 'winner', 'admitted', '2026-06-10T09:00:00Z', '2026-06-20', 'RU-BA'),
);

/** Values as the schema has them, and now and then one that it has not. */
export function valuesOf(schema: Schema, ids: Ids, depth = 0, name = ''): Arbitrary<unknown> {
  return fc.oneof({ weight: 14, arbitrary: fitting(schema, ids, depth, name) }, { weight: 1, arbitrary: odd });
}

function fitting(schema: Schema, ids: Ids, depth: number, name: string): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const several = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (several) return fc.oneof(...several.map((each) => valuesOf(each, ids, depth, name)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return textsOf(schema, ids(name.replace(/Ids?$/, '')));
    case 'integer':
    case 'number':
      return fc.oneof(
        fc.integer({ min: Math.max(schema.minimum ?? 0, -1000), max: Math.min(schema.maximum ?? 1000, 100_000) }),
        fc.constantFrom(schema.minimum ?? 0, schema.maximum ?? 1, 1, 2),
      );
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return depth > 5
        ? fc.constant([])
        : fc.array(valuesOf(schema.items ?? {}, ids, depth + 1, name), { maxLength: 4 });
    case 'object':
      return objectsOf(schema, ids, depth);
    default:
      return fc.oneof(texts, odd);
  }
}

function textsOf({ format, maxLength }: Schema, ids: readonly string[]): Arbitrary<string> {
  if (format === 'uuid') return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...ids) }, fc.uuid());
  if (format === 'date-time')
    return fc
      .date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString());
  if (format === 'date') return fc.constantFrom('2026-06-10', '2024-02-29', '1999-12-31');
  if (format === 'email') return fc.constantFrom('a@example.org', 'organizer@laureat.test');
  return maxLength === undefined ? texts : texts.map((text) => [...text].slice(0, maxLength).join(''));
}

function objectsOf(schema: Schema, ids: Ids, depth: number): Arbitrary<unknown> {
  const known = Object.entries(schema.properties ?? {});
  const requiredKeys = known.map(([name]) => name).filter((name) => schema.required?.includes(name));
  const parts = Object.fromEntries(known.map(([name, part]) => [name, valuesOf(part, ids, depth + 1, name)]));
  const own = fc.record(parts, { requiredKeys });
  const more = schema.additionalProperties;
  if (depth > 5 || typeof more !== 'object') return own;
  const names = fc.oneof(fc.constantFrom(...ids(), 'title', 'total'), texts);
  const others = fc.dictionary(names, valuesOf(more, ids, depth + 1), { maxKeys: 3 });
  return fc.tuple(own, others).map(([a, b]) => ({ ...b, ...(a as object) }));
}

/** Random calls of every operation by everybody; `ids` are of rows that there are. */
export function callsOf(
  paths: Record<string, Record<string, Operation>>,
  { ids, people }: { ids: Ids; people: readonly string[] },
): Arbitrary<Call> {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => callOf(path, method, operation, { ids, people })),
  );
  return fc.oneof(...operations);
}

function callOf(
  path: string,
  method: string,
  operation: Operation,
  { ids, people }: { ids: Ids; people: readonly string[] },
): Arbitrary<Call> {
  const inPath = [...path.matchAll(/([a-z-]+)\/\{(\w+)\}/g)].map(([, before, name]) => ({
    part: `{${name}}`,
    word: before!.replace(/s$/, ''),
  }));
  const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query');
  const schema = operation.requestBody?.content['application/json']?.schema;
  const wordOf = (word: string) => fc.oneof({ weight: 19, arbitrary: fc.constantFrom(...ids(word)) }, odd.map(String));
  const query = fc.record(
    Object.fromEntries(inQuery.map(({ name, schema: part }) => [name, valuesOf(part, ids, 0, name)])),
    {
      requiredKeys: inQuery.filter(({ required }) => required).map(({ name }) => name),
    },
  );
  return fc
    .record({
      who: fc.constantFrom(...people),
      words: fc.tuple(...inPath.map(({ word }) => wordOf(word))),
      query,
      version: fc.constantFrom('"1"', '"1"', '"2"', '"0"', '"99999999999999999999"', 'x'),
      key: fc.option(fc.constantFrom('k', 'k'.repeat(200), 'k'.repeat(201)), { freq: 5 }),
      body: schema ? valuesOf(schema, ids) : fc.constant(undefined),
    })
    .map(({ who, words, query: asked, version, key, body }) => {
      const address = inPath.reduce((at, { part }, index) => at.replace(part, encoded(words[index]!)), path);
      const search = Object.entries(asked as Record<string, unknown>)
        .map(([name, value]) => `${name}=${encoded(typeof value === 'string' ? value : JSON.stringify(value))}`)
        .join('&');
      const headers = { 'if-match': version, ...(key && { 'idempotency-key': key }) };
      return { who, operation, method: method.toUpperCase(), url: address + (search && `?${search}`), headers, body };
    });
}

const encoded = (word: string): string => encodeURIComponent(word.replaceAll(/\p{Surrogate}/gu, '?'));
