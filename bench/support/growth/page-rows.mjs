import { encodeCursor } from '../../../dist/platform/http/paging.js';

const requests = 100;

/** Pages and tables that are read. */
export async function pageRows({ staff, baseUrl, filled, database }) {
  const { cycleId, judged, samples, search } = filled;
  const register = `/cycles/${cycleId}/register`;
  const entries = await someEntries(database, cycleId);
  const ranking = `/cycles/${judged.cycleId}/ranking`;
  const scores = `${ranking}/scores.csv?nomination=${judged.nominationId}`;
  const staffPage = (title, pathOf) => ({ title, requests, send: ({ number }) => staff.get(pathOf(number)) });
  const registerPage = (title, path) => ({
    ...staffPage(title, () => path),
    missing: () => nothingFound(staff, path, entryLink(cycleId)),
  });
  return [
    staffPage('entry page, staff', (number) => `/cycles/${cycleId}/screening/${entries[number % entries.length]}`),
    registerPage('list of entries, first 50', register),
    registerPage('list of entries, 50 in the middle', `${register}?cursor=${await middle(database, cycleId)}`),
    registerPage('search by a word of the title', `${register}?q=${encodeURIComponent(search.title.word)}`),
    registerPage('search by a word of the answers', `${register}?q=${encodeURIComponent(search.answers.word)}`),
    staffPage('ranking page, 1,000 entries', () => `${ranking}?nomination=${judged.nominationId}`),
    { ...staffPage('CSV of 3,000 sheets', () => scores), missing: () => notThere(staff, scores) },
    staffPage('cockpit of the organizer', () => `/cycles/${cycleId}`),
    staffPage('home page, staff', () => '/'),
    {
      title: 'library search',
      requests,
      send: ({ number }) => readAsGuest(`${baseUrl}/practices?q=${encodeURIComponent(lastWord(samples, number))}`),
    },
  ];
}

const entryLink = (cycleId) => new RegExp(`/cycles/${cycleId}/screening/[0-9a-f-]{36}`, 'g');

async function nothingFound(staff, path, link) {
  const { text } = await staff.get(path);
  const found = new Set(text.match(link)).size;
  return found === 0 ? 'it finds nothing' : null;
}

async function notThere(staff, path) {
  const { status } = await staff.get(path, { accepts: [200, 404] });
  return status === 404 ? 'it is not there' : null;
}

/** Entries to look at, spread over the whole register. */
async function someEntries(database, cycleId) {
  const { rows } = await database.query(
    "SELECT id FROM submission WHERE cycle_id = $1 AND state = 'admitted' ORDER BY md5(id::text) LIMIT 500",
    [cycleId],
  );
  return rows.map(({ id }) => id);
}

/** The key of the page in the middle of the register. */
async function middle(database, cycleId) {
  const { rows } = await database.query(
    `SELECT submitted_at AS at, id FROM submission WHERE cycle_id = $1 AND submitted_at IS NOT NULL
      ORDER BY submitted_at DESC, id DESC OFFSET (SELECT count(*) / 2 FROM submission WHERE cycle_id = $1) LIMIT 1`,
    [cycleId],
  );
  return encodeCursor([rows[0].at.toISOString(), rows[0].id]);
}

/** Titles end with a word of the vocabulary, often a frequent one. */
const lastWord = (samples, number) => samples[number % samples.length].title.split(' ').at(-1);

async function readAsGuest(url) {
  const answer = await fetch(url, { headers: { accept: 'text/html' } });
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
  await answer.text();
}
