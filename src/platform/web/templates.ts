import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import Handlebars from 'handlebars';
import { readManifest, type AssetManifest } from './assets.js';
import { helpers } from './helpers.js';
import { translator } from './i18n.js';
import { projectRoot } from './project-root.js';
import { applyHouseRules, calledTemplates, dropIndentation } from './template-ast.js';
import type { RenderContext } from './view.js';

export type { RenderContext } from './view.js';

type Compiled = Handlebars.TemplateDelegate<unknown>;

/**
 * One Handlebars instance for pages and mails. Everything under templates/ is parsed at start under the house rules
 * (see template-ast.ts) and strict mode: a missing variable throws, a call of a template that is not there stops the start.
 * Names are paths without the ending: `pages/public/home`, `mails/submission-received.txt`. Files ending in `.txt.hbs`
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
      const program = Handlebars.parse(readFileSync(file, 'utf8'), { srcName: name });
      for (const other of calledTemplates(program)) called.set(other, name);
      applyHouseRules(program, (word) => word in helpers);
      const isText = name.endsWith('.txt');
      if (!isText) dropIndentation(program);
      const template: Compiled = this.engine.compile(program, {
        strict: true,
        preventIndent: true,
        noEscape: isText,
      });
      this.compiled.set(name, template);
      this.engine.registerPartial(name, template);
    }
    for (const [other, name] of called) {
      if (!this.compiled.has(other)) throw new Error(`templates/${name}.hbs calls "${other}", which does not exist`);
    }
  }
}

function hbsFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => join(folder, file))
    .sort();
}
