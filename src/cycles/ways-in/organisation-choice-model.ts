import type { ChosenOrganisation } from '../../accounts/organisations/choosing.js';
import type { Organisation } from '../../accounts/organisations/organisation.entity.js';
import { organisationKinds } from '../../domain/accounts/organisation.js';
import { spellings } from '../../domain/accounts/organisation-name.js';
import type { FormAgain } from '../../platform/http/pages/forms.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';
import type { CycleSetup } from '../setup/cycle-setup.js';
import { placeFrom, regionOptions, type Sent } from './registration-model.js';

/** The organisation that a form says: one that was found, or a new one where it is told enough. */
export function chosenFrom(sent: Sent): ChosenOrganisation {
  // The button of a known one speaks after the list.
  const org = [sent['org']].flat().at(-1);
  const organisationId = typeof org === 'string' && org !== 'new' && org !== '' ? org : null;
  const { region, kind } = placeFrom(sent);
  const name = String(sent['newName'] ?? '').trim();
  const fresh =
    organisationId === null && name && region && kind
      ? { name: name.slice(0, 300), inn: String(sent['inn'] ?? '').slice(0, 30), kind, regionCode: region }
      : null;
  return { organisationId, fresh, another: sent['another'] === 'yes' };
}

/** Whether known ones that look like the new one are to be shown. */
export const isAlike = (again: FormAgain | null): boolean => again?.refusal?.code === 'organisation-alike';

/** The part of a form where an organisation is found or made, as it was sent. */
export function organisationChoice(
  sent: Sent,
  facts: {
    setup: CycleSetup;
    organisations: readonly Organisation[];
    alike: readonly Organisation[];
    again: FormAgain | null;
  },
  { locale, t }: { locale: Locale; t: Translator },
) {
  const { setup, organisations, alike, again } = facts;
  const { region, kind } = placeFrom(sent);
  const words = String(sent['find'] ?? '');
  const typed = String(sent['newName'] ?? '').trim();
  return {
    find: words,
    asked: words.trim() !== '',
    organisations: organisations.map(({ id, name, inn, formerNames, regionCode }) => ({
      id,
      name,
      inn: inn ?? '',
      former: formerNames.join('; '),
      region: setup.regions.get(regionCode)?.nameRu ?? regionCode,
      checked: sent['org'] === id,
    })),
    isNew:
      sent['org'] === 'new' ||
      (again !== null && Boolean(sent['newName'])) ||
      (words.trim() !== '' && organisations.length === 0),
    regions: regionOptions(setup, locale, region),
    kinds: kindOptions(t, kind),
    alike: alike.map(({ id, name, inn }) => ({
      id,
      inn: inn ?? '',
      ...spellings(typed, name),
      isSame: inn !== null && inn === String(sent['inn'] ?? '').replace(/\D/g, ''),
    })),
  };
}

export const kindOptions = (t: Translator, chosen: string | null) =>
  organisationKinds.map((kind) => ({ value: kind, label: t(`words:kind.${kind}`), chosen: kind === chosen }));
