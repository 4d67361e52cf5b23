import { DiscoveryService } from '@nestjs/core';
import { startApp, type TestApp } from '../../../../support/app.js';

interface Operation {
  operationId: string;
  summary: string;
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  responses: Record<string, { description: string }>;
}
interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
}

let app: TestApp;
let document: Document;
beforeAll(async () => {
  app = await startApp();
  document = (await app.guest().get('/api/openapi.json')).json();
});
afterAll(() => app.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

function refsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsOf(inner),
  );
}

const resolves = (ref: string): boolean =>
  ref.startsWith('#/') &&
  ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document) !== undefined;

describe('The OpenAPI document', () => {
  test('is OpenAPI 3.1 with an id of its own for every operation', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(ids.length).toBeGreaterThan(40);
    expect(ids.filter((id, index) => !id || ids.indexOf(id) !== index)).toEqual([]);
    for (const { operation } of operations()) {
      expect(operation.summary).toMatch(/\S/);
      expect(Object.keys(operation.responses)).toContain('default');
      for (const answer of Object.values(operation.responses)) expect(answer.description).toMatch(/\S/);
    }
  });

  test('names every part of its paths as a parameter, once', () => {
    for (const { path, operation } of operations()) {
      const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const named = operation.parameters.filter((parameter) => parameter.in === 'path');
      expect([path, named.map(({ name }) => name)]).toEqual([path, parts]);
      expect(named.every(({ required }) => required)).toBe(true);
    }
  });

  test('refers to nothing that it does not hold', () => {
    const refs = [...new Set(refsOf(document))];
    expect(refs).toContain('#/components/schemas/Problem');
    expect(refs.filter((ref) => !resolves(ref))).toEqual([]);
  });

  test('says only what the program does: each operation is a route', () => {
    const server = app.nest.getHttpAdapter().getInstance();
    const missing = operations().filter(
      ({ path, method }) => !server.hasRoute({ method: method.toUpperCase(), url: path.replace(/\{(\w+)\}/g, ':$1') }),
    );
    expect(missing.map(({ path, method }) => `${method} ${path}`)).toEqual([]);
  });

  test('leaves no handler of the interface out', () => {
    const forgotten = app.nest
      .get(DiscoveryService, { strict: false })
      .getControllers()
      .flatMap(({ metatype }) => {
        if (typeof metatype !== 'function' || !Reflect.hasMetadata('laureat:api', metatype)) return [];
        const handlers = Object.entries(Object.getOwnPropertyDescriptors(metatype.prototype));
        return handlers
          .filter(([, { value }]) => typeof value === 'function' && Reflect.hasMetadata('method', value as object))
          .filter(([, { value }]) => !Reflect.hasMetadata('laureat:described', value as object))
          .map(([name]) => `${metatype.name}.${name}`);
      });
    expect(forgotten).toEqual([]);
  });

  test('is shown to people with every operation', async () => {
    const page = await app.guest().get('/api/docs');
    expect(page.statusCode).toBe(200);
    for (const { path } of operations()) expect(page.body).toContain(path);
  });
});
