import Fraction from 'fraction.js';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { decimalText } from '../../domain/kernel/decimal.js';
import type { ProtocolTwin, TwinNomination } from '../../domain/results/protocols/protocol.js';
import type { RankingRow } from '../../domain/ranking/rank-entries.js';
import { decisionsPart, regionalPart, scenarioPart } from './protocol-decisions.js';
import {
  aggregateWords,
  changesMade,
  dayWords,
  decimalWords,
  formWords,
  quorumWords,
  reasonWords,
  tieWords,
  criterionWords,
  countWords,
  sentence,
} from './protocol-words.js';

/** A signature under the twin's hash, as it is printed. */
export interface ProtocolSignature {
  name: string;
  capacity: string;
  /** In the words of the place, e.g. «25 января 2020 г., 12:00 (МСК)». */
  signedAt: string;
}

/** The protocol as a document: everything it says stands in the twin. pdfmake writes into lists given to it: give copies. */
export function protocolDocument(twin: ProtocolTwin, signatures: readonly ProtocolSignature[]): TDocumentDefinitions {
  return {
    pageSize: 'A4',
    pageMargins: [48, 56, 40, 48],
    language: 'ru',
    info: {
      title: `Протокол № ${twin.number}`,
      author: twin.body,
      subject: twin.competition,
      creationDate: new Date(`${twin.on}T00:00:00Z`),
    },
    defaultStyle: { font: 'Serif', fontSize: 9, lineHeight: 1.15 },
    styles: {
      title: { fontSize: 15, bold: true, alignment: 'center', margin: [0, 0, 0, 4] },
      heading: { fontSize: 11, bold: true, margin: [0, 12, 0, 4] },
      small: { fontSize: 7 },
      head: { bold: true, fontSize: 7.5 },
    },
    header: {
      text: `${twin.body}. Протокол № ${twin.number} от ${dayWords(twin.on)}`,
      style: 'small',
      alignment: 'right',
      margin: [0, 28, 40, 0],
    },
    footer: (page, pages) => ({
      columns: [
        { text: `SHA-256 ${twin.sha256}`, style: 'small', width: '*' },
        { text: `${page} / ${pages}`, style: 'small', alignment: 'right', width: 50 },
      ],
      margin: [48, 12, 40, 0],
    }),
    content: [
      ...opening(twin),
      ...sitting(twin),
      ...ruling(twin),
      ...twin.nominations.flatMap((each) => nominationPart(each, twin)),
      ...(twin.regional ?? []).flatMap((each) => regionalPart(each, agendaOf(twin))),
      ...closing(twin, signatures),
    ],
  };
}

function opening(twin: ProtocolTwin): Content[] {
  const { members, present, recused } = twin.attendance;
  const aside = recused > 0 ? `, отвод или самоотвод ${recused}` : '';
  const attendance = `Членов ${members}, присутствуют ${present}${aside}. ${quorumWords(twin)}${asideWords(twin)}`;
  return [
    { text: `ПРОТОКОЛ № ${twin.number}`, style: 'title' },
    { text: `заседания: ${twin.body}`, alignment: 'center' },
    { text: `${twin.competition}, ${twin.year} год`, alignment: 'center', margin: [0, 0, 0, 10] },
    { columns: [{ text: dayWords(twin.on) }, { text: `${twin.place}, ${formWords[twin.form]}`, alignment: 'right' }] },
    { text: 'Присутствие и кворум', style: 'heading' },
    { text: attendance },
    ...(twin.attendees.length ? [{ text: `Участвовали: ${twin.attendees.join(', ')}.` }] : []),
    { text: `Председатель: ${twin.chair}. Секретарь: ${twin.secretary}.` },
  ];
}

/** Who stood aside from single questions: the number above counts those alone who stood aside from all. */
function asideWords(twin: ProtocolTwin): string {
  const questions = agendaOf(twin).flatMap(({ recused }, at) =>
    recused.length > 0 ? [`по вопросу ${at + 1}: ${recused.map(({ name }) => name).join(', ')}`] : [],
  );
  return questions.length > 0 ? ` Отвод или самоотвод ${questions.join('; ')}.` : '';
}

function ruling(twin: ProtocolTwin): Content[] {
  const rule = twin.nominations[0]?.input.rule;
  const { protocolNumber, on } = twin.regulation;
  return [
    { text: 'Правила', style: 'heading' },
    { text: `Положение утверждено протоколом № ${protocolNumber}${on ? ` от ${dayWords(on)}` : ''}` },
    ...(rule ? [{ text: aggregateWords(rule, titlesOf(twin)) }] : []),
    {
      ul: twin.criteria.map((criterion) => criterionWords(criterion, rule?.kinds?.[criterion.id])),
    },
    ...(twin.inputs.length ? [{ text: 'Исходные файлы', style: 'heading' }] : []),
    ...twin.inputs.map(({ name, bytes, sha256 }) => ({
      text: `${name}, ${bytes} байт, SHA-256 ${sha256}`,
      style: 'small',
    })),
    ...(twin.notes.length ? [{ text: 'Примечания', style: 'heading' }, { ul: [...twin.notes] }] : []),
  ];
}

const titlesOf = (twin: ProtocolTwin) => new Map(twin.criteria.map(({ id, title }) => [id, title]));

const agendaOf = ({ sitting: held }: ProtocolTwin) => held?.agenda ?? [];

function nominationPart(nomination: TwinNomination, twin: ProtocolTwin): Content[] {
  const titles = titlesOf(twin);
  const { rows, unranked } = nomination.ranking;
  return [
    { text: `Номинация «${nomination.title}»`, style: 'heading', headlineLevel: 1 },
    {
      text: `Заявок ${rows.length + unranked.length}, оценено ${rows.length}. Наибольший возможный балл ${decimalWords(nomination.ranking.maximumShown)}.`,
    },
    ...scenarioPart(nomination),
    ...correctionsPart(nomination),
    ...decisionsPart(nomination, agendaOf(twin)),
    ...(rows.length ? [rankingTable(nomination, titles)] : []),
    ...(unranked.length
      ? [{ text: 'Без места', bold: true, margin: [0, 6, 0, 2] as [number, number, number, number] }]
      : []),
    ...unranked.map((row) => ({ text: `${row.registerNumber}: ${reasonWords(row)}`, style: 'small' })),
  ];
}

function correctionsPart({ input, cards }: TwinNomination): Content[] {
  if (!input.corrections?.length) return [];
  const numberOf = (id: string) => input.entries.find((entry) => entry.id === id)?.registerNumber ?? '';
  const items = input.corrections.map(({ ground, changes }) => {
    const entries = [...new Set(changes.map(({ entryId }) => `${numberOf(entryId)} «${cards[entryId]?.title ?? ''}»`))];
    return `${changesMade(changes)}: ${entries.join(', ')}. Основание: ${sentence(ground)}`;
  });
  return [
    { text: 'Исправления', bold: true, margin: [0, 4, 0, 2] },
    { ul: items, margin: [0, 0, 0, 6] },
  ];
}

const rankingLayout = {
  hLineWidth: (line: number) => (line <= 1 ? 0.6 : 0.2),
  vLineWidth: () => 0,
  hLineColor: () => '#888888',
  paddingTop: () => 1,
  paddingBottom: () => 1,
  paddingLeft: () => 2,
  paddingRight: () => 2,
};

function rankingTable(nomination: TwinNomination, titles: Map<string, string>): Content {
  const head = ['Место', 'Номер', 'Практика, организация, регион', 'Балл'].map((text): TableCell => ({
    text,
    style: 'head',
  }));
  return {
    table: {
      headerRows: 1,
      widths: [38, 72, '*', 42],
      body: [head, ...nomination.ranking.rows.map((row) => rankingCells(nomination, row, titles))],
    },
    layout: rankingLayout,
    fontSize: 7,
    lineHeight: 1,
  };
}

function rankingCells(nomination: TwinNomination, row: RankingRow, titles: Map<string, string>): TableCell[] {
  const { from, to } = row.place;
  const card = nomination.cards[row.entryId];
  const about = card ? `«${card.title}», ${card.organisation}, ${card.region}` : row.regionCode;
  const second = row.second?.value ? `; второй этап: ${decimalWords(shortFraction(row.second.value))}` : '';
  const tie = row.tie ? ` (${tieWords(row.tie, titles)})` : '';
  return [
    from === to ? `${from}` : `${from}–${to}`,
    row.registerNumber,
    about + second + tie,
    decimalWords(row.totalShown),
  ];
}

/** Members by name, the agenda with who stood aside and how was voted, and dissent. */
function sitting({ sitting: held }: ProtocolTwin): Content[] {
  if (!held) return [];
  const members = held.members.map(({ name, role, present, declaration }) => {
    const said = { none: 'конфликта интересов нет', conflict: 'заявлен конфликт интересов' };
    const declared = declaration ? `, ${said[declaration]}` : '';
    return `${name}${role === 'member' ? '' : ` (${role === 'chair' ? 'председатель' : 'секретарь'})`}: ${present ? 'присутствует' : 'отсутствует'}${declared}`;
  });
  const agenda = held.agenda.flatMap(({ title, recused, ballots }, index): Content[] => [
    { text: `${index + 1}. ${title}`, bold: true, margin: [0, 4, 0, 2] },
    ...recused.map(({ name, reason }) => ({ text: `Отвод: ${name}. ${sentence(reason)}` })),
    ...ballots.map((ballot) => ({
      text: `${ballot.question} (голосование ${ballot.secret ? 'тайное' : 'открытое'}): ${countWords(ballot)}. Решение ${ballot.carried ? 'принято' : 'не принято'}.`,
    })),
  ]);
  return [
    ...(members.length > 0 ? [{ text: 'Состав', style: 'heading' }, { ul: members }] : []),
    ...(agenda.length > 0 ? [{ text: 'Повестка дня', style: 'heading' }, ...agenda] : []),
    ...(held.dissents.length > 0
      ? [
          { text: 'Особые мнения', style: 'heading' },
          ...held.dissents.map(({ name, text }) => ({ text: `${name}. ${sentence(text)}` })),
        ]
      : []),
  ];
}

function closing(twin: ProtocolTwin, signatures: readonly ProtocolSignature[]): Content[] {
  const signed = signatures.map(({ name, capacity, signedAt }) => ({
    text: `${capacity}: ${name}, подписано ${signedAt}`,
  }));
  const empty = [`Председатель ____________________ ${twin.chair}`, `Секретарь ____________________ ${twin.secretary}`];
  return [
    { text: 'Подписи', style: 'heading' },
    ...(signed.length
      ? signed
      : empty.map((text) => ({ text, margin: [0, 8, 0, 0] as [number, number, number, number] }))),
    { text: `Машиночитаемый двойник протокола: SHA-256 ${twin.sha256}`, style: 'small', margin: [0, 12, 0, 0] },
  ];
}

/** An exact number for print: two decimals. */
const shortFraction = (value: string): string => decimalText(new Fraction(value), 2);
