import type { Answers, FormField } from '../../domain/cycles/form.js';
import { isBlank } from '../../domain/submissions/completeness.js';
import type { FormBody } from '../../platform/http/pages/forms.js';
import { sha256 } from '../../platform/ids.js';
import { answersOfStep } from './entry-form-model.js';

/** What a page of the form asks to keep. */
export interface TypedStep {
  answers: Answers;
  /** The version from which each field was typed. */
  version: number | Record<string, number>;
  window: string;
  /** What each field grew from, where the page says it. */
  bases: Answers;
}

/**
 * What was typed on a page. Fields that stand as they were handed out are not sent on: whoever did not touch them does not
 * save them. `fields` names those that autosave sends; `keep.<field>` settles a clash: `theirs` lets go of the own text,
 * `both` takes the one put together; a clash that nobody settled stays one, since `since.<field>` says what it grew from.
 */
export function typedStep(fields: readonly FormField[], body: FormBody): TypedStep {
  const sentFields = textOf(body, 'fields');
  const asked = sentFields === '' ? fields : fields.filter(({ id }) => sentFields.split(',').includes(id));
  const was = numbersOrTexts(textOf(body, 'was'));
  const versions = numbersOrTexts(textOf(body, 'versions'));
  const page = Number(textOf(body, 'version')) || 0;
  const answers: Answers = {};
  const version: Record<string, number> = {};
  for (const [id, typed] of Object.entries(moved(answersOfStep(asked, body), body))) {
    const choice = textOf(body, `keep.${id}`);
    const since = Number(textOf(body, `since.${id}`));
    if (choice === 'theirs' || (since === 0 && was[id] === printOf(typed))) continue;
    answers[id] = choice === 'both' ? textOf(body, `both.${id}`).replaceAll('\r\n', '\n') : typed;
    version[id] = since > 0 && choice === '' ? since : Number(versions[id] ?? page) || 0;
  }
  return { answers, version, window: textOf(body, 'window').slice(0, 40), bases: basesOf(asked, body) };
}

/** Sent as the fields are, under `base.`. */
function basesOf(fields: readonly FormField[], body: FormBody): Answers {
  const sent = Object.entries(body).filter(([name]) => name.startsWith('base.'));
  if (sent.length === 0) return {};
  return answersOfStep(fields, Object.fromEntries(sent.map(([name, text]) => [name.slice('base.'.length), text])));
}

/** What a page hands out, to tell afterwards which of its fields were touched. */
export const printsOf = (fields: readonly FormField[], answers: Answers): string =>
  JSON.stringify(
    Object.fromEntries(fields.flatMap(({ id, type }) => (type === 'files' ? [] : [[id, printOf(answers[id])]]))),
  );

const printOf = (answer: unknown): string => (isBlank(answer) ? '' : sha256(JSON.stringify(bare(answer))).slice(0, 12));

/** Without empty rows and cells: a page hands out one that nobody answered. */
function bare(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.filter((row) => !isBlank(row)).map(bare);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).filter(([, cell]) => !isBlank(cell)));
}

export function textOf(body: FormBody, name: string): string {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  return typeof value === 'string' ? value : (value?.at(-1) ?? '');
}

function numbersOrTexts(json: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(json || '{}');
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Rows moved by the buttons that work without scripts: `up`, `down` and `remove` name `steps.1`. */
function moved(answers: Answers, body: FormBody): Answers {
  for (const verb of ['up', 'down', 'remove'] as const) {
    const [id = '', index = ''] = textOf(body, verb).split('.');
    const rows = Object.hasOwn(answers, id) ? answers[id] : undefined;
    if (!Array.isArray(rows)) continue;
    const list = [...rows] as unknown[];
    const [row] = list.splice(Number(index), 1);
    if (verb !== 'remove' && row !== undefined)
      list.splice(Math.max(0, Number(index) + (verb === 'up' ? -1 : 1)), 0, row);
    return { ...answers, [id]: list as never };
  }
  return answers;
}
