import { RegulationEdition } from '../../../../src/cycles/editions/regulation-edition.entity.js';
import { plainJudgingRules } from '../../../../src/domain/cycles/judging-rules.js';
import { systemActor } from '../../../../src/domain/kernel/actor.js';
import { Clarification } from '../../../../src/judging/clarifications/clarification.entity.js';
import { Conflict } from '../../../../src/judging/conflicts/conflict.entity.js';
import { Divergence } from '../../../../src/judging/divergence/divergence.entity.js';
import { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { PlansService } from '../../../../src/judging/plans/plans.service.js';
import { TrainingEntry } from '../../../../src/judging/training/training-entry.entity.js';
import { newId } from '../../../../src/platform/ids.js';
import { given } from '../../../support/given.js';
import { api, app, desk, form, open, scene, typedReason, type Case } from '../../../support/refusals.js';

/** A cycle of two nominations whose entrants review one entry each, today. */
const crossReviewed = () =>
  scene({
    nominations: [{ code: 'А' }, { code: 'Б' }],
    stages: { 'cross-review': open },
    edition: { judgingRules: { crossReview: { ...plainJudgingRules.crossReview, reviews: 1 } } },
  });

export const judging: Case[] = [
  [
    'term-passed',
    'an answer to an expert after its term',
    async () => {
      const made = await scene();
      const organisation = await given.organisation(app.em);
      const entrant = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
      const entry = await given.submittedEntry(app.em, made, { organisation });
      const { id: expertId } = await given.expert(app.em, made);
      await app.em.insert(Clarification, {
        id: newId(),
        submissionId: entry.id,
        expertId,
        asked: 'Сколько?',
        askedAt: entry.createdAt,
        state: 'passed',
        decidedAt: entry.createdAt,
        decidedById: newId(),
        question: 'Сколько?',
        number: 1,
        dueAt: app.clock.now(),
      });
      return form(entrant, `/submissions/${entry.id}/clarifications/1`, { answer: typedReason });
    },
  ],
  [
    'conflict-of-interest',
    'a plan is published after a conflict was declared',
    async () => {
      const made = await scene({ edition: { reviewsPerEntry: 1 } });
      const expert = await given.expert(app.em, made);
      const entry = await given.submittedEntry(app.em, made);
      const browser = await made.as('organizer');
      const plan = await app.nest.get(PlansService).propose(systemActor, made.cycle.id, { seed: 1 });
      const pair = { expertId: expert.id, submissionId: entry.id };
      const said = { source: 'declared', reason: '', createdAt: app.clock.now(), declaredById: null } as const;
      await app.em.insert(Conflict, { id: newId(), ...pair, ...said });
      return api(browser, 'POST', `cycles/${made.cycle.id}/assignment-plans/${plan.id}/publish`);
    },
  ],
  [
    'conflict-in-plan',
    'a plan of an entry that its organizer must not meet',
    async () => {
      const made = await scene();
      await given.expert(app.em, made);
      const entry = await given.submittedEntry(app.em, made);
      const browser = await made.as('organizer');
      await browser.post(`/submissions/${entry.id}/recuse`, { reason: 'Член семьи среди авторов' });
      return api(browser, 'POST', `cycles/${made.cycle.id}/assignment-plans`, { seed: 1 });
    },
  ],
  [
    'conflicts-undeclared',
    'an entry is opened before the declaration',
    async () => {
      const { browser, id } = await desk({ declared: false });
      return api(browser, 'GET', `evaluations/${id}`);
    },
  ],
  [
    'training-due',
    'a sheet before the training entry, through the interface',
    async () => {
      const { browser, id, cycle } = await desk();
      const judgingRules = { sheet: { remarks: 'optional' as const, remarkLength: 1, training: true } };
      await app.em.update(RegulationEdition, { cycleId: cycle.id }, { judgingRules });
      const words = { title: 'Учебная', text: 'Текст', createdById: null, createdAt: new Date() };
      await app.em.insert(TrainingEntry, { id: newId(), cycleId: cycle.id, ...words, version: 1 });
      return api(browser, 'GET', `evaluations/${id}`);
    },
  ],
  [
    'score-off-scale',
    'eleven of ten, by form',
    async () => {
      const { browser, id, first } = await desk();
      const fields = { version: '0', verb: 'save', [`score-${first}`]: '11', note: 'Заметка 6172' };
      return form(browser, `/judging/desk/${id}`, fields);
    },
    ['Заметка 6172'],
  ],
  [
    'sheet-incomplete',
    'one criterion of two, by form',
    async () => {
      const { browser, id, first } = await desk();
      const fields = { version: '0', verb: 'submit', [`score-${first}`]: '7', [`remark-${first}`]: typedReason };
      return form(browser, `/judging/desk/${id}`, fields);
    },
    [typedReason],
  ],
  [
    'cannot-judge-not-foreseen',
    'an inability where the edition foresees none, by form',
    async () => {
      const { browser, id, first } = await desk();
      const fields = { version: '0', verb: 'save', [`cannot-${first}`]: '1', note: 'Заметка 6172' };
      return form(browser, `/judging/desk/${id}`, fields);
    },
    ['Заметка 6172'],
  ],
  [
    'remark-missing',
    'points without the remarks that the rules ask for, by form',
    async () => {
      const { browser, id, first, second, cycle } = await desk();
      const judgingRules = { sheet: { remarks: 'always' as const, remarkLength: 10, training: false } };
      await app.em.update(RegulationEdition, { cycleId: cycle.id }, { judgingRules });
      const fields = { version: '0', [`score-${first}`]: '7', [`score-${second}`]: '7' };
      return form(browser, `/judging/desk/${id}`, { ...fields, verb: 'submit', [`remark-${first}`]: typedReason });
    },
    [typedReason],
  ],
  [
    'sheet-frozen',
    'a submitted sheet is saved',
    async () => {
      const { browser, id, first, second } = await desk();
      const fields = { version: '0', [`score-${first}`]: '7', [`score-${second}`]: '7' };
      await browser.post(`/judging/desk/${id}`, { ...fields, verb: 'submit' });
      return form(browser, `/judging/desk/${id}`, { ...fields, verb: 'save', note: 'Заметка 6172' });
    },
    ['Заметка 6172'],
  ],
  [
    'experts-short',
    'one more expert where there is none, by form',
    async () => {
      const made = await scene();
      const { id: submissionId } = await given.submittedEntry(app.em, made);
      const found = { criterionId: null, difference: '9', above: '5', foundAt: app.clock.now(), settledAt: null };
      await app.em.insert(Divergence, { id: newId(), submissionId, state: 'waiting', assignmentId: null, ...found });
      return form(await made.as('organizer'), `/cycles/${made.cycle.id}/evaluation/divergence/${submissionId}`, {});
    },
  ],
  [
    'plan-outdated',
    'a plan is published after one of its experts has left',
    async () => {
      const made = await scene({ edition: { reviewsPerEntry: 1 } });
      const expert = await given.expert(app.em, made);
      await given.submittedEntry(app.em, made);
      const plan = await app.nest.get(PlansService).propose(systemActor, made.cycle.id, { seed: 1 });
      await app.em.update(Expert, { id: expert.id }, { state: 'removed' });
      return form(await made.as('organizer'), `/cycles/${made.cycle.id}/assignment/${plan.id}/publish`, {});
    },
  ],
  [
    'nudged-already',
    'two reminders on one day',
    async () => {
      const made = await scene();
      const expert = await given.expert(app.em, made, { nudgedAt: app.clock.now() });
      await given.assignment(app.em, expert, await given.submittedEntry(app.em, made));
      return api(
        await made.as('organizer'),
        'POST',
        `cycles/${made.cycle.id}/evaluation-board/experts/${expert.id}/nudge`,
      );
    },
  ],
  [
    'cross-review-short',
    'entries are allotted where none is admitted',
    async () => {
      const made = await crossReviewed();
      return api(await made.as('organizer'), 'POST', `cycles/${made.cycle.id}/cross-reviews/allotments`, { seed: 1 });
    },
  ],
  [
    'cross-review-frozen',
    'a review that was handed in is written again',
    async () => {
      const made = await crossReviewed();
      const organisation = await given.organisation(app.em);
      const other = await given.organisation(app.em, { regionCode: 'RU-YAR' });
      const nomination = made.nominations[1]!;
      const entry = await given.submittedEntry(app.em, made, { organisation });
      await given.submittedEntry(app.em, made, { organisation: other, nomination });
      const home = `cycles/${made.cycle.id}/cross-reviews`;
      await (await made.as('organizer')).api('POST', `${home}/allotments`, { seed: 1 });
      const browser = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
      const { items } = (await browser.api('GET', 'cross-reviews')).json<{ items: { reviews: { id: string }[] }[] }>();
      const path = `/cross-reviews/${items[0]!.reviews[0]!.id}`;
      await browser.post(path, { version: '1', comment: `Отзыв о ${entry.title}`, verb: 'submit' });
      return form(browser, path, { version: '2', comment: 'Другой отзыв 6172', verb: 'save' });
    },
    ['Другой отзыв 6172'],
  ],
  [
    'entry-dropped-out',
    'a sheet of an entry whose entrants did not finish their reviews is opened',
    async () => {
      const made = await crossReviewed();
      const other = await given.organisation(app.em, { regionCode: 'RU-YAR' });
      const entry = await given.submittedEntry(app.em, made);
      await given.submittedEntry(app.em, made, { organisation: other, nomination: made.nominations[1]! });
      const home = `cycles/${made.cycle.id}/cross-reviews`;
      await (await made.as('organizer')).api('POST', `${home}/allotments`, { seed: 1 });
      const expert = await given.expert(app.em, made, { regionCode: 'RU-SPE' });
      const { id } = await given.assignment(app.em, expert, entry);
      await app.em.query(`UPDATE stage SET closes_at = $2 WHERE cycle_id = $1 AND kind = 'cross-review'`, [
        made.cycle.id,
        app.clock.now(),
      ]);
      return api(await app.signIn(expert.user.email), 'GET', `evaluations/${id}`);
    },
  ],
];
