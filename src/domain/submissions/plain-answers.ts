import type { Answer, Answers, FormField } from '../cycles/form.js';
import { decimalFrom } from '../kernel/decimal.js';

/**
 * Rules §7. Answers as they are kept, whoever sends them: a number is a decimal string with a point (`8,5` becomes `8.5`, also
 * in the cells of a table). What cannot be read as a number, and what the form does not ask, stays as it was sent.
 */
export function plainAnswers(fields: readonly FormField[], answers: Answers): Answers {
  const byId = new Map(fields.map((field) => [field.id, field]));
  return Object.fromEntries(
    Object.entries(answers).map(([id, answer]) => [id, plainAnswer(byId.get(id), answer)] as const),
  );
}

function plainAnswer(field: FormField | undefined, answer: Answer): Answer {
  if (field?.type === 'number' && typeof answer === 'string') return decimalFrom(answer) ?? answer;
  if (field?.type !== 'table' || !Array.isArray(answer)) return answer;
  const numbers = field.columns.filter(({ type }) => type === 'number').map(({ id }) => id);
  return answer.map((row) => plainRow(row, numbers)) as Answer;
}

function plainRow(row: unknown, numbers: readonly string[]): unknown {
  if (typeof row !== 'object' || row === null) return row;
  return Object.fromEntries(
    Object.entries(row).map(([id, cell]) => [
      id,
      numbers.includes(id) && typeof cell === 'string' ? (decimalFrom(cell) ?? cell) : (cell as unknown),
    ]),
  );
}
