import type { Content } from 'pdfmake/interfaces.js';
import type { TwinNomination } from '../../domain/results/protocols/protocol.js';
import type { RegionalNomination } from '../../domain/results/decisions/regional.js';
import type { BallotPlace } from '../../domain/results/decisions/award.js';
import type { SittingRecord } from '../../domain/results/sittings/sitting-record.js';
import { countWords, nobodyWords, outcomeWords, sentence } from './protocol-words.js';

type Agenda = SittingRecord['agenda'];

/** Of what a scenario that was fixed proposed, where one was. */
export function scenarioPart({ selection }: TwinNomination): Content[] {
  const scenario = selection?.scenario;
  return scenario
    ? [{ text: `Предложения сделаны по сценарию «${scenario.title}». Основание: ${sentence(scenario.ground)}` }]
    : [];
}

/** Decisions of a nomination as the paper says them: whom, that nobody, and who was withdrawn since. */
export function decisionsPart(nomination: TwinNomination, agenda: Agenda): Content[] {
  const { decisions, notAwarded = [], withdrawn = [], cards } = nomination;
  const numberOf = (entryId: string) => nomination.input.entries.find(({ id }) => id === entryId)?.registerNumber ?? '';
  const items = decisions.map(({ entryId, outcome, place, departure, reason, order, despite, follows, ballot }) => {
    const word = outcome === 'reserve' ? `${outcomeWords.reserve}, ${order}` : outcomeWords[outcome];
    const at = place === null ? 'без места' : `место ${place}`;
    const off = departure ? ', с отступлением от рейтинга' : '';
    const after = follows ? ` Вместо отозванной заявки ${numberOf(follows.entryId)}.` : '';
    const { title = '', region = '' } = cards[entryId] ?? {};
    return `${word}: ${numberOf(entryId)}, «${title}», ${region} (${at}${off}). Основание: ${sentence(reason)}${after}${despiteWords(despite)}${voteWords(ballot, agenda)}`;
  });
  const nobody = notAwarded.map(
    ({ outcome, reason, despite, ballot }) =>
      `${nobodyWords[outcome]}. Основание: ${sentence(reason)}${despiteWords(despite)}${voteWords(ballot, agenda)}`,
  );
  const left = withdrawn.map(({ entryId, reason, held }) => {
    const words = held.map((outcome) => outcomeWords[outcome].toLowerCase()).join(', ');
    return `${numberOf(entryId)}, «${cards[entryId]?.title ?? ''}» (${words}): ${sentence(reason)}`;
  });
  return [...list('Решили:', [...items, ...nobody]), ...list('Отозваны после решения:', left)];
}

const despiteWords = (despite: string | undefined) =>
  despite ? ` Решено, не дожидаясь листов: ${sentence(despite)}` : '';

/** The ballot that carried a decision, by its place in the agenda. */
function voteWords(place: BallotPlace | undefined, agenda: Agenda): string {
  const ballot = place && agenda[place.question]?.ballots[place.ballot];
  return ballot ? ` Голосование по вопросу ${place.question + 1}: ${countWords(ballot)}.` : '';
}

function list(head: string, items: string[]): Content[] {
  if (items.length === 0) return [];
  return [
    { text: head, bold: true, margin: [0, 4, 0, 2] },
    { ol: items, margin: [0, 0, 0, 6] },
  ];
}

/** What was decided of regions in a nomination: without a ranking, each with its ground. */
export function regionalPart(
  { title, entries, decisions, cards, notAwarded = [] }: RegionalNomination,
  agenda: Agenda,
): Content[] {
  const named = decisions.map(({ entryId, reason, ballot }) => {
    const { title: practice = '', region = '' } = cards[entryId] ?? {};
    const number = entries.find(({ id }) => id === entryId)?.registerNumber ?? '';
    return `${outcomeWords['regional-laureate']}: ${number}, «${practice}», ${region}. Основание: ${sentence(reason)}${voteWords(ballot, agenda)}`;
  });
  const nobody = notAwarded.map(({ regionCode, reason, ballot }) => {
    const own = entries.find((entry) => entry.regionCode === regionCode);
    const region = (own && cards[own.id]?.region) ?? regionCode;
    return `${region}: ${nobodyWords['regional-laureate'].toLowerCase()}. Основание: ${sentence(reason)}${voteWords(ballot, agenda)}`;
  });
  return [
    { text: `Номинация «${title}», региональный этап`, style: 'heading', headlineLevel: 1 },
    { text: `Заявок этих регионов ${entries.length}.` },
    ...list('Решили:', [...named, ...nobody]),
  ];
}
