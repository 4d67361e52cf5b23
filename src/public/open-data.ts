import type { SnapshotItem } from '../domain/results/publication/publication.js';
import type { ShownPublication } from './public.reader.js';

export interface OpenContext {
  /** The address of the site without a slash at its end. */
  base: string;
}

export interface PublishedYear {
  title: string;
  year: number;
  publication: ShownPublication;
}

/** The results of a year as open data: what the snapshot says and nothing beside it. */
export function openRows({ title, year, publication }: PublishedYear, { base }: OpenContext) {
  return {
    competition: title,
    year,
    page: `${base}/results/${year}`,
    publication: publication.number,
    publishedAt: publication.publishAt.toISOString(),
    protocol: publication.protocolNumber,
    sha256: publication.hash,
    withdrawn: publication.withdrawn,
    reason: publication.reason,
    overdue: publication.overdue,
    decisions: publication.items.map(decisionRow),
    notAwarded: publication.nobody,
    standings: publication.standings,
  };
}

function decisionRow(item: SnapshotItem) {
  return {
    number: item.registerNumber,
    nomination: item.nomination,
    outcome: item.outcome,
    title: item.title,
    organisation: item.organisationName,
    regionCode: item.regionCode,
    region: item.regionName,
    ...(item.place && { place: item.place.from }),
    ...(item.total !== undefined && { total: item.total }),
  };
}

/** The decisions as a table, with the columns that any of them has. */
export function decisionTable(decisions: readonly ReturnType<typeof decisionRow>[]): (string | number)[][] {
  const columns = decisionColumns.filter((column) => decisions.some((row) => row[column] !== undefined));
  return [columns, ...decisions.map((row) => columns.map((column) => row[column] ?? ''))];
}

const decisionColumns = [
  'number',
  'nomination',
  'outcome',
  'title',
  'organisation',
  'regionCode',
  'region',
  'place',
  'total',
] as const;

/** The same in the words of schema.org: an event of the year with what was awarded in it. */
export function resultsLd({ title, year, publication }: PublishedYear, { base }: OpenContext) {
  return {
    '@context': 'https://schema.org',
    '@type': 'Dataset',
    '@id': `${base}/results/${year}`,
    name: title,
    temporalCoverage: String(year),
    datePublished: publication.publishAt.toISOString(),
    version: String(publication.number),
    identifier: `sha256:${publication.hash}`,
    distribution: ['csv', 'json'].map((ending) => ({
      '@type': 'DataDownload',
      contentUrl: `${base}/results/${year}.${ending}`,
      encodingFormat: ending === 'csv' ? 'text/csv' : 'application/json',
    })),
    hasPart: publication.items.map((item) => ({
      '@type': 'CreativeWork',
      identifier: item.registerNumber,
      name: item.title,
      award: `${item.outcome}: ${item.nomination}`,
      author: { '@type': 'Organization', name: item.organisationName },
      spatialCoverage: { '@type': 'AdministrativeArea', name: item.regionName, identifier: item.regionCode },
    })),
  };
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** Publications as an Atom feed (RFC 4287), the latest first. */
export function atomFeed(
  publications: readonly PublishedYear[],
  { base, outcomeWord }: OpenContext & { outcomeWord: (item: SnapshotItem) => string },
): string {
  const updated = publications[0]?.publication.publishAt ?? new Date(0);
  const entries = publications.map(({ title, year, publication }) => {
    const chosen = publication.items.map(
      (item) => `${outcomeWord(item)}: «${item.title}», ${item.regionName} (${item.nomination})`,
    );
    return [
      '<entry>',
      `<id>${escaped(`${base}/results/${year}#publication-${publication.number}`)}</id>`,
      `<title>${escaped(`${title}, ${year}: № ${publication.number}`)}</title>`,
      `<link href="${escaped(`${base}/results/${year}`)}"/>`,
      `<updated>${publication.publishAt.toISOString()}</updated>`,
      `<summary>${escaped((publication.number > 1 && publication.reason) || chosen.slice(0, 20).join('\n'))}</summary>`,
      '</entry>',
    ].join('');
  });
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru">',
    `<id>${escaped(`${base}/feed.atom`)}</id><title>Лауреат</title><author><name>Лауреат</name></author>`,
    `<link rel="self" href="${escaped(`${base}/feed.atom`)}"/><updated>${updated.toISOString()}</updated>`,
    ...entries,
    '</feed>',
  ].join('\n');
}
