import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { plantedAddresses } from '../../../support/planted-addresses.js';
import { plantedContest, secrets, type Planted, type Secret, type Who } from '../../../support/planted-contest.js';
import { textOf } from '../../../support/text-of-answer.js';

const running: Who[] = ['organizer', 'chair', 'secretary', 'auditor'];
const apart: Who[] = [
  'conflicted organizer',
  'conflicted chair',
  'conflicted secretary',
  'conflicted auditor',
  'conflicted overseer',
];
const jury: Who[] = ['expert author', 'expert scoring', 'expert idle', 'expert recused'];

/** Who may read what; for everybody else it stands nowhere. */
const told: Record<Secret, Who[]> = {
  draft: ['member'],
  unsent: ['member', 'collaborator'],
  hidden: ['member', 'collaborator', 'coordinator', ...running, 'body member', 'admin'],
  title: ['member', 'collaborator', 'coordinator', ...running, 'body member', ...jury, 'admin'],
  remark: [...running, 'expert author'],
  note: ['expert author'],
  recusal: ['admin'],
  declared: [...running, 'expert recused', 'admin'],
  expert: [...running, ...apart, 'expert author', 'admin'],
  said: [...running, 'body member'],
  appeal: ['member', 'last organizer'],
  correction: [...running, 'body member'],
};

let app: TestApp;
let planted: Planted;
let addresses: string[];
beforeAll(async () => {
  app = await startApp();
  planted = await plantedContest(app);
  addresses = await plantedAddresses(app, planted);
});
afterAll(() => app.close());

/** Registers of organisations and of their people say nothing of entries. */
const isRegister = (what: string, address: string) =>
  what === 'hidden' && /^\/(api\/v1\/organisations|admin\/(organisations|invitations|people))/.test(address);

/** Why somebody stepped back is their own word: it is theirs where all is that is kept about them. */
const isOwnWord = (what: string, address: string) => what === 'recusal' && address === '/account/data.json';

const signIn = (who: Who): Promise<Browser> | Browser =>
  who === 'guest' ? app.guest() : app.signIn(planted.emails[who]);

/** Where each secret stands for a person; faults of the program are told too. */
async function hunt(who: Who): Promise<Map<string, string[]>> {
  const browser = await signIn(who);
  const found = new Map<string, string[]>();
  const note = (what: string, address: string) => found.set(what, [...(found.get(what) ?? []), address]);
  const look = async (address: string) => {
    const answer = await browser.get(address);
    if (answer.statusCode >= 500 && !address.startsWith('/health')) note('fault', address);
    const text = textOf(answer);
    for (const [what, secret] of Object.entries(secrets))
      if (text.includes(secret) && !isRegister(what, address) && !isOwnWord(what, address)) note(what, address);
  };
  for (let from = 0; from < addresses.length; from += 8) await Promise.all(addresses.slice(from, from + 8).map(look));
  return found;
}

const everybody: Who[] = [
  'guest',
  'member',
  'other member',
  'collaborator',
  'coordinator',
  'other coordinator',
  ...running,
  'body member',
  'last organizer',
  'last expert',
  ...apart,
  ...jury,
  'admin',
];

describe('what is planted behind every address with every id', () => {
  const seen = new Map<string, Set<Who>>();

  it.each(everybody)('is told to the %s as far as it is theirs', async (who) => {
    const found = await hunt(who);
    for (const what of found.keys()) seen.set(what, (seen.get(what) ?? new Set()).add(who));
    const counts = [...found].map(([what, where]) => `${what} ${where.length}`).join(', ');
    process.stdout.write(`${who}: ${addresses.length} addresses, ${counts || 'nothing'}\n`);
    const wrong = [...found].filter(([what]) => !told[what as Secret]?.includes(who));
    expect(wrong).toEqual([]);
  });

  it('is found by somebody, so that no hunt looks behind doors that nobody opens', () => {
    expect(addresses.length).toBeGreaterThan(300);
    expect(Object.keys(secrets).filter((what) => !seen.has(what))).toEqual([]);
  });
});
