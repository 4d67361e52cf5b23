import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { maskedText, withoutSecrets } from './http/secret-places.js';
import { currentContext } from './request-context.js';

/** Structured log: JSON lines with the request's or job's id; secrets are never written. */
export function createLogger(level: string, into?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    serializers: {
      err: errorLine,
      url: withoutSecrets,
      req: ({ method, url }: { method: string; url: string }) => ({ method, url: withoutSecrets(url) }),
    },
    redact: ['req.headers.authorization', 'req.headers.cookie', 'password', 'token'],
    mixin: () => {
      const { requestId, jobId } = currentContext();
      return { ...(requestId && { requestId }), ...(jobId && { jobId }) };
    },
  };
  return into ? pino(options, into) : pino(options);
}

const told = ['code', 'severity', 'schema', 'table', 'column', 'constraint', 'routine', 'responseCode'] as const;

/**
 * What the log tells of an error: what it is and where, never what a statement was given, the row that it named, or the
 * connection that it came over. PostgreSQL repeats a value that it cannot read in its message: that goes too.
 */
export function errorLine(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error, message: maskedText(String(error)) };
  const own = error as Error & Record<string, unknown>;
  const facts = told.filter((name) => ['string', 'number'].includes(typeof own[name])).map((name) => [name, own[name]]);
  const cause = error.cause instanceof Error ? { cause: errorLine(error.cause) } : {};
  const message = messageOf(own);
  return {
    type: error.constructor.name,
    message,
    stack: [message, ...(error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))].join('\n'),
    ...Object.fromEntries(facts),
    ...cause,
  };
}

/** SQLSTATE 22 is data that cannot be read: its messages quote them. Others quote names of tables and constraints. */
function messageOf({ message, code }: Error & Record<string, unknown>): string {
  const said = maskedText(message);
  return typeof code === 'string' && /^22\w{3}$/.test(code) ? said.replace(/"[^]*"/, '"…"') : said;
}

/** Nest's own messages through the same log. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    if (message instanceof Error) this.logger[level]({ context, err: message }, message.message);
    else this.logger[level]({ context }, maskedText(String(message)));
  }
}
