/** Short words as a person lists them: by commas, semicolons or lines, each once, in their order. */
export function wordsFrom(typed: string): string[] {
  const words = typed.split(/[,;\n]/).map((word) => word.trim().replace(/\s+/g, ' ').toLowerCase());
  return [...new Set(words.filter(Boolean))];
}
