import type { EntityManager } from 'typeorm';
import { Criterion } from '../../cycles/criteria/criterion.entity.js';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { FormVersion } from '../../cycles/forms/form-version.entity.js';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { readData } from '../../cycles/reference/load-reference.js';
import type { EntryConsent, EntryQuestion } from '../../domain/cycles/entry-rules.js';
import { RegulationEdition } from '../../cycles/editions/regulation-edition.entity.js';
import { Stage } from '../../cycles/stages/stage.entity.js';
import type { FormField } from '../../domain/cycles/form.js';
import { dayOf, endOfDay, plusDays, startOfDay, homeZone } from '../../domain/kernel/local-day.js';
import type { StageKind } from '../../domain/cycles/stage.js';
import { create } from '../../platform/database/save.js';
import type { DemoNomination } from './entry-texts.js';
import { loading } from './people.js';

export const title =
  'Всероссийский конкурс лучших практик и инициатив социально-экономического развития субъектов Российской Федерации';

/** First and last day of each stage, counted from the day of loading. */
const stageDays: { kind: StageKind; title: string; from: number; to: number }[] = [
  { kind: 'intake', title: 'Приём заявок', from: -24, to: 4 },
  { kind: 'screening', title: 'Проверка заявок', from: -20, to: 14 },
  { kind: 'review', title: 'Экспертная оценка', from: 15, to: 45 },
  { kind: 'board', title: 'Решение совета', from: 46, to: 66 },
  { kind: 'publication', title: 'Объявление итогов', from: 67, to: 73 },
  { kind: 'appeals', title: 'Апелляции', from: 74, to: 87 },
];

export interface CurrentCycle {
  cycle: Cycle;
  nominations: { row: Nomination; source: DemoNomination }[];
  intakeOpensAt: Date;
}

/** The running cycle: announced, with its intake open and closing in four days. */
export async function loadCurrentCycle(tx: EntityManager, sources: DemoNomination[], now: Date): Promise<CurrentCycle> {
  const today = dayOf(now, homeZone);
  const intakeOpensAt = startOfDay(plusDays(today, stageDays[0]!.from), homeZone);
  const preparedAt = new Date(intakeOpensAt.getTime() - 14 * 24 * 3600_000);
  const deed = { ...loading(now) };
  const cycle = await create(
    tx,
    Cycle,
    {
      year: Number(today.slice(0, 4)),
      title,
      state: 'announced',
      timeZone: homeZone,
      generated: true,
      note: 'Демонстрация: даты, люди, организации и заявки этого года созданы программой. Номинации взяты из конкурса 2019 года, четыре критерия — из положения. Веса критериев, шкала и число экспертов на заявку приняты для примера: действительные не опубликованы.',
      createdAt: preparedAt,
      announcedAt: preparedAt,
    },
    deed,
  );
  for (const [position, { kind, title: name, from, to }] of stageDays.entries())
    await create(
      tx,
      Stage,
      {
        cycleId: cycle.id,
        kind,
        title: name,
        position,
        opensAt: startOfDay(plusDays(today, from), homeZone),
        closesAt: endOfDay(plusDays(today, to), homeZone),
      },
      deed,
    );
  await loadRules(tx, cycle, { today, preparedAt, now });
  return { cycle, nominations: await loadNominations(tx, cycle, sources, preparedAt, now), intakeOpensAt };
}

async function loadRules(
  tx: EntityManager,
  cycle: Cycle,
  { today, preparedAt, now }: { today: string; preparedAt: Date; now: Date },
) {
  const criteria: Criterion[] = [];
  for (const [position, criterion] of readData<Partial<Criterion>[]>('demo/criteria.json').entries())
    criteria.push(
      await create(
        tx,
        Criterion,
        { ...criterion, cycleId: cycle.id, position, scaleMin: '0', scaleMax: '10', scaleStep: '1' },
        loading(now),
      ),
    );
  await create(
    tx,
    RegulationEdition,
    {
      cycleId: cycle.id,
      number: 1,
      protocolNumber: '1 (пример)',
      protocolOn: plusDays(today, -40),
      text: '1. Конкурс проводится ежегодно.\n2. Заявку подаёт лидер практики от имени организации. Практика работает не меньше года, её результат измерен.\n3. Регион может иметь не больше трёх заявок в одной номинации.\n4. Заявку, не отвечающую требованиям, возвращают на доработку: пять рабочих дней, но не дольше срока приёма.\n5. Каждую допущенную заявку оценивают три эксперта из других регионов по четырём критериям.\n6. Жюри предлагает трёх финалистов в номинации, победителя называет попечительский совет; он может увеличить число победителей.\n\nТекст составлен для демонстрации по известным пунктам положений прошлых лет.',
      reviewsPerEntry: 3,
      rankingRule: {
        aggregate: 'mean-per-criterion-then-weighted-sum',
        roundCriterionMeanTo: null,
        roundTotalTo: null,
        minSheets: 3,
        tieChain: [
          { kind: 'criterion', id: criteria[0]!.id },
          { kind: 'median' },
          { kind: 'earlier-submission' },
          { kind: 'share' },
        ],
      },
      revisionWorkingDays: 5,
      // Made up for the demonstration: how the All-Russian contest lets people in is not known.
      entryRules: { way: 'open', joinDays: 2, questions: entryQuestions, consents: entryConsents },
      quorum: 'majority',
      reason: '',
      createdAt: preparedAt,
    },
    loading(now),
  );
}

async function loadNominations(
  tx: EntityManager,
  cycle: Cycle,
  sources: DemoNomination[],
  preparedAt: Date,
  now: Date,
) {
  const fields = readData<FormField[]>('demo/passport.json');
  const nominations: CurrentCycle['nominations'] = [];
  for (const [position, source] of sources.entries()) {
    const { code, title: name, description, spheres } = source;
    const row = await create(
      tx,
      Nomination,
      { cycleId: cycle.id, position, code, title: name, description, spheres, allowedKinds: [], quotaPerRegion: 3 },
      loading(now),
    );
    await create(tx, FormVersion, { nominationId: row.id, number: 1, fields, createdAt: preparedAt }, loading(now));
    nominations.push({ row, source });
  }
  return nominations;
}

/** Questions before the form, made up for the demonstration. */
/** Examples that show where such texts stand: a contest writes its own with its lawyer. */
const entryConsents: EntryConsent[] = [
  {
    kind: 'processing',
    version: '1 (пример)',
    text: `Пример текста для демонстрации; в настоящем конкурсе здесь стоит документ его организатора.

Я соглашаюсь на обработку моих персональных данных: имени, адреса электронной почты, места работы и роли в заявке.
Цель: проведение конкурса лучших практик и ведение реестра его заявок. Действия: сбор, запись, хранение, уточнение, использование, удаление.
Срок: до завершения конкурса и хранения его дел. Согласие можно взять назад в учётной записи.`,
  },
  {
    kind: 'publication',
    version: '1 (пример)',
    text: `Пример текста для демонстрации; в настоящем конкурсе здесь стоит документ его организатора.

Я соглашаюсь, чтобы моё имя и моя роль в практике были названы в итогах конкурса и в библиотеке практик.
Согласие можно взять назад по ссылке из письма или в учётной записи: имя исчезнет со страниц сразу, результат останется.`,
  },
];

const entryQuestions: EntryQuestion[] = [
  {
    id: 'running',
    text: { ru: 'Практика работает не меньше года?', en: 'Has the practice been running for a year or more?' },
    ground: 'пункт 2',
    stops: 'no',
    why: {
      ru: 'Нужен год работы, чтобы были измеренные результаты. Подайте её в следующем году.',
      en: 'A year of work is needed for measured results. Enter it next year.',
    },
  },
  {
    id: 'measured',
    text: { ru: 'Результат измерен числом до и после?', en: 'Is the outcome measured by a number before and after?' },
    ground: 'пункт 2',
    stops: null,
    why: { ru: '', en: '' },
  },
];
