import { hasRole, type Actor } from '../domain/kernel/actor.js';
import { translator, type Locale } from '../platform/web/i18n.js';
import type { SideItem } from '../platform/web/view.js';

const items = [
  { key: 'overview', path: '/admin', icon: 'layout-dashboard', admin: true },
  { key: 'people', path: '/admin/people', icon: 'users', admin: true },
  { key: 'erasures', path: '/admin/erasures', icon: 'trash', admin: true },
  { key: 'organisations', path: '/admin/organisations', icon: 'building', admin: true },
  { key: 'invitations', path: '/admin/invitations', icon: 'user-plus', admin: false },
  { key: 'mail', path: '/admin/mail', icon: 'mail', admin: false },
  { key: 'audit', path: '/admin/audit', icon: 'history', admin: true, gap: true },
  { key: 'invariants', path: '/admin/invariants', icon: 'shield-check', admin: true },
  { key: 'queues', path: '/admin/queues', icon: 'list-check', admin: true },
  { key: 'calendar', path: '/admin/calendar', icon: 'calendar', admin: true },
  { key: 'clock', path: '/admin/clock', icon: 'clock', admin: false, demo: true },
] as const;

export type AdminPage = (typeof items)[number]['key'];

/** The side navigation of administration; organizers see what is open to them. */
export function adminSide(
  actor: Actor,
  { locale, current, demo }: { locale: Locale; current: AdminPage; demo: boolean },
): SideItem[] {
  const t = translator(locale);
  const isAdmin = hasRole(actor, ['admin']);
  return items
    .filter((item) => (isAdmin || !item.admin) && (demo || !('demo' in item)))
    .map(({ key, path, icon, ...rest }) => ({
      href: path,
      label: t(`admin:side.${key}`),
      icon,
      current: key === current,
      ...('gap' in rest && isAdmin && { gap: true }),
    }));
}
