import { newId } from '../../src/platform/ids.js';
import type { TestApp } from './app.js';

interface Schema {
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  minItems?: number;
  minimum?: number;
}
interface Document {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>;
}

/** Bodies that the programming interface takes, made of its own document, with these ids where one is asked for. */
export async function documentedBodies(
  app: TestApp,
  ids: Record<string, string>,
): Promise<(method: string, address: string) => object | undefined> {
  const { paths } = (await app.guest().get('/api/openapi.json')).json<Document>();
  const known = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { requestBody }]) => ({
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
      schema: requestBody?.content['application/json']?.schema,
    })),
  );
  return (method, address) => {
    const found = known.find((each) => each.method === method && each.pattern.test(address));
    return found?.schema ? (valueOf(found.schema, '', ids) as object) : undefined;
  };
}

/** The least that a schema takes, and every id that it knows. */
function valueOf(schema: Schema, name: string, ids: Record<string, string>): unknown {
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice) return valueOf(choice, name, ids);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.properties) {
    const wanted = Object.entries(schema.properties).filter(([key]) => schema.required?.includes(key) || key in ids);
    return Object.fromEntries(wanted.map(([key, part]) => [key, valueOf(part, key, ids)]));
  }
  switch (schema.type) {
    case 'array':
      return schema.items ? [valueOf(schema.items, name.replace(/s$/, ''), ids)] : [];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'object':
      return {};
    default:
      if (schema.format === 'uuid') return ids[name] ?? newId();
      if (schema.format === 'email') return 'planted@example.org';
      if (schema.format === 'date-time') return '2026-07-01T09:00:00Z';
      return name === 'regionCode' ? 'RU-YAR' : '1';
  }
}

/** A form with every field that forms of the program have, so that hardly one is refused for what is missing. */
export const fullForm = (ids: Record<string, string>): Record<string, string> => ({
  ...ids,
  number: ids['registerNumber'] ?? '1',
  name: 'Чужая Рука Петровна',
  email: 'planted@example.org',
  title: 'Чужой рукой',
  text: 'Чужой рукой',
  reason: 'Чужой рукой',
  ground: 'Чужой рукой',
  grounds: 'Чужой рукой',
  decision: 'Чужой рукой',
  comment: 'Чужой рукой',
  relation: 'Чужой рукой',
  question: 'Чужой рукой',
  verb: 'show',
  verdict: 'dismissed',
  outcome: 'unchanged',
  role: 'member',
  declaration: 'none',
  present: 'yes',
  choice: 'for',
  state: 'admitted',
  regionCode: 'RU-YAR',
  dueAt: '2026-06-30T12:00',
  publishAt: '2026-07-02T12:00',
  confirm: 'on',
  confirmed: 'on',
  secret: '',
});
