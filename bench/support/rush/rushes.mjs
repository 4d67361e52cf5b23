import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { tell } from '../../../scripts/project.mjs';
import { spread } from '../contest.mjs';
import { cpuMs } from '../growth/process-tree.mjs';
import { untilSettled } from '../growth/settled.mjs';
import { account } from './account.mjs';
import { cast } from './cast.mjs';
import { crowd } from './crowd.mjs';

const disturbances = {
  rush: async () => {},
  'rush, a web process killed': (house) => house.killWeb(),
  'rush, PostgreSQL restarted': (house) => house.restartPostgres(),
};

export async function rushes({ submissions, seconds, only, figures }) {
  for (const [bench, disturb] of Object.entries(disturbances)) {
    if (only && !only.some((part) => bench.includes(part))) continue;
    const figure = (title, unit, value) => figures.note({ bench, figure: title, unit }, value);
    await rush({ submissions, seconds, disturb, figure });
  }
}

async function rush({ submissions, seconds, disturb, figure }) {
  const house = await cast();
  try {
    const database = new pg.Client({ connectionString: house.databaseUrl });
    database.on('error', () => {}); // it is restarted on purpose
    await database.connect();
    const closesAt = new Date(Date.now() + seconds * 1000);
    await database.query(`UPDATE stage SET closes_at = $1 WHERE kind = 'intake' AND cycle_id = $2`, [
      closesAt,
      house.filled.cycleId,
    ]);
    await database.end();
    const before = cpuMs(house.roots(), [process.pid]);
    const going = crowd({ house, submissions, closesAt });
    await sleep((seconds * 1000) / 2);
    await disturb(house);
    const { entries, reads, saves } = await going;
    const used = cpuMs(house.roots(), [process.pid]) - before;
    const settled = new pg.Client({ connectionString: house.databaseUrl });
    await settled.connect();
    try {
      tell('the crowd is answered; what follows from it is worked off');
      await untilSettled(settled);
      note({ entries, reads, saves, used, figure });
      for (const [what, count] of Object.entries(await account(settled, entries, closesAt)))
        figure(`wrong: ${what}`, '', count);
    } finally {
      await settled.end();
    }
  } finally {
    await house.stop();
  }
}

const went = ({ status }) => status === 200;

function note({ entries, reads, saves, used, figure }) {
  const of = (kind) => entries.filter((entry) => entry.answer === kind);
  const taken = of('accepted');
  figure('sent', '', entries.length);
  figure('accepted', '', taken.length);
  figure('accepted, and told so without the first answer', '', taken.filter(({ told }) => told).length);
  figure('refused as late', '', of('late').length);
  figure('never answered', '', of('none').length);
  figure(
    'asked again after an error',
    '',
    entries.reduce((sum, { tries }) => sum + tries - 1, 0),
  );
  const times = [
    ['answer to an entry', taken.map(({ ms }) => ms)],
    ['answer to a page', reads.filter(went).map(({ ms }) => ms)],
    ['answer to a save', saves.filter(went).map(({ ms }) => ms)],
  ];
  for (const [title, all] of times) {
    const { median, p95, p99 } = { ...spread(all), p99: all.toSorted((a, b) => a - b)[Math.floor(all.length * 0.99)] };
    for (const [share, value] of Object.entries({ p50: median, p95, p99 }))
      figure(`${title}, ${share}`, 'ms', value ?? 0);
  }
  for (const [title, all] of [
    ['pages', reads],
    ['saves', saves],
  ]) {
    figure(`${title} asked for`, '', all.length);
    const failed = all.filter((one) => !went(one)).map(({ status }) => status);
    for (const status of new Set(failed))
      figure(`${title} answered ${status || 'by nobody'}`, '', failed.filter((other) => other === status).length);
  }
  figure('CPU of all processes per accepted entry', 'ms', used / Math.max(1, taken.length));
}
