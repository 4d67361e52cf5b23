// form[data-autosave="<address>"]: what is typed goes to the address after a pause and on leaving a field. Until the server
// confirms, a copy stays in this browser. Words come from the form's [data-autosave-words] (see partials/forms/autosave).
const PAUSE = 800;
const RETRY = 5000;
const attached = new WeakSet();

export function attach(form) {
  if (attached.has(form)) return;
  attached.add(form);
  new Autosave(form).start();
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.key = `laureat:autosave:${form.dataset.autosave}`;
    this.words = document.querySelector('[data-autosave-words]')?.dataset ?? {};
    this.confirmed = this.body();
    this.timer = 0;
    this.sending = false;
    this.stopped = false;
    this.afterwards = null;
  }

  start() {
    this.offerCopy();
    this.form.addEventListener('input', () => this.changed(PAUSE));
    this.form.addEventListener('change', () => this.changed(PAUSE));
    this.form.addEventListener('focusout', () => this.isChanged() && this.changed(0));
    this.form.addEventListener('submit', (event) => this.submitting(event));
    window.addEventListener('online', () => this.isChanged() && this.changed(0));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden' && this.isChanged()) void this.send(true);
    });
  }

  /** A save that is under way raises the version: the form waits for it, so as not to be stale against itself. */
  submitting(event) {
    clearTimeout(this.timer);
    if (!navigator.onLine) {
      event.preventDefault();
      this.keepCopy();
      this.again(RETRY);
      return this.say(this.words.wordOffline);
    }
    if (!this.sending) return this.stop();
    event.preventDefault();
    const { submitter } = event;
    this.afterwards = () => {
      this.stop();
      this.form.requestSubmit(submitter);
    };
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** What the form says now, without files, secrets and the form's own bookkeeping. */
  body() {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      const field = this.form.elements[name];
      if (typeof value === 'string' && name !== '_csrf' && name !== 'version' && field?.type !== 'password') {
        body.append(name, value);
      }
    }
    return body.toString();
  }

  isChanged() {
    return !this.stopped && this.body() !== this.confirmed;
  }

  changed(delay) {
    if (this.stopped) return;
    this.keepCopy();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), delay);
  }

  async send(leaving = false) {
    if (this.sending || !this.isChanged()) return;
    this.sending = true;
    const body = this.body();
    const whole = new URLSearchParams(body);
    for (const name of ['_csrf', 'version']) {
      const field = this.form.elements[name];
      if (field) whole.append(name, field.value);
    }
    try {
      const response = await fetch(this.form.dataset.autosave, {
        method: 'POST',
        body: whole,
        headers: { 'X-Autosave': '1', Accept: 'application/json, text/html' },
        credentials: 'same-origin',
        keepalive: leaving,
      });
      await this.answered(response, body);
    } catch {
      this.say(this.words.wordOffline);
      this.again(RETRY);
    } finally {
      this.sending = false;
      this.afterwards?.();
    }
  }

  async answered(response, body) {
    if (isRefusal(response)) return this.refused(response.status, await response.json());
    if (response.status === 409) return this.conflict(await response.text());
    if (response.status === 401 || response.status === 403) {
      this.stop();
      return this.say(this.words.wordSignedOut);
    }
    if (!response.ok) {
      this.say(this.words.wordFailed);
      return this.again(RETRY);
    }
    const { version, savedAt } = await response.json();
    if (version !== undefined && this.form.elements.version) this.form.elements.version.value = version;
    this.confirmed = body;
    this.say((this.words.wordSaved ?? '').replace('{time}', clock(savedAt, this.words.zone)));
    if (this.isChanged()) this.again(PAUSE);
    else localStorage.removeItem(this.key);
  }

  /** The rules say no: trying again changes nothing. A stage or a sheet that is closed stays so; a fault can be mended. */
  refused(status, { title, detail }) {
    if (status === 409) this.stop();
    this.say([title, detail].filter(Boolean).join('. '));
  }

  again(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), delay);
  }

  /** The server sends both versions side by side; nothing is overwritten until the person chooses. */
  conflict(html) {
    this.stop();
    const place = this.form.querySelector('[data-conflict-here]') ?? this.form;
    const page = new DOMParser().parseFromString(html, 'text/html');
    const panel = page.querySelector('[data-conflict]') ?? page.body.firstElementChild;
    if (!panel) return this.say(this.words.wordFailed);
    panel.setAttribute('tabindex', '-1');
    place.prepend(panel);
    panel.focus();
    this.say(this.words.wordConflict);
  }

  say(words) {
    if (!words) return;
    for (const place of document.querySelectorAll('[data-saved]')) place.textContent = words;
  }

  keepCopy() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), body: this.body() }));
    } catch {
      // No room or no permission: the server's copy is the only one.
    }
  }

  /** A copy that the server never confirmed is offered, not put in silently. */
  offerCopy() {
    const copy = readCopy(this.key);
    if (!copy) return;
    if (copy.body === this.confirmed) return localStorage.removeItem(this.key);
    const panel = document.querySelector('[data-autosave-copy]');
    if (!panel) return;
    const time = panel.querySelector('[data-copy-time]');
    if (time) time.textContent = new Date(copy.at).toLocaleString(document.documentElement.lang);
    panel.hidden = false;
    panel.querySelector('[data-copy-restore]')?.addEventListener('click', () => {
      panel.hidden = true;
      fill(this.form, new URLSearchParams(copy.body));
      this.changed(0);
    });
    panel.querySelector('[data-copy-drop]')?.addEventListener('click', () => {
      panel.hidden = true;
      localStorage.removeItem(this.key);
    });
  }
}

function isRefusal(response) {
  const type = response.headers.get('content-type') ?? '';
  return (response.status === 409 || response.status === 422) && type.startsWith('application/problem+json');
}

function readCopy(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** Puts the kept values back; rows that no longer exist on the page are left alone. */
function fill(form, values) {
  for (const field of form.elements) {
    if (!field.name || field.type === 'hidden' || field.type === 'file' || field.type === 'password') continue;
    if (field.type === 'radio' || field.type === 'checkbox') {
      field.checked = values.getAll(field.name).includes(field.value);
    } else if ('value' in field && field.tagName !== 'BUTTON' && values.has(field.name)) {
      field.value = values.get(field.name);
    } else continue;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/** On the wall that the page is written for, which may not be this computer's. */
function clock(savedAt, timeZone) {
  const at = savedAt ? new Date(savedAt) : new Date();
  return at.toLocaleTimeString('ru', { hour: '2-digit', minute: '2-digit', timeZone });
}
