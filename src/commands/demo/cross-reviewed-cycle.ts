import type { EntityManager } from 'typeorm';
import { Membership } from '../../accounts/organisations/membership.entity.js';
import type { Organisation } from '../../accounts/organisations/organisation.entity.js';
import type { User } from '../../accounts/users/user.entity.js';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { FormVersion } from '../../cycles/forms/form-version.entity.js';
import { NationalProject } from '../../cycles/reference/national-project.entity.js';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { readData } from '../../cycles/reference/load-reference.js';
import { RegulationEdition } from '../../cycles/editions/regulation-edition.entity.js';
import { Stage } from '../../cycles/stages/stage.entity.js';
import { systemActor } from '../../domain/kernel/actor.js';
import { submitReview, writeReview } from '../../domain/judging/cross-review.js';
import type { FormField } from '../../domain/cycles/form.js';
import { dayOf, endOfDay, plusDays, startOfDay, homeZone } from '../../domain/kernel/local-day.js';
import { plainJudgingRules } from '../../domain/cycles/judging-rules.js';
import { plainRankingRule } from '../../domain/ranking/ranking-rule.js';
import type { StageKind } from '../../domain/cycles/stage.js';
import { CrossReviewCommentsService } from '../../judging/cross-review-comments/cross-review-comments.service.js';
import { CrossReviewDutiesService } from '../../judging/cross-review-board/cross-review-duties.service.js';
import { CrossReview } from '../../judging/cross-review/cross-review.entity.js';
import { sceneOf } from '../../judging/cross-review/cross-review.queries.js';
import type { StoppedClock } from '../../platform/clock.js';
import { create, save } from '../../platform/database/save.js';
import { ScreeningService } from '../../submissions/screening/screening.service.js';
import type { Submission } from '../../submissions/entries/submission.entity.js';
import { SubmissionsService } from '../../submissions/writing/submissions.service.js';
import { boundTo } from '../with-database.js';
import { Dice } from './dice.js';
import { writeAnswers, type DemoNomination } from './entry-texts.js';
import { actorOf } from './entries.js';
import { addOrganisation, addUser, loading } from './people.js';

interface Facts {
  tx: EntityManager;
  clock: StoppedClock;
  sources: DemoNomination[];
  organizer: User;
}

const password = 'laureat-demo';
const stageDays: { kind: StageKind; title: string; from: number; to: number }[] = [
  { kind: 'intake', title: 'Приём заявок', from: -260, to: -240 },
  { kind: 'screening', title: 'Проверка заявок', from: -239, to: -230 },
  { kind: 'cross-review', title: 'Взаимная экспертиза', from: -225, to: -215 },
  { kind: 'review', title: 'Экспертная оценка', from: -214, to: -190 },
];
const organisations = [
  ['Центр городских инициатив (пример)', 'RU-YAR'],
  ['Дом общественных проектов (пример)', 'RU-TYU'],
  ['Служба добрых дел (пример)', 'RU-KHA'],
  ['Институт местных практик (пример)', 'RU-LIP'],
  ['Агентство соседских проектов (пример)', 'RU-SPE'],
  ['Мастерская сельских решений (пример)', 'RU-KDA'],
] as const;

/** How many of its two reviews each entry handed in: the fifth drops out, the sixth is excused afterwards. */
const handedIn = [2, 2, 2, 2, 1, 0];
const comments = [
  'Понятно, с чего начать и кто за что отвечает. Не хватает расчёта на одного участника: без него трудно просить деньги у себя.',
  'Показатели «до» и «после» названы в одних единицах, это редкость. Хотелось бы увидеть, что не получилось с первого раза.',
  'Практика держится на одном человеке. Опишите, как её передать, если он уйдёт.',
  'Сильная сторона: порядок помещается на одной странице. Мы бы начали с трёх посёлков, а не со всего района.',
  'Хорошо, что жители участвуют в решении. Неясно, как отбирали первые площадки.',
  'Скопировано у соседей, читать нечего.',
  'Риски описаны честно. Сроки, на наш взгляд, занижены: согласования у нас заняли полгода.',
  'Можно повторить в малом городе без новой ставки, если есть библиотека. Это стоит сказать прямо.',
  'Опрос проведён до и после, выборка названа. Добавьте контакты того, кто ответит на вопросы.',
];

/** The year before, with a cross-review: six generated entries, one of which dropped out, and comments for the organizer to read. */
export async function loadCrossReviewedCycle(facts: Facts): Promise<void> {
  const { tx, clock, organizer } = facts;
  const now = clock.now();
  const today = dayOf(now, homeZone);
  const at = (days: number, hours = 12) =>
    new Date(startOfDay(plusDays(today, days), homeZone).getTime() + hours * 3600_000);
  clock.moveTo(at(-280));
  const { cycle, nominations } = await loadCycle(facts, today);
  const writer = await addUser(
    tx,
    { email: 'participant@laureat.test', name: 'Участникова Вера Павловна', password },
    now,
  );
  const entries = await loadEntries({ ...facts, nominations, writer, at });
  const duties = new CrossReviewDutiesService(boundTo(tx), clock);
  const runs = actorOf(organizer);
  clock.moveTo(at(-226));
  await duties.allot(runs, cycle.id, 2019);
  await writeReviews({ tx, clock, cycle, writer, entries, at });
  clock.moveTo(at(-213));
  await duties.excuse(runs, cycle.id, entries[5]!.id, 'Паводок: учреждение не работало две недели.');
  await moderateSome({ tx, clock, cycle, organizer });
  await save(tx, cycle, { changes: { state: 'completed' }, events: [] }, loading(now));
  clock.moveTo(now);
}

async function loadCycle({ tx, clock, sources }: Facts, today: string) {
  const deed = loading(clock.now());
  const createdAt = clock.now();
  const cycle = await create(
    tx,
    Cycle,
    {
      year: Number(today.slice(0, 4)) - 1,
      title: 'Пробный конкурс со взаимной экспертизой',
      state: 'announced',
      timeZone: homeZone,
      generated: true,
      note: 'Демонстрация: конкурс, организации, заявки и отзывы созданы программой, чтобы показать взаимную экспертизу.',
      createdAt,
      announcedAt: createdAt,
    },
    deed,
  );
  for (const [position, { kind, title, from, to }] of stageDays.entries()) {
    const opensAt = startOfDay(plusDays(today, from), homeZone);
    const closesAt = endOfDay(plusDays(today, to), homeZone);
    await create(tx, Stage, { cycleId: cycle.id, kind, title, position, opensAt, closesAt }, deed);
  }
  await create(
    tx,
    RegulationEdition,
    {
      cycleId: cycle.id,
      number: 1,
      protocolNumber: '1 (пример)',
      protocolOn: plusDays(today, -280),
      text: '1. За каждую заявку её участники пишут два отзыва о заявках других регионов и номинаций, не длиннее 550 знаков.\n2. Заявка без двух отзывов к сроку выбывает.\n\nТекст составлен для демонстрации.',
      reviewsPerEntry: 1,
      rankingRule: plainRankingRule,
      judgingRules: { crossReview: { ...plainJudgingRules.crossReview, reviews: 2 } },
      revisionWorkingDays: 5,
      quorum: 'majority',
      reason: '',
      createdAt,
    },
    deed,
  );
  return { cycle, nominations: await loadNominations(tx, cycle, sources.slice(0, 3)) };
}

async function loadNominations(tx: EntityManager, cycle: Cycle, sources: DemoNomination[]) {
  const fields = readData<FormField[]>('demo/passport.json');
  const { createdAt } = cycle;
  const nominations: { row: Nomination; source: DemoNomination }[] = [];
  for (const [position, source] of sources.entries()) {
    const { code, title, description, spheres } = source;
    const values = { cycleId: cycle.id, position, code, title, description, spheres };
    const row = await create(tx, Nomination, { ...values, allowedKinds: [], quotaPerRegion: null }, loading(createdAt));
    await create(tx, FormVersion, { nominationId: row.id, number: 1, fields, createdAt }, loading(createdAt));
    nominations.push({ row, source });
  }
  return nominations;
}

type At = (days: number, hours?: number) => Date;

/** Each organisation has one entry, submitted and admitted; one person belongs to all of them. */
async function loadEntries({
  tx,
  clock,
  organizer,
  nominations,
  writer,
  at,
}: Facts & { nominations: Awaited<ReturnType<typeof loadNominations>>; writer: User; at: At }): Promise<Submission[]> {
  const submissions = new SubmissionsService(boundTo(tx), clock);
  const screening = new ScreeningService(boundTo(tx), clock);
  const dice = new Dice(550);
  const projects = (await tx.find(NationalProject))
    .filter(({ period }) => period.startsWith('2025'))
    .map(({ id }) => id);
  const entries: Submission[] = [];
  for (const [index, [name, region]] of organisations.entries()) {
    clock.moveTo(at(-255 + index));
    const own: Organisation = await addOrganisation(tx, { name, kind: 'ngo', region }, clock.now());
    const membership = { userId: writer.id, organisationId: own.id, createdAt: clock.now() };
    await create(tx, Membership, membership, loading(clock.now()));
    const { row, source } = nominations[index % nominations.length]!;
    const theme = source.themes[Math.floor(index / nominations.length)]!;
    const year = at(0).getFullYear() - 1;
    const answers = writeAnswers(dice, { theme, title: theme.title, place: name, year, projects });
    const started = await submissions.start(systemActor, {
      nominationId: row.id,
      organisationId: own.id,
      answers,
    });
    const entry = await save(tx, started, { changes: { generated: true }, events: [] }, loading(clock.now()));
    await submissions.submit(systemActor, entry.id);
    entries.push(entry);
  }
  clock.moveTo(at(-235));
  for (const { id } of entries) await screening.admit(actorOf(organizer), id);
  return entries;
}

interface Written {
  tx: EntityManager;
  clock: StoppedClock;
  cycle: Cycle;
  writer: User;
  entries: Submission[];
  at: At;
}

async function writeReviews({ tx, clock, cycle, writer, entries, at }: Written): Promise<void> {
  const { stage, rules, criteria } = await sceneOf(tx, cycle.id);
  let next = 0;
  for (const [index, { id }] of entries.entries()) {
    clock.moveTo(at(-222 + index));
    const now = clock.now();
    const facts = { now, timeZone: homeZone, stage, rules, criteria };
    const owed = await tx.find(CrossReview, { where: { reviewerId: id }, order: { position: 'ASC' } });
    for (const review of owed.slice(0, handedIn[index])) {
      const { changes } = writeReview(review, { comment: comments[next++]!, grades: {} }, facts);
      const submitted = submitReview({ ...review, ...changes }, facts).changes;
      const all = { ...changes, ...submitted, savedById: writer.id };
      const actor = { ...systemActor, userId: writer.id, name: writer.name };
      await save(tx, review, { changes: all, events: [] }, { actor, action: 'submit', now });
    }
  }
}

/** The rude one is held back, most are let through, two wait. */
async function moderateSome({
  tx,
  clock,
  cycle,
  organizer,
}: Pick<Written, 'tx' | 'clock' | 'cycle'> & Pick<Facts, 'organizer'>) {
  const service = new CrossReviewCommentsService(boundTo(tx), clock);
  const actor = actorOf(organizer);
  const { rows } = await service.list(actor, cycle.id, { state: 'unread', after: null, limit: 100 });
  const seen = (wanted: (comment: string) => boolean) =>
    rows.filter(({ comment }) => wanted(comment)).map(({ id }) => ({ id, version: 0 }));
  const isRude = (comment: string) => comment === comments[5];
  const waits = new Set(comments.slice(-2));
  const held = { verb: 'hold' as const, reason: 'Не по существу', seen: seen(isRude) };
  await service.moderate(actor, cycle.id, held);
  const passed = seen((comment) => !isRude(comment) && !waits.has(comment));
  await service.moderate(actor, cycle.id, { verb: 'pass', reason: '', seen: passed });
}
