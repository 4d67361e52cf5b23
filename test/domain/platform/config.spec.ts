import { projectRoot } from '../../../src/platform/web/project-root.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configVariables, loadConfig } from '../../../src/platform/config.js';

const least = { DATABASE_URL: 'postgres://app@127.0.0.1:5432/laureat' };

describe('the configuration', () => {
  it('names in .env.example exactly what is read', () => {
    const example = readFileSync(join(projectRoot, '.env.example'), 'utf8');
    const named = [...example.matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name = '']) => name);
    expect(named.sort()).toEqual([...configVariables].sort());
  });

  it('has a value for everything but the database', () => {
    expect(loadConfig(least)).toMatchObject({
      role: 'all',
      port: 3000,
      redisUrl: null,
      smtpUrl: null,
      s3: null,
      demo: false,
    });
  });

  it('takes empty variables for absent ones', () => {
    expect(loadConfig({ ...least, REDIS_URL: '', S3_BUCKET: '' })).toMatchObject({ redisUrl: null, s3: null });
  });

  it('lists everything that is wrong at once', () => {
    expect(() => loadConfig({ DATABASE_URL: 'mysql://x', PORT: 'many' })).toThrow(
      /DATABASE_URL[^]*PORT|PORT[^]*DATABASE_URL/,
    );
  });

  it.each([
    ['half of S3', { ...least, S3_BUCKET: 'files' }, /S3_/],
    ['production without a secret', { ...least, NODE_ENV: 'production' }, /LAUREAT_SECRET/],
  ])('refuses %s', (_what, env, message) => {
    expect(() => loadConfig(env)).toThrow(message);
  });

  it('never runs the demonstration in production', () => {
    const env = { ...least, NODE_ENV: 'production', LAUREAT_DEMO: 'true', LAUREAT_SECRET: 'x'.repeat(32) };
    expect(loadConfig(env).demo).toBe(false);
  });
});
