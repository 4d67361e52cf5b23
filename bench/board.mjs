import { contest, signIn } from './support/contest.mjs';
import { addSheets } from './support/large-jury.mjs';
import { publishedPlan } from './support/large-plan.mjs';
import { measurePages, readPage } from './support/measure-pages.mjs';

export const name = 'board';
export const needsServer = true;

let made;

/** The board of 2,000 experts and the 45,000 sheets that a plan of 15,000 entries gave them, four of five handed in. */
export async function run({ baseUrl, databaseUrl, figure, ...context }) {
  const { organizer, token } = await contest(context);
  const cookie = await signIn(baseUrl, organizer);
  made ??= await publishedPlan({ baseUrl, databaseUrl, token, figure }).then(async (plan) => {
    await addSheets(databaseUrl, plan.cycleId);
    return plan;
  });
  const board = `/cycles/${made.cycleId}/evaluation`;
  const first = await readPage({ baseUrl, cookie, path: board });
  await measurePages(figure, {
    baseUrl,
    cookie,
    pages: {
      'board by experts, first page': board,
      'board by experts, next page': /href="([^"]+)" rel="next"/.exec(first)[1],
      'board by entries': `${board}?view=entries`,
    },
  });
}
