import type { Translator } from '../../platform/web/i18n.js';
import type { SideItem } from '../../platform/web/view.js';

/** The pages of a cycle for those who run it, in the order of the year; `gap` begins what is set up beforehand. */
const items = [
  { key: 'overview', path: '', icon: 'layout-dashboard' },
  { key: 'register', path: '/register', icon: 'inbox' },
  { key: 'screening', path: '/screening', icon: 'list-check' },
  { key: 'questions', path: '/questions', icon: 'message' },
  { key: 'broadcasts', path: '/broadcasts', icon: 'send' },
  { key: 'cross-reviews', path: '/cross-reviews', icon: 'message' },
  { key: 'experts', path: '/experts', icon: 'users' },
  { key: 'assignment', path: '/assignment', icon: 'arrows-shuffle' },
  { key: 'evaluation', path: '/evaluation', icon: 'checkbox' },
  { key: 'sheets', path: '/evaluation/as-of', icon: 'history' },
  { key: 'ranking', path: '/ranking', icon: 'chart-dots' },
  { key: 'scenarios', path: '/scenarios', icon: 'arrows-diff' },
  { key: 'decisions', path: '/decisions', icon: 'gavel' },
  { key: 'publication', path: '/publication', icon: 'speakerphone' },
  { key: 'regulation', path: '/regulation', icon: 'file-text', gap: true },
  { key: 'entry-rules', path: '/entry-rules', icon: 'key' },
  { key: 'counting', path: '/counting', icon: 'math-function' },
  { key: 'judging-rules', path: '/judging-rules', icon: 'adjustments' },
  { key: 'decision-rules', path: '/decision-rules', icon: 'award' },
  { key: 'publication-rules', path: '/publication-rules', icon: 'eye' },
  { key: 'stages', path: '/stages', icon: 'calendar' },
  { key: 'nominations', path: '/nominations', icon: 'list' },
  { key: 'criteria', path: '/criteria', icon: 'scale' },
  { key: 'import', path: '/import', icon: 'upload' },
] as const;

export type CyclePage = (typeof items)[number]['key'] | 'mail';

/** Numbers beside the items: how many wait there for somebody. */
export type CycleCounts = Partial<Record<CyclePage, number>>;

/** The side navigation that all pages of a cycle share. */
export function cycleSide(t: Translator, cycleId: string, current: CyclePage, counts: CycleCounts = {}): SideItem[] {
  const count = (key: CyclePage) => (counts[key] ? { count: counts[key], due: true } : {});
  return [
    ...items.map(({ key, path, icon, ...rest }): SideItem => ({
      href: `/cycles/${cycleId}${path}`,
      label: t(`cycles:side.${key}`),
      icon,
      current: key === current,
      ...count(key),
      ...rest,
    })),
    { href: '/admin/mail', label: t('cycles:side.mail'), icon: 'mail', current: current === 'mail', ...count('mail') },
  ];
}
