import { signIn, spread } from './support/contest.mjs';

export const name = 'results';
export const needsServer = true;

const rounds = 10;
const patience = 60_000;
let made;
/** A ranking and its figures are kept for ever: they are measured once. */
let isWeighed = false;

/** A nomination of 1,452 entries with three sheets each: ranking it, telling what it is worth, and its pages. */
export async function run({ baseUrl, figure, command }) {
  made ??= command('bench-data', '--entries', '0', '--judged', '1452');
  const { cycleId, judgedNominationId: nomination, organizer } = await made;
  const browser = browserOf(baseUrl, await signIn(baseUrl, organizer));
  const home = `/cycles/${cycleId}`;
  const page = `${home}/ranking?nomination=${nomination}`;
  if (!isWeighed) await weigh({ browser, figure, home, page, nomination });
  isWeighed = true;
  for (const [title, path] of Object.entries({
    'ranking, first 50': page,
    'ranking, all': `${page}&all=1`,
    scenarios: `${home}/scenarios`,
  })) {
    const times = [];
    for (let round = 0; round < rounds; round += 1) {
      const startedAt = performance.now();
      await browser.read(path);
      times.push(performance.now() - startedAt);
    }
    figure(title, 'ms', spread(times).median);
  }
}

async function weigh({ browser, figure, home, page, nomination }) {
  const html = await browser.read(page);
  const rankedAt = performance.now();
  await browser.post(`${home}/ranking`, html, { nomination });
  figure('ranking 1,452 entries', 'ms', performance.now() - rankedAt);
  const weighedAt = performance.now();
  await browser.post(`${home}/ranking/weigh/${nomination}`, html, {});
  while (!(await browser.read(page)).includes('class="l-worth"')) {
    if (performance.now() - weighedAt > patience) throw new Error('the figures did not come');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  figure('what its places are worth, 1,000 resamplings', 'ms', performance.now() - weighedAt);
}

function browserOf(baseUrl, session) {
  let cookie = session;
  return {
    async read(path) {
      const response = await fetch(`${baseUrl}${path}`, { headers: { cookie, accept: 'text/html' } });
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
      // The page's forms are good only with the cookie that came with it.
      const set = response.headers.getSetCookie().map((one) => one.split(';')[0]);
      if (set.length > 0) cookie = [session, ...set].join('; ');
      return response.text();
    },
    async post(path, html, fields) {
      const csrf = /name="_csrf" value="([^"]+)"/.exec(html)[1];
      const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' };
      const body = new URLSearchParams({ _csrf: csrf, ...fields });
      const answer = await fetch(`${baseUrl}${path}`, { method: 'POST', redirect: 'manual', headers, body });
      if (answer.status !== 303) throw new Error(`${path} answered ${answer.status}`);
    },
  };
}
