import { tell } from '../../../scripts/project.mjs';
import { untilSettled } from './settled.mjs';

const wanted = 1500;
const rounds = 3;

/** Sent letters are called failed and asked for again by the operator's command, whose own time is not counted. */
export async function measureLetters({ server, database, meter, sink, figure, idle }) {
  for (let round = 0; round < rounds; round += 1) {
    tell('growth: letter');
    await untilSettled(database);
    const { rowCount } = await database.query(
      `UPDATE delivery SET state = 'failed', sent_at = NULL
        WHERE id IN (SELECT id FROM delivery WHERE state = 'sent' ORDER BY created_at DESC LIMIT $1)`,
      [wanted],
    );
    await sink.came();
    const before = meter.cpu();
    const startedAt = performance.now();
    await server.command('mail', 'redrive');
    await untilSettled(database, ['jobs', 'letters']);
    const cpu = meter.cpu() - before - (idle * (performance.now() - startedAt)) / 1000;
    const { letters, firstAt, lastAt } = await sink.came();
    if (letters !== rowCount) throw new Error(`${letters} of ${rowCount} letters came`);
    if (!Number.isNaN(cpu)) figure('letter', 'CPU ms', cpu / letters);
    figure('letter', 'letters per s', (letters - 1) / ((lastAt - firstAt) / 1000));
  }
}
