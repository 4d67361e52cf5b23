import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Service {
  image?: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  volumes?: string[];
  deploy?: { replicas: number };
}
interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, null>;
}
interface Workflow {
  on: unknown;
  jobs: Record<string, { 'runs-on': string; steps: { uses?: string; run?: string }[] }>;
}
interface Manifest {
  scripts: Record<string, string>;
}
interface Instruction {
  word: string;
  rest: string;
}

const read = (file: string) => readFileSync(file, 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;

describe('docker-compose.yml', () => {
  const { services, volumes } = parse(read('docker-compose.yml'), { merge: true }) as Compose;
  const named = Object.entries(services);
  const ours = named.filter(([, service]) => service.build);

  it.each(named)('%s has an image', (_name, service) => expect(service.image).toMatch(/^[a-z]/));

  it.each(named)('%s waits only for services that are there', (_name, service) => {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(services).toHaveProperty(other);
      const isAsked = services[other]?.healthcheck?.test !== undefined || services[other]?.build !== undefined;
      if (condition === 'service_healthy') expect(isAsked).toBe(true);
    }
  });

  it.each(named)('%s mounts volumes and files that exist', (_name, service) => {
    for (const source of (service.volumes ?? []).map((volume) => volume.split(':')[0]!)) {
      expect(source.startsWith('./') ? existsSync(source) : source in volumes).toBe(true);
    }
  });

  it('believes the one proxy that stands before the web, and nobody for the workers', () => {
    const { TRUSTED_PROXIES: proxies, ARRIVAL_HEADER: header } = services['web']!.environment!;
    expect([proxies, header]).toEqual(['1', 'x-request-start']);
    expect(readFileSync('deploy/Caddyfile', 'utf8')).toContain('header_up X-Request-Start "t={time.now.unix_ms}"');
    for (const [name, { environment }] of ours)
      if (name !== 'web')
        expect([environment?.['TRUSTED_PROXIES'], environment?.['ARRIVAL_HEADER']]).toEqual([undefined, undefined]);
    expect(services['web']).not.toHaveProperty('ports');
  });

  it('runs two web replicas, two workers and one migration', () => {
    const roles = ours.map(([name, { environment, deploy }]) => [name, environment?.['ROLE'], deploy?.replicas]);
    expect(roles).toEqual([
      ['web', 'web', 2],
      ['worker', 'worker', 2],
      ['migrate', undefined, undefined],
    ]);
  });

  it('tells every process of the program where the shared parts are', () => {
    for (const [, { environment }] of ours) {
      expect(Object.keys(environment ?? {})).toEqual(
        expect.arrayContaining([
          'DATABASE_URL',
          'REDIS_URL',
          'SMTP_URL',
          'S3_ENDPOINT',
          'PUBLIC_URL',
          'LAUREAT_SECRET',
        ]),
      );
    }
  });
});

describe('Dockerfile', () => {
  const instructions = readInstructions(read('Dockerfile'));
  const last = instructions.slice(instructions.findLastIndex(({ word }) => word === 'FROM'));
  const stages = instructions.filter(({ word }) => word === 'FROM').map(({ rest }) => / AS (\w+)$/.exec(rest)?.[1]);

  it('uses only instructions that exist', () => {
    const known = 'FROM ARG ENV WORKDIR COPY RUN USER VOLUME EXPOSE HEALTHCHECK CMD ENTRYPOINT LABEL'.split(' ');
    expect(instructions.map(({ word }) => word).filter((word) => !known.includes(word))).toEqual([]);
  });

  it('copies from stages and from folders that it names rightly', () => {
    const sources = instructions.flatMap(({ word, rest }) =>
      word === 'COPY' ? (/--from=(\w+)/.exec(rest)?.[1] ?? []) : [],
    );
    expect(stages).toEqual(expect.arrayContaining(sources));
  });

  it('brings no development packages into the image', () => {
    const packages = last.find(({ word, rest }) => word === 'COPY' && rest.includes('node_modules'));
    const stage = stages.indexOf(/--from=(\w+)/.exec(packages?.rest ?? '')?.[1]);
    const starts = instructions.flatMap(({ word }, index) => (word === 'FROM' ? index : []));
    const installs = instructions.slice(starts[stage], starts[stage + 1]).filter(({ rest }) => rest.includes('npm ci'));
    expect(installs.map(({ rest }) => rest.includes('--omit=dev'))).toEqual([true]);
  });

  it('does not run as root, and is asked how it is', () => {
    const user = last.find(({ word }) => word === 'USER');
    expect(user?.rest).toBe('node');
    expect(last.some(({ word }) => word === 'HEALTHCHECK')).toBe(true);
  });

  it.each(['HEALTHCHECK', 'CMD'])('gives %s as a list of words', (wanted) => {
    const rest = last.findLast(({ word }) => word === wanted)?.rest ?? '';
    expect(JSON.parse(rest.slice(rest.indexOf('[')))).toContain('node');
  });
});

describe('the workflow', () => {
  const workflow = parse(read('.github/workflows/ci.yml')) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it('has jobs of steps that run or use something', () => {
    expect(steps.every((step) => Boolean(step.run) !== Boolean(step.uses))).toBe(true);
  });

  it('runs scripts and files that exist', () => {
    const commands = steps.flatMap((step) => step.run ?? []);
    const scripts = commands.flatMap((command) => /^npm run (\S+)/.exec(command)?.[1] ?? []);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(scripts));
    expect(commands.filter((command) => command.startsWith('.')).every((file) => existsSync(file))).toBe(true);
  });
});

/** The instructions of a Dockerfile: comments left out, continued lines joined. */
function readInstructions(text: string): Instruction[] {
  return text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ word: line.split(/\s/)[0]!, rest: line.replace(/^\S+\s+/, '') }));
}
