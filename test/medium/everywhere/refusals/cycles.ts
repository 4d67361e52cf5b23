import { api, app, entrant, form, later, open, scene, typedReason, type Case } from '../../../support/refusals.js';

const longer = { closesFrom: open[1], closesAt: '2026-06-25T00:00:00Z', reason: 'Сбой связи' };

export const cycles: Case[] = [
  [
    'rules-frozen',
    'a criterion after the intake has begun',
    async () => {
      const made = await scene();
      const criterion = { title: 'Новый', weight: '1', scaleMin: '0', scaleMax: '10', scaleStep: '1' };
      return api(await made.as('organizer'), 'POST', `cycles/${made.cycle.id}/criteria`, criterion);
    },
  ],
  [
    'half-of-intake-passed',
    'a competition called off in the second half of the intake',
    async () => {
      const window: [string, string] = ['2026-01-01T00:00:00Z', '2026-12-01T00:00:00Z'];
      const made = await scene({ stages: { intake: window } });
      app.clock.moveTo('2026-11-01T00:00:00Z');
      return api(await made.as('organizer'), 'POST', `cycles/${made.cycle.id}/cancel`, { reason: 'Нет средств' });
    },
  ],
  [
    'intake-ahead',
    'an extension of an intake that has not begun',
    async () => {
      const made = await scene({ stages: { intake: later } });
      return api(await made.as('organizer'), 'POST', `cycles/${made.cycle.id}/extensions`, {
        ...longer,
        closesFrom: later[1],
        closesAt: '2026-10-05T00:00:00Z',
      });
    },
  ],
  [
    'extension-changed',
    'an extension of a close that another has moved',
    async () => {
      const made = await scene();
      const browser = await made.as('organizer');
      await browser.api('POST', `cycles/${made.cycle.id}/extensions`, longer);
      const other = { ...longer, closesAt: '2026-06-28T00:00:00Z' };
      return api(browser, 'POST', `cycles/${made.cycle.id}/extensions`, other);
    },
  ],
  [
    'extension-used',
    'an extension is taken back under which an entry came',
    async () => {
      const made = await scene();
      const path = `cycles/${made.cycle.id}/extensions`;
      const { id } = (await (await made.as('organizer')).api('POST', path, longer)).json<{ id: string }>();
      app.clock.moveTo('2026-06-22T09:00:00Z');
      const { browser, start } = await entrant(made);
      await browser.api('POST', `submissions/${(await start()).id}/submit`);
      return api(await made.as('organizer'), 'POST', `${path}/${id}/take-back`, { reason: 'Передумали' });
    },
  ],
  [
    'extension-needed',
    'the end of an intake that has begun is edited',
    async () => {
      const made = await scene();
      const browser = await made.as('organizer');
      const { items } = (await browser.api('GET', `cycles/${made.cycle.id}/stages`)).json<{
        items: { id: string; kind: string; title: string; opensAt: string; version: number }[];
      }>();
      const { id, title, opensAt, version } = items.find(({ kind }) => kind === 'intake')!;
      const body = { title, opensAt, closesAt: longer.closesAt };
      return api(browser, 'PATCH', `cycles/${made.cycle.id}/stages/${id}`, body, { 'if-match': `"${version}"` });
    },
  ],
  [
    'entrant-not-found',
    'an extension for somebody whom nobody knows',
    async () => {
      const made = await scene();
      const fields = { reach: 'entrant', whom: 'ООО «Неведомое»', closesAt: '2026-06-25T12:00', reason: typedReason };
      return form(await made.as('organizer'), `/cycles/${made.cycle.id}/extensions/check`, fields);
    },
    [typedReason],
  ],
];
