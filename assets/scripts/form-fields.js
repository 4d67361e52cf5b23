// The fields of a form as they are saved: a text is one field, a list or a table with all its rows is one. A value is a list of
// [name, text] pairs; fields of rows are named `<field>.<row>.<column>`.
import { Rows } from './rows.js';

const bookkeeping =
  /^(?:_csrf|_kept|_keptCopy|version|versions|was|fields|window|go|add|up|down|remove|detach|fileUp|fileDown|(?:keep|both|since|files|caption)\..*)$/;

/** Every field of the form with its value, also the empty ones: as it stands now, or as the page was sent. */
export function valuesOf(form, { asSent = false } = {}) {
  const values = new Map();
  for (const list of form.querySelectorAll('[data-rows]')) values.set(list.dataset.rows, []);
  for (const control of form.elements) {
    if (!isTyped(control)) continue;
    const field = fieldOf(control.name);
    if (!values.has(field)) values.set(field, []);
    values.get(field).push(...textsOf(control, asSent).map((text) => [control.name, text]));
  }
  return values;
}

function textsOf(control, asSent) {
  if (control.type === 'radio' || control.type === 'checkbox')
    return (asSent ? control.defaultChecked : control.checked) ? [control.value] : [];
  if (control.tagName === 'SELECT') {
    const chosen = [...control.options].filter((option) => (asSent ? option.defaultSelected : option.selected));
    return (chosen.length > 0 ? chosen : [...control.options].slice(0, 1)).map((option) => option.value);
  }
  return [lines(asSent ? control.defaultValue : control.value)];
}

const lines = (text) => text.replaceAll('\r\n', '\n');

export const isTyped = (control) =>
  Boolean(control.name) &&
  !bookkeeping.test(control.name) &&
  !['hidden', 'password', 'file', 'submit', 'button'].includes(control.type);

export const fieldOf = (name) => name.split('.', 1)[0];

export const written = (value) => JSON.stringify(value);

/** What people call the field. */
export function labelOf(form, field) {
  const place = document.getElementById(`${field}-label`) ?? form.querySelector(`label[for="${CSS.escape(field)}"]`);
  return (
    (
      place ?? form.elements[field]?.closest?.('.l-field')?.querySelector('.form-label')
    )?.firstChild?.textContent.trim() || field
  );
}

/** Puts a value into its controls, with as many rows as it has. */
export function setField(form, field, value) {
  const list = form.querySelector(`[data-rows="${CSS.escape(field)}"]`);
  if (list) new Rows(list).resize(1 + Math.max(0, ...value.map(([name]) => Number(name.split('.')[1]))));
  for (const control of form.elements) {
    if (!isTyped(control) || fieldOf(control.name) !== field) continue;
    const texts = value.filter(([name]) => name === control.name).map(([, text]) => text);
    if (control.type === 'radio' || control.type === 'checkbox') control.checked = texts.includes(control.value);
    else setText(control, texts[0] ?? '');
    control.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/** The caret stays where it was, counted from the nearer end of what did not change. */
function setText(control, text) {
  if (control.value === text) return;
  const isHere = document.activeElement === control && typeof control.selectionStart === 'number';
  const [start, left] = isHere ? [control.selectionStart, control.value.length - control.selectionStart] : [0, 0];
  const before = control.value.slice(0, start);
  control.value = text;
  if (!isHere) return;
  const caret = text.startsWith(before) ? start : Math.max(0, text.length - left);
  control.setSelectionRange(caret, caret);
}

/** The pairs of a value as the server names it: a text, a list of texts, rows with columns. */
export function pairsOf(field, answer) {
  if (!Array.isArray(answer)) return [[field, String(answer ?? '')]];
  return answer.flatMap((row, index) =>
    typeof row === 'object'
      ? Object.entries(row).map(([column, text]) => [`${field}.${index}.${column}`, text])
      : [[`${field}.${index}.text`, row]],
  );
}

/**
 * What was typed while a save was under way, put into what came back of it: `sent` became `typed` here and `kept` there.
 * Null where both changed the same place.
 */
export function carriedOver(sent, typed, kept) {
  const here = changeOf(sent, typed);
  const there = changeOf(sent, kept);
  if (here.end <= there.start) return kept.slice(0, here.start) + here.text + kept.slice(here.end);
  const shift = kept.length - sent.length;
  if (here.start >= there.end) return kept.slice(0, here.start + shift) + here.text + kept.slice(here.end + shift);
  return null;
}

function changeOf(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < before.length - start && tail < after.length - start && before.at(-1 - tail) === after.at(-1 - tail))
    tail += 1;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}
