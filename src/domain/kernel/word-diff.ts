/** A run of words that both texts have, or that only the earlier or the later one has. */
export interface DiffRun {
  kind: 'same' | 'gone' | 'new';
  text: string;
}

const mostCells = 4_000_000;

/**
 * What changed between two texts, word by word, by their longest common sequence of words. Joining the runs that are not
 * new gives the earlier text, joining those that are not gone the later one. Texts too long to compare are replaced whole.
 */
export function wordDiff(before: string, after: string): DiffRun[] {
  if (before === after) return before ? [{ kind: 'same', text: before }] : [];
  const a = wordsOf(before);
  const b = wordsOf(after);
  if (a.length * b.length > mostCells)
    return runs([
      ...a.map((text) => ({ kind: 'gone' as const, text })),
      ...b.map((text) => ({ kind: 'new' as const, text })),
    ]);
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  const found: DiffRun[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      found.push({ kind: 'same', text: a[i]! });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      found.push({ kind: 'gone', text: a[i]! });
      i += 1;
    } else {
      found.push({ kind: 'new', text: b[j]! });
      j += 1;
    }
  }
  return runs(found);
}

const wordsOf = (text: string): string[] => text.match(/\s+|[^\s]+/gu) ?? [];

/**
 * Neighbouring parts of a kind become one. What went and what came between two words that stayed stand together, and so do
 * such places with nothing but space between them: a sentence that was written anew reads as one, not as a patchwork.
 */
function runs(parts: readonly DiffRun[]): DiffRun[] {
  const joined: DiffRun[] = [];
  let gone = '';
  let fresh = '';
  let space = '';
  const settle = () => {
    if (gone) joined.push({ kind: 'gone', text: gone });
    if (fresh) joined.push({ kind: 'new', text: fresh });
    if (space) same(space);
    gone = fresh = space = '';
  };
  const same = (text: string) => {
    const last = joined.at(-1);
    if (last?.kind === 'same') last.text += text;
    else joined.push({ kind: 'same', text });
  };
  for (const { kind, text } of parts) {
    if (kind === 'same' && (gone || fresh) && !text.trim()) space += text;
    else if (kind === 'same') {
      settle();
      same(text);
    } else {
      gone += space;
      fresh += space;
      space = '';
      if (kind === 'gone') gone += text;
      else fresh += text;
    }
  }
  settle();
  return joined;
}
