import { cut } from '../../domain/kernel/cut.js';
/** Levels as lines that a person can type: «7–8 Результат подтверждён документами». */
export function levelLines(levels: readonly { from: string; to: string; text: string }[]): string {
  return levels.map(({ from, to, text }) => `${from === to ? from : `${from}–${to}`} ${text}`).join('\n');
}

/** The levels back from their lines; a line without points in front says nothing about points and falls away. */
export function levelsFrom(lines: string): { from: string; to: string; text: string }[] {
  return lines
    .split(/\r?\n/)
    .map((line) => /^\s*(\d+(?:[.,]\d+)?)(?:\s*[–—-]\s*(\d+(?:[.,]\d+)?))?\s*[.|:]?\s+(\S.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, from, to, text]) => ({ from: decimal(from!), to: decimal(to ?? from!), text: text!.trim() }));
}

/** Levels with names as lines: «10 Высокий». */
export function namedLevelLines(levels: readonly { points: string; label: string }[]): string {
  return levels.map(({ points, label }) => `${points} ${label}`).join('\n');
}

/** The named levels back from their lines; a line without points in front falls away. */
export function namedLevelsFrom(lines: string): { points: string; label: string }[] {
  return lines
    .split(/\r?\n/)
    .map((line) => /^\s*(-?\d+(?:[.,]\d+)?)\s*[.|:–—-]?\s+(\S.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, points, label]) => ({ points: decimal(points!), label: cut(label!.trim(), 100) }));
}

const decimal = (typed: string): string => typed.replace(',', '.');
