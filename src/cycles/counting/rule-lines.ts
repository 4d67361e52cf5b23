import { decimalFrom } from '../../domain/kernel/decimal.js';
import type { Band, PointsBand } from '../../domain/ranking/ranking-rule.js';

type Words = (key: string, values?: Record<string, string>) => string;

const number = String.raw`-?\d[\d\s  ]*(?:[.,]\d+)?`;
const bandLine = new RegExp(
  String.raw`^(?:(?:от|from)\s+(${number})\s*)?(?:(?:до|to)\s+(${number})(\s+(?:включительно|inclusive))?\s*)?[:=]\s*(${number})$`,
  'iu',
);
const namedLine = new RegExp(String.raw`^(.+?)\s*[:=]\s*(${number})$`, 'u');

const linesOf = (text: string) =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);

/** Bands that a person typed, a line for each: «от 5 до 16: 3», «до 5: 0», «от 31 до 50 включительно: 11». `null` where a line is none. */
export function bandsFrom(text: string): PointsBand[] | null {
  const bands = linesOf(text).map((line): PointsBand | null => {
    const found = bandLine.exec(line);
    if (!found) return null;
    const [, from, to, including, points] = found;
    return {
      from: from === undefined ? null : decimalFrom(from),
      to: to === undefined ? null : decimalFrom(to),
      ...(including && { including: true }),
      points: decimalFrom(points!)!,
    };
  });
  return bands.some((band) => band === null) ? null : (bands as PointsBand[]);
}

export function bandLines(bands: readonly PointsBand[], t: Words): string {
  return bands.map((band) => `${bandText(band, t)}: ${shownDecimal(band.points, t)}`.replace(/^: /, ': ')).join('\n');
}

/** A band in words: «от 5 до 16», «до 5», «от 50»; nothing where it is open on both sides. */
export function bandText({ from, to, including }: Band, t: Words): string {
  const parts = [
    from === null ? '' : t('cycles:band.from', { from: shownDecimal(from, t) }),
    to === null ? '' : t('cycles:band.to', { to: shownDecimal(to, t) }),
    to !== null && including ? t('cycles:band.including') : '',
  ];
  return parts.filter(Boolean).join(' ');
}

/** Names with numbers, a line for each: «высокий: 100», «RU-BA: 2». `null` where a line is none. */
export function namedFrom(text: string): { name: string; value: string }[] | null {
  const named = linesOf(text).map((line) => {
    const found = namedLine.exec(line);
    return found && { name: found[1]!.trim(), value: decimalFrom(found[2]!)! };
  });
  return named.some((each) => each === null) ? null : (named as { name: string; value: string }[]);
}

export const namedLines = (named: readonly { name: string; value: string }[], t: Words): string =>
  named.map(({ name, value }) => `${name}: ${shownDecimal(value, t)}`).join('\n');

/** A decimal with the mark of the language. */
export const shownDecimal = (decimal: string, t: Words): string => decimal.replace('.', t('cycles:band.mark'));
