import path from 'node:path';
import { z } from 'zod';
import { trustedProxies } from './http/trusted-proxies.js';

const flag = z
  .enum(['true', 'false', '1', '0', ''])
  .default('false')
  .transform((value) => value === 'true' || value === '1');

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  ROLE: z.enum(['web', 'worker', 'all']).default('all'),
  HOST: z.string().optional(),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  PUBLIC_URL: z.url().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(12),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().default('Лауреат <no-reply@laureat.test>'),
  S3_ENDPOINT: z.url().optional(),
  S3_BUCKET: z.string().optional(),
  S3_KEY: z.string().optional(),
  S3_SECRET: z.string().optional(),
  CLAMAV_URL: z.url({ protocol: /^tcp$/ }).optional(),
  LAUREAT_DATA: z.string().default('./.data'),
  LAUREAT_SECRET: z.string().min(32).optional(),
  SIGNING_KEY: z.string().optional(),
  LAUREAT_DEMO: flag,
  TRUSTED_PROXIES: trustedProxies,
  ARRIVAL_HEADER: z
    .string()
    .regex(/^[a-z][a-z\d-]*$/i)
    .optional(),
  METRICS_TOKEN: z.string().min(16).optional(),
  SHUTDOWN_DELAY: z.coerce.number().min(0).max(120).default(0),
  REQUEST_SECONDS: z.coerce.number().min(1).max(3600).default(120),
  UPLOAD_SECONDS: z.coerce.number().min(1).max(86_400).default(1800),
});

export type Config = ReturnType<typeof loadConfig>;

/**
 * Reads the whole configuration at once. Throws one error that lists everything that is wrong; nothing else in the
 * program reads the environment.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env) {
  const blanksOut = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  // Passed over, it would make one sender of everybody behind the proxy.
  if (blanksOut['TRUST_PROXY'] !== undefined)
    throw new Error('The configuration is not usable:\n  TRUST_PROXY: is called TRUSTED_PROXIES');
  const result = schema.safeParse(blanksOut);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The configuration is not usable:\n${faults.join('\n')}`);
  }
  const read = result.data;
  const s3 = completeS3(read);
  if (read.NODE_ENV === 'production' && !read.LAUREAT_SECRET)
    throw new Error(
      'The configuration is not usable:\n  LAUREAT_SECRET: required in production (32 characters or more)',
    );
  return {
    production: read.NODE_ENV === 'production',
    test: read.NODE_ENV === 'test',
    role: read.ROLE,
    /** Null: this machine alone where the demonstration is, everybody elsewhere. */
    host: read.HOST ?? null,
    port: read.PORT,
    publicUrl: (read.PUBLIC_URL ?? `http://localhost:${read.PORT}`).replace(/\/$/, ''),
    logLevel: read.LOG_LEVEL,
    databaseUrl: read.DATABASE_URL,
    databasePool: read.DATABASE_POOL,
    redisUrl: read.REDIS_URL ?? null,
    smtpUrl: read.SMTP_URL ?? null,
    mailFrom: read.MAIL_FROM,
    s3,
    /** Null: nothing scans what is uploaded. */
    clamavUrl: read.CLAMAV_URL ?? null,
    dataDir: path.resolve(read.LAUREAT_DATA),
    secret: read.LAUREAT_SECRET ?? 'development only: not a secret of anybody',
    /** The file of the key under protocols; where none is named, one is made beside the data. */
    signingKey: {
      file: path.resolve(read.SIGNING_KEY ?? path.join(read.LAUREAT_DATA, 'signing-key.pem')),
      named: read.SIGNING_KEY !== undefined,
    },
    /** The demonstration: shifted clock, captured mail and known passwords are allowed. Never in production. */
    demo: read.LAUREAT_DEMO && read.NODE_ENV !== 'production',
    trustProxy: read.TRUSTED_PROXIES,
    /** In which a trusted proxy says when it took a request over; null: none is asked. */
    arrivalHeader: read.ARRIVAL_HEADER?.toLowerCase() ?? null,
    metricsToken: read.METRICS_TOKEN ?? null,
    /** So long the program still serves after it was asked to end. */
    shutdownDelayMs: read.SHUTDOWN_DELAY * 1000,
    /** How long a request may take to arrive, without a file and with one. */
    requestSeconds: read.REQUEST_SECONDS,
    uploadSeconds: read.UPLOAD_SECONDS,
  };
}

function completeS3(read: z.infer<typeof schema>) {
  const parts = [read.S3_ENDPOINT, read.S3_BUCKET, read.S3_KEY, read.S3_SECRET];
  if (parts.every((part) => part === undefined)) return null;
  if (parts.some((part) => part === undefined))
    throw new Error(
      'The configuration is not usable:\n  S3_*: give S3_ENDPOINT, S3_BUCKET, S3_KEY and S3_SECRET, or none',
    );
  return { endpoint: read.S3_ENDPOINT!, bucket: read.S3_BUCKET!, key: read.S3_KEY!, secret: read.S3_SECRET! };
}

/** Names of all variables that are read, for the test that keeps `.env.example` equal. */
export const configVariables = Object.keys(schema.shape);
