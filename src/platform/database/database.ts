import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource, getMetadataArgsStorage, type EntityManager } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { currentContext } from '../request-context.js';
import { Caller, Listening } from './calls.js';
import { refusalOfConstraint } from './constraints.js';
import { SnakeNames } from './naming.js';
import { PlainDataSource } from './plain-reads.js';
import { isOutOfRoom } from './unavailable.js';
import { PreparedClient } from './prepared-client.js';

/** The role under which the program works: it may not change or delete what is append-only. */
export const applicationRole = 'laureat_app';

export interface DatabaseOptions {
  url: string;
  poolSize: number;
  /** A command may copy rows in, which cannot share the way with other statements. */
  isOfCommand?: boolean;
  /** Migrations run as the owner; the program runs as {@link applicationRole}. */
  asOwner?: boolean;
}

/** How the program and its commands connect; the tables are said beside. */
export function connectionOptions({ url, poolSize, asOwner, isOfCommand }: DatabaseOptions): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    url,
    poolSize,
    namingStrategy: new SnakeNames(),
    synchronize: false,
    applicationName: 'laureat',
    extra: {
      Client: PreparedClient,
      pipeline: !isOfCommand,
      options: asOwner ? '' : `-c role=${applicationRole}`,
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: 10_000,
    },
  };
}

/** The rows whose classes are loaded: all of them once the modules are, those that a command imports where they are not. */
export const loadedEntities = () => getMetadataArgsStorage().tables.map(({ target }) => target);

/** A source of connections outside Nest, with the tables of the classes that are loaded by now. */
export function createDataSource(options: DatabaseOptions): DataSource {
  return new PlainDataSource({
    ...connectionOptions({ ...options, isOfCommand: true }),
    entities: loadedEntities() as never,
  });
}

/** Transactions and reads. A query is a function of the EntityManager that it hands out. */
@Injectable()
export class Database implements BeforeApplicationShutdown {
  private readonly listeners: (() => void)[] = [];
  private caller: Caller | null = null;
  private listening: Listening | null = null;
  /** When a transaction of this process last found no room, on its monotonic clock; null where none did. */
  outOfRoomAt: number | null = null;

  constructor(readonly source: DataSource) {}

  /**
   * Who is told that a transaction left work behind: news, letters, records to be sealed. One that found nothing to do
   * wakes nobody, or those who look for work would wake each other for ever.
   */
  onCommit(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** This process works off what is left behind, also what others leave: they call after their commits. */
  async listen(url: string): Promise<void> {
    this.listening = new Listening(url, () => this.tellOfWork());
    await this.listening.start();
  }

  /** This process leaves the work to others, and calls them after its commits. */
  callOthers(): void {
    this.caller = new Caller((sql) => this.source.query(sql));
  }

  /** There is work: for this process where it works, otherwise for whoever listens. */
  tellOfWork(): void {
    for (const listener of this.listeners) listener();
    this.caller?.call();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.listening?.stop();
  }

  /** Reads outside a transaction. */
  get reader(): EntityManager {
    return this.source.manager;
  }

  /**
   * Runs the work in one transaction. A violated constraint becomes the refusal that belongs to it. A request with an
   * Idempotency-Key claims the key here, so that the claim and the deed are committed together or not at all.
   */
  async transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    try {
      let isNoted = false;
      const result = await this.source.transaction(async (tx) => {
        const claim = claimIdempotencyKey(tx);
        inTransaction.set(tx, { claim });
        // The work begins meanwhile: the same packet carries both. It is committed only where the claim was heard.
        claim.catch(() => undefined);
        const answer = await work(tx);
        await claim;
        isNoted = inTransaction.get(tx)?.leavesWork === true;
        return answer;
      });
      if (isNoted) this.tellOfWork();
      return result;
    } catch (error) {
      if (isOutOfRoom(error)) this.outOfRoomAt = performance.now();
      throw refusalOfConstraint(error) ?? error;
    }
  }
}

/** What is known of a transaction while it runs. */
const inTransaction = new WeakMap<EntityManager, { claim: Promise<void>; leavesWork?: boolean }>();

/** The transaction writes what somebody is to work off after it. */
export function noteWork(tx: EntityManager): void {
  const known = inTransaction.get(tx);
  if (known) known.leavesWork = true;
}

/** The next statement is the last of the transaction, which ends with it: one way to the database less. */
export async function endWithNext(tx: EntityManager): Promise<void> {
  const known = inTransaction.get(tx);
  if (!known) return;
  await known.claim;
  const connection: unknown = await tx.queryRunner!.connect();
  if (connection instanceof PreparedClient) connection.lastComesNext();
}

async function claimIdempotencyKey(tx: EntityManager): Promise<void> {
  const claim = currentContext().idempotency;
  if (!claim || claim.claimed) return;
  const claimed: unknown[] = await tx.query(
    `INSERT INTO idempotency_key (actor_id, key, request_hash, request_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING key`,
    [claim.actorId, claim.key, claim.requestHash, currentContext().requestId ?? null],
  );
  if (claimed.length === 0) throw new Refusal({ code: 'idempotency-running' });
  claim.claimed = true;
}
