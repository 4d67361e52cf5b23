import { api, app, scene, type Case } from '../../../support/refusals.js';

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
];
