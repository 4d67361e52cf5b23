import { spread } from './contest.mjs';

const rounds = 20;

/** Reads each page one time after another, and notes the middle of its times. */
export async function measurePages(figure, { baseUrl, cookie, pages }) {
  for (const [title, path] of Object.entries(pages)) {
    const times = [];
    for (let round = 0; round < rounds; round += 1) {
      const startedAt = performance.now();
      await readPage({ baseUrl, cookie, path });
      times.push(performance.now() - startedAt);
    }
    figure(title, 'ms', spread(times).median);
  }
}

export async function readPage({ baseUrl, cookie, path }) {
  const response = await fetch(`${baseUrl}${path}`, { headers: { cookie, accept: 'text/html' } });
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  return (await response.text()).replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
}
