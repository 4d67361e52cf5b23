// Child processes that never outlive us. Only Node's own modules here: this runs before anything is installed.
import { spawn } from 'node:child_process';

/*
 * A shell stands between us and the child and reads our pipe: each line is a signal to pass on, and the end of the pipe
 * (which also comes when we are killed with SIGKILL) is the order to stop. It lives in a session of its own, so that
 * Ctrl-C in the terminal reaches us alone and we can stop things in the right order.
 */
const WARDEN = `
last=$1; rubbish=$2; shift 2
exec 3<&0
"$@" </dev/null 3<&- & child=$!
( while read -r signal <&3; do kill -s "$signal" $child; done; kill -s "$last" $child ) >/dev/null 2>&1 & reader=$!
{ wait $child; } 2>/dev/null; code=$?
kill $reader 2>/dev/null
[ -z "$rubbish" ] || rm -rf "$rubbish"
exit $code`;

/**
 * Starts a program that dies with this process. `lastSignal` is what ends it politely; the folder
 * `rubbish` is removed after it, even when we are no longer there to do so.
 * @returns {{ exited: Promise<number>, signal(name: string): void, stop(graceMs?: number): Promise<number>, process: import('node:child_process').ChildProcess }}
 */
export function supervise(
  command,
  args,
  { lastSignal = 'TERM', rubbish = '', stdio = ['inherit', 'inherit'], ...options } = {},
) {
  const child = spawn('sh', ['-c', WARDEN, 'sh', lastSignal, rubbish, command, ...args], {
    ...options,
    detached: true,
    stdio: ['pipe', ...stdio],
  });
  child.stdin.on('error', () => {}); // the child may be gone before our last word reaches it
  const exited = new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 128 : 1)));
  });
  const say = (signal) => child.stdin.writable && child.stdin.write(`${signal}\n`);

  async function stop(graceMs = 15_000) {
    say(lastSignal);
    const impatience = setTimeout(() => say('KILL'), graceMs);
    const code = await exited;
    clearTimeout(impatience);
    child.stdin.destroy();
    return code;
  }

  return { process: child, exited, signal: say, stop };
}
