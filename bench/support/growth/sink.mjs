import { fork } from 'node:child_process';
import { once } from 'node:events';

/** The mail server of the measurement: where it listens, and what has come since it was asked last. */
export async function startSink() {
  const child = fork(new URL('./smtp-sink.mjs', import.meta.url));
  const [{ port }] = await once(child, 'message');
  return {
    url: `smtp://127.0.0.1:${port}`,
    async came() {
      child.send('came');
      const [answer] = await once(child, 'message');
      return answer;
    },
    stop: () => child.disconnect(),
  };
}
