// [data-rows="<prefix>"]: adds, moves and removes repeated rows on the spot. Fields are named `<prefix>.<index>.<field>` with ids
// `<prefix>-<index>-<field>`; a <template> holds an empty row with the index 0; words with {n} in data-n-label are renumbered.
// The buttons submit the form (name add, up, down, remove) where this does not run.
const attached = new WeakSet();

export function attach(list) {
  if (attached.has(list)) return;
  attached.add(list);
  const rows = new Rows(list);
  list.closest('form')?.addEventListener('click', (event) => {
    const button = event.target.closest(`button[data-row-action][data-rows-of="${list.dataset.rows}"]`);
    if (button && rows.act(button)) event.preventDefault();
  });
}

export class Rows {
  constructor(list) {
    this.list = list;
    this.template = document.querySelector(`template[data-row-of="${list.dataset.rows}"]`);
  }

  get rows() {
    return [...this.list.querySelectorAll('[data-row]')];
  }

  /** Whether the action was done here. */
  act(button) {
    const row = button.closest('[data-row]');
    const action = button.dataset.rowAction;
    let focus = null;
    if (action === 'add') {
      if (!this.template) return false;
      const added = this.fresh();
      (this.rows.at(-1)?.parentNode ?? this.list).append(added);
      focus = added.querySelector('input, textarea, select');
    } else if (action === 'remove') {
      const neighbour = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      focus = neighbour?.querySelector('input, textarea, select') ?? this.addButton();
    } else if (action === 'up' && row.previousElementSibling) {
      row.previousElementSibling.before(row);
      focus = button;
    } else if (action === 'down' && row.nextElementSibling) {
      row.nextElementSibling.after(row);
      focus = button;
    }
    this.renumber();
    if (focus?.disabled) focus = focus.closest('[data-row]').querySelector('button:not([disabled])');
    focus?.focus();
    this.list.dispatchEvent(new Event('input', { bubbles: true }));
    return true;
  }

  /** As many rows as there is something to write into. */
  resize(count) {
    while (this.rows.length > count) this.rows.at(-1).remove();
    while (this.rows.length < count && this.template) (this.rows.at(-1)?.parentNode ?? this.list).append(this.fresh());
    this.renumber();
  }

  fresh() {
    return this.template.content.querySelector('[data-row]').cloneNode(true);
  }

  addButton() {
    return this.list.closest('form').querySelector(`[data-row-action="add"][data-rows-of="${this.list.dataset.rows}"]`);
  }

  renumber() {
    const { rows: prefix } = this.list.dataset;
    const all = this.rows;
    for (const [index, row] of all.entries()) {
      for (const element of row.querySelectorAll('*')) {
        swap(element, 'name', `${prefix}.`, index, '.');
        for (const name of ['id', 'for', 'aria-describedby']) swap(element, name, `${prefix}-`, index, '-');
        const label = element.dataset?.nLabel;
        if (label) element.setAttribute('aria-label', label.replace('{n}', String(index + 1)));
        const action = element.dataset?.rowAction;
        if (action) element.value = `${prefix}.${index}`;
        if (action === 'up') element.disabled = index === 0;
        if (action === 'down') element.disabled = index === all.length - 1;
      }
    }
  }
}

/** Replaces the index in `<prefix><index><separator>…` of an attribute. */
function swap(element, attribute, prefix, index, separator) {
  const value = element.getAttribute(attribute);
  if (!value?.startsWith(prefix)) return;
  const rest = value.slice(prefix.length);
  const cut = rest.indexOf(separator);
  if (cut > 0 && /^\d+$/.test(rest.slice(0, cut))) {
    element.setAttribute(attribute, `${prefix}${index}${rest.slice(cut)}`);
  }
}
