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

  it.each([
    [undefined, false],
    ['false', false],
    ['0', false],
    ['true', 1],
    ['1', 1],
    ['2', 2],
    ['10.0.0.7', ['10.0.0.7']],
    ['loopback, 10.0.0.0/8,2001:db8::/32', ['loopback', '10.0.0.0/8', '2001:db8::/32']],
  ])('TRUSTED_PROXIES %s believes %j', (said, believed) => {
    expect(loadConfig({ ...least, TRUSTED_PROXIES: said }).trustProxy).toEqual(believed);
  });

  it.each(['yes', '10.0.0.0/33', 'proxy.example', '1,2', '-1'])('TRUSTED_PROXIES %s is refused', (said) => {
    expect(() => loadConfig({ ...least, TRUSTED_PROXIES: said })).toThrow(/TRUSTED_PROXIES/);
  });

  it('listens where it is told; otherwise the program looks whether it is the demonstration', () => {
    expect([loadConfig(least).host, loadConfig({ ...least, HOST: '192.0.2.1' }).host]).toEqual([null, '192.0.2.1']);
  });
});
