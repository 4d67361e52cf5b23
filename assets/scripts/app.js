// Loads what a page asks for. Every page acts without it: menus are details, steps are links, scores are radio buttons.
const islands = [
  ['form[data-autosave]', () => import('./autosave.js')],
  ['form[method=post]:has(textarea):not([data-autosave])', () => import('./keep.js')],
  ['[data-uploads]', () => import('./uploads.js')],
  ['[data-screening]', () => import('./screening.js')],
  ['[data-keys-switch]', () => import('./single-keys.js')],
  ['[data-presence]', () => import('./presence.js')],
  ['[data-copies-left]', () => import('./copies-left.js')],
  ['[data-counter-for]', () => import('./counter.js')],
  ['[data-scoring]', () => import('./scoring.js')],
  ['[data-dialog]', () => import('./confirm.js')],
  ['[data-rows]', () => import('./rows.js')],
];

async function start(root) {
  for (const [selector, load] of islands) {
    if (!root.querySelector(selector)) continue;
    const { attach } = await load();
    for (const element of root.querySelectorAll(selector)) attach(element);
  }
  for (const button of root.querySelectorAll('[data-print]')) button.hidden = false;
}

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-print]')) window.print();
  for (const menu of document.querySelectorAll('details.l-menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of document.querySelectorAll('details.l-menu[open]')) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});
// Nobody's unsaved text stays on a shared computer after signing out.
document.addEventListener('submit', (event) => {
  if (new URL(event.target.action).pathname !== '/sign-out') return;
  for (const key of Object.keys(localStorage)) if (key.startsWith('laureat:')) localStorage.removeItem(key);
});
document.addEventListener('htmx:after:swap', () => void start(document));

// A form with files that came back says its token in its address: where somebody is, it is no part of.
const address = new URL(location.href);
if (address.searchParams.has('_csrf')) {
  address.searchParams.delete('_csrf');
  history.replaceState(history.state, '', address);
}

// Tabs and the side list scroll sideways on a phone: the page that is open comes into sight.
for (const row of document.querySelectorAll('.l-side__nav, .l-tabs')) {
  const here = row.querySelector('[aria-current]');
  if (here && row.scrollWidth > row.clientWidth)
    row.scrollLeft += here.getBoundingClientRect().left - row.getBoundingClientRect().left - row.clientWidth / 3;
}

void start(document);
