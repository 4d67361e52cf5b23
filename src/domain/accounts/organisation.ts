/** docs/rules.md §6: kinds of entrant; which of them may enter is set for each nomination. */
export const organisationKinds = [
  'executive',
  'municipal',
  'federal',
  'institution',
  'ngo',
  'business',
  'association',
  'development',
] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

/** The kinds as tables and papers in Russian name them. */
export const organisationKindWords: Readonly<Record<OrganisationKind, string>> = {
  executive: 'Региональный орган власти',
  municipal: 'Орган местного самоуправления',
  federal: 'Федеральный орган власти',
  institution: 'Государственное или муниципальное учреждение',
  ngo: 'Некоммерческая организация',
  business: 'Предприятие',
  association: 'Ассоциация, объединение',
  development: 'Институт развития',
};
