// Shortcuts of one letter can be switched off (WCAG 2.1.4): [data-keys-switch] shows the switch, this browser remembers it.
const NAME = 'laureat-single-keys';
const attached = new WeakSet();

/** Whether single keys act: not where they are switched off, with another key held, or while one writes. */
export function isSingleKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return false;
  return localStorage.getItem(NAME) !== 'off';
}

export function attach(place) {
  if (attached.has(place)) return;
  attached.add(place);
  const box = place.querySelector('input');
  const show = () => document.documentElement.classList.toggle('is-without-keys', !box.checked);
  box.checked = localStorage.getItem(NAME) !== 'off';
  box.addEventListener('change', () => {
    if (box.checked) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, 'off');
    show();
  });
  show();
  place.hidden = false;
}

export function isTyping(target) {
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  return target.tagName === 'INPUT' && !['radio', 'checkbox', 'button', 'submit'].includes(target.type);
}
