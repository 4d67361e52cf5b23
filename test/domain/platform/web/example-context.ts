import type { RenderContext } from '../../../../src/platform/web/view.js';

/** A page's context as of the example cycle: 27 August 2019, 14:32 in Moscow, read in Ufa. */
export function exampleContext(changes: Partial<RenderContext> = {}): RenderContext {
  return {
    locale: 'ru',
    timeZone: 'Asia/Yekaterinburg',
    place: 'в Уфе',
    now: new Date('2019-08-27T11:32:00Z'),
    path: '/dev/kit',
    theme: null,
    csrf: 'token',
    user: { name: 'А. Р. Галимова', email: 'galimova@example.org', initials: 'АГ', label: 'Минсемтруд РБ' },
    nav: [
      { href: '/', label: 'Конкурс 2019', current: true },
      { href: '/library', label: 'Практики', current: false },
      { href: '/winners', label: 'Победители', current: false },
    ],
    foot: [{ title: 'О конкурсе', links: [{ href: '/regulation', label: 'Положение о конкурсе' }] }],
    flash: null,
    demo: { text: 'Часы стоят на 27 августа 2019 года, 14:32 МСК.' },
    ...changes,
  };
}
