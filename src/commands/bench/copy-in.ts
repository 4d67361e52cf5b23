import type { ClientBase, Submittable } from 'pg';

/** What the driver's connection can do beside sending statements. */
interface Sender {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** `COPY … FROM STDIN` with all its lines at once, as one statement in the queue of the client. */
export function copyIn(client: ClientBase, statement: string, lines: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let failed: Error | null = null;
    const copy = {
      submit: (connection: Sender) => connection.query(statement),
      handleCopyInResponse(connection: Sender) {
        connection.sendCopyFromChunk(Buffer.from(lines));
        connection.endCopyFrom();
      },
      handleCommandComplete: () => undefined,
      handleError: (error: Error) => void (failed = error),
      handleReadyForQuery: () => (failed ? reject(failed) : resolve()),
    };
    client.query(copy as unknown as Submittable);
  });
}
