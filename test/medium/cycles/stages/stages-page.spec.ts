import { describe, expect, it } from '@jest/globals';
import { Stage } from '../../../../src/cycles/stages/stage.entity.js';
import { given } from '../../../support/given.js';
import { app, organizerEmail, useCycles } from '../../../support/preparing.js';

useCycles();

describe('the page of the stages', () => {
  it('shows a refused edit again with what was typed', async () => {
    const running = await given.cycle(app.em);
    const browser = await app.signIn(organizerEmail);
    const stage = await app.em.findOneByOrFail(Stage, { cycleId: running.cycle.id, kind: 'review' });
    const sent = {
      stageId: stage.id,
      version: '1',
      title: 'Экспертиза практик',
      opensAt: '2026-05-02T00:00',
      closesAt: '2026-05-01T00:00',
    };
    const answer = await browser.post(`/cycles/${running.cycle.id}/stages/move`, sent);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('value="Экспертиза практик"');
    expect(answer.body).toContain('Конец должен быть позже начала.');
  });
});
