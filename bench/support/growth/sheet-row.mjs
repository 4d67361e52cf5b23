import { browserOf } from './browser.mjs';

const remark = 'Показатели подтверждены документами, но нет сравнения с соседями.';

/** A score sheet handed in by the form of the desk. */
export async function sheetRow({ baseUrl, filled: { jury } }) {
  const desks = [];
  for (const expert of jury.experts) {
    const browser = await browserOf(baseUrl, expert);
    const csrf = await browser.open(`/judging/desk/${expert.assignments[0]}`);
    desks.push({ browser, csrf, waiting: [...expert.assignments] });
  }
  return {
    title: 'submit a score sheet',
    requests: 160,
    warmUp: 40,
    async send({ client }) {
      const { browser, csrf, waiting } = desks[client % desks.length];
      const id = waiting.shift();
      if (!id) throw new Error('all sheets are handed in: fewer rounds, or more entries for the jury');
      await browser.post(`/judging/desk/${id}`, sheetOf(jury.criteria, csrf));
    },
  };
}

function sheetOf(criteria, csrf) {
  const body = new URLSearchParams({ _csrf: csrf, version: '0', verb: 'submit', note: '' });
  for (const [index, id] of criteria.entries()) {
    body.set(`score-${id}`, String(5 + (index % 4)));
    body.set(`remark-${id}`, remark);
  }
  return body;
}
