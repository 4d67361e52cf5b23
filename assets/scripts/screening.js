// [data-screening]: J and K go through the queue, A admits. R returns and X rejects once a reason stands there, and lead to it
// before; in the reason Ctrl+Enter presses the button that led there. Ticks of the queue stay while one goes through it. The
// place says «ready» when keys are heard.
import { isSingleKey } from './single-keys.js';

const attached = new WeakSet();
const TICKED = 'laureat-ticked';

export function attach(place) {
  if (attached.has(place)) return;
  attached.add(place);
  const reason = place.querySelector('textarea[name=reason]');
  let led = null;
  const press = (key) => place.querySelector(`[data-key="${key}"]`)?.click();
  document.addEventListener('keydown', (event) => {
    if (event.target === reason && event.key === 'Enter' && (event.ctrlKey || event.metaKey) && led) {
      event.preventDefault();
      return press(led);
    }
    if (event.target === reason && event.key === 'Escape') return reason.blur();
    const key = keys[event.code];
    if (!key || event.repeat || !isSingleKey(event)) return;
    if (reason && (key === 'r' || key === 'x') && place.querySelector(`[data-key="${key}"]`)) {
      event.preventDefault();
      led = key;
      if (reason.value.trim() === '') return reason.focus();
    }
    press(key);
  });
  keepTicks(place);
  place.querySelector('.l-q.is-cur')?.scrollIntoView({ block: 'nearest' });
  place.dataset.screening = 'ready';
}

/** What is ticked is a fact of this tab and of the rows as they stand: another state or revision is another value. */
function keepTicks(place) {
  const boxes = [...place.querySelectorAll('[data-queue] input[name=entry]')];
  const ticked = new Set(JSON.parse(sessionStorage.getItem(TICKED) ?? '[]'));
  for (const box of boxes) box.checked ||= ticked.has(box.value);
  place.addEventListener('change', (event) => {
    if (event.target.name !== 'entry') return;
    if (event.target.checked) ticked.add(event.target.value);
    else ticked.delete(event.target.value);
    sessionStorage.setItem(TICKED, JSON.stringify([...ticked]));
  });
  place.querySelector('[data-queue]')?.addEventListener('submit', () => sessionStorage.removeItem(TICKED));
}

/** By place on the keyboard: the letters of another layout are the same keys. */
const keys = { KeyJ: 'j', KeyK: 'k', KeyA: 'a', KeyX: 'x', KeyR: 'r' };
