const unstorable = /[\0\p{Surrogate}]/u;

/**
 * Whether everything that was sent can be kept and found again: no text or name holds a NUL, which PostgreSQL has not, or
 * half a character. However deep the value is, it is walked without recursion.
 */
export function isStorable(sent: unknown): boolean {
  const left: unknown[] = [sent];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string') {
      if (unstorable.test(value)) return false;
    } else if (typeof value === 'object' && value !== null)
      for (const [name, part] of Object.entries(value)) left.push(name, part);
  }
  return true;
}
