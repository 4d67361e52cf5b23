import type { Answers } from '../../domain/cycles/form.js';
import type { Dice } from '../demo/dice.js';
import { writeAnswers, type DemoNomination } from '../demo/entry-texts.js';
import { sentenceOf, wordOf, type Vocabulary } from './vocabulary.js';

/** What the answers of an entry come to, as JSON in UTF-8. */
const wantedBytes = 3300;

/** Complete answers of about 3.3 KB: the facts of a theme, and sentences out of the vocabulary. */
export function answersOf(
  dice: Dice,
  facts: { nomination: DemoNomination; place: string; year: number; words: Vocabulary },
): Answers {
  const { nomination, place, year, words } = facts;
  const theme = dice.of(nomination.themes);
  const title = `${theme.title}: ${wordOf(dice, words.titles)}, ${wordOf(dice, words.titles)}`;
  const written = writeAnswers(dice, { theme, title, place, year, projects: ['np2025-family'] });
  const answers = { ...written, solution: theme.solution, uniqueness: '', risks: sentenceOf(dice, words.answers) };
  let missing = wantedBytes - Buffer.byteLength(JSON.stringify(answers));
  while (missing > 0) {
    const sentence = sentenceOf(dice, words.answers);
    answers.solution += ` ${sentence}`;
    missing -= Buffer.byteLength(sentence) + 1;
  }
  return answers;
}
