import { Controller, Get } from '@nestjs/common';
import { view, type View } from '../pages/page.js';
import { OpenApi } from './openapi.js';

interface Operation {
  summary: string;
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: unknown }[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>;
  'x-scope'?: string;
}

/** The programming interface: the document for programs and a page for people. */
@Controller('api')
export class ApiDocsPages {
  constructor(private readonly openApi: OpenApi) {}

  @Get('openapi.json')
  document(): Record<string, unknown> {
    return this.openApi.read();
  }

  @Get('docs')
  page(): View {
    const paths = this.openApi.read()['paths'] as Record<string, Record<string, Operation>>;
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        summary: operation.summary,
        scope: operation['x-scope'] ?? '',
        parameters: operation.parameters.map((parameter) => ({ ...parameter, schema: short(parameter.schema) })),
        body: operation.requestBody ? pretty(operation.requestBody.content['application/json']!.schema) : '',
        answers: Object.entries(operation.responses)
          .filter(([status]) => status !== 'default')
          .map(([status, { content }]) => ({
            status,
            body: content ? pretty(content['application/json']!.schema) : '',
          })),
      })),
    );
    return view('pages/platform/http/api/api-docs', { operations });
  }
}

const pretty = (schema: unknown): string => JSON.stringify(schema, null, 2);
const short = (schema: unknown): string => JSON.stringify(schema);
