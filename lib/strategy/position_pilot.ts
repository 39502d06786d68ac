import type { Strategy } from "../engine/mod.ts";
import { fromMoney, type Order, type OrderEvent } from "../venue/mod.ts";
import type { OrderTactic, TradeRequest } from "./order_tactic.ts";

/** Where a position is to go. */
export type PositionGoal =
  & Pick<TradeRequest, "target" | "alpha" | "variance">
  & {
    /** Signed lots. */
    readonly lots: number;
  };

/**
 * Steers the position of a strategy in one contract, with one order at work at a time.
 *
 * A goal that is not reached yet is made the new one by changing the quantity of an order that is worked, or by canceling the
 * order and sending another when its end is known: what is under way is never counted twice.
 */
export class PositionPilot {
  readonly #strategy: Strategy;
  readonly #symbol: string;
  readonly #tactic: OrderTactic;
  #goal: PositionGoal | undefined;
  #order: Order | undefined;
  /** Whether the order was canceled for another to follow. */
  #again = false;

  /** Takes whose position of which contract it is, and how it trades. */
  constructor(strategy: Strategy, symbol: string, tactic: OrderTactic) {
    this.#strategy = strategy;
    this.#symbol = symbol;
    this.#tactic = tactic;
  }

  /** Whether an order is at work. */
  get working(): boolean {
    return this.#order?.isOpen === true;
  }

  /** Goes to a position. */
  steer(goal: PositionGoal): void {
    this.#goal = goal;
    this.#again = false;
    this.#work();
  }

  /** Gives the goal up and cancels what is at work. */
  halt(): void {
    this.#goal = undefined;
    this.#again = false;
    const order = this.#order;
    if (order?.isOpen) this.#strategy.cancel(order);
  }

  /** Takes an event of any order of the strategy. */
  onOrderEvent(_event: OrderEvent, order: Order): void {
    if (order !== this.#order || order.isOpen) return;
    this.#order = undefined;
    if (!this.#again) return;
    this.#again = false;
    this.#work();
  }

  #work(): void {
    const goal = this.#goal;
    if (goal === undefined) return;
    const position = this.#strategy.position(this.#symbol);
    const needed = goal.lots - position;
    const order = this.#order;
    if (order?.isOpen) return this.#change(order, goal, position);
    const quantity = Math.abs(needed);
    if (quantity === 0) return;
    const request = this.#request(goal, position);
    if (!isLegal(request)) return;
    const next = this.#tactic.order(this.#strategy.orders, request);
    this.#order = next;
    this.#strategy.submit(next);
  }

  /** Makes an order that is at work the one that is needed now. */
  #change(order: Order, goal: PositionGoal, position: number): void {
    const needed = goal.lots - position;
    const pending = order.status === "pendingCancel" ||
      order.status === "pendingUpdate";
    const stays = Math.sign(needed) === order.sign &&
      this.#tactic.keeps(order, this.#request(goal, position));
    if (stays && order.sign * order.leavesQuantity === needed) return;
    if (stays && order.execAlgorithm !== undefined && !pending) {
      const quantity = order.filledQuantity + Math.abs(needed);
      return this.#strategy.modify(order, { quantity });
    }
    this.#again = true;
    if (order.status !== "pendingCancel") this.#strategy.cancel(order);
  }

  #request(
    { lots, target, alpha, variance }: PositionGoal,
    position: number,
  ): TradeRequest {
    const { cache, clock, portfolio } = this.#strategy;
    const quote = cache.quote(this.#symbol);
    const { ticks } = portfolio.valuation(this.#symbol);
    const needed = lots - position;
    return {
      instrument: this.#strategy.instrument(this.#symbol),
      side: needed > 0 ? "buy" : "sell",
      quantity: Math.abs(needed),
      reduceOnly: lots * position >= 0 && Math.abs(lots) < Math.abs(position),
      bidTicks: quote?.bidTicks ?? ticks,
      askTicks: quote?.askTicks ?? ticks,
      now: clock.now,
      target,
      alpha,
      variance,
    };
  }
}

/** Whether the venue would take an order of this size. */
function isLegal(
  { instrument, quantity, reduceOnly, bidTicks }: TradeRequest,
): boolean {
  const { minQuantity, minNotional, tickLotMoney } = instrument.spec;
  if (quantity < minQuantity) return false;
  return reduceOnly ||
    quantity * bidTicks * fromMoney(tickLotMoney) >= fromMoney(minNotional);
}
