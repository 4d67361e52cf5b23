import { decimalFrom } from '../../domain/kernel/decimal.js';
import type { EntryFacts } from '../../domain/cycles/entry-facts.js';
import { publicVotesFact } from '../../domain/ranking/ranking-rule.js';
import type { FieldProblem } from '../../domain/kernel/refusal.js';
import { plainKind } from '../../domain/ranking/criterion-kind.js';
import { kindFormOf, kindOfChoice } from '../criteria/criterion-kind-form.js';
import { bandsFrom, namedFrom } from './rule-lines.js';

/** A form as it was typed: names with texts. */
export type Typed = Readonly<Record<string, unknown>>;

/** What a form says, as an API would be sent it, with the name of the field for each JSON pointer. */
export interface TypedCounting {
  counting: { rankingRule: unknown; selectionRule: unknown; entryFacts: EntryFacts };
  problems: FieldProblem[];
  fieldOf: (pointer: string) => string;
}

const spareRows = 1;

/** How many rows of a repeated part a form shows: those that are filled, and one more. */
export function rowsOf(typed: Typed, prefix: string): number {
  const taken = Object.entries(typed)
    .filter(([name, value]) => name.startsWith(`${prefix}.`) && value !== '')
    .map(([name]) => Number(name.split('.')[1]));
  return Math.max(-1, ...taken.filter(Number.isInteger)) + 1 + spareRows;
}

/** The rules that a form says. What cannot be read is a problem beside its field; the rest is judged as an API's input is. */
export function countingFrom(typed: Typed, criteria: readonly { id: string }[]): TypedCounting {
  return new FormReader(typed).counting(criteria);
}

/** Reads one form: each part notes which field its pointer comes from. */
class FormReader {
  private readonly names = new Map<string, string>();
  private readonly problems: FieldProblem[] = [];

  constructor(private readonly typed: Typed) {}

  counting(criteria: readonly { id: string }[]): TypedCounting {
    const facts = this.rows('indicators', ['id', 'field', 'fact', 'bands', 'perUnit', 'atMost', 'best']);
    const bonuses = this.rows('bonuses', ['id', 'points', 'field']);
    const quotas = this.rows('quotas', ['of', 'most', 'list']);
    const amount = this.text('amountField');
    this.names.set('/entryFacts/amount', 'amountField');
    const rankingRule = {
      aggregate: this.text('aggregate'),
      ...this.wholes(['roundCriterionMeanTo', 'roundTotalTo', 'roundWeightedTo', 'roundSheetTo']),
      minSheets: Number(this.text('minSheets') || Number.NaN),
      tieChain: this.tieChain(),
      across: this.across(),
      combine: this.text('combine'),
      cannotJudge: this.text('cannotJudge'),
      kinds: this.kinds(criteria),
      weightSets: this.weightSets(criteria),
      indicators: facts.map((at, index) => this.indicator(at, index)),
      bonuses: bonuses.map((at, index) => this.bonus(at, index)),
      normalise: this.text('normalise.to') ? { to: this.decimal('normalise.to'), by: this.text('normalise.by') } : null,
      divergence: this.text('divergence.above')
        ? {
            above: this.decimal('divergence.above'),
            by: this.text('divergence.by'),
            unit: this.text('divergence.unit'),
            finish: this.text('divergence.finish'),
          }
        : null,
      secondPhase: this.secondPhase(),
    };
    const pairs = (rows: string[], key: (at: string) => string) =>
      Object.fromEntries(
        rows.map((at) => [key(at), this.text(`${at}.field`)]).filter(([, field]) => field && field !== publicVotesFact),
      );
    const kinds = [...quotas.map((at) => this.text(`${at}.of`)), this.text('proportional.of')];
    const groups = [...new Set(kinds)].filter((of) => of && of !== 'region');
    const entryFacts: EntryFacts = {
      ...(amount && { amount }),
      ...(facts.length > 0 && { facts: pairs(facts, (at) => this.fact(at)) }),
      ...(bonuses.length > 0 && { bonuses: pairs(bonuses, (at) => this.text(`${at}.id`)) }),
      ...(groups.length > 0 && { groups: Object.fromEntries(groups.map((field) => [field, field])) }),
      ...this.self(criteria),
    };
    const selectionRule = this.selection(quotas);
    return {
      counting: { rankingRule, selectionRule, entryFacts },
      problems: this.problems,
      fieldOf: (pointer) => this.fieldOf(pointer),
    };
  }

  private secondPhase() {
    const kind = this.text('second.by');
    const at = '/rankingRule/secondPhase';
    for (const field of ['top', 'equals']) this.names.set(`${at}/${field}`, `second.${field}`);
    for (const field of ['min', 'max', 'points', 'most', 'needs', 'seats', 'seed'])
      this.names.set(`${at}/by/${field}`, `second.${field}`);
    if (!kind) return null;
    const whole = (name: string) => Number(this.text(name) || Number.NaN);
    const parts: Record<string, object> = {
      marks: { min: this.decimal('second.min'), max: this.decimal('second.max') },
      'rank-points': { points: whole('second.points') },
      votes: { most: this.text('second.most') ? whole('second.most') : null },
      pass: { needs: this.text('second.needs') },
      stv: { seats: whole('second.seats'), seed: this.text('second.seed') },
    };
    const top = this.text('second.top') ? whole('second.top') : null;
    return { top, by: { kind, ...parts[kind] }, equals: this.text('second.equals') || 'share' };
  }

  /** Where the form asks the applicant for the own points. */
  private self(criteria: readonly { id: string }[]): Pick<EntryFacts, 'self'> {
    const fields = criteria.flatMap(({ id }) => {
      this.names.set(`/entryFacts/self/${id}`, `self.${id}`);
      return this.text(`self.${id}`) ? [[id, this.text(`self.${id}`)] as const] : [];
    });
    return fields.length > 0 ? { self: Object.fromEntries(fields) } : {};
  }

  private text(name: string): string {
    const value = this.typed[name];
    return typeof value === 'string' ? value.trim() : '';
  }

  /** An exact decimal where it is one; what was typed where it is not, so that the shape refuses it. */
  private decimal(name: string): string {
    const typed = this.text(name);
    return decimalFrom(typed) ?? typed;
  }

  private wholes<Name extends string>(names: readonly Name[]): Record<Name, number | null> {
    return Object.fromEntries(
      names.map((name) => [name, this.text(name) === '' ? null : Number(this.text(name))]),
    ) as Record<Name, number | null>;
  }

  /** The filled rows of a repeated part, as prefixes of their fields. */
  private rows(prefix: string, fields: readonly string[]): string[] {
    return Array.from({ length: Math.min(60, rowsOf(this.typed, prefix)) }, (_, index) => `${prefix}.${index}`).filter(
      (at) => fields.some((field) => field !== 'fact' && this.text(`${at}.${field}`) !== ''),
    );
  }

  private across() {
    const kind = this.text('across');
    this.names.set('/rankingRule/across/kind', 'across');
    if (kind !== 'trimmed-mean') return { kind };
    return { kind, drop: Number(this.text('across.drop') || 1), from: Number(this.text('across.from') || 3) };
  }

  private kinds(criteria: readonly { id: string }[]) {
    const kinds = criteria.flatMap(({ id }) => {
      const kind = this.text(`kind.${id}`);
      const at = `/rankingRule/kinds/${id}`;
      this.names.set(at, `kind.${id}`);
      this.names.set(`${at}/levels`, `levels.${id}`);
      for (const field of ['top', 'most']) this.names.set(`${at}/${field}`, `picks.${id}`);
      if (!kind || kind === plainKind) return [];
      const chosen = kindOfChoice(kind);
      if (!chosen) return [[id, { kind }]];
      const form = kindFormOf(chosen.kind);
      const picks = this.text(`picks.${id}`) ? Number(this.text(`picks.${id}`)) : null;
      const levels = form.field === 'named' ? namedFrom(this.text(`levels.${id}`)) : [];
      if (!levels) this.fault(`${at}/levels`);
      const named = (levels ?? []).map(({ name, value }) => ({ label: name, points: value }));
      return [[id, form.read({ gate: chosen.gate, named, picks, top: Number.NaN })]];
    });
    return Object.fromEntries(kinds);
  }

  private weightSets(criteria: readonly { id: string }[]) {
    const fields = ['nomination', 'from', 'to', ...criteria.map(({ id }) => `weights.${id}`)];
    return this.rows('weightSets', fields).map((at, index) => {
      const pointer = `/rankingRule/weightSets/${index}`;
      const [nomination, from, to] = [this.text(`${at}.nomination`), this.text(`${at}.from`), this.text(`${at}.to`)];
      for (const end of ['from', 'to']) this.names.set(`${pointer}/amount/${end}`, `${at}.${end}`);
      const weights = criteria.flatMap(({ id }) => {
        this.names.set(`${pointer}/weights/${id}`, `${at}.weights.${id}`);
        return this.text(`${at}.weights.${id}`) ? [[id, this.decimal(`${at}.weights.${id}`)]] : [];
      });
      const including = this.text(`${at}.including`) ? { including: true } : {};
      const end = (name: string, typed: string) => (typed ? this.decimal(`${at}.${name}`) : null);
      return {
        ...(nomination && { nomination }),
        ...((from || to) && { amount: { from: end('from', from), to: end('to', to), ...including } }),
        weights: Object.fromEntries(weights) as Record<string, string>,
      };
    });
  }

  /** The name of a fact: as it was, or the field that gives it; that of the public's votes is its own and no field's. */
  private fact(at: string): string {
    const [field, fact] = [this.text(`${at}.field`), this.text(`${at}.fact`)];
    if (field === publicVotesFact || fact === publicVotesFact) return field || this.text(`${at}.id`);
    return fact || this.text(`${at}.field`) || this.text(`${at}.id`);
  }

  private indicator(at: string, index: number) {
    const pointer = `/rankingRule/indicators/${index}`;
    const fact = this.fact(at);
    for (const field of ['id', 'bands', 'perUnit', 'atMost', 'best'])
      this.names.set(`${pointer}/${field}`, `${at}.${field}`);
    this.names.set(pointer, `${at}.perUnit`);
    this.names.set(`/entryFacts/facts/${fact}`, `${at}.field`);
    const named = { id: this.text(`${at}.id`), fact };
    if (this.text(`${at}.best`)) return { ...named, best: this.decimal(`${at}.best`) };
    if (this.text(`${at}.perUnit`)) {
      const atMost = this.text(`${at}.atMost`) ? this.decimal(`${at}.atMost`) : null;
      return { ...named, perUnit: this.decimal(`${at}.perUnit`), atMost };
    }
    const bands = bandsFrom(this.text(`${at}.bands`));
    if (!bands) this.fault(`${pointer}/bands`);
    return { ...named, bands: bands ?? [] };
  }

  private bonus(at: string, index: number) {
    const pointer = `/rankingRule/bonuses/${index}`;
    for (const field of ['id', 'points']) this.names.set(`${pointer}/${field}`, `${at}.${field}`);
    this.names.set(`/entryFacts/bonuses/${this.text(`${at}.id`)}`, `${at}.field`);
    return { id: this.text(`${at}.id`), points: this.decimal(`${at}.points`) };
  }

  private tieChain() {
    const chain: unknown[] = [];
    for (let row = 0; row < 10; row += 1) {
      const choice = this.text(`tie${row}`);
      if (!choice) continue;
      const pointer = `/rankingRule/tieChain/${chain.length}`;
      this.names.set(pointer, `tie${row}`);
      this.names.set(`${pointer}/seed`, 'seed');
      this.names.set(`${pointer}/timeZone`, 'timeZone');
      if (choice.startsWith('criterion:')) chain.push({ kind: 'criterion', id: choice.slice('criterion:'.length) });
      else if (choice === 'lot') chain.push({ kind: choice, seed: this.text('seed') });
      else if (choice === 'earlier-day') chain.push({ kind: choice, timeZone: this.text('timeZone') });
      else chain.push({ kind: choice });
    }
    return chain;
  }

  private selection(quotas: readonly string[]) {
    const wholes = this.wholes(['selection.first', 'selection.minEntries']);
    const atLeast = this.text('selection.atLeast');
    const bands = bandsFrom(this.text('selection.bands'));
    for (const field of ['first', 'atLeast', 'bands', 'atBorder', 'minEntries'])
      this.names.set(`/selectionRule/${field}`, `selection.${field}`);
    for (const field of ['of', 'seats'])
      this.names.set(`/selectionRule/proportional/${field}`, `proportional.${field}`);
    for (const field of ['of', 'rounding']) this.names.set(`/selectionRule/percent/${field}`, `percent.${field}`);
    if (!bands) this.fault('/selectionRule/bands');
    const rule = {
      ...(wholes['selection.first'] !== null && { first: wholes['selection.first'] }),
      ...(this.text('percent.of') && {
        percent: { of: this.decimal('percent.of'), rounding: this.text('percent.rounding') },
      }),
      ...(atLeast && { atLeast: this.decimal('selection.atLeast') }),
      ...(bands?.length && { bands }),
      ...(this.text('proportional.of') && {
        proportional: {
          of: this.text('proportional.of'),
          seats: Number(this.text('proportional.seats') || Number.NaN),
        },
      }),
      ...(quotas.length > 0 && { quotas: quotas.map((at, index) => this.quota(at, index)) }),
      ...(wholes['selection.minEntries'] !== null && { minEntries: wholes['selection.minEntries'] }),
    };
    return Object.keys(rule).length > 0 || !bands
      ? { ...rule, atBorder: this.text('selection.atBorder') || 'widen' }
      : null;
  }

  private quota(at: string, index: number) {
    const pointer = `/selectionRule/quotas/${index}`;
    const of = this.text(`${at}.of`);
    for (const field of ['of', 'most']) this.names.set(`${pointer}/${field}`, `${at}.${field}`);
    this.names.set(`/entryFacts/groups/${of}`, `${at}.of`);
    const most = this.text(`${at}.most`);
    if (most) return { of, most: Number(most) };
    const list = namedFrom(this.text(`${at}.list`));
    this.names.set(`${pointer}/most`, `${at}.${this.text(`${at}.list`) ? 'list' : 'most'}`);
    if (!list?.length) this.fault(`${pointer}/most`);
    return { of, most: Object.fromEntries((list ?? []).map(({ name, value }) => [name, Number(value)])) };
  }

  private fault(pointer: string): void {
    this.problems.push({ pointer, rule: 'malformed' });
  }

  /** The field of a pointer, or of the nearest part around it that has one. */
  private fieldOf(pointer: string): string {
    for (let at = pointer; at; at = at.slice(0, at.lastIndexOf('/'))) {
      const name = this.names.get(at);
      if (name) return name;
    }
    return pointer.replace(/^\/(rankingRule|selectionRule|entryFacts)\//, '').replaceAll('/', '.');
  }
}
