import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../../domain/kernel/actor.js';
import { actorOf, guest, scopedActor } from '../request.js';
import { DESCRIBED, type Described } from './api.js';
import { expectedVersion } from './etag.js';

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** Whoever calls an operation of the programming interface, signed in and with the scope that its description says. */
export type Caller = Actor & { userId: string };

/**
 * The caller of an operation. The scope is the one that `Describe` gives, so that what is written is what is asked.
 * Refuses: `sign-in-required`, `scope-missing`.
 */
export const Caller = createParamDecorator((_none: unknown, context: ExecutionContext): Caller => {
  const { scope } = Reflect.getMetadata(DESCRIBED, context.getHandler()) as Described;
  if (!scope) throw new Error(`${context.getClass().name}.${context.getHandler().name} describes no scope`);
  return scopedActor(requestOf(context), scope);
});

/**
 * The caller of an operation that everybody may ask; a guest where nobody is signed in. All of these read the rules of
 * contests: a token that is narrowed to other things is shown what a guest is.
 */
export const Visitor = createParamDecorator((_none: unknown, context: ExecutionContext): Actor => {
  const actor = actorOf(requestOf(context));
  return actor.tokenScopes?.every((scope) => !scope.startsWith('cycles:')) ? guest : actor;
});

/** The version that the caller believes to edit, from `If-Match`. Refuses `precondition-required`. */
export const ExpectedVersion = createParamDecorator((_none: unknown, context: ExecutionContext): number =>
  expectedVersion(requestOf(context)),
);

/** The version that the caller says in `If-Match`, where saying it is optional. Refuses what is no version. */
export const VersionIfSaid = createParamDecorator((_none: unknown, context: ExecutionContext): number | undefined => {
  const request = requestOf(context);
  return request.headers['if-match'] === undefined ? undefined : expectedVersion(request);
});
