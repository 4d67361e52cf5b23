// form[data-autosave="<address>"]: what is typed is kept in this browser at once, and on the server after a pause, at the
// latest five seconds after it was typed. With data-autosave-fields each field is saved by itself, with the version from which
// it was typed; without, the form is one field. Words come from [data-autosave-words] (see partials/forms/autosave).
import { carriedOver, labelOf, pairsOf, setField, valuesOf, written } from './form-fields.js';
import { TypedCopies } from './typed-copies.js';

const PAUSE = 800;
const LATEST = 5000;
const RETRY = 5000;
/** A list changes its rows only after a press that took the focus out of it has found its button. */
const AFTER_PRESS = 400;
const WHOLE = '*';
const attached = new WeakSet();

export function attach(form) {
  if (attached.has(form)) return;
  attached.add(form);
  new Autosave(form).start();
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.byField = 'autosaveFields' in form.dataset;
    this.who = form.dataset.autosaveWho ?? '';
    this.copies = new TypedCopies(form.dataset.autosave, this.who);
    this.words = document.querySelector('[data-autosave-words]')?.dataset ?? {};
    this.window = crypto.randomUUID();
    /** By field: what the server has, in writing; from which version on the field is typed. */
    // What is typed while the scripts are loading is typed too: the page as it was sent is what the server has.
    this.confirmed = new Map([...this.values({ asSent: true })].map(([field, value]) => [field, written(value)]));
    this.versions = new Map(
      [...this.confirmed.keys()].map((field) => [field, Number(form.elements.version?.value ?? 0)]),
    );
    /** Fields that wait for their author to choose between two texts. */
    this.clashing = new Set([...form.querySelectorAll('[data-clash]')].map((panel) => panel.dataset.clash));
    /** Lists in which somebody writes while another's rows came in: what they become once they are left. */
    this.unshown = new Map();
    this.waitingSince = null;
    this.timer = 0;
    this.sending = false;
    this.isSignedOut = false;
    this.stopped = false;
    this.afterwards = null;
  }

  start() {
    this.offerCopies();
    if (this.isChanged()) this.changed();
    this.form.addEventListener('input', () => this.changed());
    this.form.addEventListener('change', () => this.changed());
    this.form.addEventListener('focusout', () => {
      if (this.isChanged()) this.again(0);
      if (this.unshown.size > 0) setTimeout(() => this.showMerged(), AFTER_PRESS);
    });
    this.form.addEventListener('submit', (event) => this.submitting(event));
    for (const event of ['online', 'focus']) window.addEventListener(event, () => this.isChanged() && this.again(0));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden' && this.isChanged()) void this.send(true);
    });
    window.addEventListener('beforeunload', (event) => {
      if (!this.leaving && this.isChanged() && !this.keepCopies()) event.preventDefault();
    });
  }

  /** A save that is under way raises the version: the form waits for it, so as not to be stale against itself. */
  submitting(event) {
    clearTimeout(this.timer);
    if (!navigator.onLine) {
      event.preventDefault();
      this.keepCopies();
      this.again(RETRY);
      return this.say(this.words.wordOffline);
    }
    if (!this.sending) return this.leave();
    event.preventDefault();
    const { submitter } = event;
    this.afterwards = () => {
      this.leave();
      this.form.requestSubmit(submitter);
    };
  }

  /** The form goes by itself. The copies stay until a page shows what the server has. */
  leave() {
    this.keepCopies();
    this.leaving = true;
    this.stopped = true;
    if (!this.byField) return;
    this.hidden('versions').value = JSON.stringify(Object.fromEntries(this.versions));
    this.hidden('window').value = this.window;
    for (const field of this.unshown.keys())
      for (const [name, text] of this.baseOf(field)) this.hidden(name).value = text;
  }

  /** What the field grew from, as it is sent. */
  baseOf(field) {
    return JSON.parse(this.confirmed.get(field) ?? '[]').map(([name, text]) => [`base.${name}`, text]);
  }

  hidden(name) {
    const there = this.form.elements[name];
    if (there) return there;
    const input = Object.assign(document.createElement('input'), { type: 'hidden', name });
    this.form.append(input);
    return input;
  }

  values(how) {
    if (this.byField) return valuesOf(this.form, how);
    return new Map([[WHOLE, [...valuesOf(this.form, how).values()].flat()]]);
  }

  /** The fields that say something else than the server has. */
  changes() {
    return new Map(
      [...this.values()].filter(([field, value]) => written(value) !== (this.confirmed.get(field) ?? '[]')),
    );
  }

  isChanged() {
    return !this.stopped && [...this.changes().keys()].some((field) => !this.clashing.has(field));
  }

  changed() {
    const isKept = this.keepCopies();
    if (this.stopped || !this.isChanged()) return;
    this.waitingSince ??= Date.now();
    if (!this.isSignedOut) this.say(isKept ? this.words.wordTyped : this.words.wordUnkept);
    this.again(Math.max(0, Math.min(PAUSE, this.waitingSince + LATEST - Date.now())));
  }

  again(delay) {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), delay);
  }

  async send(leaving = false) {
    if (this.sending || !this.isChanged()) return;
    if (this.isSignedOut && !(await this.isSignedInAgain())) return this.again(RETRY);
    this.sending = true;
    this.waitingSince = null;
    const sent = new Map([...this.changes()].filter(([field]) => !this.clashing.has(field)));
    try {
      const response = await fetch(this.form.dataset.autosave, {
        method: 'POST',
        body: this.bodyOf(sent),
        headers: { 'X-Autosave': '1', Accept: 'application/json, text/html' },
        credentials: 'same-origin',
        keepalive: leaving,
      });
      await this.answered(response, sent);
    } catch {
      this.say(this.words.wordOffline);
      this.again(RETRY);
    } finally {
      this.sending = false;
      this.afterwards?.();
    }
  }

  bodyOf(sent) {
    const body = new URLSearchParams([...sent.values()].flat());
    for (const name of ['_csrf', 'version']) {
      const field = this.form.elements[name];
      if (field) body.append(name, field.value);
    }
    if (this.byField) {
      const fields = [...sent.keys()];
      body.append('fields', fields.join(','));
      body.append(
        'versions',
        JSON.stringify(Object.fromEntries(fields.map((field) => [field, this.versions.get(field)]))),
      );
      body.append('window', this.window);
      // What each grew from: two edits of one text are put together by it.
      for (const field of fields) for (const [name, text] of this.baseOf(field)) body.append(name, text);
    }
    return body;
  }

  async answered(response, sent) {
    if (isRefusal(response)) return this.refused(response.status, await response.json());
    if (response.status === 409) return this.conflict(await response.text());
    if (response.status === 401 || response.status === 403 || response.redirected) {
      this.isSignedOut = true;
      this.say(this.words.wordSignedOut, this.signInAgain());
      return this.again(RETRY);
    }
    if (!response.ok) {
      this.say(this.words.wordFailed);
      return this.again(RETRY);
    }
    const { version, savedAt, merged = {}, state } = await response.json();
    if (version !== undefined && this.form.elements.version) this.form.elements.version.value = version;
    for (const [field, value] of sent) {
      this.unshown.delete(field);
      if (field in merged) this.confirmed.set(field, written(value));
      else this.confirm(field, value, version);
    }
    for (const [field, answer] of Object.entries(merged))
      this.takeMerged(field, sent.get(field), pairsOf(field, answer), version);
    this.keepCopies();
    if (this.isChanged()) return this.again(PAUSE);
    this.say((this.words.wordSaved ?? '').replace('{time}', clock(savedAt, this.words.zone)));
    if (state && state !== (this.form.dataset.autosaveState ?? state)) this.say(this.words.wordReturned);
  }

  confirm(field, value, version) {
    this.confirmed.set(field, written(value));
    this.versions.set(field, version);
  }

  /**
   * Another's edit and one's own stand in the field now. What was typed since goes into it; where it cannot, the field goes on from
   * what was sent and from its old version, so that the next save is put together anew and takes nothing back.
   */
  takeMerged(field, sent, kept, version) {
    if (this.isWriting(field)) return this.unshown.set(field, [sent, kept, version]);
    const typed = this.values().get(field) ?? [];
    if (written(typed) === written(sent)) {
      this.confirm(field, kept, version);
      return setField(this.form, field, kept);
    }
    const carried =
      sent.length === 1 && typed.length === 1 ? carriedOver(sent[0][1], typed[0][1], kept[0]?.[1] ?? '') : null;
    if (carried === null) return;
    this.confirm(field, kept, version);
    setField(this.form, field, [[field, carried]]);
  }

  /** Rows are not moved under the hands of who writes in one of them. */
  isWriting(field) {
    return Boolean(document.activeElement?.closest(`[data-rows="${CSS.escape(field)}"]`));
  }

  showMerged() {
    const unshown = [...this.unshown];
    this.unshown.clear();
    for (const [field, merged] of unshown) this.takeMerged(field, ...merged);
  }

  /** The rules say no: trying again changes nothing. What is typed stays here, to be read and copied. */
  refused(status, { title, detail }) {
    if (status === 409) this.stopped = true;
    const isKept = this.keepCopies();
    this.say([title, detail, isKept ? this.words.wordHere : this.words.wordUnkept].filter(Boolean).join('. '));
  }

  /** The server sends both texts; nothing is overwritten until the person chooses. The other fields go on being saved. */
  conflict(html) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    const panels = [...page.querySelectorAll('[data-clash], [data-conflict]')];
    if (panels.length === 0) return this.say(this.words.wordFailed);
    for (const panel of panels) {
      const { clash } = panel.dataset;
      if (clash) {
        this.clashing.add(clash);
        this.versions.set(clash, Number(panel.dataset.version)); // what is chosen is chosen over that
      }
      if (!clash) this.stopped = true;
      document.querySelector(`[data-clash="${CSS.escape(clash ?? '')}"]`)?.remove();
      const place = clash && this.form.querySelector(`[data-clash-here="${CSS.escape(clash)}"]`);
      panel.setAttribute('tabindex', '-1');
      (place || (this.form.querySelector('[data-conflict-here]') ?? this.form)).prepend(panel);
    }
    panels[0].focus();
    this.say(this.words.wordConflict);
    if (this.isChanged()) this.again(0);
  }

  signInAgain() {
    const link = document.createElement('a');
    link.href = '/sign-in';
    link.target = '_blank';
    link.textContent = this.words.wordSignIn ?? '';
    return link;
  }

  /** The page is read anew for its token, which belongs to a session; whoever signed in must be who typed. */
  async isSignedInAgain() {
    try {
      const response = await fetch(location.href, { headers: { Accept: 'text/html' }, credentials: 'same-origin' });
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const form = page.querySelector(`form[data-autosave="${CSS.escape(this.form.dataset.autosave)}"]`);
      if (!form) return false;
      if ((form.dataset.autosaveWho ?? '') !== this.who) {
        this.say(this.words.wordOther);
        return false;
      }
      for (const token of document.querySelectorAll('input[name="_csrf"]')) token.value = form.elements._csrf.value;
      this.isSignedOut = false;
      return true;
    } catch {
      return false;
    }
  }

  say(words, link) {
    if (!words) return;
    for (const place of document.querySelectorAll('[data-saved]'))
      place.replaceChildren(words, ...(link ? [' ', link.cloneNode(true)] : []));
  }

  /** Whether what the server does not have is kept here. */
  keepCopies() {
    const at = Date.now();
    const current = Object.fromEntries(
      [...this.changes()].map(([field, value]) => [field, { at, value, base: this.confirmed.get(field) ?? '[]' }]),
    );
    return this.copies.keep(current);
  }

  /** What an earlier visit left is offered, not put in silently; it stays until its author has decided. */
  offerCopies() {
    const values = this.values();
    const panel = document.querySelector('[data-autosave-copy]');
    const list = panel?.querySelector('[data-copies]');
    const pattern = list?.querySelector('template');
    if (!pattern) return;
    for (const [field, copy] of Object.entries(this.copies.earlier())) {
      if (!values.has(field) || written(values.get(field)) === written(copy.value)) {
        this.copies.settle(field);
        continue;
      }
      list.append(this.offer(pattern, field, { ...copy, isNewer: written(values.get(field)) !== copy.base }));
    }
    panel.hidden = !list.querySelector('[data-copy]');
  }

  offer(pattern, field, { at, value, isNewer }) {
    const item = pattern.content.firstElementChild.cloneNode(true);
    const texts = value.map(([, text]) => text).filter(Boolean);
    item.querySelector('[data-copy-label]').textContent = field === WHOLE ? '' : labelOf(this.form, field);
    item.querySelector('[data-copy-time]').textContent = new Date(at).toLocaleString(document.documentElement.lang);
    item.querySelector('[data-copy-text]').textContent = texts.join('\n');
    item.querySelector('[data-copy-newer]').hidden = !isNewer;
    item.addEventListener('click', (event) => {
      const choice = event.target.closest('[data-copy-restore], [data-copy-drop]');
      if (!choice) return;
      if ('copyRestore' in choice.dataset) this.restore(field, value);
      this.copies.settle(field);
      const panel = item.closest('[data-autosave-copy]');
      item.remove();
      panel.hidden = !panel.querySelector('[data-copy]');
    });
    return item;
  }

  restore(field, value) {
    if (field !== WHOLE) return setField(this.form, field, value);
    const names = new Set(valuesOf(this.form).keys());
    for (const name of names)
      setField(
        this.form,
        name,
        value.filter(([key]) => key === name || key.startsWith(`${name}.`)),
      );
  }
}

function isRefusal(response) {
  const type = response.headers.get('content-type') ?? '';
  return (response.status === 409 || response.status === 422) && type.startsWith('application/problem+json');
}

/** On the wall that the page is written for, which may not be this computer's. */
function clock(savedAt, timeZone) {
  const at = savedAt ? new Date(savedAt) : new Date();
  return at.toLocaleTimeString('ru', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone });
}
