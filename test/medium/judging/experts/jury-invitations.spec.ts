import { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { ExpertsService } from '../../../../src/judging/experts/experts.service.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { LinkVault } from '../../../../src/platform/secrets/link-vault.js';
import { app, jury, useJury } from '../../../support/planning.js';

useJury();

describe('invitations to the jury', () => {
  it('the link shows, the button accepts, signs in and grants the role; a second press finds the link used', async () => {
    const { cycle, organizer } = await jury({ experts: 0, entries: 0 });
    await app.nest
      .get(ExpertsService)
      .invite(organizer, cycle.id, { email: 'New.Expert@example.org', name: 'Новиков Пётр' });
    const news = await app.em.findBy(OutboxMessage, { type: 'expert.invited' });
    const token = await app.nest.get(LinkVault).read(app.em, String(news.at(-1)!.payload['expertId']));
    const browser = app.guest();
    expect((await browser.get(`/judging/invitation/${token}`)).body).toContain('Новиков Пётр');
    expect(await app.em.countBy(Expert, { cycleId: cycle.id, state: 'invited' })).toBe(1);
    const accepted = await browser.post(`/judging/invitation/${token}/accept`);
    expect([accepted.statusCode, accepted.headers.location]).toEqual([303, '/judging']);
    expect((await browser.get('/judging')).statusCode).toBe(200);
    expect((await app.guest().get(`/judging/invitation/${token}`)).statusCode).toBe(410);
  });
});
