import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/** Knows that the program is being stopped, so that the load balancer hears it first. */
@Injectable()
export class Lifecycle implements BeforeApplicationShutdown {
  stopping = false;

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }
}
