import { signIn } from '../contest.mjs';

/** A person's browser: reads pages and sends forms, whose token is good only with the cookie that came with it. */
export async function browserOf(baseUrl, person) {
  const session = await signIn(baseUrl, person);
  let cookie = session;
  const ask = (path, options) => fetch(`${baseUrl}${path}`, { redirect: 'manual', ...options });
  return {
    async get(path, { accepts = [200] } = {}) {
      const answer = await ask(path, { headers: { cookie, accept: 'text/html' } });
      const text = await answer.text();
      if (!accepts.includes(answer.status)) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 500)}`);
      return { status: answer.status, text };
    },
    /** Opens a page for the token of its forms. */
    async open(path) {
      const answer = await ask(path, { headers: { cookie, accept: 'text/html' } });
      const set = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
      if (set.length > 0) cookie = [session, ...set].join('; ');
      return /name="_csrf" value="([^"]+)"/.exec(await answer.text())[1];
    },
    async post(path, body) {
      const answer = await ask(path, { method: 'POST', headers: { cookie, accept: 'text/html' }, body });
      const text = await answer.text();
      if (answer.status !== 303 && answer.status !== 302)
        throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 500)}`);
      return answer.headers.get('location');
    },
  };
}
