/** When to trade. */
export type ExecutionSchedule = {
  /** Time to trade it in. */
  readonly horizon: number;
  /** Rate of trading at a time, quantity per unit of time, at least 0. */
  rate(time: number): number;
  /** Quantity traded by a time, rising from 0 to all of it. */
  traded(time: number): number;
};
