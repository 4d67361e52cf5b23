import http from 'node:http';

/** Each sender has a connection of their own, as long as the machine lets a process have so many files open. */
const mostConnections = 16_000;

/**
 * A client that asks over connections that stay open. An answer says when its request was
 * handed over to the network; `null` where the way was cut.
 */
export function client() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: mostConnections });
  const ask = (url, { method = 'GET', headers = {}, body } = {}) =>
    new Promise((answered) => {
      let handedOverAt = null;
      const resolve = (answer) => answered(answer && { ...answer, handedOverAt: handedOverAt ?? Date.now() });
      const request = http.request(url, { method, headers, agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => (text += part));
        response.once('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
        response.once('error', () => resolve(null));
      });
      request.once('finish', () => (handedOverAt = Date.now()));
      request.once('error', () => resolve(null));
      request.end(body);
    });
  return { ask, close: () => agent.destroy() };
}
