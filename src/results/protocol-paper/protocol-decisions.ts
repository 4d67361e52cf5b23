import type { Content } from 'pdfmake/interfaces.js';
import type { TwinNomination } from '../../domain/results/protocols/protocol.js';
import type { RegionalNomination } from '../../domain/results/decisions/regional.js';
import { nobodyWords, outcomeWords } from './protocol-words.js';

/** Of what a scenario that was fixed proposed, where one was. */
export function scenarioPart({ selection }: TwinNomination): Content[] {
  const scenario = selection?.scenario;
  return scenario
    ? [{ text: `Предложения сделаны по сценарию «${scenario.title}». Основание: ${scenario.ground}.` }]
    : [];
}

/** Decisions of a nomination as the paper says them: whom, that nobody, and who was withdrawn since. */
export function decisionsPart(nomination: TwinNomination): Content[] {
  const { decisions, notAwarded = [], withdrawn = [], cards } = nomination;
  const numberOf = (entryId: string) => nomination.input.entries.find(({ id }) => id === entryId)?.registerNumber ?? '';
  const items = decisions.map(({ entryId, outcome, place, departure, reason, order, despite, follows }) => {
    const word = outcome === 'reserve' ? `${outcomeWords.reserve}, ${order}` : outcomeWords[outcome];
    const at = place === null ? 'без места' : `место ${place}`;
    const off = departure ? ', с отступлением от рейтинга' : '';
    const after = follows ? ` Вместо отозванной заявки ${numberOf(follows.entryId)}.` : '';
    const { title = '', region = '' } = cards[entryId] ?? {};
    return `${word}: ${numberOf(entryId)}, «${title}», ${region} (${at}${off}). Основание: ${reason}.${after}${despiteWords(despite)}`;
  });
  const nobody = notAwarded.map(
    ({ outcome, reason, despite }) => `${nobodyWords[outcome]}. Основание: ${reason}.${despiteWords(despite)}`,
  );
  const left = withdrawn.map(({ entryId, reason, held }) => {
    const words = held.map((outcome) => outcomeWords[outcome].toLowerCase()).join(', ');
    return `${numberOf(entryId)}, «${cards[entryId]?.title ?? ''}» (${words}): ${reason}.`;
  });
  return [...list('Решили:', [...items, ...nobody]), ...list('Отозваны после решения:', left)];
}

const despiteWords = (despite: string | undefined) => (despite ? ` Решено, не дожидаясь листов: ${despite}.` : '');

function list(head: string, items: string[]): Content[] {
  if (items.length === 0) return [];
  return [
    { text: head, bold: true, margin: [0, 4, 0, 2] },
    { ol: items, margin: [0, 0, 0, 6] },
  ];
}

/** What was decided of regions in a nomination: without a ranking, each with its ground. */
export function regionalPart({ title, entries, decisions, cards, notAwarded = [] }: RegionalNomination): Content[] {
  const named = decisions.map(({ entryId, reason }) => {
    const { title: practice = '', region = '' } = cards[entryId] ?? {};
    const number = entries.find(({ id }) => id === entryId)?.registerNumber ?? '';
    return `${outcomeWords['regional-laureate']}: ${number}, «${practice}», ${region}. Основание: ${reason}.`;
  });
  const nobody = notAwarded.map(({ regionCode, reason }) => {
    const own = entries.find((entry) => entry.regionCode === regionCode);
    const region = (own && cards[own.id]?.region) ?? regionCode;
    return `${region}: ${nobodyWords['regional-laureate'].toLowerCase()}. Основание: ${reason}.`;
  });
  return [
    { text: `Номинация «${title}», региональный этап`, style: 'heading', headlineLevel: 1 },
    { text: `Заявок этих регионов ${entries.length}.` },
    ...list('Решили:', [...named, ...nobody]),
  ];
}
