// A mail server that takes every letter and keeps none, in a process of its own, so that its time is nobody's. It answers
// each message of its parent with how many letters came, and when the first and the last of them.
import { SMTPServer } from 'smtp-server';

let came = { letters: 0, firstAt: 0, lastAt: 0 };

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  logger: false,
  onData(stream, _session, taken) {
    stream.resume();
    stream.on('end', () => {
      const now = performance.now();
      came = { letters: came.letters + 1, firstAt: came.firstAt || now, lastAt: now };
      taken();
    });
  },
});

process.on('message', () => {
  process.send(came);
  came = { letters: 0, firstAt: 0, lastAt: 0 };
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send({ port: server.server.address().port }));
