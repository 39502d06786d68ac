import { assertTrailingOffset, type TrailingOffset } from "../risk/mod.ts";
import { assertChoice } from "../stats/arguments.ts";
import type { PositionSide } from "./fill.ts";
import type { OrderEvent } from "./order_event.ts";
import {
  type Contingency,
  type ExecAlgorithmRequest,
  hasLimit,
  hasTrigger,
  isTrailing,
  ORDER_TYPES,
  type OrderRequest,
  type OrderSide,
  type OrderType,
  type TimeInForce,
  type TriggerType,
} from "./order_request.ts";
import {
  CLOSED_STATUSES,
  mayHappen,
  type OrderStatus,
} from "./order_status.ts";

/**
 * An order as its owner knows it: its terms, and what the events that reached the owner
 * have made of them.
 *
 * The venue keeps a record of its own, so that an order that is changed or filled there
 * stays here as it was until the news arrives. Prices are whole ticks and quantities
 * whole lots; `NaN` is a price that the type does not have.
 *
 * What could never be an order (an unknown type, a limit order without a price, a
 * quantity that is no number) is refused here; what the venue would refuse (a quantity
 * that is no whole lot, a price out of bounds) is left to it.
 *
 * @example A limit order and its life
 * ```ts
 * import assert from "node:assert/strict";
 * import { Order } from "volarb/venue";
 *
 * const order = new Order({
 *   clientOrderId: "1",
 *   symbol: "BTCUSDT",
 *   side: "buy",
 *   type: "limit",
 *   quantity: 3,
 *   price: 650_000,
 * });
 * order.apply({ type: "submitted", clientOrderId: "1", time: 0 });
 * order.apply({ type: "accepted", clientOrderId: "1", time: 1 });
 * assert.equal(order.status, "accepted");
 * assert.equal(order.leavesQuantity, 3);
 * assert.throws(() => order.apply({ type: "submitted", clientOrderId: "1", time: 2 }));
 * ```
 */
export class Order {
  /** Name of the order, unique in a run. */
  readonly clientOrderId: string;
  /** Instrument. */
  readonly symbol: string;
  /** Buys or sells. */
  readonly side: OrderSide;
  /** Kind. */
  readonly type: OrderType;
  /** How far a trailing stop stays behind. */
  readonly trailing: TrailingOffset | undefined;
  /** Price from which on a trailing stop follows, ticks; `NaN` for at once. */
  readonly activationPrice: number;
  /** Ticks that the limit of a trailing stop-limit order gives beyond its trigger. */
  readonly limitOffset: number;
  /** What triggers. */
  readonly triggerType: TriggerType;
  /** How long it works. */
  readonly timeInForce: TimeInForce;
  /** End of a `GTD` order, microseconds; infinite for others. */
  readonly expireTime: number;
  /** Whether it is refused rather than take liquidity. */
  readonly postOnly: boolean;
  /** Whether it may only make the position smaller. */
  readonly reduceOnly: boolean;
  /** Leg of hedge mode; `both` in netting mode. */
  readonly positionSide: PositionSide;
  /** Strategy that sent it. */
  readonly strategyId: string;
  /** Order that an execution algorithm split it from. */
  readonly parentId: string | undefined;
  /** Ties to other orders. */
  readonly contingency: Contingency | undefined;
  /** Whether the client holds it until it triggers. */
  readonly emulated: boolean;
  /** Algorithm that works it. */
  readonly execAlgorithm: ExecAlgorithmRequest | undefined;
  /** Words for the report. */
  readonly tags: readonly string[];
  #quantity: number;
  #price: number;
  #triggerPrice: number;
  #status: OrderStatus = "initialized";
  #before: OrderStatus = "initialized";
  #filled = 0;
  #filledTicks = 0;
  #lastTime = NaN;

  /**
   * Takes the terms.
   *
   * @param request The terms.
   * @throws {RangeError} If a word is unknown, a quantity or price is no number, or the
   *   type lacks a price that it needs or has one that it cannot use.
   */
  constructor(request: OrderRequest) {
    checkRequest(request);
    this.clientOrderId = request.clientOrderId;
    this.symbol = request.symbol;
    this.side = request.side;
    this.type = request.type;
    this.trailing = request.trailing;
    this.activationPrice = request.activationPrice ?? NaN;
    this.limitOffset = request.limitOffset ?? 0;
    this.triggerType = request.triggerType ?? "bidAsk";
    this.timeInForce = request.timeInForce ?? "GTC";
    this.expireTime = request.expireTime ?? Infinity;
    this.postOnly = request.postOnly ?? false;
    this.reduceOnly = request.reduceOnly ?? false;
    this.positionSide = request.positionSide ?? "both";
    this.strategyId = request.strategyId ?? "";
    this.parentId = request.parentId;
    this.contingency = request.contingency;
    this.emulated = request.emulated ?? false;
    this.execAlgorithm = request.execAlgorithm;
    this.tags = request.tags ?? [];
    this.#quantity = request.quantity;
    this.#price = request.price ?? NaN;
    this.#triggerPrice = request.triggerPrice ?? NaN;
  }

  /** Whole quantity, filled part included, lots. */
  get quantity(): number {
    return this.#quantity;
  }

  /** Limit price, ticks; `NaN` without one. */
  get price(): number {
    return this.#price;
  }

  /** Trigger price, ticks; `NaN` without one. */
  get triggerPrice(): number {
    return this.#triggerPrice;
  }

  /** State. */
  get status(): OrderStatus {
    return this.#status;
  }

  /** Filled lots. */
  get filledQuantity(): number {
    return this.#filled;
  }

  /** Lots that are not filled. */
  get leavesQuantity(): number {
    return this.#quantity - this.#filled;
  }

  /** Mean price of the fills, ticks; `NaN` before the first. */
  get averagePrice(): number {
    return this.#filledTicks / this.#filled;
  }

  /** Time of the last event, microseconds; `NaN` before the first. */
  get lastTime(): number {
    return this.#lastTime;
  }

  /** Whether it may still be filled. */
  get isOpen(): boolean {
    return !CLOSED_STATUSES.includes(this.#status);
  }

  /** 1 for a buy, -1 for a sell. */
  get sign(): 1 | -1 {
    return this.side === "buy" ? 1 : -1;
  }

  /**
   * Takes the next event of this order.
   *
   * @param event What happened.
   * @throws {RangeError} If the event is another order's, may not follow the state, or
   *   fills more than is left.
   */
  apply(event: OrderEvent): void {
    if (event.clientOrderId !== this.clientOrderId) {
      throw new RangeError(
        `Cannot apply an event to order ${this.clientOrderId} as it must be its own: current value is ${event.clientOrderId}`,
      );
    }
    if (!mayHappen(this.#status, event.type)) {
      throw new RangeError(
        `Cannot apply an event to order ${this.clientOrderId} as it must be one that may follow ${this.#status}: current value is ${event.type}`,
      );
    }
    this.#lastTime = event.time;
    switch (event.type) {
      case "initialized":
        return;
      case "filled":
        return this.#fill(event.fill.price, event.fill.quantity);
      case "updated":
        this.#quantity = event.quantity;
        this.#price = event.price;
        this.#triggerPrice = event.triggerPrice;
        if (this.#status === "pendingUpdate") this.#status = this.#before;
        return;
      case "modifyRejected":
        if (this.#status === "pendingUpdate") this.#status = this.#before;
        return;
      case "cancelRejected":
        if (this.#status === "pendingCancel") this.#status = this.#before;
        return;
      case "pendingUpdate":
      case "pendingCancel":
        if (!this.#isPending) this.#before = this.#status;
        this.#status = event.type;
        return;
      case "accepted":
      case "triggered":
      case "released":
        // A request under way stays under way.
        if (this.#isPending) this.#before = event.type;
        else this.#status = event.type;
        return;
      default:
        this.#status = event.type;
    }
  }

  get #isPending(): boolean {
    return this.#status === "pendingUpdate" || this.#status === "pendingCancel";
  }

  #fill(price: number, quantity: number): void {
    if (!(quantity > 0 && quantity <= this.leavesQuantity)) {
      throw new RangeError(
        `Cannot fill order ${this.clientOrderId} as the quantity must be in (0, ${this.leavesQuantity}]: current value is ${quantity}`,
      );
    }
    this.#filled += quantity;
    this.#filledTicks += price * quantity;
    this.#status = this.leavesQuantity === 0 ? "filled" : "partiallyFilled";
  }
}

const ACTION = "create an order";

/** Refuses terms that no venue could read. */
function checkRequest(request: OrderRequest): void {
  const { type, side, timeInForce = "GTC", triggerType = "bidAsk" } = request;
  assertChoice(ACTION, "side", side, ["buy", "sell"]);
  assertChoice(ACTION, "type", type, ORDER_TYPES);
  assertChoice(ACTION, "timeInForce", timeInForce, [
    "GTC",
    "IOC",
    "FOK",
    "GTD",
  ]);
  assertChoice(ACTION, "triggerType", triggerType, ["bidAsk", "last", "mark"]);
  if (!(request.quantity > 0 && request.quantity < Infinity)) {
    refuse("quantity", "above 0 and finite", request.quantity);
  }
  const trails = isTrailing(type);
  checkPrice("price", request.price, hasLimit(type) && !trails, type);
  checkPrice(
    "triggerPrice",
    request.triggerPrice,
    hasTrigger(type) && !trails,
    type,
  );
  checkTrailing(request, trails);
  const expires = timeInForce === "GTD";
  if (expires !== (request.expireTime !== undefined)) {
    refuse(
      "expireTime",
      expires ? "given for a GTD order" : "left out but for GTD",
      request.expireTime,
    );
  }
  if (expires && !Number.isFinite(request.expireTime)) {
    refuse("expireTime", "finite", request.expireTime);
  }
  if (request.postOnly && !hasLimit(type)) {
    refuse("postOnly", "left out for orders without a limit", request.postOnly);
  }
  if (request.postOnly && (timeInForce === "IOC" || timeInForce === "FOK")) {
    refuse("postOnly", `left out for ${timeInForce} orders`, request.postOnly);
  }
}

function checkTrailing(
  { type, trailing, activationPrice, limitOffset }: OrderRequest,
  trails: boolean,
): void {
  if (trails !== (trailing !== undefined)) {
    const rule = trails ? "given" : "left out";
    refuse("trailing", `${rule} for a ${type} order`, trailing);
  }
  if (trailing !== undefined) assertTrailingOffset(trailing);
  if (activationPrice !== undefined) {
    checkPrice("activationPrice", activationPrice, trails, type);
  }
  if (type === "trailingStopLimit" || limitOffset !== undefined) {
    checkPrice("limitOffset", limitOffset, type === "trailingStopLimit", type);
  }
}

function checkPrice(
  name: string,
  value: number | undefined,
  needed: boolean,
  type: OrderType,
): void {
  if (!needed) {
    if (value !== undefined) {
      refuse(name, `left out for a ${type} order`, value);
    }
  } else if (value === undefined || !Number.isFinite(value)) {
    refuse(name, `a number of ticks for a ${type} order`, value);
  }
}

function refuse(name: string, rule: string, value: unknown): never {
  throw new RangeError(
    `Cannot ${ACTION} as ${name} must be ${rule}: current value is ${value}`,
  );
}
