// Forms with longer texts that have no draft of their own: the texts are kept in this browser at once and, of who is signed in,
// on the server at the latest five seconds after they were typed, until the form was sent; choices are not: some are secret.
// What was kept stands in the form again.
const PAUSE = 800;
const LATEST = 5000;
const attached = new WeakSet();

export function attach(form) {
  if (attached.has(form)) return;
  attached.add(form);
  void new Kept(form).start();
}

class Kept {
  constructor(form) {
    this.form = form;
    this.who = document.body.dataset.who ?? '';
    this.name = nameOf(form); // before sending adds to the address
    this.key = `laureat:kept:${this.name}`;
    this.copyId = crypto.randomUUID();
    this.since = null;
    this.timer = 0;
  }

  async start() {
    const asSent = written(this.texts({ asSent: true }));
    // A page that shows again what was sent has the latest text: what was kept before is older.
    const isShownAgain = this.form.hasAttribute('data-typed');
    const copy = isShownAgain ? null : await this.latest();
    const isUntouched = written(this.texts()) === asSent;
    if (copy && written(copy.texts) !== asSent && isUntouched) this.restore(copy, JSON.parse(asSent));
    this.form.addEventListener('input', () => this.changed());
    this.form.addEventListener('change', () => this.changed());
    this.form.addEventListener('submit', () => this.sending());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden' && this.since !== null) void this.send(true);
    });
    if (!isUntouched || isShownAgain) this.changed();
  }

  texts({ asSent = false } = {}) {
    return this.areas().map((area) => [area.name, asSent ? area.defaultValue : area.value]);
  }

  areas() {
    return [...this.form.querySelectorAll('textarea[name]')];
  }

  /** The later of what this browser and the server have; what was sent is neither. */
  async latest() {
    let here = this.readHere();
    const there = await this.readThere();
    if (here && there?.sent.includes(here.copyId)) {
      localStorage.removeItem(this.key);
      here = null;
    }
    if (!there?.texts) return here;
    const at = new Date(there.savedAt).getTime();
    return here && here.at >= at ? here : { ...there, at };
  }

  readHere() {
    try {
      const copy = JSON.parse(localStorage.getItem(this.key) ?? 'null');
      return copy?.who === this.who ? copy : null;
    } catch {
      return null;
    }
  }

  async readThere() {
    if (!this.who) return null;
    try {
      const response = await fetch(`/kept?form=${encodeURIComponent(this.name)}`, {
        headers: { Accept: 'application/json' },
      });
      return response.ok && !response.redirected ? await response.json() : null;
    } catch {
      return null;
    }
  }

  restore({ copyId, texts, at }, asSent) {
    this.copyId = copyId;
    this.put(texts);
    const pattern = document.querySelector('template[data-kept-note]');
    const note = pattern?.content.firstElementChild.cloneNode(true);
    if (!note) return;
    note.querySelector('[data-kept-time]').textContent = new Date(at).toLocaleString(document.documentElement.lang);
    note.querySelector('[data-kept-drop]').addEventListener('click', () => {
      this.put(asSent);
      note.remove();
    });
    this.form.prepend(note);
  }

  put(texts) {
    for (const area of this.areas()) {
      const [, text] = texts.find(([name]) => name === area.name) ?? [];
      if (text === undefined) continue;
      area.value = text;
      area.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }

  changed() {
    try {
      localStorage.setItem(
        this.key,
        JSON.stringify({ who: this.who, copyId: this.copyId, at: Date.now(), texts: this.texts() }),
      );
    } catch {
      // No room here: the server's copy is the only one.
    }
    this.since ??= Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), Math.max(0, Math.min(PAUSE, this.since + LATEST - Date.now())));
  }

  async send(leaving = false) {
    if (!this.who || this.since === null) return;
    this.since = null;
    const body = new URLSearchParams({
      _csrf: this.form.elements._csrf?.value ?? '',
      form: this.name,
      copyId: this.copyId,
      texts: JSON.stringify(this.texts()),
    });
    try {
      await fetch('/kept', { method: 'POST', body, headers: { 'X-Autosave': '1' }, keepalive: leaving });
    } catch {
      this.since = Date.now();
      this.timer = setTimeout(() => void this.send(), LATEST);
    }
  }

  /** The server is told which copy this is, and forgets it with the deed. */
  sending() {
    clearTimeout(this.timer);
    this.since = null;
    const named = { _kept: this.name, _keptCopy: this.copyId };
    // A form with files is taken while it comes: what it is must stand in its address.
    if (this.form.enctype === 'multipart/form-data') {
      const address = new URL(this.form.action);
      for (const [name, value] of Object.entries(named)) address.searchParams.set(name, value);
      this.form.action = address.href;
    } else for (const [name, value] of Object.entries(named)) hidden(this.form, name).value = value;
    // A second copy begins: what is typed when the form comes back with a fault is not what was sent.
    this.copyId = crypto.randomUUID();
  }
}

function hidden(form, name) {
  const there = form.querySelector(`input[name="${name}"]`);
  if (there) return there;
  const input = Object.assign(document.createElement('input'), { type: 'hidden', name });
  form.append(input);
  return input;
}

const written = (texts) => JSON.stringify(texts);

/** Two forms of a page differ in where they go or in what they are about. */
function nameOf(form) {
  const about = [...form.elements]
    .filter(({ type, name }) => type === 'hidden' && !['_csrf', 'version', '_kept', '_keptCopy'].includes(name))
    .map(({ name, value }) => `${name}=${value}`);
  return [location.pathname, form.getAttribute('action') ?? '', ...about].join(' ').slice(0, 600);
}
