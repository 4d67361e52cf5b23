import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import { currentContext } from '../request-context.js';
import { refusalOfConstraint } from './constraints.js';
import { SnakeNames } from './naming.js';

/** The role under which the program works: it may not change or delete what is append-only. */
export const applicationRole = 'laureat_app';

export interface DatabaseOptions {
  url: string;
  poolSize: number;
  entities: EntityTarget<ObjectLiteral>[];
  /** Migrations run as the owner; the program runs as {@link applicationRole}. */
  asOwner?: boolean;
}

export function createDataSource({ url, poolSize, entities, asOwner }: DatabaseOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    entities: entities as never,
    namingStrategy: new SnakeNames(),
    synchronize: false,
    applicationName: 'laureat',
    extra: {
      options: asOwner ? '' : `-c role=${applicationRole}`,
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: 10_000,
    },
  });
}

/** Transactions and reads. A query is a function of the EntityManager that it hands out. */
@Injectable()
export class Database implements OnApplicationShutdown {
  constructor(readonly source: DataSource) {}

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
      return await this.source.transaction(async (tx) => {
        await claimIdempotencyKey(tx);
        return work(tx);
      });
    } catch (error) {
      throw refusalOfConstraint(error) ?? error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

async function claimIdempotencyKey(tx: EntityManager): Promise<void> {
  const claim = currentContext().idempotency;
  if (!claim || claim.claimed) return;
  const claimed: unknown[] = await tx.query(
    'INSERT INTO idempotency_key (actor_id, key, request_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING key',
    [claim.actorId, claim.key, claim.requestHash],
  );
  if (claimed.length === 0) throw new Refusal({ code: 'idempotency-running' });
  claim.claimed = true;
}
