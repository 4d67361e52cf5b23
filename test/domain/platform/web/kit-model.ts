import { barChart, hourChart, intervalPlot } from '../../../../src/platform/web/charts.js';
import { formatNumber } from '../../../../src/platform/web/format.js';
import { phaseStrip } from '../../../../src/platform/web/phase-strip.js';
import { readTileGrid, tileMap } from '../../../../src/platform/web/tile-map.js';

const at = (text: string) => new Date(`${text}+03:00`);
const now = at('2019-08-27T14:32');

/** The five stages of 2019 (docs/domain.md); everything else on the sheet is made up for the show. */
export const stages2019 = [
  {
    title: 'Приём практик',
    opensAt: at('2019-07-15T00:00'),
    closesAt: at('2019-09-01T00:00'),
    untilEnd: 'До конца приёма',
    endsAt: 'Приём до',
  },
  { title: 'Региональная комиссия', opensAt: at('2019-09-01T00:00'), closesAt: at('2019-10-01T00:00') },
  { title: 'Голосование регионов', opensAt: at('2019-10-01T00:00'), closesAt: at('2019-11-01T00:00') },
  { title: 'Экспертное жюри', opensAt: at('2019-11-01T00:00'), closesAt: at('2019-12-16T00:00') },
  { title: 'Попечительский совет', opensAt: at('2019-12-15T00:00'), closesAt: at('2020-01-26T00:00') },
];

const grid = readTileGrid();
const counts = Object.fromEntries(Object.keys(grid).map((code, index) => [code, (index * 7) % 23]));
const hours = Array.from({ length: 48 }, (_, index) => ({
  from: new Date(now.getTime() - (47 - index) * 3_600_000),
  count: Math.round(6 + 22 * (1 + Math.sin((index - 8) / 3.8)) + (index > 36 ? index - 36 : 0)),
}));
const plot = intervalPlot({ from: '26', to: '36', ticks: ['26', '30', '34'], cut: '32.14' });

/** What templates/pages/dev/kit.hbs shows. */
export function kitModel() {
  return {
    errors: {} as Record<string, string>,
    phase: phaseStrip({ stages: stages2019, now, timeZone: 'Asia/Yekaterinburg', place: 'в Уфе' }),
    map: tileMap({
      grid,
      counts,
      labels: Object.fromEntries(Object.entries(grid).map(([code, tile]) => [code, tile.label])),
      title: 'Все 89 субъектов Федерации, значения для показа',
      thresholds: [5, 10, 20],
      words: (count) => (count === 0 ? 'нет' : formatNumber(count, { locale: 'ru' })),
      current: 'RU-BA',
    }),
    bars: barChart([
      { label: 'Строительство и жилищно-коммунальное хозяйство', value: 88, second: 61 },
      { label: 'Городское развитие и инфраструктура', value: 134, second: 92 },
      { label: 'Социальное благополучие', value: 187, second: 121, href: '#bars' },
      { label: 'Цифровое развитие', value: 96, second: 74 },
    ]),
    hours: hourChart({
      hours,
      format: { locale: 'ru', timeZone: 'Europe/Moscow', now },
      title: 'Заявки по часам за двое суток, растут к концу приёма',
      words: (clock, count) => `${clock}: ${count}`,
      nowWord: 'сейчас',
    }),
    axis: plot.axis,
    ranking: [
      {
        place: '1',
        name: 'Служба соседской помощи',
        sub: 'Ярославская область · СБ-2019-0041',
        raw: '34.67',
        adjusted: '34.10',
        error: '1.76',
        sheets: '3 из 3',
        inQuota: true,
        plot: plot.row({ low: '32.34', high: '35.86', point: '34.10', raw: '34.67' }),
      },
      {
        place: '2–3',
        name: 'Школа приёмных бабушек',
        sub: 'Нижегородская область · СБ-2019-0106',
        raw: '33.33',
        adjusted: '32.20',
        error: '2.06',
        sheets: '3 из 3',
        tie: true,
        plot: plot.row({ low: '30.14', high: '34.26', point: '32.20', raw: '33.33' }),
      },
      {
        place: '2–3',
        name: 'Единое окно для семей с особыми детьми',
        sub: 'Саратовская область · СБ-2019-0058',
        raw: '31.67',
        adjusted: '32.08',
        error: '1.86',
        sheets: '3 из 3',
        tie: true,
        plot: plot.row({ low: '30.22', high: '33.94', point: '32.08', raw: '31.67' }),
      },
    ],
    timeline: [
      { at: at('2019-08-27T15:02'), title: 'Заявка подана', who: 'А. Р. Галимова', mark: 'half', tone: 'news' },
      {
        at: at('2019-08-29T11:40'),
        title: 'Возвращена на доработку',
        text: 'Не указано значение «после» в таблице результатов.',
        who: 'Д. А. Ким',
        mark: 'back',
        tone: 'wait',
      },
      { at: at('2019-08-30T18:10'), title: 'Допущена', who: 'Д. А. Ким', mark: 'full', tone: 'ok' },
    ],
    signs: [
      {
        place: 'Первая',
        name: 'Е. В. Соколова',
        role: 'Председатель жюри',
        at: at('2019-12-13T18:04'),
        hash: 'a41f 09c2 7be5 … d810',
      },
      {
        place: 'Вторая',
        name: 'Д. А. Ким',
        role: 'Ответственный секретарь',
        note: 'подписать до 15 декабря, 23:59 МСК',
        action: { href: '#remind', label: 'Напомнить' },
      },
    ],
    tree: {
      name: 'Республика Башкортостан',
      note: 'источник, 2014',
      children: [
        {
          name: 'Краснодарский край',
          href: '#tree',
          state: 'Подтверждена',
          mark: 'full',
          tone: 'ok',
          note: 'с 2016 года, 1 840 семей',
          children: [{ name: 'Республика Адыгея', state: 'Внедряется', mark: 'half', tone: 'ok', note: 'с 2018 года' }],
        },
        { name: 'Омская область', state: 'Остановлена', mark: 'cross', tone: 'no', note: 'не нашлось банка' },
      ],
    },
    files: [
      {
        name: 'Семейный паспорт Бирского района.pdf',
        size: 2_516_583,
        state: 'Проверен',
        mark: 'full',
        tone: 'ok',
        at: '16:20',
      },
      {
        name: 'Соглашение_о_целевых_показателях_на_2018–2020_годы_подписанное.pdf',
        size: 11_848_909,
        loaded: 7_444_889,
      },
      { name: 'Вручение паспортов.heic', image: true, error: 'Такой вид файла не примем. Сохраните снимок как JPG.' },
    ],
    scale: Array.from({ length: 11 }, (_, score) => String(score)),
    levels: [
      { range: '9–10', text: 'Уже повторена в другом регионе, есть типовые документы' },
      { range: '5–8', text: 'Шаги полны, ресурсы названы, барьеры описаны' },
      { range: '0–4', text: 'Держится на местных условиях или одном человеке' },
    ],
    story:
      'До семейных паспортов муниципалитеты отчитывались по отдельным программам: демография, жильё, занятость, опека. Никто не видел положение семьи целиком.',
    regions: [
      { value: 'RU-BA', label: 'Республика Башкортостан' },
      { value: 'RU-TA', label: 'Республика Татарстан' },
    ],
    kinds: [
      { value: 'authority', label: 'Орган власти региона', hint: 'Министерство, комитет, управление' },
      { value: 'institution', label: 'Учреждение или институт развития' },
    ],
    steps: [
      { value: 'Собрать сведения о семьях района по единой форме' },
      { value: 'Составить паспорт и обсудить его с главой' },
    ],
  };
}
