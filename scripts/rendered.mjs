// Do changed templates still render the same pages? Three steps, over examples that the tests record:
//
//   LAUREAT_RECORD=EXAMPLES npm test                            keeps what templates are rendered with (test/support/record-renderings.cjs)
//   node scripts/rendered.mjs render EXAMPLES OUT               renders every example with the templates of this checkout, prints name and hash
//   node scripts/rendered.mjs compare OUT_BEFORE OUT_AFTER      shows the first difference of every page that differs
//
// `render` takes --templates FOLDER (templates of another place), and --map FILE: a module whose default function turns
// { name, model, context } of an old example into that of a template that was renamed or a model that was changed.
// What is written and compared is normalised: white space that no reader sees is gone (beside blocks, inside flex and grid boxes,
// between attributes, by the built sheet of styles), white space that is seen is one space. Textareas, `white-space: pre` and
// `.txt` are kept as they are.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import v8 from 'node:v8';
import { ensureBuilt, inRoot } from './project.mjs';

const words = (text) => new Set(text.split(' '));
const BLOCKS = words(
  'html head body title meta link style script base main header footer nav section article aside div p h1 h2 h3 h4 h5 h6 hr br ul ol li dl dt dd ' +
    'form fieldset legend details summary dialog figure figcaption blockquote pre address table caption colgroup col thead tbody tfoot tr td th ' +
    'option optgroup template noscript',
);
const INLINE_BLOCKS = words('button select textarea');
const UNSEEN = words('script style template');
const KEPT = words('textarea pre script style title');
const VOID = words('area base br col embed hr img input link meta source track wbr');

/** What the sheet of styles says of boxes: `{ layout, verbatim }`, both asked with a tag, its classes and those who hold it. */
export function readStyles(css) {
  const rules = displayRules(css);
  const marks = marksBefore(css);
  const preserved = new Set(
    [...css.matchAll(/([^{}]+)\{[^{}]*white-space: ?pre[^{}]*\}/g)].flatMap(([, head]) =>
      [...head.matchAll(/\.([\w-]+)$/gm)].map((match) => match[1]),
    ),
  );
  return {
    layout(tag, classes, holders) {
      const layout = layoutOf(rules, tag, classes, holders);
      const hasMark = marks.some((mark) => isMeant(mark, tag, classes, holders));
      return { ...layout, hasMark: hasMark && !layout.isFlex };
    },
    verbatim: (tag, classes, attributes) =>
      KEPT.has(tag) || /white-space: ?pre/.test(attributes) || classes.some((name) => preserved.has(name)),
  };
}

function displayRules(css) {
  const rules = [];
  for (const { selector, body, isConditional } of styleRules(css)) {
    const value = /(?:^|;)\s*display:\s*([\w-]+)/.exec(body)?.[1];
    if (!value || /:(before|after|marker)/.test(selector)) continue;
    const [, holder, child, tag, name] =
      /^(?:\.([\w-]+)\s*(>?)\s*(?<=[\s>]))?(?:([a-z]\w*)|\.([\w-]+))$/.exec(selector) ?? [];
    if (name || holder) {
      const rule = { holder, isChild: Boolean(child), tag, name, value };
      const earlier = rules.findIndex((one) => !one.isPartial && one.selector === selector);
      if (earlier >= 0 && !isConditional) rules.splice(earlier, 1); // the later one wins
      rules.push({ selector: isConditional ? '' : selector, ...rule });
      continue;
    }
    const also = [...(/[^\s>+~]*$/.exec(selector)?.[0] ?? '').matchAll(/\.([\w-]+)/g)].map((match) => match[1]);
    const first = /^\.([\w-]+)[\w.:()-]*[\s>]/.exec(selector)?.[1];
    if (also.length > 0) rules.push({ holder: first, name: also[0], also, value, isPartial: true });
  }
  return rules;
}

/** Where the sheet writes something in front of the content, on its line: there white space that follows is seen. */
function marksBefore(css) {
  return [...styleRules(css)].flatMap(({ selector, body }) => {
    const [, holder, tag, name] = /^(?:\.([\w-]+)[\s>].*?)?(?:([a-z]\w*)|\.([\w-]+)):before$/.exec(selector) ?? [];
    const isSeen =
      /content: ?(?!"";|none)/.test(body) && !/absolute|display: ?(block|flex)|content: ?[^;]*" "/.test(body);
    return (tag || name) && isSeen ? [{ holder, tag, name }] : [];
  });
}

/** Every selector with its declarations; conditional are those of `@media` and the like. */
function* styleRules(css) {
  const open = [];
  for (const [, head, end] of css.matchAll(/([^{}]*)([{}])/g)) {
    if (end === '{') {
      open.push(head.trim());
      continue;
    }
    const own = open.pop() ?? '';
    if (own.startsWith('@')) continue;
    const isConditional = open.some((outer) => /^@(media|container|supports)/.test(outer));
    for (const selector of own.split(',')) yield { selector: selector.trim(), body: head, isConditional };
  }
}

const isBox = (value) => /^(block|flex|grid|list-item|table|flow-root)$/.test(value);
const isFlex = (value) => /flex|grid/.test(value);

function isMeant({ name, also = [], tag: ruled, holder, isChild }, tag, classes, holders) {
  const isItself = name ? [name, ...also].every((one) => classes.includes(one)) : ruled === tag;
  return isItself && (!holder || (isChild ? holders.slice(-1) : holders).some((one) => one.classes.includes(holder)));
}

function layoutOf(rules, tag, classes, holders) {
  const own = rules.filter((rule) => isMeant(rule, tag, classes, holders));
  const values = own.map((rule) => rule.value).filter((value) => value !== 'none'); // what is hidden somewhere is seen elsewhere
  const isSure = own.some((rule) => !rule.isPartial && rule.value !== 'none');
  const isFlexBox = isSure && values.every(isFlex);
  const isItem = holders.at(-1)?.isFlex || holders.some((holder) => holder.tag === 'svg');
  const isBlock = isItem || (BLOCKS.has(tag) && values.every(isBox)) || (isSure && values.every(isBox));
  return { isBlock, isFlex: isFlexBox, isAtom: isFlexBox || INLINE_BLOCKS.has(tag) || tag === 'svg' };
}

/** The page with one space where a reader sees white space and none where nobody does. */
export function normalise(html, styles) {
  const line = new Line();
  const open = [];
  let rest = 0;
  for (const match of html.matchAll(
    /<!--[^]*?-->|<(\/?)([a-zA-Z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>|<!doctype[^>]*>/gi,
  )) {
    if (match.index < rest) continue;
    line.text(html.slice(rest, match.index));
    rest = match.index + match[0].length;
    const [whole, slash, name] = match;
    if (!name) line.unseen(whole);
    else if (slash) close(name.toLowerCase());
    else rest = start(match, rest);
  }
  line.text(html.slice(rest));
  return line.end();

  function start([, , name, attributes], after) {
    const tag = name.toLowerCase();
    const classes = (/\sclass="([^"]*)"/.exec(attributes)?.[1] ?? '').split(/\s+/);
    const layout = styles.layout(tag, classes, open);
    const text = `<${name}${squeeze(attributes)}>`;
    if (tag === 'input' && /type="hidden"/.test(attributes)) line.unseen(text);
    else if (layout.isBlock) line.block(text);
    else line.inline(text, VOID.has(tag));
    if (VOID.has(tag) || attributes.endsWith('/')) return after;
    if (layout.isAtom && !layout.isBlock) line.edge();
    if (layout.hasMark) line.isAtEdge = false;
    if (styles.verbatim(tag, classes, attributes)) return verbatim(tag, layout, after);
    open.push({ tag, classes, at: line.position, ...layout });
    return after;
  }

  function verbatim(tag, layout, after) {
    let depth = 1;
    const tags = new RegExp(`<(/?)${tag}\\b[^>]*>`, 'gi');
    tags.lastIndex = after;
    let match;
    while (depth > 0 && (match = tags.exec(html))) depth += match[1] ? -1 : 1;
    const text = html.slice(after, match ? tags.lastIndex : html.length);
    if (UNSEEN.has(tag)) line.unseen(text);
    else if (layout.isBlock) line.block(text);
    else line.inline(text, true);
    return after + text.length;
  }

  function close(tag) {
    const element = open.findLast((one) => one.tag === tag);
    if (!element) return line.block(`</${tag}>`);
    open.length = open.indexOf(element);
    if (element.isBlock) return line.block(`</${tag}>`);
    if (element.isAtom) line.edge();
    return line.inline(`</${tag}>`, element.isAtom || element.at === line.position);
  }
}

/** Text and inline tags as they meet in lines: white space is one pending space that the next visible thing asks for. */
class Line {
  out = [];
  isAtEdge = true; // nothing is seen on this line yet, or a space was the last
  spaceAt = -1; // where a space was written that nothing visible has followed
  pending = false;

  get position() {
    return this.out.length;
  }
  text(text) {
    for (const part of text.split(/(\s+)/)) {
      if (part === '') continue;
      if (/^\s/.test(part)) this.pending = true;
      else this.inline(part, true);
    }
  }
  inline(text, isSeen) {
    if (this.pending && !this.isAtEdge) {
      this.spaceAt = this.out.push(' ') - 1;
      this.isAtEdge = true;
    }
    this.pending = false;
    this.out.push(text);
    if (isSeen) {
      this.isAtEdge = false;
      this.spaceAt = -1;
    }
  }
  unseen(text) {
    this.out.push(text);
  }
  edge() {
    if (this.spaceAt >= 0) this.out[this.spaceAt] = '';
    this.isAtEdge = true;
    this.spaceAt = -1;
    this.pending = false;
  }
  block(text) {
    this.edge();
    this.out.push('\n', text, '\n');
  }
  end() {
    this.edge();
    return `${this.out.join('').replace(/\n+/g, '\n').trim()}\n`;
  }
}

const squeeze = (attributes) =>
  attributes
    .replace(/("[^"]*"|'[^']*')|\s+/g, (space, quoted) => quoted ?? ' ')
    .replace(/ $/, '')
    .replace(/ ?\/$/, '/');

async function render(examples, out, { templates: folder = inRoot('templates'), map }) {
  await ensureBuilt();
  const { Templates } = await import(pathToFileURL(inRoot('dist/platform/web/templates.js')));
  const turn = map ? (await import(pathToFileURL(path.resolve(map)))).default : (example) => example;
  const templates = new Templates({ folder: path.resolve(folder), assets: {} });
  const styles = readStyles(builtStyles());
  for (const file of filesUnder(examples, '.bin')) {
    const { name, model, context } = turn(v8.deserialize(fs.readFileSync(path.join(examples, file))));
    const text = attempt(() => templates.render(name, model, context));
    const page = name.endsWith('.txt') ? text : normalise(text, styles);
    const target = path.join(out, file.replace(/\.bin$/, '.html'));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, page);
    console.log(crypto.createHash('sha256').update(page).digest('hex').slice(0, 16), file.slice(0, -'.bin'.length));
  }
}

function attempt(work) {
  try {
    return work();
  } catch (error) {
    return `FAILED: ${error.message}`;
  }
}

function builtStyles() {
  const manifest = JSON.parse(fs.readFileSync(inRoot('dist/assets/manifest.json'), 'utf8'));
  return fs.readFileSync(inRoot('dist/assets', manifest['app.css']), 'utf8');
}

const filesUnder = (folder, ending) =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .sort();

function compare(before, after) {
  const names = [...new Set([...filesUnder(before, '.html'), ...filesUnder(after, '.html')])].sort();
  const read = (folder, name) => {
    const file = path.join(folder, name);
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  };
  let differing = 0;
  for (const name of names) {
    const [old, young] = [read(before, name), read(after, name)];
    if (old === young) continue;
    differing += 1;
    console.log(`${name}\n  before: ${around(old, young)}\n  after:  ${around(young, old)}\n`);
  }
  console.log(`${names.length} examples, ${differing} differ`);
  return differing > 0 ? 1 : 0;
}

/** The text about the first place where two texts part. */
function around(text, other) {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at += 1;
  return JSON.stringify(text.slice(Math.max(0, at - 80), at + 120));
}

if (process.argv[1] === import.meta.filename) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { templates: { type: 'string' }, map: { type: 'string' } },
  });
  const [verb, from, to] = positionals;
  if (verb === 'render' && to) await render(from, to, values);
  else if (verb === 'compare' && to) process.exitCode = compare(from, to);
  else {
    console.error(
      'node scripts/rendered.mjs render EXAMPLES OUT [--templates FOLDER] [--map FILE] | compare BEFORE AFTER',
    );
    process.exitCode = 2;
  }
}
