import type { FieldProblem } from '../kernel/refusal.js';

/**
 * Rules §7. A file in which the scanner found something keeps an entry from being submitted; one that it has not looked at yet
 * does not, for arrival decides, and is shown to nobody until it is clean. `quarantined` has what was found by file, and
 * an empty text of those that wait.
 */
export function infectedIn(
  files: readonly { field: string; file: { id: string; name: string } }[],
  quarantined: ReadonlyMap<string, string>,
): FieldProblem[] {
  return files.flatMap(({ field, file }) => {
    const finding = quarantined.get(file.id);
    return finding ? [{ pointer: `/${field}`, rule: 'file-infected', values: { name: file.name, finding } }] : [];
  });
}
