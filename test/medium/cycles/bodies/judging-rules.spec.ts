import { describe, expect, it } from '@jest/globals';
import { RegulationEdition } from '../../../../src/cycles/editions/regulation-edition.entity.js';
import { judgingRulesFrom } from '../../../../src/domain/cycles/judging-rules.js';
import { given } from '../../../support/given.js';
import { app, organizerEmail, useCycles } from '../../../support/preparing.js';

useCycles();

describe('the rules of judging', () => {
  it('are written on their page as a part of the regulation, and later only as a new edition with a reason', async () => {
    const running = await given.cycle(app.em);
    const browser = await app.signIn(organizerEmail);
    const page = `/cycles/${running.cycle.id}/judging-rules`;
    expect((await browser.get(page)).body).toContain('Конфликт интересов');
    const sent = {
      version: String(running.edition.version),
      region: 'yes',
      months: '36',
      answerDays: '10',
      mode: 'draw',
      minLoad: '2',
      perRegion: '1',
      perOrganisation: '',
      remarks: 'at-the-ends',
      remarkLength: '20',
      blind: ['organisation', 'region'],
      others: 'after-own',
      extraExpert: 'at-once',
      vacancies: 'by-plan',
      clarificationDays: '3',
      crossReviews: '3',
      crossLength: '550',
      crossUnfinished: 'noted',
      'confidentiality.version': '3',
      'confidentiality.text': 'Не разглашаю.',
    };
    app.clock.moveTo('2026-02-20T09:00:00Z');
    const frozen = await browser.post(page, sent);
    expect([frozen.statusCode, frozen.body.includes('value="36"')]).toEqual([409, true]);
    const faulty = await browser.post(page, { ...sent, reason: 'Решение', months: 'год', 'confidentiality.text': '' });
    expect([faulty.statusCode, faulty.body.includes('Впишите число')]).toEqual([422, true]);
    expect((await browser.post(page, { ...sent, reason: 'Решение оргкомитета' })).statusCode).toBe(303);
    const editions = await app.em.find(RegulationEdition, {
      where: { cycleId: running.cycle.id },
      order: { number: 'ASC' },
    });
    expect(editions.map(({ number, reason }) => [number, reason])).toEqual([
      [1, ''],
      [2, 'Решение оргкомитета'],
    ]);
    expect(editions[1]!.rankingRule).toEqual(editions[0]!.rankingRule);
    expect(judgingRulesFrom(editions[1]!.judgingRules)).toEqual({
      conflicts: { region: true, months: 36, relations: false },
      consents: [{ kind: 'confidentiality', version: '3', text: 'Не разглашаю.' }],
      answerDays: 10,
      assignment: { mode: 'draw', minLoad: 2, perRegion: 1, perOrganisation: null, connected: false },
      sheet: { remarks: 'at-the-ends', remarkLength: 20, training: false },
      blind: ['organisation', 'region'],
      others: 'after-own',
      extraExpert: 'at-once',
      vacancies: 'by-plan',
      clarificationDays: 3,
      expertsPublished: false,
      crossReview: {
        reviews: 3,
        commentLength: 550,
        grades: false,
        exempt: [],
        unfinished: 'noted',
        shownToExperts: false,
      },
    });
  });
});
