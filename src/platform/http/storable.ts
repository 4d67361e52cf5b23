const unstorable = /[\0\p{Surrogate}]/u;
/** Deeper than anything that we read, and longer than any name that we give. */
const mostDeep = 40;
const longestName = 1000;

/**
 * Whether everything that was sent can be kept and found again: no text or name holds a NUL, which PostgreSQL has not, or
 * half a character; nothing lies so deep, and no name is so long, that whoever walks or repeats it is lost. However deep
 * the value is, it is walked without recursion.
 */
export function isStorable(sent: unknown): boolean {
  const left = [{ value: sent, depth: 0 }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string') {
      if (unstorable.test(value)) return false;
    } else if (typeof value === 'object' && value !== null) {
      if (depth > mostDeep) return false;
      for (const [name, part] of Object.entries(value)) {
        if (name.length > longestName || unstorable.test(name)) return false;
        left.push({ value: part, depth: depth + 1 });
      }
    }
  }
  return true;
}
