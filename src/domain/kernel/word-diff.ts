import { diffArrays } from 'diff';

/** A run of words that both texts have, or that only the earlier or the later one has. */
export interface DiffRun {
  kind: 'same' | 'gone' | 'new';
  text: string;
}

/** Beyond so many changed words the texts have nothing to show side by side: the earlier one goes, the later one comes. */
const mostChanges = 4000;

/**
 * What changed between two texts, word by word, by Myers' shortest edit script. Joining the runs that are not new gives the
 * earlier text, joining those that are not gone the later one. Texts that differ too much are replaced whole.
 */
export function wordDiff(before: string, after: string): DiffRun[] {
  const [earlier, later] = [wordsOf(before), wordsOf(after)];
  const changes = diffArrays(earlier, later, { maxEditLength: mostChanges }) ?? [
    { value: earlier, removed: true, added: false },
    { value: later, removed: false, added: true },
  ];
  return runs(
    changes.map(({ value, removed, added }) => ({
      kind: removed ? 'gone' : added ? 'new' : 'same',
      text: value.join(''),
    })),
  );
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
