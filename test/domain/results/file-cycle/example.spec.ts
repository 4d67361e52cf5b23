import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { showProgress } from '../../../../src/results/file-cycle/cycle-progress.js';
import { runFileCycle } from '../../../../src/results/file-cycle/run-file-cycle.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';

const example = 'examples/2019';
const folder = mkdtempSync(join(tmpdir(), 'laureat-example-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the example of 2019', () => {
  it('is what its generator writes', () => {
    execFileSync(process.execPath, [`${example}/generate.mjs`, folder]);
    for (const name of ['entries.csv', 'scores.csv', 'rules.json'])
      expect(readFileSync(join(folder, name)).equals(readFileSync(`${example}/${name}`))).toBe(true);
  });

  // docs/rules.md, source C: 1,452 entries from 80 regions in eight nominations.
  it('has the size of that year', () => {
    const rows = readFileSync(`${example}/entries.csv`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    expect(rows).toHaveLength(1452);
    expect(new Set(rows.map((cells) => cells[1])).size).toBe(8);
    expect(new Set(rows.map((cells) => cells[2])).size).toBe(80);
  });

  it('is ranked whole and can be verified', async () => {
    const files = {
      entries: `${example}/entries.csv`,
      scores: `${example}/scores.csv`,
      rules: `${example}/rules.json`,
    };
    const { nominations, sha256 } = await runFileCycle({ ...files, out: folder });
    expect(nominations.reduce((total, { ranked }) => total + ranked, 0)).toBe(1452);
    const verified = verifyProtocol(readFileSync(join(folder, 'protocol.json'), 'utf8'));
    expect(verified).toEqual({ fault: null, signedBy: [], pinned: false, sha256, nominations: 8, entries: 1452 });
  }, 60_000);
});

describe('progress', () => {
  const shown = (isTTY: boolean) => {
    let text = '';
    const show = showProgress({ isTTY, write: (part) => (text += part) });
    show({ phase: 'rank', done: 1, total: 2 });
    show({ phase: 'rank', done: 2, total: 2 });
    return text;
  };

  it('is a bar where a person watches and a line per phase elsewhere', () => {
    expect(shown(false)).toBe('rank 2/2\n');
    expect(shown(true)).toContain(`${'█'.repeat(15)}${'░'.repeat(15)} 1/2`);
    expect(shown(true).endsWith('2/2\n')).toBe(true);
  });
});
