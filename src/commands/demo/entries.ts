import type { EntityManager } from 'typeorm';
import type { Organisation } from '../../accounts/organisations/organisation.entity.js';
import type { User } from '../../accounts/users/user.entity.js';
import { NationalProject } from '../../cycles/reference/national-project.entity.js';
import { Region } from '../../cycles/reference/region.entity.js';
import { systemActor, type Person } from '../../domain/kernel/actor.js';
import { shuffled } from '../../domain/kernel/seeded.js';
import type { StoppedClock } from '../../platform/clock.js';
import { save } from '../../platform/database/save.js';
import { ScreeningService } from '../../submissions/screening/screening.service.js';
import type { Submission } from '../../submissions/entries/submission.entity.js';
import { SubmissionsService } from '../../submissions/writing/submissions.service.js';
import { boundTo } from '../with-database.js';
import type { CurrentCycle } from './current-cycle.js';
import { Dice } from './dice.js';
import { beginAnswers, scopes, writeAnswers, type Theme } from './entry-texts.js';
import { addOrganisation, loading } from './people.js';

const hour = 3600_000;
const day = 24 * hour;
const regionCount = 61;
const entryCount = 120;

const organisationNames = [
  ['Администрация Заречного района', 'municipal'],
  ['Администрация городского округа Солнечный', 'municipal'],
  ['Центр социального обслуживания «Участие»', 'institution'],
  ['АНО «Добрые соседи»', 'ngo'],
  ['Агентство развития территорий', 'development'],
  ['Колледж городских технологий', 'institution'],
  ['Общество с ограниченной ответственностью «Новый шаг»', 'business'],
  ['Ассоциация «Открытый район»', 'association'],
] as const;

const returnReasons = [
  'В таблице результатов показатели «до» и «после» названы в разных единицах. Приведите их к одной.',
  'Шаги описаны в общем виде: по ним нельзя понять, кто и что делает первым.',
  'Не указано, откуда взяты исходные показатели. Назовите источник в поле «Проблема».',
];
const rejectReasons = [
  'Практика ещё не начиналась: показателей «после» нет. Требование — не меньше шести месяцев работы.',
  'Повтор заявки, которая уже есть в реестре.',
];

interface Facts {
  tx: EntityManager;
  clock: StoppedClock;
  current: CurrentCycle;
  organizer: User;
  leaderOrganisation: Organisation;
}

type End = 'draft' | 'submitted' | 'returned' | 'resubmitted' | 'admitted' | 'rejected' | 'withdrawn';

interface Plan {
  organisation: Organisation;
  nominationIndex: number;
  theme: Theme;
  title: string;
  startedAt: Date;
  end: End;
}

/** Generated entries in every state, written by the entrant's and the organizer's own verbs at the instants of the story. */
export async function loadEntries(facts: Facts): Promise<number> {
  const { tx, clock, current, organizer } = facts;
  const now = clock.now();
  const db = boundTo(tx);
  const story = new Story(
    tx,
    new SubmissionsService(db, clock),
    new ScreeningService(db, clock),
    actorOf(organizer),
    clock,
  );
  const dice = new Dice(2019);
  const projects = (await tx.find(NationalProject))
    .filter(({ period }) => period.startsWith('2025'))
    .map(({ id }) => id);
  const plans = [...(await planEntries(facts, dice, now)), ...leaderPlans(facts, now)];
  const acts = plans.flatMap((plan) => {
    const nomination = current.nominations[plan.nominationIndex]!.row;
    const answers = writeAnswers(dice, { ...plan, place: plan.organisation.name, year: current.cycle.year, projects });
    return story.acts(
      { ...plan, nominationId: nomination.id, answers: plan.end === 'draft' ? beginAnswers(answers, dice) : answers },
      now,
      dice,
    );
  });
  acts.sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const { at, run } of acts) {
    clock.moveTo(at);
    await run();
  }
  clock.moveTo(now);
  return plans.length;
}

async function planEntries({ tx, current }: Facts, dice: Dice, now: Date): Promise<Plan[]> {
  const regions = shuffled(
    (await tx.find(Region)).map((region) => ({ ...region, id: region.code })),
    7,
  ).slice(0, regionCount);
  const organisations: Organisation[] = [];
  for (const [index, region] of regions.entries()) {
    const count = index % 7 === 0 ? 3 : index % 3 === 0 ? 2 : 1;
    for (let nth = 0; nth < count; nth += 1) {
      const [name, kind] = organisationNames[(index + nth * 3) % organisationNames.length]!;
      organisations.push(await addOrganisation(tx, { name, kind, region: region.code }, now));
    }
  }
  const used = new Set<string>();
  const spent = now.getTime() - current.intakeOpensAt.getTime() - 3 * hour;
  return Array.from({ length: entryCount }, (_, index) => {
    const organisation = organisations[index % organisations.length]!;
    const nominationIndex =
      (index * 5 + Math.floor(index / organisations.length) * 3 + dice.between(0, 2)) % current.nominations.length;
    const { theme, title } = freshTitle(current.nominations[nominationIndex]!.source.themes, dice, used);
    // More come as the end draws near: the cube root pushes the instants towards now.
    const share = Math.cbrt(dice.between(15, 1000) / 1000);
    return {
      organisation,
      nominationIndex,
      theme,
      title,
      startedAt: new Date(current.intakeOpensAt.getTime() + share * spent),
      end: endOf(index),
    };
  });
}

function freshTitle(themes: Theme[], dice: Dice, used: Set<string>): { theme: Theme; title: string } {
  for (;;) {
    const theme = dice.of(themes);
    const scope = dice.of(scopes);
    const title = scope ? `${theme.title} ${scope}` : theme.title;
    if (used.has(title)) continue;
    used.add(title);
    return { theme, title };
  }
}

function endOf(index: number): End {
  if (index % 8 === 1) return 'draft';
  if (index % 12 === 2) return 'returned';
  if (index % 24 === 3) return 'resubmitted';
  if (index % 24 === 4) return 'rejected';
  if (index % 40 === 5) return 'withdrawn';
  return index % 3 === 0 ? 'admitted' : 'submitted';
}

/** The entrant of the demonstration has one draft and one submitted entry. */
function leaderPlans({ current, leaderOrganisation }: Facts, now: Date): Plan[] {
  const nominationIndex = current.nominations.findIndex(({ row }) => row.code === 'СБ');
  const themes = current.nominations[nominationIndex]!.source.themes;
  const plan = (index: number, end: End, ago: number): Plan => ({
    organisation: leaderOrganisation,
    nominationIndex,
    theme: themes[index]!,
    title: `${themes[index]!.title} в городах и районах республики`,
    startedAt: new Date(now.getTime() - ago),
    end,
  });
  return [plan(1, 'submitted', 6 * day), plan(3, 'draft', 2 * day)];
}

interface Entry extends Plan {
  nominationId: string;
  answers: ReturnType<typeof writeAnswers>;
}

/** Who does what when. */
class Story {
  constructor(
    private readonly tx: EntityManager,
    private readonly submissions: SubmissionsService,
    private readonly screening: ScreeningService,
    private readonly organizer: Person,
    private readonly clock: StoppedClock,
  ) {}

  acts(entry: Entry, now: Date, dice: Dice): { at: Date; run: () => Promise<void> }[] {
    let id = '';
    const latest = now.getTime() - 10 * 60_000;
    const after = (hours: number) => new Date(Math.min(entry.startedAt.getTime() + hours * hour, latest));
    const step = (at: Date, run: () => Promise<unknown>) => ({ at, run: async () => void (await run()) });
    const start = step(entry.startedAt, async () => (id = await this.start(entry)));
    const submitHours = dice.between(1, 20) / 4;
    const submit = step(after(submitHours), () => this.submissions.submit(systemActor, id));
    const screenedAt = after(submitHours + dice.between(20, 60));
    const withdraw = step(after(submitHours + 9), () =>
      this.submissions.withdraw(systemActor, id, 'Готовим практику к следующему году.'),
    );
    const screenable =
      screenedAt.getTime() - entry.startedAt.getTime() > (submitHours + 12) * hour &&
      screenedAt.getTime() > this.clock.now().getTime() - 19 * day;
    const end = screenable || ['draft', 'submitted', 'withdrawn'].includes(entry.end) ? entry.end : 'submitted';
    if (end === 'draft') return [start];
    const returned = step(screenedAt, () =>
      this.screening.returnForRevision(this.organizer, id, { reason: dice.of(returnReasons), open: [] }),
    );
    const ends: Record<Exclude<End, 'draft'>, (typeof start)[]> = {
      submitted: [],
      returned: [returned],
      resubmitted: [returned, step(after(submitHours + 80), () => this.submissions.submit(systemActor, id))],
      admitted: [step(screenedAt, () => this.screening.admit(this.organizer, id))],
      rejected: [step(screenedAt, () => this.screening.reject(this.organizer, id, { reason: dice.of(rejectReasons) }))],
      withdrawn: [withdraw],
    };
    return [start, submit, ...ends[end]];
  }

  private async start({ nominationId, organisation, answers }: Entry): Promise<string> {
    const entry: Submission = await this.submissions.start(systemActor, {
      nominationId,
      organisationId: organisation.id,
      answers,
    });
    await save(this.tx, entry, { changes: { generated: true }, events: [] }, loading(this.clock.now()));
    return entry.id;
  }
}

export function actorOf(organizer: User): Person {
  return {
    userId: organizer.id,
    name: organizer.name,
    grants: [{ role: 'organizer', cycleId: null, nominationId: null, regionCode: null }],
    organisationIds: [],
    kind: 'person',
    tokenScopes: null,
  };
}
