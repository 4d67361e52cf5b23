import Handlebars from 'handlebars';

type Program = hbs.AST.Program;
type PathExpression = hbs.AST.PathExpression;
type Call = hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement;

/**
 * House rules of the templates, applied to a parsed template before it is compiled:
 *
 * 1. A partial sees only what it is given. `{{> partials/forms/field name="email"}}` runs on `{name}`, so a `hint` of the page
 *    never leaks into a field. Layouts see the page's model with their own parameters on top.
 * 2. The body of a block partial or of a layout keeps the caller's model: the call passes it as `caller`, and the layout
 *    prints `{{> @partial-block caller}}`.
 * 3. `{{number}}` is the model's value even where a helper has that name; helpers are called with arguments.
 */
export function applyHouseRules(program: Program, isHelper: (name: string) => boolean): Program {
  const visitor = new Handlebars.Visitor();
  visitor.PartialStatement = function (call) {
    isolate(call);
    Handlebars.Visitor.prototype.PartialStatement.call(this, call);
  };
  visitor.PartialBlockStatement = function (call) {
    isolate(call);
    if (namesTemplate(call)) passCaller(call);
    Handlebars.Visitor.prototype.PartialBlockStatement.call(this, call);
  };
  visitor.MustacheStatement = function (mustache) {
    const path = mustache.path as PathExpression;
    const bare = mustache.params.length === 0 && !mustache.hash;
    if (bare && path.type === 'PathExpression' && path.parts.length === 1 && !path.data && path.depth === 0) {
      if (isHelper(path.original)) path.original = `this.${path.original}`;
    }
    Handlebars.Visitor.prototype.MustacheStatement.call(this, mustache);
  };
  visitor.accept(program);
  return program;
}

/**
 * Indentation is for those who read templates; pages go without its weight. A line break with what surrounds it becomes one line
 * break between tags and one space inside a tag. Values of attributes and what the model brings stay as they are.
 */
export function dropIndentation(program: Program): void {
  let isInTag = false;
  let quote = '';
  const visitor = new Handlebars.Visitor();
  visitor.ContentStatement = function (content) {
    content.value = content.value.replace(/<(?=[a-z/])|[>"']|\s{2,}|\n/gi, (found, at: number, text: string) => {
      if (found === '<') isInTag = true;
      else if (!isInTag) return found.trim() || '\n';
      else if (quote) quote = found === quote ? '' : quote;
      else if (found === '>') isInTag = false;
      else if (found === '"' || found === "'") quote = found;
      else return text[at + found.length] === '>' ? '' : ' ';
      return found;
    });
  };
  visitor.PartialStatement = (call) => {
    call.indent = ''; // the white space before a call that stands on a line of its own
  };
  visitor.accept(program);
}

function callName(call: Call): string {
  return call.name.type === 'PathExpression' ? call.name.original : '';
}

function namesTemplate(call: Call): boolean {
  return /^(layouts|partials|pages|mails)\//.test(callName(call));
}

function isolate(call: Call): void {
  if (call.params.length > 0 || !callName(call).startsWith('partials/')) return;
  call.params.push(emptyDict(call.loc));
}

function passCaller(call: hbs.AST.PartialBlockStatement): void {
  const pair = { type: 'HashPair', key: 'caller', value: thisPath(call.loc), loc: call.loc } as hbs.AST.HashPair;
  if (call.hash) call.hash.pairs.push(pair);
  else call.hash = { type: 'Hash', pairs: [pair], loc: call.loc };
}

function emptyDict(loc: hbs.AST.SourceLocation): hbs.AST.SubExpression {
  const path = { type: 'PathExpression', data: false, depth: 0, parts: ['dict'], original: 'dict', loc };
  return { type: 'SubExpression', path, params: [], hash: undefined, loc } as unknown as hbs.AST.SubExpression;
}

function thisPath(loc: hbs.AST.SourceLocation): PathExpression {
  return { type: 'PathExpression', data: false, depth: 0, parts: [], original: 'this', loc };
}
