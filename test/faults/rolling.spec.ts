import { lastHour, type Sent } from '../support/last-hour.js';
import { runProgram } from '../support/program.js';
import { roundRobin } from '../support/round-robin.js';

/** `npm run faults` asks for the long form. */
const isLong = process.env['FAULTS'] === 'long';
const rounds = isLong ? 10 : 1;
const clients = 8;

test(
  'Web processes that are ended and started anew in turn, with requests going on, cut none of them and lose nothing',
  async () => {
    const { app, send, audit } = await lastHour();
    const web = () =>
      runProgram({
        DATABASE_URL: app.databaseUrl,
        ROLE: 'web',
        SHUTDOWN_DELAY: '5',
        LOG_LEVEL: 'error',
      });
    const programs = [await web(), await web()];
    const proxy = await roundRobin(programs.map(({ baseUrl }) => baseUrl));
    const results: Sent[] = [];
    let isOver = false;
    const client = async () => {
      while (!isOver) results.push(await send(proxy.baseUrl));
    };
    try {
      const work = Promise.all(Array.from({ length: clients }, client));
      const meanwhile: number[] = [];
      for (let round = 0; round < rounds * programs.length; round += 1) {
        const before = results.length;
        const index = round % programs.length;
        const gone = programs[index]!;
        expect(await gone.stop()).toBe(0);
        const come = await web();
        proxy.replace(gone.baseUrl, come.baseUrl);
        programs[index] = come;
        meanwhile.push(results.length - before);
      }
      isOver = true;
      await work;

      // There was traffic in every turn, and each request was answered at its first try.
      expect(Math.min(...meanwhile)).toBeGreaterThan(0);
      expect(results.filter(({ status }) => status !== 201)).toEqual([]);
      const { ids, broken, numbersTwice } = await audit();
      expect([broken, numbersTwice]).toEqual([[], 0]);
      expect(ids).toEqual(results.map(({ id }) => id!).toSorted());
    } finally {
      isOver = true;
      await proxy.close();
      for (const program of programs) await program.kill();
      await app.close();
    }
  },
  isLong ? 1_800_000 : 300_000,
);
