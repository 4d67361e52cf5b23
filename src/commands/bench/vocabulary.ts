import { readData } from '../../cycles/reference/load-reference.js';
import type { Dice } from '../demo/dice.js';
import type { DemoNomination } from '../demo/entry-texts.js';

const skew = 8;
const fine = 1_000_000;

/**
 * Words of the demonstration's texts, in two lists without a common word: what titles are told apart by, and what only
 * answers say. The first words of a list are frequent and the last ones rare, as in any language, so that a search may
 * find much or little.
 */
export interface Vocabulary {
  titles: string[];
  answers: string[];
}

export function readVocabulary(nominations: readonly DemoNomination[]): Vocabulary {
  const themes = nominations.flatMap((nomination) => nomination.themes);
  const inTitles = themes.map(({ title }) => title.toLowerCase()).join(' ');
  const inThemes = JSON.stringify(nominations).toLowerCase();
  const elsewhere = JSON.stringify(
    ['practices', 'criteria', 'past-cycles'].map((name) => readData(`demo/${name}.json`)),
  );
  return {
    titles: wordsOf(inThemes).filter((word) => !inTitles.includes(word)),
    answers: wordsOf(elsewhere.toLowerCase()).filter((word) => !inThemes.includes(word)),
  };
}

const wordsOf = (text: string): string[] => [...new Set(text.match(/[а-яё]{7,}/g))].sort();

export function wordOf(dice: Dice, words: readonly string[]): string {
  const share = dice.between(0, fine - 1) / fine;
  return words[Math.floor((-Math.log(1 - share * (1 - Math.exp(-skew))) / skew) * words.length)]!;
}

export function sentenceOf(dice: Dice, words: readonly string[]): string {
  const said = Array.from({ length: dice.between(6, 12) }, () => wordOf(dice, words)).join(' ');
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}

/** Counts in how many entries each word stands, to choose one that about so many have. */
export class WordCount {
  private readonly entries = new Map<string, number>();

  add(text: string): void {
    for (const word of new Set(wordsOf(text.toLowerCase()))) this.entries.set(word, (this.entries.get(word) ?? 0) + 1);
  }

  nearestTo(wanted: number, among: readonly string[]): { word: string; entries: number } {
    const distance = (word: string) => Math.abs((this.entries.get(word) ?? 0) - wanted);
    const word = among.reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best));
    return { word, entries: this.entries.get(word) ?? 0 };
  }
}
