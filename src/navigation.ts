import { hasRole, type Actor } from './domain/actor.js';
import type { Chrome } from './platform/http/page-renderer.js';
import type { Translator } from './platform/web/i18n.js';
import type { FootGroup, NavItem } from './platform/web/view.js';

const organizing = ['organizer', 'chair', 'secretary', 'auditor'] as const;

/** The sections of the top bar, by what the reader may do; the public ones are always there. */
export class Navigation implements Chrome {
  nav(actor: Actor, path: string, t: Translator): NavItem[] {
    const item = (href: string, key: string): NavItem => ({ href, label: t(key), current: path === href || path.startsWith(`${href}/`) });
    const isOrganizing = actor.grants.some((grant) => (organizing as readonly string[]).includes(grant.role));
    return [
      ...(actor.organisationIds.length > 0 || actor.grants.some((grant) => grant.role === 'coordinator')
        ? [item('/submissions', 'common:nav.submissions')]
        : []),
      ...(actor.grants.some((grant) => grant.role === 'expert') ? [item('/judging', 'common:nav.judging')] : []),
      ...(isOrganizing ? [item('/cycles', 'common:nav.cycles')] : []),
      item('/contest', 'common:nav.contest'),
      item('/practices', 'common:nav.practices'),
      item('/results', 'common:nav.results'),
      ...(hasRole(actor, ['admin']) && actor.userId ? [item('/admin', 'common:nav.admin')] : []),
    ];
  }

  foot(t: Translator): FootGroup[] {
    return [
      {
        title: t('common:foot.contest'),
        links: [
          { href: '/contest', label: t('common:foot.stages') },
          { href: '/results', label: t('common:foot.results') },
        ],
      },
      {
        title: t('common:foot.library'),
        links: [{ href: '/practices', label: t('common:foot.practices') }],
      },
      {
        title: t('common:foot.data'),
        links: [{ href: '/api/docs', label: t('common:foot.api') }],
      },
    ];
  }
}
