import { applyDecorators, Controller, HttpCode, SetMetadata } from '@nestjs/common';
import { z } from 'zod';

export interface Described {
  /** The operation's name in the document, where clients know it by another one than class and method give. */
  id?: string;
  summary: string;
  /** Where success is not 201 of a POST and 200 of the others. */
  status?: 200 | 202 | 204;
  /** The body of success; 204 has none. */
  response?: z.ZodType;
  /** Scope that an API token must have; `@Caller()` asks for it. */
  scope?: string;
  /** Whether the answer is a row whose version is the ETag. */
  tagged?: boolean;
}
export const DESCRIBED = 'laureat:described';

/** The most characters of an `Idempotency-Key`. */
export const longestKey = 200;

/** A controller of the programming interface: /api/v1/… */
export const ApiController = (path: string) =>
  applyDecorators(Controller(`api/v1/${path}`), SetMetadata('laureat:api', path));

/**
 * What the OpenAPI document says of an operation, and what it does: the status is answered, the scope asked, the version
 * sent. Parameters and body come from the schemas of its arguments.
 */
export const Describe = (described: Described) =>
  applyDecorators(SetMetadata(DESCRIBED, described), ...(described.status ? [HttpCode(described.status)] : []));

/** A list that is whole, as an answer of the programming interface. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
