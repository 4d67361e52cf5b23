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
