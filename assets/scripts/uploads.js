// [data-uploads="<address>"]: files chosen in its control are sent in parts (tus 1.0), each with its progress, and go on where
// they broke off; what is wrong with one is said beside it, and the others go on. Without scripts the form sends them.
// Words come from data-word-* with {loaded}, {size}, {name}.
const PART = 4 * 1024 * 1024;
const AGAIN = [1000, 2000, 4000, 8000, 15_000];
const attached = new WeakSet();

export function attach(section) {
  if (attached.has(section)) return;
  attached.add(section);
  new Uploads(section).start();
}

class Uploads {
  constructor(section) {
    this.section = section;
    this.words = section.dataset;
    this.rows = [];
    this.isSending = false;
  }

  start() {
    this.form = this.section.closest('form');
    // What this section becomes after an upload has new controls: they are heard from here.
    this.section.addEventListener('change', (event) => {
      if (event.target.type === 'file') this.take(event.target);
      if (event.target.name?.startsWith('caption.')) void this.keepCaption(event.target);
    });
    window.addEventListener('online', () => this.rows.forEach((row) => row.state === 'held' && this.resume(row)));
    window.addEventListener('beforeunload', (event) => {
      if (this.rows.some(({ state }) => state === 'sending' || state === 'waiting')) event.preventDefault();
    });
    this.hideButton();
  }

  /** The button sends without scripts what is sent with them at once. */
  hideButton() {
    this.section.querySelector('[data-upload-button]')?.setAttribute('hidden', '');
  }

  take(control) {
    const files = [...control.files];
    control.value = '';
    for (const file of files) this.rows.push(this.rowOf(file));
    void this.next();
  }

  rowOf(file) {
    const element = document.createElement('div');
    element.className = 'l-file';
    const name = Object.assign(document.createElement('b'), { textContent: file.name });
    const actions = Object.assign(document.createElement('span'), { className: 'l-actions' });
    const said = Object.assign(document.createElement('span'), { className: 'l-muted' });
    const bar = Object.assign(document.createElement('progress'), { max: Math.max(1, file.size), value: 0 });
    bar.setAttribute('aria-label', file.name);
    const icon = Object.assign(document.createElement('span'), { className: 'l-i' });
    element.append(icon, name, actions, said);
    this.section.querySelector('[data-uploads-list]').append(element);
    const row = { file, element, actions, said, bar, loaded: 0, state: 'waiting', url: null, stop: null };
    const limit = Number(this.words.mostBytes);
    if (file.size > limit) this.fail(row, this.words.wordLarge);
    else if (file.size === 0) this.fail(row, this.words.wordEmpty);
    else this.show(row);
    return row;
  }

  show(row, state = row.state) {
    row.state = state;
    const words = {
      waiting: this.words.wordSending,
      sending: this.words.wordSending,
      held: row.loaded > 0 ? this.words.wordHeld : this.words.wordHeldWhole,
      paused: this.words.wordPaused,
      checking: this.words.wordChecking,
    };
    row.bar.value = row.loaded;
    row.bar.classList.toggle('is-held', state === 'held');
    row.said.replaceChildren(this.fill(words[state], row.loaded, row.file.size), row.bar);
    const buttons = [];
    if (state === 'sending' || state === 'waiting') buttons.push([this.words.wordPause, () => this.pause(row)]);
    if (state === 'held' || state === 'paused') buttons.push([this.words.wordResume, () => this.resume(row)]);
    if (state !== 'checking') buttons.push([this.words.wordCancel, () => void this.cancel(row)]);
    const key = buttons.map(([word]) => word).join();
    if (row.buttons !== key) row.actions.replaceChildren(...buttons.map((one) => this.button(row, ...one)));
    row.buttons = key;
    this.showAll();
  }

  button(row, word, act) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-sm' });
    const name = Object.assign(document.createElement('span'), {
      className: 'visually-hidden',
      textContent: `: ${row.file.name}`,
    });
    button.append(word, name);
    button.addEventListener('click', act);
    return button;
  }

  showAll() {
    const all = this.section.querySelector('[data-uploads-all]');
    const under = this.rows.filter(({ state }) => state !== 'failed');
    all.hidden = under.length < 2;
    if (all.hidden) return;
    const loaded = under.reduce((sum, row) => sum + row.loaded, 0);
    const size = under.reduce((sum, { file }) => sum + file.size, 0);
    const bar = Object.assign(document.createElement('progress'), { max: size, value: loaded });
    bar.setAttribute('aria-label', this.fill(this.words.wordAll, loaded, size));
    all.className = 'l-file l-file-all l-muted';
    all.replaceChildren(this.fill(this.words.wordAll, loaded, size), bar);
  }

  /** One after another: the line is one, and what is done is done. */
  async next() {
    if (this.isSending) return;
    const row = this.rows.find(({ state }) => state === 'waiting');
    if (!row) return;
    this.isSending = true;
    try {
      await this.send(row);
    } finally {
      this.isSending = false;
      void this.next();
    }
  }

  async send(row) {
    this.show(row, 'sending');
    for (let tries = 0; row.state === 'sending';) {
      try {
        row.url ??= await this.begin(row);
        if (row.state !== 'sending') return;
        await this.parts(row);
        return;
      } catch (error) {
        if (row.state !== 'sending') return;
        if (error instanceof Refused) return this.fail(row, error.message);
        if (tries >= AGAIN.length || !navigator.onLine) return this.show(row, 'held');
        this.show(row, 'sending');
        await new Promise((resolve) => setTimeout(resolve, AGAIN[tries]));
        tries += 1;
      }
    }
  }

  async begin(row) {
    const known = localStorage.getItem(this.keyOf(row));
    if (known && (await this.whereIs(row, known)) !== null) return known;
    const answer = await fetch(this.words.uploads, {
      method: 'POST',
      headers: {
        ...this.headers(),
        'upload-length': String(row.file.size),
        'upload-metadata': `filename ${base64(row.file.name)}`,
      },
    });
    if (answer.status !== 201) throw await this.failure(answer);
    const url = answer.headers.get('location');
    localStorage.setItem(this.keyOf(row), url);
    return url;
  }

  /** How much the server has; null where it knows nothing of it any more. */
  async whereIs(row, url) {
    const answer = await fetch(url, { method: 'HEAD', headers: this.headers() });
    if (answer.status === 404 || answer.status === 410) return null;
    if (!answer.ok) throw new Error(String(answer.status));
    row.loaded = Number(answer.headers.get('upload-offset'));
    return row.loaded;
  }

  async parts(row) {
    if ((await this.whereIs(row, row.url)) === null) {
      this.forget(row);
      throw new Error('gone');
    }
    while (row.state === 'sending' && row.loaded < row.file.size) {
      const from = row.loaded;
      const part = row.file.slice(from, from + PART);
      const isLast = from + part.size >= row.file.size;
      const answer = await this.patch(row, from, part, isLast);
      if (answer.status === 409) await this.whereIs(row, row.url);
      else if (answer.status !== 204) throw await this.failure(answer);
      else row.loaded = from + part.size;
      if (row.state === 'sending') this.show(row);
    }
    if (row.loaded >= row.file.size) await this.finished(row);
  }

  /** The last part is answered once the file is looked through, which takes a while. */
  patch(row, from, part, isLast) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      row.stop = () => request.abort();
      request.open('PATCH', row.url);
      const headers = { ...this.headers(), 'content-type': 'application/offset+octet-stream', 'upload-offset': from };
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.addEventListener('progress', ({ loaded }) => {
        row.loaded = from + loaded;
        if (row.state === 'sending') this.show(row, isLast && loaded >= part.size ? 'checking' : 'sending');
        row.state = row.state === 'checking' ? 'sending' : row.state;
      });
      request.addEventListener('load', () =>
        resolve({ status: request.status, text: async () => request.responseText }),
      );
      for (const event of ['error', 'abort', 'timeout'])
        request.addEventListener(event, () => reject(new Error(event)));
      request.send(part);
    });
  }

  async finished(row) {
    this.forget(row);
    this.drop(row);
    this.say(this.fill(this.words.wordDone, 0, 0, row.file.name));
    await this.refresh();
  }

  /** The list as the server has it now; what is being typed elsewhere in the form stays. */
  async refresh() {
    const answer = await fetch(this.form.action, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.getElementById(this.section.id);
    const kept = fresh?.querySelector('[data-uploads-kept]');
    if (!kept) return;
    for (const input of this.section.querySelectorAll('[name^="caption."]')) {
      const same = kept.querySelector(`[name="${input.name}"]`);
      if (same) same.value = input.value;
    }
    this.section.querySelector('[data-uploads-kept]').replaceWith(kept);
    this.section.lastElementChild.replaceWith(fresh.lastElementChild);
  }

  fail(row, text) {
    row.state = 'failed';
    this.forget(row);
    const said = Object.assign(document.createElement('div'), { className: 'invalid-feedback', textContent: text });
    row.said.replaceWith(said);
    row.actions.replaceChildren(this.button(row, this.words.wordDismiss, () => this.drop(row)));
    this.say(`${row.file.name}: ${text}`);
    this.showAll();
  }

  pause(row) {
    row.state = 'paused';
    row.stop?.();
    this.show(row, 'paused');
  }

  resume(row) {
    this.show(row, 'waiting');
    void this.next();
  }

  async cancel(row) {
    row.state = 'cancelled';
    row.stop?.();
    const { url } = row;
    this.forget(row);
    this.drop(row);
    if (url) await fetch(url, { method: 'DELETE', headers: this.headers() }).catch(() => undefined);
  }

  drop(row) {
    row.element.remove();
    this.rows = this.rows.filter((each) => each !== row);
    this.showAll();
  }

  async keepCaption({ name, value }) {
    const body = new URLSearchParams({ _csrf: this.token(), [name]: value });
    await fetch(this.words.captions, { method: 'POST', body }).catch(() => undefined);
  }

  async failure(answer) {
    if (answer.status === 409 || answer.status >= 500) return new Error(String(answer.status));
    const problem = await answer
      .text()
      .then((text) => JSON.parse(text))
      .catch(() => ({}));
    const faults = (problem.errors ?? []).map(({ detail }) => detail);
    const text = [problem.detail || problem.title, ...faults, problem.remedy].filter(Boolean).join(' ');
    return new Refused(text || this.words.wordFailed);
  }

  forget(row) {
    localStorage.removeItem(this.keyOf(row));
    row.url = null;
  }

  keyOf({ file }) {
    return `laureat:upload:${this.words.uploads}:${file.name}:${file.size}:${file.lastModified}`;
  }

  token() {
    return this.form.elements._csrf.value;
  }

  headers() {
    return { 'tus-resumable': '1.0.0', 'x-csrf-token': this.token(), accept: 'application/problem+json' };
  }

  say(text) {
    this.section.querySelector('[data-uploads-said]').textContent = text;
  }

  fill(words, loaded, size, name = '') {
    return words.replace('{loaded}', sizeOf(loaded)).replace('{size}', sizeOf(size)).replace('{name}', name);
  }
}

/** The server said no, and would say it again. */
class Refused extends Error {}

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

function sizeOf(bytes) {
  const isRussian = document.documentElement.lang === 'ru';
  const units = isRussian ? ['КБ', 'МБ'] : ['KB', 'MB'];
  const large = bytes >= 1024 * 1024;
  const value = bytes / (large ? 1024 * 1024 : 1024);
  const text = new Intl.NumberFormat(isRussian ? 'ru' : 'en', { maximumFractionDigits: large ? 1 : 0 }).format(value);
  return `${text}\u00a0${units[large ? 1 : 0]}`;
}
