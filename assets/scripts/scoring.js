// form[data-scoring]: 0–9 give the score of the current criterion («1» then «0» is ten), ↑ ↓ change the criterion,
// Ctrl+Enter presses the main button, «?» shows the keys. Radio buttons do all of it without this.
const TEN = 700;
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
    this.last = { digit: '', at: 0 };
  }

  start() {
    document.addEventListener('keydown', (event) => this.key(event));
    this.form.addEventListener('change', (event) => {
      const criterion = event.target.closest('[data-criterion]');
      if (criterion && event.target.type === 'radio') this.given(criterion, event.target.value);
    });
    this.form.addEventListener('focusin', (event) => {
      const index = this.criteria.indexOf(event.target.closest('[data-criterion]'));
      if (index >= 0) this.mark(index);
    });
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
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (/^\d$/.test(event.key)) this.digit(event.key);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      this.move(this.current + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === '?') {
      const help = this.form.querySelector('[data-keys]');
      if (help) help.hidden = !help.hidden;
    }
  }

  digit(digit) {
    const ten = digit === '0' && this.last.digit === '1' && Date.now() - this.last.at < TEN;
    this.last = { digit, at: Date.now() };
    const value = ten ? '10' : digit;
    const criterion = this.criteria[this.current];
    const input = [...(criterion?.querySelectorAll('input[type=radio]') ?? [])].find((one) => one.value === value);
    if (!input) return;
    input.checked = true;
    input.focus();
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  move(index) {
    if (index < 0 || index >= this.criteria.length) return;
    this.mark(index);
    const criterion = this.criteria[index];
    const inputs = [...criterion.querySelectorAll('input[type=radio]')];
    (inputs.find((one) => one.checked) ?? inputs[0])?.focus({ preventScroll: true });
    criterion.scrollIntoView({ block: 'nearest' });
  }

  mark(index) {
    for (const [place, criterion] of this.criteria.entries()) criterion.classList.toggle('is-now', place === index);
  }

  given(criterion, value) {
    const place = criterion.querySelector('[data-given]');
    if (place) {
      place.textContent = value;
      place.classList.remove('l-muted');
    }
    for (const level of criterion.querySelectorAll('[data-level]')) {
      const [from, to = from] = level.dataset.level.split('–').map(Number);
      level.classList.toggle('is-given', Number(value) >= from && Number(value) <= to);
    }
    const scores = this.criteria.map((one) => one.querySelector('input[type=radio]:checked')?.value);
    const sum = this.form.querySelector('[data-sum]');
    const weighted = scores.reduce(
      (total, one, place) => total + Number(one ?? 0) * Number(this.criteria[place].dataset.weight ?? 1),
      0,
    );
    if (sum) sum.textContent = weighted.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 4 });
    const words = this.form.querySelector('[data-sum-words]');
    if (words) words.textContent = words.dataset.sumWords.replace('{n}', scores.filter(Boolean).length);
  }
}

function isTyping(target) {
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  return target.tagName === 'INPUT' && !['radio', 'checkbox', 'button', 'submit'].includes(target.type);
}
