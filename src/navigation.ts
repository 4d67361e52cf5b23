import { hasRole, type Actor } from './domain/kernel/actor.js';
import type { Chrome } from './platform/http/pages/page-renderer.js';
import type { Translator } from './platform/web/i18n.js';
import type { FootGroup, NavItem } from './platform/web/view.js';

const organizing = ['organizer', 'chair', 'secretary', 'auditor'] as const;

/** Members of a sitting, of a body, and the people of a region's commission. */
function isSitting(actor: Actor): boolean {
  const isOfBody = ({ role, regionCode }: Actor['grants'][number]) =>
    role === 'member' || (regionCode !== null && (organizing as readonly string[]).includes(role));
  return actor.sits === true || actor.grants.some(isOfBody);
}

/** Who enters for an organisation, works on an entry, or coordinates those of a region. */
const isEntering = ({ organisationIds, collaborations = [], grants }: Actor): boolean =>
  organisationIds.length > 0 || collaborations.length > 0 || grants.some(({ role }) => role === 'coordinator');

/** The sections of the top bar, by what the reader may do; the public ones are always there. */
export class Navigation implements Chrome {
  nav(actor: Actor, path: string, t: Translator): NavItem[] {
    const item = (href: string, key: string): NavItem => ({
      href,
      label: t(key),
      current: path === href || path.startsWith(`${href}/`),
    });
    const isOrganizing = actor.grants.some((grant) => (organizing as readonly string[]).includes(grant.role));
    return [
      ...(isEntering(actor) ? [item('/submissions', 'site:nav.submissions')] : []),
      ...(actor.grants.some((grant) => grant.role === 'expert') ? [item('/judging', 'site:nav.judging')] : []),
      ...(isSitting(actor) ? [item('/sittings', 'site:nav.sittings')] : []),
      ...(isOrganizing ? [item('/cycles', 'site:nav.cycles')] : []),
      item('/contest', 'site:nav.contest'),
      item('/practices', 'site:nav.practices'),
      item('/results', 'site:nav.results'),
      ...(hasRole(actor, ['admin']) && actor.userId ? [item('/admin', 'site:nav.admin')] : []),
    ];
  }

  foot(t: Translator): FootGroup[] {
    return [
      {
        title: t('site:foot.contest'),
        links: [
          { href: '/contest', label: t('site:foot.stages') },
          { href: '/results', label: t('site:foot.results') },
        ],
      },
      {
        title: t('site:foot.library'),
        links: [{ href: '/practices', label: t('site:foot.practices') }],
      },
      {
        title: t('site:foot.data'),
        links: [{ href: '/api/docs', label: t('site:foot.api') }],
      },
    ];
  }
}
