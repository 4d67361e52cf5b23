import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import Handlebars from 'handlebars';
import { readManifest, type AssetManifest } from './assets.js';
import { helpers } from './helpers.js';
import { translator } from './i18n.js';
import { projectRoot } from './project-root.js';
import { applyHouseRules, dropIndentation } from './template-ast.js';
import type { RenderContext } from './view.js';

export type { RenderContext } from './view.js';

type Compiled = Handlebars.TemplateDelegate<unknown>;

/**
 * One Handlebars instance for pages and mails. Everything under templates/ is read at start; a call of a template that is
 * not there stops it. What is rendered is parsed then, once, under the house rules (see template-ast.ts) and strict mode: a
 * missing variable throws. Most processes render a few of them; parsed, all would be a fifth of what a process holds. Names are paths without the ending: `pages/public/home`, `mails/submission-received.txt`. Files ending in `.txt.hbs`
 * are plain text and are not escaped.
 */
export class Templates {
  private readonly engine = Handlebars.create();
  private readonly compiled = new Map<string, Compiled>();
  private readonly assets: AssetManifest;

  constructor(options: { folder?: string; assets?: AssetManifest } = {}) {
    this.assets = options.assets ?? readManifest();
    this.engine.registerHelper(helpers as Handlebars.HelperDeclareSpec);
    this.load(options.folder ?? join(projectRoot, 'templates'));
  }

  /** Names of all templates. */
  get names(): string[] {
    return [...this.compiled.keys()];
  }

  /** Renders a page or a mail on a view model. Throws when the model lacks what the template prints. */
  render(name: string, model: object, context: RenderContext): string {
    const template = this.compiled.get(name);
    if (!template) throw new Error(`no template "${name}"`);
    const data = { ...context, t: translator(context.locale), assets: this.assets };
    return template(model, { data });
  }

  private load(folder: string): void {
    const called = new Map<string, string>();
    for (const file of hbsFiles(folder)) {
      const name = relative(folder, file).split(sep).join('/').slice(0, -'.hbs'.length);
      const text = readFileSync(file, 'utf8');
      for (const other of calledTemplates(text)) called.set(other, name);
      const template = this.template(name, text);
      this.compiled.set(name, template);
      this.engine.registerPartial(name, template);
    }
    for (const [other, name] of called) {
      if (!this.compiled.has(other)) throw new Error(`templates/${name}.hbs calls "${other}", which does not exist`);
    }
  }

  /** Made of the text as it was at the start, when it is first rendered. */
  private template(name: string, text: string): Compiled {
    let made: Compiled | null = null;
    return (model, options) => (made ??= this.compile(name, text))(model, options);
  }

  private compile(name: string, text: string): Compiled {
    const program = Handlebars.parse(text, { srcName: name });
    applyHouseRules(program, (word) => word in helpers);
    const isText = name.endsWith('.txt');
    if (!isText) dropIndentation(program);
    return this.engine.compile(program, { strict: true, preventIndent: true, noEscape: isText });
  }
}

/** The templates that a template calls, as partials or as the layout around it. */
function calledTemplates(text: string): string[] {
  const spoken = text.replace(/\{\{!--[^]*?--\}\}/g, '');
  return [...spoken.matchAll(/\{\{~?#?>\s*((?:layouts|partials|pages|mails)\/[^\s}~]+)/g)].map(([, name]) => name!);
}

function hbsFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => join(folder, file))
    .sort();
}
