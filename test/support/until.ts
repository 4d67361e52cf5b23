/** Waits for a fact: looks again and again until `look` finds something, at most so many seconds. */
export async function until<T>(look: () => Promise<T | null | undefined | false> | T, seconds = 30): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited ${seconds} s in vain`);
}
