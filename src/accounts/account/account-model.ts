import { translator, type Locale } from '../../platform/web/i18n.js';
import type { SideItem } from '../../platform/web/view.js';

/** The zones of Russia, by the clock of their largest place; what is shown is the difference from Moscow. */
export const timeZones = (
  [
    ['Europe/Kaliningrad', 'Калининград, МСК−1'],
    ['Europe/Moscow', 'Москва, МСК'],
    ['Europe/Samara', 'Самара, МСК+1'],
    ['Asia/Yekaterinburg', 'Екатеринбург, Уфа, МСК+2'],
    ['Asia/Omsk', 'Омск, МСК+3'],
    ['Asia/Novosibirsk', 'Новосибирск, Красноярск, МСК+4'],
    ['Asia/Irkutsk', 'Иркутск, МСК+5'],
    ['Asia/Yakutsk', 'Якутск, Чита, МСК+6'],
    ['Asia/Vladivostok', 'Владивосток, Хабаровск, МСК+7'],
    ['Asia/Magadan', 'Магадан, Южно-Сахалинск, МСК+8'],
    ['Asia/Kamchatka', 'Петропавловск-Камчатский, Анадырь, МСК+9'],
  ] as const
).map(([value, label]) => ({ value: value as string, label }));

export function accountSide(
  locale: Locale,
  current: 'profile' | 'consents' | 'sessions' | 'tokens' | 'letters',
): SideItem[] {
  const t = translator(locale);
  return [
    { href: '/account', label: t('accounts:profile'), icon: 'user', current: current === 'profile' },
    { href: '/account/consents', label: t('people:own.title'), icon: 'file-check', current: current === 'consents' },
    { href: '/account/sessions', label: t('accounts:sessions'), icon: 'lock', current: current === 'sessions' },
    { href: '/account/tokens', label: t('accounts:tokens'), icon: 'key', current: current === 'tokens' },
    { href: '/account/letters', label: t('broadcasts:choice'), icon: 'mail', current: current === 'letters' },
  ];
}

const browsers: [RegExp, string][] = [
  [/YaBrowser\//, 'Яндекс Браузер'],
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\/|Chromium\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** «Firefox, Windows» of a browser's long self-description; null when it says neither. */
export function deviceName(agent: string): string | null {
  const first = (known: [RegExp, string][]) => known.find(([pattern]) => pattern.test(agent))?.[1];
  return [first(browsers), first(systems)].filter(Boolean).join(', ') || null;
}
