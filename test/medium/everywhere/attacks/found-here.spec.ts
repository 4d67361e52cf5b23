import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actorOfUser } from '../../../../src/accounts/sign-in/identities.service.js';
import { findUserByEmail } from '../../../../src/accounts/users/users.queries.js';
import { ImportService } from '../../../../src/import/import.service.js';
import { newId } from '../../../../src/platform/ids.js';
import { Task } from '../../../../src/platform/jobs/task.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { plantedContest, secrets, type Planted, type Who } from '../../../support/planted-contest.js';

let app: TestApp;
let planted: Planted;
beforeAll(async () => {
  app = await startApp();
  planted = await plantedContest(app);
});
afterAll(() => app.close());

const as = (who: Exclude<Who, 'guest'>): Promise<Browser> => app.signIn(planted.emails[who]);

/** A computation of a plan that has ended so. */
async function keptTask(facts: Pick<Task, 'input' | 'result'>): Promise<string> {
  const id = newId();
  const state = facts.result ? ('done' as const) : ('proposed' as const);
  await app.em.insert(Task, { id, kind: 'judging.computePlan', state, ...facts, createdAt: app.clock.now() } as never);
  return id;
}

/** What was broken once, and what is tried so that it stays mended. */
const attacks: { door: string; broken: string; cannot: () => Promise<void> }[] = [
  {
    door: 'conflicts of interest',
    broken: 'an organizer with a conflict read and rewrote the remarks to the entry',
    async cannot() {
      const remarks = `/cycles/${planted.year.cycle.id}/remarks`;
      const organizer = await as('conflicted organizer');
      const { body } = await organizer.get(remarks);
      expect(body).not.toContain(secrets.remark);
      expect(body).toContain('скрыто от вас');
      const [sheet]: { id: string }[] = await app.em.query("SELECT id FROM evaluation WHERE remarks <> '{}' LIMIT 1");
      const words = {
        evaluationId: sheet!.id,
        criterionId: planted.year.criteria[0]!.id,
        verb: 'show',
        text: 'Другими словами',
      };
      expect((await organizer.post(remarks, words)).statusCode).toBe(404);
      expect(await app.em.query('SELECT * FROM remark_release')).toEqual([]);
    },
  },
  {
    door: 'grants',
    broken: 'an organizer made a second mailbox a member of an organisation and read its drafts',
    async cannot() {
      const offer = {
        email: 'second@example.org',
        name: 'Второй ящик',
        role: 'member',
        organisationId: planted.organisation.id,
      };
      const organizer = await as('organizer');
      for (const cycleId of [undefined, planted.year.cycle.id])
        expect([403, 422]).toContain((await organizer.api('POST', 'invitations', { ...offer, cycleId })).statusCode);
      expect(
        (await organizer.post('/admin/invitations', { ...offer, cycleId: planted.year.cycle.id })).statusCode,
      ).toBe(422);
    },
  },
  {
    door: 'a second mailbox for a conflict',
    broken: 'an organizer with a conflict made a second mailbox a secretary, who met the entry',
    async cannot() {
      const offer = {
        email: 'second@example.org',
        name: 'Второй ящик',
        role: 'secretary',
        cycleId: planted.year.cycle.id,
      };
      const answer = await (await as('conflicted organizer')).api('POST', 'invitations', offer);
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'conflict-of-interest']);
      expect((await (await as('organizer')).api('POST', 'invitations', offer)).statusCode).toBe(201);
    },
  },
  {
    door: 'the jury of last year',
    broken: 'an organizer without a role in that year was shown its jury, with addresses',
    async cannot() {
      const page = `/cycles/${planted.year.cycle.id}/experts/last-year`;
      const shown = (await (await as('organizer')).get(page)).body;
      expect(shown).not.toContain(planted.emails['last expert']);
      expect(shown).toContain('виден тем, у кого есть роль');
      expect((await (await as('conflicted organizer')).get(page)).body).toContain(planted.emails['last expert']);
    },
  },
  {
    door: 'personal terms',
    broken: 'an expert whose personal term still ran read what others had given',
    async cannot() {
      const rows: { id: string }[] = await app.em.query(
        `SELECT a.id FROM assignment a JOIN expert x ON x.id = a.expert_id JOIN user_account u ON u.id = x.user_id
          WHERE u.email = $1`,
        [planted.emails['expert scoring']],
      );
      const { statusCode, body } = await (await as('expert scoring')).get(`/judging/desk/${rows[0]!.id}`);
      expect([statusCode, body.includes('id="others"'), body.includes(secrets.remark)]).toEqual([200, false, false]);
    },
  },
  {
    door: 'letters',
    broken: 'an organizer with a conflict read the letters about the entry, and took one back',
    async cannot() {
      const letters: { id: string }[] = await app.em.query(
        `SELECT d.id FROM delivery d JOIN outbox_message m ON m.id = d.message_id WHERE m.payload->>'submissionId' = $1`,
        [planted.entry.id],
      );
      expect(letters.length).toBeGreaterThan(0);
      const [organizer, kept] = [await as('organizer'), await as('conflicted organizer')];
      for (const { id } of letters) {
        expect((await organizer.get(`/admin/mail/${id}`)).statusCode).toBe(200);
        expect((await kept.get(`/admin/mail/${id}`)).statusCode).toBe(404);
        expect((await kept.post(`/admin/mail/${id}/withdraw`)).statusCode).toBe(404);
      }
      const { registerNumber } = planted.entry;
      expect((await organizer.get('/admin/mail')).body).toContain(registerNumber);
      expect((await kept.get('/admin/mail')).body).not.toContain(registerNumber);
    },
  },
  {
    door: 'assignment plans',
    broken: 'an organizer with a conflict had experts chosen for the entry',
    async cannot() {
      const plans = `cycles/${planted.year.cycle.id}/assignment-plans`;
      const codeFor = async (who: 'organizer' | 'conflicted organizer') =>
        (await (await as(who)).api('POST', plans, { seed: 1 })).json<{ code?: string }>().code;
      expect(await codeFor('conflicted organizer')).toBe('conflict-in-plan');
      expect(await codeFor('organizer')).not.toBe('conflict-in-plan');
    },
  },
  {
    door: 'plans that cannot be',
    broken:
      'the reason why there is no plan, and a table that was looked through, named the entry to a conflicted organizer',
    async cannot() {
      const { year, entry } = planted;
      const input = { cycleId: year.cycle.id, wish: { seed: 1, baseId: null } };
      const impossible = {
        reason: 'experts-few',
        entries: [entry.id],
        experts: [],
        panel: null,
        needed: 3,
        available: 1,
        helps: [],
        nomination: null,
        entryNames: [entry.registerNumber],
        expertNames: [],
      };
      const pairs = [{ entryId: entry.id, expertId: newId() }];
      const report = { name: 'plan.csv', added: [{ entry: entry.registerNumber }], removed: [] };
      const failed = await keptTask({ input, result: { impossible } });
      const looked = await keptTask({ input: { ...input, wish: { ...input.wish, pairs }, report }, result: null });
      const answerTo = async (who: 'organizer' | 'conflicted organizer', task: string) =>
        (await as(who)).api('GET', `cycles/${year.cycle.id}/assignment-plans/tasks/${task}`);
      expect((await answerTo('organizer', failed)).body).toContain(entry.id);
      expect((await answerTo('conflicted organizer', failed)).json()).toMatchObject({ impossible: null });
      expect((await answerTo('organizer', looked)).statusCode).toBe(200);
      expect((await answerTo('conflicted organizer', looked)).statusCode).toBe(404);
    },
  },
  {
    door: 'imports',
    broken: 'an organizer with a conflict brought sheets of the entry with a table',
    async cannot() {
      const { year, entry } = planted;
      const columns = year.criteria.map(({ title }) => title).join(';');
      const bytes = Buffer.from(`entry;expert;expertRegion;${columns}\n${entry.registerNumber};Э-01;RU-SPE;1;1\n`);
      const faultsOf = async (who: 'organizer' | 'conflicted organizer') => {
        const user = await findUserByEmail(app.em, planted.emails[who]);
        const actor = await actorOfUser(app.db, user!.id);
        const file = { name: 'scores.csv', bytes };
        return (await app.nest.get(ImportService).look(actor, year.cycle.id, 'scores', file)).report.problems;
      };
      expect(await faultsOf('organizer')).toEqual([]);
      expect(await faultsOf('conflicted organizer')).toMatchObject([{ column: 'entry', rule: 'entry-not-admitted' }]);
    },
  },
];

describe('what was broken here once', () => {
  it.each(attacks.map(({ door, broken, cannot }) => [door, broken, cannot] as const))(
    '%s: %s; it is so no more',
    async (_door, _broken, cannot) => cannot(),
  );
});
