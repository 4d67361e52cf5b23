import { Injectable, RequestMethod } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { z } from 'zod';
import { problemSchema } from '../problems/problem.schemas.js';
import { DESCRIBED, longestKey, type Described } from './api.js';

interface ArgumentMetadata {
  index: number;
  data?: unknown;
  schema?: z.ZodType;
}

const argumentKinds: Record<string, 'body' | 'query'> = { '3': 'body', '4': 'query' };

/** The OpenAPI 3.1 document, made of the same Zod schemas that check the input. */
@Injectable()
export class OpenApi {
  private document: Record<string, unknown> | null = null;

  constructor(private readonly discovery: DiscoveryService) {}

  read(): Record<string, unknown> {
    this.document ??= this.make();
    return this.document;
  }

  private make(): Record<string, unknown> {
    const paths: Record<string, Record<string, unknown>> = {};
    for (const wrapper of this.discovery.getControllers()) {
      const controller = wrapper.metatype as (new () => object) | null;
      if (!controller || !Reflect.hasMetadata('laureat:api', controller)) continue;
      const base = Reflect.getMetadata('path', controller) as string;
      for (const name of Object.getOwnPropertyNames(controller.prototype)) {
        const operation = operationOf(controller, base, name);
        if (!operation) continue;
        const path = `/${base}/${operation.path}`
          .replace(/\/+/g, '/')
          .replace(/\/$/, '')
          .replace(/:(\w+)/g, '{$1}');
        (paths[path] ??= {})[operation.method] = operation.body;
      }
    }
    return {
      openapi: '3.1.0',
      info: {
        title: 'Laureat',
        version: '1',
        description: 'Competition of best practices: cycles, entries, judging, results, library.',
      },
      servers: [{ url: '/' }],
      security: [{ token: [] }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'An API token of a person: /account/tokens' },
        },
        schemas: { Problem: json(problemSchema) },
      },
      paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }
}

function operationOf(
  controller: new () => object,
  base: string,
  name: string,
): { path: string; method: string; body: Record<string, unknown> } | null {
  const handler = (controller.prototype as Record<string, unknown>)[name];
  if (typeof handler !== 'function') return null;
  const described = Reflect.getMetadata(DESCRIBED, handler) as Described | undefined;
  if (!described) return null;
  const method = RequestMethod[Reflect.getMetadata('method', handler) as number]!.toLowerCase();
  const path = Reflect.getMetadata('path', handler) as string;
  const given = Object.entries(
    (Reflect.getMetadata('__routeArguments__', controller, name) ?? {}) as Record<string, ArgumentMetadata>,
  )
    .map(([key, argument]) => ({ kind: argumentKinds[key.split(':')[0]!], ...argument }))
    .sort((a, b) => a.index - b.index);
  const body = given.find((argument) => argument.kind === 'body' && argument.schema);
  return {
    path,
    method,
    body: {
      operationId: described.id ?? `${controller.name.replace(/Controller$/, '')}.${name}`,
      summary: described.summary,
      ...(described.scope && { 'x-scope': described.scope }),
      parameters: [
        ...pathParameters(`${base}/${path}`),
        ...given.flatMap((argument) => queryParameters(argument)),
        ...headersOf(method, described),
      ],
      ...(body && { requestBody: { required: true, content: { 'application/json': { schema: json(body.schema!) } } } }),
      responses: {
        [described.status ?? (method === 'post' ? 201 : 200)]: {
          description: 'Done',
          ...(described.response && { content: { 'application/json': { schema: json(described.response) } } }),
        },
        default: {
          description: 'Refused',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

/** From the path itself: a handler need not look at each part of it. */
function pathParameters(path: string): Record<string, unknown>[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(argument: ArgumentMetadata & { kind: string | undefined }): Record<string, unknown>[] {
  if (argument.kind !== 'query' || !argument.schema) return [];
  const { properties = {}, required = [] } = json(argument.schema) as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function headersOf(method: string, described: Described): Record<string, unknown>[] {
  if (method === 'post')
    return [
      { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: longestKey } },
    ];
  if (['put', 'patch'].includes(method) && described.status !== 204)
    return [{ name: 'If-Match', in: 'header', required: true, schema: { type: 'string' } }];
  return [];
}

function json(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
  });
  return rest;
}
