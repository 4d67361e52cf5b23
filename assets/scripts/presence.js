// [data-presence="<address>"]: tells the server which field is written in, and shows who else has the form open. It asks only
// while the page is looked at.
const EVERY = 15_000;
const attached = new WeakSet();
const here = crypto.randomUUID();

export function attach(place) {
  if (attached.has(place)) return;
  attached.add(place);
  const form = document.getElementById(place.dataset.presenceOf);
  let asking = false;

  async function ask() {
    if (asking || document.visibilityState === 'hidden') return;
    asking = true;
    try {
      const response = await fetch(place.dataset.presence, {
        method: 'POST',
        body: bodyOf({ field: document.activeElement?.name?.split('.', 1)[0] ?? '' }),
        headers: { 'X-Autosave': '1', Accept: 'application/json' },
      });
      if (response.ok && !response.redirected) show(await response.json());
    } catch {
      // Off line what was known last stays, and autosave says that there is no connection.
    } finally {
      asking = false;
    }
  }

  const bodyOf = (more) => new URLSearchParams({ _csrf: form.elements._csrf.value, window: here, ...more });

  let shown = '[]';

  /** Who reads by ear hears of somebody who comes or goes, not of each asking. */
  function show({ here: others }) {
    if (JSON.stringify(others) === shown) return;
    shown = JSON.stringify(others);
    const list = place.querySelector('ul');
    const line = ({ name, where }) => {
      const item = document.createElement('li');
      const who = Object.assign(document.createElement('b'), { textContent: name });
      item.append(who, Object.assign(document.createElement('span'), { className: 'l-sub', textContent: where }));
      return item;
    };
    list.replaceChildren(...others.map(line));
    place.hidden = others.length === 0;
    for (const hint of document.querySelectorAll('.l-holder')) hint.remove();
    for (const { field, hint } of others.filter((one) => one.field)) {
      const words = Object.assign(document.createElement('span'), { className: 'l-holder', textContent: hint });
      form.querySelector(`[data-clash-here="${CSS.escape(field)}"]`)?.append(words);
    }
  }

  form.addEventListener('focusin', () => void ask());
  document.addEventListener('visibilitychange', () => void ask());
  window.addEventListener('pagehide', () => navigator.sendBeacon(place.dataset.presence, bodyOf({ leaves: '1' })));
  setInterval(() => void ask(), EVERY);
  void ask();
}
