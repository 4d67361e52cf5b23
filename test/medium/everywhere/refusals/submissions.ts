import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import { given } from '../../../support/given.js';
import { api, app, entrant, form, later, scene, typedReason, type Case } from '../../../support/refusals.js';

export const submissions: Case[] = [
  [
    'stage-closed',
    'an entry before the intake',
    async () => {
      const { browser, body } = await entrant(await scene({ stages: { intake: later } }));
      return api(browser, 'POST', 'submissions', body);
    },
  ],
  [
    'action-not-allowed',
    'a withdrawn entry is submitted',
    async () => {
      const { browser, start } = await entrant(await scene());
      const { id } = await start();
      await browser.api('POST', `submissions/${id}/submit`);
      await browser.api('POST', `submissions/${id}/withdraw`, { reason: 'Передумали' });
      return api(browser, 'POST', `submissions/${id}/submit`);
    },
  ],
  [
    'quota-reached',
    'a second entry of a region with one place',
    async () => {
      const made = await scene({ nominations: [{ code: 'СБ', quotaPerRegion: 1 }] });
      await given.submittedEntry(app.em, made);
      const { browser, start } = await entrant(made);
      return api(browser, 'POST', `submissions/${(await start()).id}/submit`);
    },
  ],
  [
    'kind-not-allowed',
    'a ministry where others enter',
    async () => {
      const made = await scene();
      await app.em.query(`UPDATE nomination SET allowed_kinds = '{municipal}' WHERE id = $1`, [made.nomination.id]);
      const { browser, body } = await entrant(made);
      return api(browser, 'POST', 'submissions', body);
    },
  ],
  [
    'calendar-missing',
    'an entry is returned in a year without a calendar',
    async () => {
      const window: [string, string] = ['2045-06-01T00:00:00Z', '2045-07-20T00:00:00Z'];
      const made = await scene({ stages: { intake: window, screening: window } });
      const entry = await given.submittedEntry(app.em, made, { state: 'submitted' });
      app.clock.moveTo('2045-06-10T09:00:00Z');
      return api(await made.as('organizer'), 'POST', `submissions/${entry.id}/return`, { reason: 'Нет показателя' });
    },
  ],
  [
    'entry-incomplete',
    'an entry without its title',
    async () => {
      const { browser, start } = await entrant(await scene());
      return api(browser, 'POST', `submissions/${(await start({})).id}/submit`);
    },
  ],
  [
    'consents-unwritten',
    'a person of a practice where the regulation has no text to agree to',
    async () => {
      const { browser, start } = await entrant(await scene());
      const fields = { name: 'Ветрова Ольга', role: 'leader', email: 'vetrova@practice.example' };
      return form(browser, `/submissions/${(await start()).id}/consents`, fields);
    },
  ],
  [
    'fields-closed',
    'another title in an entry that was returned for its result',
    async () => {
      const made = await scene();
      const fields = ['title', 'result'].map((id) => ({ id, type: 'text' as const, label: { ru: id } }));
      await app.em.update(FormVersion, { id: made.form.id }, { fields });
      const { browser, start } = await entrant(made);
      const { id } = await start();
      await browser.api('POST', `submissions/${id}/submit`);
      await (
        await made.as('organizer')
      ).api('POST', `submissions/${id}/return`, { reason: 'x', openFields: ['result'] });
      const { version } = (await browser.api('GET', `submissions/${id}`)).json<{ version: number }>();
      return api(
        browser,
        'PATCH',
        `submissions/${id}`,
        { answers: { title: 'Другое' } },
        { 'if-match': `"${version}"` },
      );
    },
  ],
  [
    'opinions-missing',
    'an entry is admitted before its panel has spoken',
    async () => {
      const made = await scene({ edition: { screeningRules: { checkers: 2 } } });
      const { id } = await given.submittedEntry(app.em, made, { state: 'submitted' });
      return api(await made.as('organizer'), 'POST', `submissions/${id}/admit`, {});
    },
  ],
  [
    'own-entry',
    'whoever screens works on the entry',
    async () => {
      const made = await scene();
      const organisation = await given.organisation(app.em);
      const { id } = await given.submittedEntry(app.em, made, { state: 'submitted', organisation });
      const roles = [{ role: 'organizer' as const, cycleId: made.cycle.id }];
      const browser = await app.signIn((await given.user(app.em, { roles, memberOf: [organisation] })).email);
      return api(browser, 'POST', `submissions/${id}/admit`);
    },
  ],
  [
    'organisation-has-people',
    'an entry on behalf of an organisation for which somebody acts',
    async () => {
      const made = await scene();
      const organisation = await given.organisation(app.em);
      await given.user(app.em, { memberOf: [organisation] });
      const body = { nominationId: made.nomination.id, organisationId: organisation.id };
      return api(await made.as('organizer'), 'POST', 'submissions/on-behalf', body);
    },
  ],
  [
    'opinion-given',
    'a second word of the same revision',
    async () => {
      const made = await scene({ edition: { screeningRules: { checkers: 2 } } });
      const { id } = await given.submittedEntry(app.em, made, { state: 'submitted' });
      const browser = await made.as('organizer');
      await browser.api('POST', `submissions/${id}/opinions`, { verb: 'admit' });
      return api(browser, 'POST', `submissions/${id}/opinions`, { verb: 'admit' });
    },
  ],
  [
    'entry-moved-on',
    'an entry is rejected that somebody admitted meanwhile',
    async () => {
      const made = await scene();
      const { id } = await given.submittedEntry(app.em, made, { state: 'submitted' });
      const browser = await made.as('organizer');
      await browser.api('POST', `submissions/${id}/admit`, {});
      const path = `/cycles/${made.cycle.id}/screening/${id}`;
      return form(browser, path, { verb: 'reject', reason: typedReason, seen: 'submitted 1' });
    },
    [typedReason],
  ],
  [
    'reason-required',
    'an entry is rejected without a ground',
    async () => {
      const made = await scene();
      const entry = await given.submittedEntry(app.em, made, { state: 'submitted' });
      return api(await made.as('organizer'), 'POST', `submissions/${entry.id}/reject`, { reason: ' ' });
    },
  ],
];
