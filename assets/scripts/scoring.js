// form[data-scoring]: digits give the points of the current criterion («1» then «0» is ten), ↑ ↓ change the criterion,
// X says that it cannot be judged, Ctrl+Enter presses the main button, S the one that skips, «?» shows the keys. The letters
// are places on the keyboard, whatever its language. Radio buttons do all of it without this. The form says «ready» when
// keys are heard.
import { isSingleKey, isTyping } from './single-keys.js';

const PAUSE = 700;
const attached = new WeakSet();

export function attach(form) {
  if (attached.has(form)) return;
  attached.add(form);
  new Desk(form).start();
}

class Desk {
  constructor(form) {
    this.form = form;
    this.criteria = [...form.querySelectorAll('[data-criterion]')];
    this.last = { digits: '', at: 0 };
  }

  start() {
    document.addEventListener('keydown', (event) => this.key(event));
    this.form.addEventListener('change', (event) => {
      const criterion = event.target.closest('[data-criterion]');
      if (!criterion) return;
      if (event.target.type === 'radio') this.given(criterion, event.target);
      if (event.target.matches('[data-cannot]') && event.target.checked) this.withdraw(criterion);
    });
    this.form.addEventListener('input', (event) => {
      if (event.target.matches('[data-points]')) this.given(event.target.closest('[data-criterion]'), event.target);
    });
    // Between pressing and letting go nothing may move, or the press would miss what it was meant for.
    let pressed = false;
    document.addEventListener('pointerdown', () => (pressed = true), true);
    document.addEventListener('click', (event) => {
      pressed = false;
      if (this.form.contains(event.target)) this.markFrom(event.target);
    });
    document.addEventListener('pointercancel', () => (pressed = false), true);
    this.form.addEventListener('focusin', (event) => pressed || this.markFrom(event.target));
    this.form.dataset.scoring = 'ready';
  }

  get current() {
    return Math.max(
      0,
      this.criteria.findIndex((one) => one.classList.contains('is-now')),
    );
  }

  key(event) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.form.querySelector('.btn-primary')?.click();
      return;
    }
    const arrow = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (
      arrow &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey &&
      (!isTyping(event.target) || event.target.matches('[data-points]'))
    ) {
      event.preventDefault();
      this.move(this.current + (event.key === 'ArrowDown' ? 1 : -1));
    }
    if (arrow || !isSingleKey(event)) return;
    if (/^\d$/.test(event.key)) this.digit(event.key, event);
    else if (event.code === 'KeyS') this.form.querySelector('[data-skip]')?.click();
    else if (event.code === 'KeyX') this.criteria[this.current]?.querySelector('[data-cannot]')?.click();
    else if (event.key === '?') {
      const help = this.form.querySelector('[data-keys]');
      if (help) help.hidden = !help.hidden;
    }
  }

  /** What was typed shortly before belongs to the number, where such points exist. */
  digit(digit, event) {
    const criterion = this.criteria[this.current];
    const number = criterion?.querySelector('[data-points]');
    if (number) {
      event.preventDefault();
      number.focus();
      number.value = digit;
      return number.dispatchEvent(new Event('input', { bubbles: true }));
    }
    const joined = (Date.now() - this.last.at < PAUSE ? this.last.digits : '') + digit;
    const inputs = [...(criterion?.querySelectorAll('input[type=radio]') ?? [])];
    const isBegun = inputs.some((one) => keyOf(one).startsWith(joined));
    const digits = isBegun ? joined : digit;
    this.last = { digits, at: Date.now() };
    const input = inputs.find((one) => keyOf(one) === digits) ?? (digits === '0' ? inputs.at(-1) : null);
    if (!input) return;
    input.checked = true;
    input.focus();
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  move(index) {
    if (index < 0 || index >= this.criteria.length) return;
    this.mark(index);
    this.last = { digits: '', at: 0 };
    const criterion = this.criteria[index];
    const inputs = [...criterion.querySelectorAll('input[type=radio], [data-points], textarea')];
    (inputs.find((one) => one.checked) ?? inputs[0])?.focus({ preventScroll: true });
    criterion.scrollIntoView({ block: 'nearest' });
  }

  /** The criterion that is looked at stays where it is while the others fold. */
  markFrom(target) {
    const index = this.criteria.indexOf(target.closest('[data-criterion]'));
    if (index < 0) return;
    const before = this.criteria[index].getBoundingClientRect().top;
    this.mark(index);
    const moved = this.criteria[index].getBoundingClientRect().top - before;
    const scrolls = getComputedStyle(this.form).overflowY === 'auto' && this.form.scrollHeight > this.form.clientHeight;
    if (moved) (scrolls ? this.form : window).scrollBy(0, moved);
  }

  mark(index) {
    for (const [place, criterion] of this.criteria.entries()) criterion.classList.toggle('is-now', place === index);
  }

  /** What cannot be judged has no points: the choice goes, and nothing of it is sent. */
  withdraw(criterion) {
    for (const input of criterion.querySelectorAll('input[type=radio]')) input.checked = false;
    const number = criterion.querySelector('[data-points]');
    if (number) number.value = '';
    this.show(criterion, '', '–');
  }

  given(criterion, input) {
    const cannot = criterion.querySelector('[data-cannot]');
    if (cannot && input.value) cannot.checked = false;
    this.show(criterion, input.value.replace(',', '.'), input.dataset.word ?? (input.value || '–'));
  }

  show(criterion, value, words) {
    const place = criterion.querySelector('[data-given]');
    if (place) {
      place.textContent = words;
      place.classList.toggle('l-muted', value === '');
    }
    for (const level of criterion.querySelectorAll('[data-level]')) {
      const [from, to = from] = level.dataset.level.split('–').map(Number);
      level.classList.toggle('is-given', value !== '' && Number(value) >= from && Number(value) <= to);
    }
    const scores = this.criteria.map(pointsOf);
    const sum = this.form.querySelector('[data-sum]');
    const weighted = scores.reduce(
      (total, one, place) => total + (Number(one) || 0) * Number(this.criteria[place].dataset.weight ?? 1),
      0,
    );
    if (sum) sum.textContent = weighted.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 4 });
    const counted = this.form.querySelector('[data-sum-words]');
    if (counted) counted.textContent = counted.dataset.sumWords.replace('{n}', this.criteria.filter(isDone).length);
  }
}

function pointsOf(criterion) {
  const chosen = criterion.querySelector('input[type=radio]:checked') ?? criterion.querySelector('[data-points]');
  return chosen?.value.replace(',', '.') ?? '';
}

/** What is typed for a choice: a place where places are given, the points elsewhere. */
const keyOf = (input) => (/^\d+$/.test(input.dataset.key ?? '') ? input.dataset.key : input.value);

const isDone = (criterion) => pointsOf(criterion) !== '' || criterion.querySelector('[data-cannot]:checked') !== null;
