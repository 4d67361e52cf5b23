import { refusalStatus } from '../../../../src/domain/kernel/refusal-status.js';
import type { RefusalCode } from '../../../../src/domain/kernel/refusal.js';
import { locales, messages, type Locale } from '../../../../src/platform/web/i18n.js';
import { accounts } from './accounts.js';
import { cycles } from './cycles.js';
import { judging } from './judging.js';
import { requests } from './requests.js';
import { results } from './results.js';
import { submissions } from './submissions.js';
import { app, form, useRefusals } from '../../../support/refusals.js';

useRefusals();

const table = [...accounts, ...requests, ...cycles, ...submissions, ...judging, ...results];

/** Codes that no request leads to, and why. */
const unreachable: Partial<Record<RefusalCode, string>> = {
  'consents-needed': 'provoked over HTTP in experts.spec.ts: it needs a regulation with texts to sign',
  'nobody-voted': 'provoked over HTTP in sitting.spec.ts, like the others of a ballot: it needs a seated body',
  'ballot-tied': 'provoked over HTTP in sitting.spec.ts',
  'ballot-open': 'provoked in ballots-bind.spec.ts: it needs a seated body that votes',
  'ballot-lost': 'provoked in ballots-bind.spec.ts',
  'ballot-needed': 'provoked in ballots-bind.spec.ts',
  'ballot-too-late': 'provoked in ballots-bind.spec.ts',
  absent: 'provoked in sitting.spec.ts: the page offers no vote to who is away',
  'declaration-needed': 'provoked in sitting.spec.ts',
  'took-part': 'provoked over HTTP in publication.spec.ts: it needs a published result and an appeal',
  'file-not-bared': 'provoked over HTTP in bare-files.spec.ts: it needs a file that is locked',
  'file-in-quarantine': 'provoked over HTTP in submissions/files/quarantine.spec.ts: it needs a scanner',
  'paper-not-made': 'provoked in submissions/papers/papers.spec.ts: it needs more papers at once than are printed',
  'region-not-listed': 'regions come from a list; a table names them as the fault field.region-not-listed of a row',
  'place-taken': 'provoked over HTTP in sheet-kinds.spec.ts: it needs two sheets of one expert',
  'votes-spent': 'provoked over HTTP in sheet-kinds.spec.ts',
  'picks-apart': 'SQL’s own word in sheet-kinds.spec.ts: every verb says it with the place or the votes',
  'assignment-started':
    'what was begun stays with its expert: a plan that would take it away is refused with plan-outdated',
  'database-of-earlier-form': 'provoked by the commands in platform/migrations.spec.ts: no request meets it',
  'database-newer': 'provoked by the command in platform/migrations.spec.ts',
  'database-unfit': 'provoked by the command in migrations/restored.spec.ts',
  unavailable: 'provoked by killing the database in faults/kills.spec.ts and by platform/http/unavailable.spec.ts',
  'clock-differs':
    'provoked over HTTP in operations.spec.ts and by faults/clock.spec.ts: it needs a clock that is wrong',
  'pressed-twice': 'provoked over HTTP in platform/http/pages/pressed-once.spec.ts: it needs the same press twice',
  'imported-already': 'provoked over HTTP in import/tables-of-people.spec.ts: it needs a table that was written',
  'import-built-on': 'provoked over HTTP in import/tables-of-people.spec.ts',
  'organisation-alike': 'provoked over HTTP in cycles/ways-in.spec.ts: it needs a form in two steps',
  'organisations-differ': 'provoked in accounts/organisations/merging.spec.ts: it needs two records with numbers',
  'merged-already': 'provoked over HTTP in accounts/organisations/merging.spec.ts',
  'merging-conflicts': 'provoked in accounts/organisations/merging.spec.ts',
  'by-invitation': 'provoked in cycles/ways-in.spec.ts: it needs a cycle with an edition that says so',
  'consent-changed': 'provoked in submissions/people/people.spec.ts: it needs the link of a letter',
  'consent-needed': 'provoked over HTTP in submissions/people/own-consents.spec.ts: it needs an edition with a text',
  'signing-key-ended': 'provoked over HTTP in results/protocols/protocols.spec.ts: no key signs after it',
  'own-practice': 'provoked over HTTP in library/replica.spec.ts: it needs a card of the organisation',
  'handed-over': 'provoked over HTTP in submissions/behalf/behalf.spec.ts: it needs an entry that was taken over',
  'code-wrong': 'provoked in cycles/ways-in.spec.ts',
  'does-not-fit': 'provoked in cycles/ways-in.spec.ts: the page sends back to the questions before that',
  'before-instant': 'what is not public yet is not found, so that nobody learns that it is there',
};

const plain = (html: string) =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll(/&#x27;|&#39;/g, "'")
    .replaceAll('&#x3D;', '=')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** The words up to the first value, which a page must hold. */
const beginningOf = (locale: Locale, key: string) => messages(locale).get(key)!.split('{')[0]!.trim();

describe('Refusals over HTTP', () => {
  it.each(table)('%s: %s', async (code, _how, arrange, typed = []) => {
    const ask = await arrange();
    for (const locale of locales) {
      const answer = await ask(locale);
      const context = `${locale} ${answer.body.slice(0, 300)}`;
      expect([context, answer.statusCode]).toEqual([context, refusalStatus[code]]);
      if (String(answer.headers['content-type']).startsWith('application/problem+json')) {
        const problem = answer.json<Record<string, string>>();
        expect(problem).toMatchObject({ code, status: refusalStatus[code], type: `urn:laureat:problem:${code}` });
        for (const part of ['title', 'detail', 'remedy']) {
          expect(problem[part]).toMatch(/\S/);
          expect(problem[part]).not.toMatch(/[{}]|undefined|null/);
        }
        const isRussian = /[А-Яа-я]/.test(problem['title']! + problem['remedy']!);
        expect([locale, isRussian]).toEqual([locale, locale === 'ru']);
      } else {
        const page = plain(answer.body);
        expect(page).toContain(`<html lang="${locale}"`);
        if (code !== 'invalid-input')
          for (const part of ['title', 'detail', 'remedy'])
            expect(page).toContain(beginningOf(locale, `refusals:${code}.${part}`));
        for (const text of typed) expect(page).toContain(text);
      }
    }
  });

  it('are all here, or it is said why no request leads to them', () => {
    const covered = new Set([...table.map(([code]) => code), ...Object.keys(unreachable)]);
    expect(Object.keys(refusalStatus).filter((code) => !covered.has(code))).toEqual([]);
    expect(Object.keys(unreachable).filter((code) => table.some(([provoked]) => provoked === code))).toEqual([]);
  });

  it('a second throttled try says when to come back', async () => {
    const ask = form(app.guest(), '/sign-in', { email: 'many-more@example.org', password: 'wrong wrong' });
    for (let n = 0; n < 8; n += 1) await ask('ru');
    expect((await ask('ru')).body).toMatch(/через \d+ секунд/);
  });
});
