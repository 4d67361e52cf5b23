import { parse, type HTMLElement } from 'node-html-parser';

/** One press of one button, as a browser would send it. */
export interface Press {
  action: string;
  label: string;
  fields: Record<string, string[]>;
  /** The same with something in everything that may be typed. */
  filled: Record<string, string[]>;
  isMultipart: boolean;
}

/**
 * Every button of the page that posts a form, pressed by somebody who fills what the form asks for and changes nothing else:
 * a reason where one is required, the first choice where one must be made.
 */
export function pressesOf(html: string, address: string): Press[] {
  const root = parse(html);
  return root
    .querySelectorAll('form')
    .filter((form) => (form.getAttribute('method') ?? 'get').toLowerCase() === 'post')
    .flatMap((form) => {
      const own = form.getAttribute('id');
      const outside = own ? root.querySelectorAll(`[form="${own}"]`) : [];
      const inside = form
        .querySelectorAll('input, select, textarea, button')
        .filter((one) => !one.hasAttribute('form'));
      const controls = [...inside, ...outside].filter((one) => !isDisabled(one));
      return controls.filter(isSubmit).map((button) => ({
        action: resolved(button.getAttribute('formaction') ?? form.getAttribute('action') ?? address, address),
        label: (button.getAttribute('aria-label') ?? button.textContent).replaceAll(/\s+/g, ' ').trim(),
        fields: filled(controls, button, false),
        filled: filled(controls, button, true),
        isMultipart: (button.getAttribute('formenctype') ?? form.getAttribute('enctype') ?? '').startsWith('multipart'),
      }));
    });
}

const resolved = (action: string, address: string): string => {
  const { pathname, search } = new URL(action.replaceAll('&amp;', '&'), new URL(address, 'http://page'));
  return pathname + search;
};

const isDisabled = (one: HTMLElement): boolean =>
  one.hasAttribute('disabled') || one.closest('fieldset[disabled]') !== null;

const isSubmit = (one: HTMLElement): boolean =>
  one.rawTagName === 'button'
    ? (one.getAttribute('type') ?? 'submit') === 'submit'
    : one.rawTagName === 'input' && ['submit', 'image'].includes(one.getAttribute('type') ?? '');

function filled(controls: readonly HTMLElement[], button: HTMLElement, isWhole: boolean): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  const add = (name: string, value: string) => void (fields[name] ??= []).push(value);
  const chosen = new Set<string>();
  for (const one of controls) {
    const name = one.getAttribute('name');
    if (!name || isSubmit(one) || one.rawTagName === 'button') continue;
    const type = one.rawTagName === 'input' ? (one.getAttribute('type') ?? 'text') : one.rawTagName;
    const isAsked = isWhole || one.hasAttribute('required');
    const value = one.getAttribute('value') ?? '';
    if (type === 'file') continue;
    if (type === 'radio') {
      if (chosen.has(name)) continue;
      const group = controls.filter((other) => other.getAttribute('name') === name);
      const checked = group.find((other) => other.hasAttribute('checked')) ?? (isAsked ? group[0] : undefined);
      chosen.add(name);
      if (checked) add(name, checked.getAttribute('value') ?? 'on');
    } else if (type === 'checkbox') {
      if (one.hasAttribute('checked') || one.hasAttribute('required')) add(name, one.getAttribute('value') ?? 'on');
    } else if (type === 'select') {
      const options = one.querySelectorAll('option').filter((option) => !option.hasAttribute('disabled'));
      const given = (option: HTMLElement) => option.getAttribute('value') ?? option.textContent;
      const selected = options.filter((option) => option.hasAttribute('selected'));
      const wanted = selected.length ? selected : options.slice(0, 1);
      const real = isAsked && wanted[0] && !given(wanted[0]) ? options.filter(given).slice(0, 1) : wanted;
      if (one.hasAttribute('multiple') && !selected.length) continue;
      for (const option of real) add(name, given(option));
    } else if (type === 'textarea') add(name, one.textContent.trim() || (isAsked ? typedFor(one, type) : ''));
    else add(name, value || (isAsked ? typedFor(one, type) : ''));
  }
  const name = button.getAttribute('name');
  if (name) add(name, button.getAttribute('value') ?? '');
  return fields;
}

/** What somebody types who has something to say. */
function typedFor(one: HTMLElement, type: string): string {
  const name = one.getAttribute('name') ?? '';
  if (name === 'year') return '2031';
  if (name === 'inn') return '7707083893';
  if (/protocol|number$/i.test(name)) return '7';
  if (type === 'email') return 'novikova@example.org';
  if (type === 'number' || one.getAttribute('inputmode') === 'numeric') return one.getAttribute('min') ?? '1';
  if (type === 'date') return one.getAttribute('max') ?? one.getAttribute('min') ?? '2026-06-10';
  if (type === 'datetime-local') return one.getAttribute('min') ?? '2026-06-20T12:00';
  if (type === 'time') return '12:00';
  if (type === 'url') return 'https://practice.example';
  return 'Так решено, и вот почему: это следует из положения';
}
