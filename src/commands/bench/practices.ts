import type { Database } from '../../platform/database/database.js';
import { Region } from '../../cycles/reference/region.entity.js';
import type { FormField } from '../../domain/cycles/form.js';
import { contentOf } from '../../library/practice-content.js';
import { Practice } from '../../library/practice.entity.js';
import { newId } from '../../platform/ids.js';
import type { Dice } from '../demo/dice.js';
import type { DemoNomination } from '../demo/entry-texts.js';
import { answersOf } from './answers.js';
import { insertRows } from './insert-rows.js';
import type { Vocabulary } from './vocabulary.js';

const batch = 1000;
const outcomes = ['winner', 'finalist', 'laureate', 'recommended', 'presented', 'presented'] as const;

interface LibraryFacts {
  fields: FormField[];
  sources: DemoNomination[];
  words: Vocabulary;
  dice: Dice;
  now: Date;
}

/** Cards of past years, with the content that an entry would have given them. */
export async function addPractices(db: Database, facts: LibraryFacts, count: number): Promise<void> {
  const regions = await db.reader.find(Region, { order: { code: 'ASC' } });
  for (let done = 0; done < count; done += batch) {
    const cards = Array.from({ length: Math.min(batch, count - done) }, (_, index) =>
      cardOf(facts, facts.dice.of(regions), done + index),
    );
    await db.transaction((tx) => insertRows(tx, Practice, cards));
  }
}

function cardOf({ dice, fields, sources, words, now }: LibraryFacts, region: Region, index: number): Partial<Practice> {
  const nomination = dice.of(sources);
  const year = now.getUTCFullYear() - dice.between(1, 9);
  const place = `Организация ${dice.between(1, 5000)}`;
  const answers = answersOf(dice, { nomination, place, year, words });
  return {
    ...contentOf(fields, answers),
    id: newId(),
    slug: `practice-${index + 1}`,
    submissionId: null,
    publicationId: null,
    cycleId: null,
    title: String(answers['title']),
    regionCode: region.code,
    regionName: region.nameRu,
    organisation: place,
    nomination: nomination.title,
    year,
    outcome: dice.of(outcomes),
    recommended: false,
    source: '',
    generated: true,
    publishedAt: new Date(Date.UTC(year, 11, 1)),
    version: 1,
  };
}
