import type { Answer, FileAnswer, FormField } from '../cycles/form.js';

/** Whether an answer is of the kind that its field takes. */
export function hasShape(field: FormField, answer: unknown): answer is Answer {
  const every = (test: (item: unknown) => boolean) => Array.isArray(answer) && answer.every(test);
  const isText = (item: unknown) => typeof item === 'string';
  const isRecord = (item: unknown): item is object => typeof item === 'object' && item !== null && !Array.isArray(item);
  if (field.type === 'checkbox') return typeof answer === 'boolean';
  if (field.type === 'multiselect' || field.type === 'list') return every(isText);
  if (field.type === 'table') return every((row) => isRecord(row) && Object.values(row).every(isText));
  if (field.type === 'files') return every(isFile);
  return isText(answer);
}

function isFile(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const file = item as Partial<Record<keyof FileAnswer, unknown>>;
  return (
    (['id', 'name', 'mediaType', 'sha256'] as const).every((key) => typeof file[key] === 'string') &&
    typeof file.bytes === 'number'
  );
}

/** Characters as people count them: code points, a line break being one. */
export function lengthOf(text: string): number {
  return [...text.replaceAll('\r\n', '\n')].length;
}
