import type { Browser } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { api, app, form, scene, typedReason, type Case } from '../../../support/refusals.js';

const sitting = {
  body: 'Экспертное жюри',
  number: '4',
  heldOn: '2026-06-10',
  place: 'Москва',
  form: 'in-person',
  members: 9,
  present: 5,
  chairName: 'Е. В. Соколова',
  secretaryName: 'Д. А. Ким',
};

/** A judged and ranked nomination with a sitting. */
async function judged(facts: { present?: number; ranked?: boolean } = {}) {
  const made = await scene();
  const experts = [await given.expert(app.em, made), await given.expert(app.em, made)];
  const entries = [await given.submittedEntry(app.em, made), await given.submittedEntry(app.em, made)];
  for (const [index, entry] of entries.entries())
    for (const expert of experts) await given.sheet(app.em, made, { expert, entry, points: [9 - index, 8 - index] });
  const [organizer, chair] = [await made.as('organizer'), await made.as('chair')];
  const home = `cycles/${made.cycle.id}`;
  const post = async (url: string, body?: object, browser = organizer): Promise<{ id: string; hash: string }> => {
    const answer = await browser.api('POST', url, body);
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`);
    return answer.json();
  };
  if (facts.ranked !== false) await post(`nominations/${made.nomination.id}/ranking`);
  const meeting = await post(`${home}/meetings`, { ...sitting, present: facts.present ?? 5 });
  const naming = (index: number) => ({
    outcome: 'winner',
    meetingId: meeting.id,
    nominationId: made.nomination.id,
    chosen: [{ submissionId: entries[index]!.id, reason: '' }],
    ground: 'Единодушно',
  });
  const decide = () => post(`${home}/awards`, naming(0));
  const protocol = async () => {
    await decide();
    return post(`${home}/protocols`, { meetingId: meeting.id });
  };
  const sign = (it: { id: string; hash: string }, browser: Browser) =>
    post(`${home}/protocols/${it.id}/approvals`, { hash: it.hash }, browser);
  return { ...made, entries, organizer, chair, home, meeting, naming, decide, protocol, sign, post };
}

/** The same with winners prepared in bulk by the organizer. */
async function listed() {
  const made = await judged();
  const wanted = { meetingId: made.meeting.id, outcome: 'winner', ground: 'Первые' };
  return { ...made, batch: await made.post(`${made.home}/batches`, wanted) };
}

export const results: Case[] = [
  [
    'sitting-ahead',
    'a body decides before the day of its sitting',
    async () => {
      const { chair, home, naming, meeting } = await judged();
      await app.em.query(`UPDATE meeting SET held_on = '2027-01-20' WHERE id = $1`, [meeting.id]);
      return api(chair, 'POST', `${home}/awards`, naming(0));
    },
  ],
  [
    'nothing-to-rank',
    'a nomination without entries',
    async () => {
      const made = await scene();
      return api(await made.as('organizer'), 'POST', `nominations/${made.nomination.id}/ranking`);
    },
  ],
  [
    'sheets-missing',
    'a body decides while an entry has too few sheets',
    async () => {
      const { chair, home, naming, entries, nomination, post } = await judged({ ranked: false });
      await app.em.query(
        `UPDATE regulation_edition SET ranking_rule = ranking_rule || '{"minSheets": 2}' WHERE cycle_id = $1`,
        [home.slice('cycles/'.length)],
      );
      await app.em.query(
        `UPDATE evaluation SET state = 'set-aside', reason = 'пересказ' WHERE assignment_id IN
           (SELECT id FROM assignment WHERE submission_id = $1 LIMIT 1)`,
        [entries[1]!.id],
      );
      await post(`nominations/${nomination.id}/ranking`);
      return api(chair, 'POST', `${home}/awards`, naming(0));
    },
  ],
  [
    'no-quorum',
    'four of nine decide',
    async () => {
      const { chair, home, naming } = await judged({ present: 4 });
      return api(chair, 'POST', `${home}/awards`, naming(0));
    },
  ],
  [
    'not-a-member',
    'the auditor decides',
    async () => {
      const { as, home, naming } = await judged();
      return api(await as('auditor'), 'POST', `${home}/awards`, naming(0));
    },
  ],
  [
    'departure-needs-reason',
    'the second before the first, by form',
    async () => {
      const { chair, home, meeting, nomination, entries } = await judged();
      return form(chair, `/${home}/decisions`, {
        meeting: meeting.id,
        nomination: nomination.id,
        outcome: 'winner',
        chosen: entries[1]!.id,
        ground: typedReason,
      });
    },
    [typedReason],
  ],
  [
    'outcome-not-foreseen',
    'a reserve where the regulation has none',
    async () => {
      const { chair, home, naming } = await judged();
      return api(chair, 'POST', `${home}/awards`, { ...naming(0), outcome: 'reserve' });
    },
  ],
  [
    'second-person-needed',
    'the preparer applies the list',
    async () => {
      const { organizer, home, batch } = await listed();
      return api(organizer, 'POST', `${home}/batches/${batch.id}/apply`, { hash: batch.hash });
    },
  ],
  [
    'list-changed',
    'another list was shown',
    async () => {
      const { chair, home, batch } = await listed();
      return form(chair, `/${home}/batches/${batch.id}/apply`, { hash: 'f'.repeat(64) });
    },
  ],
  [
    'nothing-decided',
    'a protocol of a sitting without decisions',
    async () => {
      const { organizer, home, meeting } = await judged();
      return api(organizer, 'POST', `${home}/protocols`, { meetingId: meeting.id });
    },
  ],
  [
    'ranking-changed',
    'a sheet is set aside after the decision',
    async () => {
      const { organizer, home, meeting, decide, entries } = await judged();
      await decide();
      await app.em.query(
        `UPDATE evaluation SET state = 'set-aside', reason = 'пересказ' WHERE assignment_id IN
           (SELECT id FROM assignment WHERE submission_id = $1 LIMIT 1)`,
        [entries[0]!.id],
      );
      return api(organizer, 'POST', `${home}/protocols`, { meetingId: meeting.id });
    },
  ],
  [
    'publication-late',
    'publishing after the term without a reason',
    async () => {
      const { organizer, chair, home, protocol, sign } = await judged();
      await app.em.query(
        `UPDATE regulation_edition SET publication_rules = '{"term": {"days": 2, "kind": "calendar"}}' WHERE cycle_id = $1`,
        [home.slice('cycles/'.length)],
      );
      const drawn = await protocol();
      for (const signer of [organizer, chair]) await sign(drawn, signer);
      const publishAt = '2026-06-30T09:00:00Z';
      return api(organizer, 'POST', `${home}/publications`, { protocolId: drawn.id, publishAt });
    },
  ],
  [
    'approvers-needed',
    'publishing with one signature',
    async () => {
      const { organizer, home, protocol, sign } = await judged();
      const drawn = await protocol();
      await sign(drawn, organizer);
      return api(organizer, 'POST', `${home}/publications`, { protocolId: drawn.id });
    },
  ],
  [
    'same-approver',
    'a second signature of one person',
    async () => {
      const { organizer, home, protocol, sign } = await judged();
      const drawn = await protocol();
      await sign(drawn, organizer);
      return api(organizer, 'POST', `${home}/protocols/${drawn.id}/approvals`, { hash: drawn.hash });
    },
  ],
  [
    'protocol-changed',
    'a signature under something else',
    async () => {
      const { organizer, home, protocol } = await judged();
      const { id } = await protocol();
      return api(organizer, 'POST', `${home}/protocols/${id}/approvals`, { hash: 'f'.repeat(64) });
    },
  ],
  [
    'already-published',
    'the same protocol twice',
    async () => {
      const { organizer, chair, home, protocol, sign, post } = await judged();
      const drawn = await protocol();
      for (const browser of [organizer, chair]) await sign(drawn, browser);
      await post(`${home}/publications`, { protocolId: drawn.id });
      return api(organizer, 'POST', `${home}/publications`, { protocolId: drawn.id });
    },
  ],
];
