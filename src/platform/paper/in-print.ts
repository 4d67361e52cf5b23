/** Which signs each font can draw. */
export type Glyphs = Record<'Serif' | 'Sans' | 'Mono', (point: number) => boolean>;

interface Run {
  text: string;
  font?: keyof Glyphs;
  wordBreak?: 'break-all';
}

/** A word of more letters would leave its column. */
const longestWord = 28;

/**
 * The parts of a document with texts that can be printed: what the font of the text lacks is drawn with another, what none has is
 * written by its code, as [U+1F680]; a word without end may break anywhere.
 */
export function inPrint<Node>(node: Node, glyphs: Glyphs): Node {
  if (typeof node === 'string') return inPrint({ text: node }, glyphs) as Node;
  if (Array.isArray(node)) return node.map((item: unknown) => inPrint(item, glyphs)) as Node;
  if (typeof node !== 'object' || node === null) return node;
  const parts = Object.entries(node).map(([key, value]: [string, unknown]) => {
    if (key === 'text' && typeof value === 'string') return [key, textOf(value, node, glyphs)];
    if (['text', 'stack', 'ul', 'ol', 'columns', 'body'].includes(key)) return [key, inPrint(value, glyphs)];
    return key === 'table' ? [key, inPrint(value, glyphs)] : [key, value];
  });
  return Object.fromEntries(parts) as Node;
}

function textOf(text: string, { font }: { font?: unknown }, glyphs: Glyphs): string | Run[] {
  const own = font === 'Sans' || font === 'Mono' ? font : 'Serif';
  const words = cleanOf(text).match(/\s+|\S+/g) ?? [];
  const runs = words.flatMap((word) => {
    const long = [...word].length > longestWord ? { wordBreak: 'break-all' as const } : {};
    return runsOf(word, own, glyphs).map((run) => ({ ...run, ...long }));
  });
  const isPlain = runs.every(({ font: other, wordBreak }) => other === undefined && wordBreak === undefined);
  return isPlain ? runs.map((run) => run.text).join('') : joined(runs);
}

const cleanOf = (text: string): string =>
  Array.from(text.replaceAll('\r\n', '\n').replaceAll('\t', ' ').normalize('NFC'), (sign) => {
    const point = sign.codePointAt(0)!;
    // Nothing is seen of these: they choose how the sign before them is drawn.
    const isUnseen = point === 0xfe0f || point === 0xfe0e || point === 0x200d || point === 0xfeff || point === 0xad;
    return isUnseen || (point < 32 && sign !== '\n') || point === 127 ? '' : sign;
  }).join('');

function runsOf(word: string, own: keyof Glyphs, glyphs: Glyphs): Run[] {
  const runs: Run[] = [];
  for (const sign of word) {
    const point = sign.codePointAt(0)!;
    const font = [own, 'Sans' as const, 'Serif' as const].find((one) => glyphs[one](point) || sign === '\n');
    const text = font ? sign : `[U+${point.toString(16).toUpperCase().padStart(4, '0')}]`;
    const other = font && font !== own ? { font } : {};
    const last = runs.at(-1);
    if (last && last.font === other.font) last.text += text;
    else runs.push({ text, ...other });
  }
  return runs;
}

/** Neighbours that are drawn alike are one run. */
function joined(runs: readonly Run[]): Run[] {
  return runs.reduce<Run[]>((all, run) => {
    const last = all.at(-1);
    if (last && last.font === run.font && last.wordBreak === run.wordBreak) last.text += run.text;
    else all.push({ ...run });
    return all;
  }, []);
}
