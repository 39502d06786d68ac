/** A bar as the exchange takes it: prices in ticks, volume in lots. */
export type VenueBar = {
  /** Start, microseconds. */
  readonly openTime: number;
  /** End, microseconds: when it is known. */
  readonly closeTime: number;
  /** First price. */
  readonly open: number;
  /** Highest price. */
  readonly high: number;
  /** Lowest price. */
  readonly low: number;
  /** Last price. */
  readonly close: number;
  /** Volume, lots. */
  readonly volume: number;
};
