import type { Answers } from '../../domain/cycles/form.js';
import type { Dice } from './dice.js';

/** What the generator knows of one practice: facts from which the answers to the whole form are written. */
export interface Theme {
  title: string;
  problem: string;
  solution: string;
  group: string;
  /** Indicator, unit, then the ranges of «before» and «after». */
  indicator: [string, string, number, number, number, number];
}

export interface DemoNomination {
  code: string;
  title: string;
  description: string;
  /** What an expert of it should know. */
  spheres: string[];
  themes: Theme[];
}

export const scopes = [
  '',
  'в малых городах',
  'в сельских поселениях',
  'в моногородах',
  'на уровне района',
  'в трёх пилотных районах',
];

const reasons = [
  'Мы узнали об этом из обращений и двух опросов: больше половины опрошенных назвали именно это первой трудностью.',
  'Это показала сверка обращений за три года и обход, в котором участвовали сами жители.',
  'Так ответили семь человек из десяти в опросе, который провели библиотеки и почтовые отделения.',
  'К такому выводу пришла рабочая группа после разбора ста обращений подряд.',
];
const differences = [
  'Практика начинается не с постановления, а с пробного месяца, и только потом становится правилом.',
  'Правила написаны теми, кто по ним живёт, и помещаются на одной странице.',
  'Показатели открыты с первого дня, в том числе неудачные.',
  'Обходимся без нового учреждения: всё делают те же люди по другому порядку.',
];
const risks = [
  'В первые два месяца участников было втрое меньше, чем мы ждали: помогли не объявления, а личные приглашения.',
  'Первый подрядчик не справился. Теперь договор делится на этапы с приёмкой каждого.',
  'Мы поздно подключили юристов и переписывали порядок дважды.',
  'Летом участие падает вдвое, поэтому запускать лучше в сентябре.',
];
const steps = [
  'Назначить одного ответственного и дать ему два часа в день',
  'Собрать исходные данные и записать показатели «до»',
  'Пригласить тех, кого касается, на две встречи и выписать их условия',
  'Утвердить порядок на одной странице',
  'Провести пробный месяц на одной площадке',
  'Разобрать ошибки пробного месяца вместе с участниками',
  'Обучить исполнителей: два занятия и памятка',
  'Расширить на остальные площадки по графику',
  'Каждый квартал публиковать показатели и решать, что менять',
];

/** A complete set of answers to the passport form; everything in it comes from the generator. */
export function writeAnswers(
  dice: Dice,
  facts: { theme: Theme; title: string; place: string; year: number; projects: string[] },
): Answers {
  const { theme, title, place, year, projects } = facts;
  const [indicator, unit, fromLow, fromHigh, toLow, toHigh] = theme.indicator;
  const before = dice.between(fromLow, fromHigh);
  const after = dice.between(toLow, toHigh);
  const people = dice.between(3, 90) * 100;
  const months = dice.between(4, 20);
  return {
    title,
    annotation: `${theme.solution} Работает ${months} месяцев, пользуются: ${theme.group}. Заявка создана программой для демонстрации.`,
    municipality: place,
    'started-on': `${year - dice.between(1, 3)}-${String(dice.between(1, 12)).padStart(2, '0')}-${String(dice.between(1, 28)).padStart(2, '0')}`,
    'national-projects': [dice.of(projects)],
    problem: `${theme.problem} ${dice.of(reasons)}`,
    goal: `За ${months} месяцев изменить показатель «${indicator}» с ${before} до ${after} (${unit}) и закрепить порядок так, чтобы он не зависел от отдельных людей.`,
    'target-group': theme.group,
    solution: `${theme.solution} Работа идёт по одному графику: сначала данные, затем договорённость с участниками, потом пробный месяц. Решения принимает рабочая группа, где половина мест у тех, ради кого всё делается. Изменения в порядок вносят не чаще раза в квартал.`,
    uniqueness: dice.of(differences),
    results: [
      { indicator, unit, before: String(before), after: String(after), year: String(year - 1) },
      { indicator: 'Участники практики', unit: 'чел.', before: '0', after: String(people), year: String(year - 1) },
    ],
    steps: steps.filter((_, index) => index < 3 || (index + dice.between(0, 2)) % 3 !== 0),
    resources: `Бюджет муниципалитета — ${dice.between(2, 48) * 100} тыс. рублей в год, добровольцы — ${dice.between(5, 20)} человек, сотрудники — ${dice.between(2, 4)} ставки. Запуск занимает ${dice.between(2, 4)} месяца.`,
    risks: dice.of(risks),
    'where-replicated': dice.between(0, 2) === 0 ? 'Два соседних района' : '',
    website: '',
    files: [],
  };
}

/** What somebody has typed who has not come far: the first step and half of the second. */
export function beginAnswers(answers: Answers, dice: Dice): Answers {
  const known = ['title', 'annotation', 'municipality', 'problem', 'goal', 'target-group'];
  return Object.fromEntries(known.slice(0, dice.between(1, known.length)).map((field) => [field, answers[field]!]));
}
