import pg from 'pg';
import { runOutsideContext } from '../request-context.js';

const channel = 'laureat_work';
/** A process that commits again and again calls at once and then so often. */
const betweenCallsMs = 100;
const triedAgainMs = 1000;

/** The call of a process that does no background work to those that do. It is made after the commit, which it holds up in no way. */
export class Caller {
  private isResting = false;
  private isAskedFor = false;

  constructor(private readonly ask: (sql: string) => Promise<unknown>) {}

  call(): void {
    this.isAskedFor = this.isResting;
    if (this.isResting) return;
    this.isResting = true;
    // A call that is lost costs patience and nothing else.
    void this.ask(`NOTIFY ${channel}`).catch(() => undefined);
    const rested = () => {
      this.isResting = false;
      if (this.isAskedFor) this.call();
    };
    runOutsideContext(() => setTimeout(rested, betweenCallsMs).unref());
  }
}

/** Hears the calls of other processes, on a connection of its own that is made anew where it breaks. */
export class Listening {
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isStopped = false;

  constructor(
    private readonly url: string,
    private readonly heard: () => void,
  ) {}

  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, keepAlive: true, application_name: 'laureat calls' });
    this.client = client;
    client.on('notification', this.heard);
    client.on('error', () => this.startAgain(client));
    client.on('end', () => this.startAgain(client));
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      // What was called meanwhile is found by looking.
      this.heard();
    } catch {
      this.startAgain(client);
    }
  }

  private startAgain(broken: pg.Client): void {
    if (this.isStopped || this.client !== broken) return;
    this.client = null;
    void broken.end().catch(() => undefined);
    this.timer = setTimeout(() => void this.start(), triedAgainMs).unref();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }
}
