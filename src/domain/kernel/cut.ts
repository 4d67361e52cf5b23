/** The beginning of a text, at most `most` UTF-16 units and never half a character. */
export function cut(text: string, most: number): string {
  const begun = text.slice(0, most);
  return /[\ud800-\udbff]$/.test(begun) ? begun.slice(0, -1) : begun;
}

/** The first character of a text as people see it, an emoji whole; nothing of nothing. */
export function initialOf(text: string): string {
  const [first] = segmenter.segment(text);
  return first?.segment ?? '';
}

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
