import { criterionKind } from '../../../src/cycles/editions/ranking-rule-shape.js';
import {
  choiceOf,
  kindChoices,
  kindFormOf,
  kindOfChoice,
  shownKind,
} from '../../../src/cycles/criteria/criterion-kind-form.js';
import { kindProblems } from '../../../src/domain/cycles/criterion.js';
import { plainJudgingRules } from '../../../src/domain/cycles/judging-rules.js';
import { gates, kindNames, traitsOf, type CriterionKind } from '../../../src/domain/ranking/criterion-kind.js';
import { criteriaModel } from '../../../src/judging/sheets/criteria-model.js';
import type { SheetRules } from '../../../src/judging/sheets/sheet-rules.queries.js';
import { locales, messages, translator } from '../../../src/platform/web/i18n.js';
import { Templates } from '../../../src/platform/web/templates.js';
import { criterionWords } from '../../../src/results/protocol-paper/protocol-words.js';
import { exampleContext } from '../platform/web/example-context.js';

const named = [
  { label: 'Сильно', points: '10' },
  { label: 'Слабо', points: '4' },
];
/** Each kind in the ways that forms can say it. */
const said = kindNames.flatMap((name) =>
  gates.flatMap((gate) => [null, 3].map((picks) => kindFormOf(name).read({ gate, named, picks, top: 10 }))),
);
const kinds = [...new Map(said.map((kind) => [JSON.stringify(kind), kind])).values()];
const templates = new Templates();
const rest = { weight: '2', scaleMin: '0', scaleMax: '5', scaleStep: '1', levels: [], guidance: '' };

const rulesWith = (kind: CriterionKind) =>
  ({
    criteria: [{ ...rest, id: 'c', title: 'Эффект', kind }],
    cannotJudge: 'refuse',
    judging: plainJudgingRules,
    entryFacts: {},
  }) as unknown as SheetRules;

describe('every kind of criterion', () => {
  it.each(kinds)('%j has a shape, and nothing is wrong with it', (kind) => {
    expect(criterionKind.parse(kind)).toEqual(kind);
    expect(kindProblems(kind)).toEqual([]);
  });

  it.each(kinds)('%j comes back from the form that shows it, and from the choices of one list', (kind) => {
    const shown = shownKind(kind);
    const read = { gate: shown.gate, named: shown.named, picks: shown.picks, top: 10 };
    expect(kindFormOf(shown.kind).read(read)).toEqual(kind);
    expect(kindChoices).toContain(choiceOf(shown));
    expect(kindOfChoice(choiceOf(shown))).toMatchObject({ kind: kind.kind });
  });

  it.each(locales.flatMap((locale) => kinds.map((kind) => [locale, kind] as const)))(
    'in %s: %j has words',
    (locale, kind) => {
      const traits = traitsOf(kind);
      const known = messages(locale);
      const [words, asked] = [traits.words(kind), traits.asked(kind)];
      const keys = [
        `cycles:criteria.kind.${kind.kind}`,
        `cycles:counting.kind.${choiceOf(shownKind(kind))}`,
        ...(words ? [`results:rule.${words.key}`] : []),
        ...(asked ? [`cycles:criteria.${asked.key}`] : []),
        ...(traits.isChosenAmongEntries ? [`judging:pick.apart.${kind.kind}`] : []),
      ];
      expect(keys.filter((key) => !known.has(key))).toEqual([]);
    },
  );

  it.each(kinds)('%j has a field on the sheet and words on paper', (kind) => {
    const [model] = criteriaModel(
      rulesWith(kind),
      { scores: {}, cannotJudge: [], remarks: {} },
      { t: translator('ru'), frozen: false },
    );
    const html = templates.render('partials/blocks/criterion', model!, exampleContext());
    expect(html).toContain(traitsOf(kind).hasPoints ? 'name="score-c"' : 'name="remark-c"');
    expect(criterionWords({ ...rest, id: 'c', title: 'Эффект' }, kind)).toMatch(/^Эффект: \S/);
  });
});
