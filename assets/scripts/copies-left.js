// [data-copies-left="<address>"]: what forms under the address left in this browser and could not save, to be read and copied.
import { copiesUnder } from './typed-copies.js';

const attached = new WeakSet();

export function attach(place) {
  if (attached.has(place)) return;
  attached.add(place);
  const left = copiesUnder(place.dataset.copiesLeft, place.dataset.who ?? '');
  const button = place.querySelector('[data-copies-drop]');
  for (const { field, at, value } of left) {
    const time = new Date(at).toLocaleString(document.documentElement.lang);
    const text = document.createElement('textarea');
    text.className = 'form-control mb-2';
    text.readOnly = true;
    text.rows = 4;
    text.setAttribute('aria-label', `${field}, ${time}`);
    text.value = value
      .map(([, line]) => line)
      .filter(Boolean)
      .join('\n');
    button.before(text);
  }
  place.hidden = left.length === 0;
  button.addEventListener('click', () => {
    for (const { copies } of left) copies.write({ current: {}, earlier: {} });
    place.hidden = true;
  });
}
