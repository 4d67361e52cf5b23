import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What Prometheus reads: requests, jobs, outbox lag, mail. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'laureat_http_request_seconds',
    help: 'Time of HTTP requests by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });
  private readonly jobs = new Histogram({
    name: 'laureat_job_seconds',
    help: 'Time of background jobs by name and outcome',
    labelNames: ['name', 'outcome'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120],
    registers: [this.registry],
  });
  private readonly mails = new Counter({
    name: 'laureat_mail_total',
    help: 'Mails by outcome',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  private readonly outboxLag = new Gauge({
    name: 'laureat_outbox_lag_seconds',
    help: 'Age of the oldest outbox message that was not told yet',
    registers: [this.registry],
  });
  private readonly outboxWaiting = new Gauge({
    name: 'laureat_outbox_waiting',
    help: 'Outbox messages that were not told yet',
    registers: [this.registry],
  });
  private readonly lettersWaiting = new Gauge({
    name: 'laureat_letters_waiting',
    help: 'Letters that have not gone',
    registers: [this.registry],
  });
  private readonly lettersLag = new Gauge({
    name: 'laureat_letters_lag_seconds',
    help: 'Age of the oldest letter that has not gone',
    registers: [this.registry],
  });
  private readonly schedulesLate = new Gauge({
    name: 'laureat_schedule_late_seconds',
    help: 'How late a recurring job is: since it was due, or since it was asked for and has not ended',
    labelNames: ['job'],
    registers: [this.registry],
  });
  private readonly checks = new Gauge({
    name: 'laureat_check_ok',
    help: 'Whether a part of the installation is well (1) or not (0), as readiness finds',
    labelNames: ['check'],
    registers: [this.registry],
  });

  constructor() {
    // The usual ten milliseconds would be half of what an idle process costs.
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: 500 });
  }

  request(labels: { method: string; route: string; status: number }, seconds: number): void {
    this.requests.observe({ ...labels, status: String(labels.status) }, seconds);
  }

  job(name: string, outcome: 'done' | 'failed' | 'refused', seconds: number): void {
    this.jobs.observe({ name, outcome }, seconds);
  }

  mail(outcome: 'sent' | 'failed'): void {
    this.mails.inc({ outcome });
  }

  letters(waiting: number, lagSeconds: number): void {
    this.lettersWaiting.set(waiting);
    this.lettersLag.set(lagSeconds);
  }

  wellness(checks: Readonly<Record<string, { ok: boolean }>>): void {
    for (const [check, { ok }] of Object.entries(checks)) this.checks.set({ check }, ok ? 1 : 0);
  }

  schedules(late: readonly { job: string; seconds: number }[]): void {
    this.schedulesLate.reset();
    for (const { job, seconds } of late) this.schedulesLate.set({ job }, seconds);
  }

  outbox(waiting: number, lagSeconds: number): void {
    this.outboxWaiting.set(waiting);
    this.outboxLag.set(lagSeconds);
  }
}
