import type { ConflictSource } from './conflict-sources.js';
import type { JudgingRules } from '../cycles/judging-rules.js';

/** A place of work; months as `2024-09`, open where `null`. */
export interface Employer {
  name: string;
  organisationId: string | null;
  from: string | null;
  to: string | null;
}

/** What of an expert may be in conflict with an entry. */
export interface ConflictExpert {
  id: string;
  name: string;
  email: string;
  regionCode: string | null;
  organisationId: string | null;
  employers: readonly Employer[];
}

/** What of an entry may be in conflict with an expert. */
export interface ConflictEntry {
  id: string;
  regionCode: string;
  organisationId: string;
  organisationName: string;
  /** People who act for the entry. */
  people: readonly { name: string; email: string }[];
  /** Names that the entrant declared as related. */
  declaredNames: readonly string[];
}

export interface ComputedConflict {
  expertId: string;
  submissionId: string;
  source: ConflictSource;
  state: 'confirmed' | 'suspected';
}

/**
 * Rules §8. The conflicts that follow from facts: the same region (if so ruled), the same organisation now, an
 * organisation of the past within the ruled months, an employer of the entry's name, a person of the entry with the
 * expert's family name or mail domain (if so ruled) and a person named by the entrant. What rests on names alone is
 * suspected, and is to be confirmed or dismissed by a person. Each source once a pair, in the order of experts.
 * `month` is the present month as `2026-04`.
 */
export function computedConflicts(
  experts: readonly ConflictExpert[],
  entries: readonly ConflictEntry[],
  ruled: { rules: JudgingRules['conflicts']; month: string },
): ComputedConflict[] {
  return experts.flatMap(conflictFinder(entries, ruled));
}

/** The same for one expert after another: of a large cycle all conflicts at once would fill the memory. */
export function conflictFinder(
  entries: readonly ConflictEntry[],
  { rules, month }: { rules: JudgingRules['conflicts']; month: string },
): (expert: ConflictExpert) => ComputedConflict[] {
  const index = indexOf(entries);
  return (expert) => {
    const found = new Map<string, ComputedConflict>();
    const add = (ids: Iterable<string>, source: ConflictSource, state: ComputedConflict['state'] = 'confirmed') => {
      for (const submissionId of ids)
        found.set(`${submissionId} ${source}`, { expertId: expert.id, submissionId, source, state });
    };
    if (rules.region && expert.regionCode) add(index.byRegion.get(expert.regionCode) ?? [], 'same-region');
    if (expert.organisationId) add(index.byOrganisation.get(expert.organisationId) ?? [], 'same-organisation');
    for (const employer of expert.employers) {
      if (!counts(employer, month, rules.months)) continue;
      const isPresent = employer.to === null || employer.to >= month;
      if (employer.organisationId)
        add(
          index.byOrganisation.get(employer.organisationId) ?? [],
          isPresent ? 'same-organisation' : 'former-organisation',
        );
      add(index.byName.get(plainName(employer.name)) ?? [], 'same-employer');
    }
    add(index.byDeclared.get(personKey(expert.name)) ?? [], 'declared-by-entrant', 'suspected');
    if (rules.relations) {
      add(index.byFamily.get(familyName(expert.name)) ?? [], 'related', 'suspected');
      const domain = ownDomain(expert.email);
      if (domain) add(index.byDomain.get(domain) ?? [], 'related', 'suspected');
    }
    return [...found.values()];
  };
}

/** Whether a place of work still counts: it is the present one, or it ended less than `months` before. */
function counts({ to }: Employer, month: string, months: number): boolean {
  return to === null || to >= month || (months > 0 && monthsBetween(to, month) < months);
}

function monthsBetween(from: string, to: string): number {
  const [fromYear, fromMonth] = from.split('-').map(Number);
  const [toYear, toMonth] = to.split('-').map(Number);
  return (toYear! - fromYear!) * 12 + toMonth! - fromMonth!;
}

function indexOf(entries: readonly ConflictEntry[]) {
  const maps = {
    byRegion: new Map<string, Set<string>>(),
    byOrganisation: new Map<string, Set<string>>(),
    byName: new Map<string, Set<string>>(),
    byFamily: new Map<string, Set<string>>(),
    byDomain: new Map<string, Set<string>>(),
    byDeclared: new Map<string, Set<string>>(),
  };
  const put = (map: Map<string, Set<string>>, key: string | null, id: string) => {
    if (key) map.set(key, (map.get(key) ?? new Set()).add(id));
  };
  for (const { id, regionCode, organisationId, organisationName, people, declaredNames } of entries) {
    put(maps.byRegion, regionCode, id);
    put(maps.byOrganisation, organisationId, id);
    put(maps.byName, plainName(organisationName), id);
    for (const { name, email } of people) {
      put(maps.byFamily, familyName(name), id);
      put(maps.byDomain, ownDomain(email), id);
    }
    for (const name of declaredNames) put(maps.byDeclared, personKey(name), id);
  }
  return maps;
}

/** An organisation's name without quotes, case and repeated spaces. */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[«»"'„“”().,]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The family name as men and women of a family share it, without its ending: «Иванова Анна» and «П. Иванов» are «иванов»,
 * «Толстая» and «Толстой» «толст». The first word that is not initials; empty for an empty name.
 */
export function familyName(name: string): string {
  const [family = ''] = plainName(name)
    .split(' ')
    .filter((word) => word.length > 1);
  if (/(ов|ев|ин|ын)а$/.test(family)) return family.slice(0, -1);
  return family.length > 4 ? family.replace(/(ая|ий|ый|ой)$/, '') : family;
}

/** Family name and the first letter of the given name: enough to meet a person again who is written with initials. */
function personKey(name: string): string {
  const family = familyName(name);
  const [given = ''] = plainName(name)
    .split(' ')
    .filter((word) => familyName(word) !== family);
  return family && given ? `${family} ${given[0]}` : '';
}

/** Mailboxes that anybody may have say nothing about where one works. */
const publicDomains = new Set([
  'mail.ru',
  'bk.ru',
  'list.ru',
  'inbox.ru',
  'internet.ru',
  'yandex.ru',
  'ya.ru',
  'rambler.ru',
  'gmail.com',
  'outlook.com',
  'hotmail.com',
  'icloud.com',
  'yahoo.com',
]);

function ownDomain(email: string): string | null {
  const domain = email.split('@')[1]?.toLowerCase();
  return domain && !publicDomains.has(domain) ? domain : null;
}
