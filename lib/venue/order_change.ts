/** What may be changed of an order. */
export type OrderChange = {
  /** Whole quantity, filled part included, lots. */
  readonly quantity?: number | undefined;
  /** Limit price, ticks. */
  readonly price?: number | undefined;
  /** Trigger price, ticks. */
  readonly triggerPrice?: number | undefined;
};
