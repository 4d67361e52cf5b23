import type { FastifyRequest } from 'fastify';
import { hasRole, type Actor, type Grant, type Role } from '../../domain/kernel/actor.js';
import { actorOf } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import type { SideItem } from '../../platform/web/view.js';

const running: Role[] = ['organizer', 'chair', 'secretary', 'auditor'];
const reading: Role[] = [...running, 'admin'];
const deciding: Role[] = [...running, 'member'];
const organizing: Role[] = ['organizer'];
const changing: Role[] = ['organizer', 'secretary'];

/** The pages of a cycle for those who run it, in the order of the year; `gap` begins what is set up beforehand. */
const items = [
  { key: 'overview', path: '', icon: 'layout-dashboard', for: reading },
  { key: 'register', path: '/register', icon: 'inbox', for: running },
  { key: 'screening', path: '/screening', icon: 'list-check', for: running },
  { key: 'questions', path: '/questions', icon: 'message', for: changing },
  { key: 'broadcasts', path: '/broadcasts', icon: 'send', for: organizing },
  { key: 'cross-reviews', path: '/cross-reviews', icon: 'message', for: running },
  { key: 'experts', path: '/experts', icon: 'users', for: running },
  { key: 'assignment', path: '/assignment', icon: 'arrows-shuffle', for: running },
  { key: 'evaluation', path: '/evaluation', icon: 'checkbox', for: running },
  { key: 'sheets', path: '/evaluation/as-of', icon: 'history', for: running },
  { key: 'ranking', path: '/ranking', icon: 'chart-dots', for: deciding },
  { key: 'scenarios', path: '/scenarios', icon: 'arrows-diff', for: deciding },
  { key: 'decisions', path: '/decisions', icon: 'gavel', for: deciding },
  { key: 'publication', path: '/publication', icon: 'speakerphone', for: deciding },
  { key: 'regulation', path: '/regulation', icon: 'file-text', gap: true, for: reading },
  { key: 'entry-rules', path: '/entry-rules', icon: 'key', for: reading },
  { key: 'counting', path: '/counting', icon: 'math-function', for: reading },
  { key: 'judging-rules', path: '/judging-rules', icon: 'adjustments', for: reading },
  { key: 'decision-rules', path: '/decision-rules', icon: 'award', for: reading },
  { key: 'publication-rules', path: '/publication-rules', icon: 'eye', for: reading },
  { key: 'stages', path: '/stages', icon: 'calendar', for: reading },
  { key: 'nominations', path: '/nominations', icon: 'list', for: reading },
  { key: 'criteria', path: '/criteria', icon: 'scale', for: reading },
  { key: 'import', path: '/import', icon: 'upload', for: changing },
] as const;

export type CyclePage = (typeof items)[number]['key'] | 'mail';

/** Numbers beside the items: how many wait there for somebody. */
export type CycleCounts = Partial<Record<CyclePage, number>>;

/** The side navigation that all pages of a cycle share: what would open for the reader, and nothing that would not. */
export function cycleSide(
  request: FastifyRequest,
  cycleId: string,
  current: CyclePage,
  counts: CycleCounts = {},
): SideItem[] {
  const t = translator(request.locale);
  const actor = actorOf(request);
  const count = (key: CyclePage) => (counts[key] ? { count: counts[key], due: true } : {});
  const shown = items
    .filter((item) => opens(actor, item, cycleId))
    .map(({ key, path, icon, ...rest }): SideItem => ({
      href: `/cycles/${cycleId}${path}`,
      label: t(`cycles:side.${key}`),
      icon,
      current: key === current,
      ...count(key),
      ...('gap' in rest && { gap: true }),
    }));
  if (!hasRole(actor, ['organizer', 'admin'], { cycleId })) return shown;
  const mail = { label: t('cycles:side.mail'), icon: 'mail', current: current === 'mail', ...count('mail') };
  return [...shown, { href: '/admin/mail', ...mail }];
}

/** Results open to whoever decides in one nomination as well; everything else to those who are of the whole cycle. */
function opens(actor: Actor, { for: wanted }: (typeof items)[number], cycleId: string): boolean {
  if (hasRole(actor, wanted, { cycleId })) return true;
  const isOfOne = (one: Grant) => wanted.includes(one.role) && one.cycleId === cycleId && one.regionCode === null;
  return wanted === deciding && actor.grants.some(isOfOne);
}
