// [data-screening]: J and K go through the queue, A admits, X rejects; R leads to the reason. Keys do nothing while one writes.
const attached = new WeakSet();

export function attach(place) {
  if (attached.has(place)) return;
  attached.add(place);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input, textarea, select')) return;
    const key = keys[event.code];
    if (!key) return;
    if (key === 'r') {
      event.preventDefault();
      return place.querySelector('textarea[name=reason]')?.focus();
    }
    place.querySelector(`[data-key="${key}"]`)?.click();
  });
}

/** By place on the keyboard: the letters of another layout are the same keys. */
const keys = { KeyJ: 'j', KeyK: 'k', KeyA: 'a', KeyX: 'x', KeyR: 'r' };
