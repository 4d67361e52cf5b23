let made;

/** One contest for all benches of a run: a current cycle with entries, an API token and an organizer. Made once. */
export async function contest({ command }) {
  made ??= command('bench-data', '--entries', '1000');
  return made;
}

/** Seconds of processor time that the program has used so far, from its own figures. */
export async function cpuSeconds(baseUrl) {
  const text = await (await fetch(`${baseUrl}/metrics`)).text();
  return Number(/^process_cpu_seconds_total ([\d.e+-]+)$/m.exec(text)[1]);
}

/** The middle of measured times and the time that 95 of 100 stay below, in milliseconds. */
export function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { median: at(0.5), p95: at(0.95) };
}

/** A browser's session of a person: the cookie header. */
export async function signIn(baseUrl, { email, password }) {
  const page = await fetch(`${baseUrl}/sign-in`);
  const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())[1];
  const jar = cookiesOf(page);
  const answer = await fetch(`${baseUrl}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: jar, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _csrf: csrf, email, password }),
  });
  if (answer.status !== 303) throw new Error(`signing in answered ${answer.status}`);
  return cookiesOf(answer);
}

const cookiesOf = (answer) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
