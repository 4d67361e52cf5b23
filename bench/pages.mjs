import { contest, signIn, spread } from './support/contest.mjs';

export const name = 'pages';
export const needsServer = true;

const rounds = 20;
let cookie;

/** Times of whole HTML pages, one after another: the register of 1,000 entries, one entry, home, library, results. */
export async function run({ baseUrl, figure, ...context }) {
  const { cycleId, organizer } = await contest(context);
  cookie ??= await signIn(baseUrl, organizer);
  const register = `/cycles/${cycleId}/register`;
  const second = linkIn(await read(`${baseUrl}${register}`), new RegExp(`href="(${register}\\?[^"]*cursor=[^"]+)"`));
  const entry = linkIn(
    await read(`${baseUrl}${register}`),
    new RegExp(`href="(/cycles/${cycleId}/screening/[0-9a-f-]+)"`),
  );
  const pages = {
    'register, first page': register,
    'register, next page': second,
    'one entry': entry,
    home: '/',
    library: '/practices',
    results: '/results',
  };
  for (const [title, path] of Object.entries(pages)) {
    const times = [];
    for (let round = 0; round < rounds; round += 1) {
      const startedAt = performance.now();
      await read(`${baseUrl}${path}`);
      times.push(performance.now() - startedAt);
    }
    figure(title, 'ms', spread(times).median);
  }
}

async function read(url) {
  const response = await fetch(url, { headers: { cookie, accept: 'text/html' } });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  return (await response.text()).replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
}

function linkIn(html, pattern) {
  const found = pattern.exec(html);
  if (!found) throw new Error(`no link like ${pattern}`);
  return found[1];
}
