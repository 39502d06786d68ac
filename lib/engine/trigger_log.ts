import { GrowingColumn } from "../flow/growing_column.ts";
import type { Order, OrderEvent } from "../venue/mod.ts";
import type { TriggerColumns } from "./backtest_result.ts";
import { ResultTable } from "./result_table.ts";

/** Keeps every level that a trigger was moved to: by its owner, by the emulator or by the venue. */
export class TriggerLog {
  readonly #time = new GrowingColumn();
  readonly #ticks = new GrowingColumn();
  readonly #row = new GrowingColumn();
  readonly #orders: Order[] = [];
  readonly #rowOf = new Map<Order, number>();
  readonly #last: number[] = [];

  /** Takes an event that has been applied to its order; only a trigger that is another one counts. */
  add(order: Order, event: OrderEvent): void {
    if (event.type !== "updated") return;
    const { time, triggerPrice } = event;
    if (triggerPrice !== triggerPrice) return;
    let row = this.#rowOf.get(order);
    if (row === undefined) {
      row = this.#orders.push(order) - 1;
      this.#rowOf.set(order, row);
    }
    if (this.#last[row] === triggerPrice) return;
    this.#last[row] = triggerPrice;
    this.#time.push(time);
    this.#ticks.push(triggerPrice);
    this.#row.push(row);
  }

  /** The levels. */
  table(): ResultTable<TriggerColumns> {
    const orders = Array.from(
      this.#row.toColumn(),
      (row) => this.#orders[row]!,
    );
    return new ResultTable({
      time: this.#time.toColumn(),
      clientOrderId: orders.map(({ clientOrderId }) => clientOrderId),
      symbol: orders.map(({ symbol }) => symbol),
      type: orders.map(({ type }) => type),
      triggerTicks: this.#ticks.toColumn(),
    });
  }
}
