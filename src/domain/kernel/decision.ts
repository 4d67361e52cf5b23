/** News of a change: appended to the outbox in the transaction of the change. Ids only, never contents. */
export interface DomainEvent {
  type: string;
  [fact: string]: string | number | boolean | null;
}

/** What a rule decides: the columns that change and the news of it. A refusal is thrown instead. */
export interface Decision<Row> {
  changes: Partial<Row>;
  events: DomainEvent[];
}
