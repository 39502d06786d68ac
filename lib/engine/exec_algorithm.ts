import type { Order, OrderChange, TimeInForce } from "../venue/mod.ts";
import { Actor } from "./actor.ts";
import type { Portfolio } from "./portfolio.ts";
import type { TradedInstrument } from "./traded_instrument.ts";

/** Terms of a child order beside its quantity. */
export type SpawnOptions = {
  /** How long it works; `GTC` by default. */
  readonly timeInForce?: TimeInForce;
  /** End of a `GTD` child, microseconds. */
  readonly expireTime?: number;
  /** Whether it is refused rather than take liquidity. */
  readonly postOnly?: boolean;
  /** Words for the report. */
  readonly tags?: readonly string[];
};

/** What the backtest gives an algorithm. */
export type AlgorithmContext = {
  /** Positions and money. */
  readonly portfolio: Portfolio;
  /** Rules of a contract. */
  instrument(symbol: string): TradedInstrument;
  /** Sends a child. */
  spawn(
    parent: Order,
    terms: SpawnOptions & {
      readonly type: "market" | "limit";
      readonly quantity: number;
      readonly price?: number;
    },
  ): Order;
  /** Lots of a parent that no child has, and none has filled. */
  remaining(parent: Order): number;
  /** Open children of a parent, in the order of spawning. */
  children(parent: Order): Order[];
  /** Ends a parent: what is left of it when its open children are done is canceled. */
  finish(parent: Order, reason: string): void;
  /** Changes a child. */
  modify(order: Order, change: OrderChange): void;
  /** Ends a child. */
  cancel(order: Order): void;
};

/**
 * Works orders over time: a strategy's order that names it (`execAlgorithm: { id, parameters }`)
 * comes to `onOrder`, and goes to the venue as children.
 *
 * The quantity of the children comes off what remains of the parent; a child that is denied,
 * rejected, canceled or expires gives back what it has not filled. The fills of the children are
 * the parent's: its strategy sees one order that is filled in parts. `onOrderEvent` of the
 * algorithm is told of the children.
 *
 * @example Half now, half when the first half is done
 * ```ts
 * import assert from "node:assert/strict";
 * import { ExecAlgorithm } from "volarb/engine";
 * import type { Order, OrderEvent } from "volarb/venue";
 *
 * class Halves extends ExecAlgorithm {
 *   override onOrder(parent: Order) {
 *     this.spawnMarket(parent, Math.ceil(this.remaining(parent) / 2));
 *   }
 *   override onOrderEvent(event: OrderEvent, child: Order) {
 *     const parent = this.parentOf(child);
 *     if (event.type !== "filled" || child.isOpen) return;
 *     if (this.remaining(parent) > 0) this.spawnMarket(parent, this.remaining(parent));
 *   }
 * }
 * assert.equal(new Halves("HALVES").id, "HALVES");
 * ```
 */
export abstract class ExecAlgorithm extends Actor {
  readonly #parents = new Map<string, Order>();
  #algorithm: AlgorithmContext | undefined;

  /** What the client knows of its positions and money. */
  get portfolio(): Portfolio {
    return this.#context.portfolio;
  }

  /**
   * Takes an order to work.
   *
   * @param parent The order; its quantity is what there is to do.
   */
  abstract onOrder(parent: Order): void;

  /**
   * Looks at an order before it is taken.
   *
   * @param _parent The order.
   * @returns Why it cannot be worked, by which it is denied; `undefined` where it can.
   */
  refuses(_parent: Order): string | undefined {
    return undefined;
  }

  /**
   * Told that the strategy has changed quantity or limit price of a parent.
   *
   * @param _parent The order, as it is now.
   */
  onOrderUpdated(_parent: Order): void {}

  /**
   * Told that the strategy wants a parent to end; open children are being canceled.
   *
   * @param _parent The order.
   */
  onOrderCanceled(_parent: Order): void {}

  /**
   * Rules of a contract.
   *
   * @param symbol The instrument.
   * @returns The rules, and decimals as ticks and lots.
   */
  instrument(symbol: string): TradedInstrument {
    return this.#context.instrument(symbol);
  }

  /**
   * Lots of a parent that are neither filled nor with a child.
   *
   * @param parent The order.
   * @returns Whole lots.
   */
  remaining(parent: Order): number {
    return this.#context.remaining(parent);
  }

  /**
   * Open children of a parent.
   *
   * @param parent The order.
   * @returns The children, in the order of spawning.
   */
  children(parent: Order): Order[] {
    return this.#context.children(parent);
  }

  /**
   * The parent of a child.
   *
   * @param child The child.
   * @returns The order that it was split from.
   * @throws {RangeError} If it is no child of this algorithm.
   */
  parentOf(child: Order): Order {
    const parent = this.#parents.get(child.parentId ?? "");
    if (parent !== undefined) return parent;
    throw new RangeError(
      `Cannot find a parent as ${child.clientOrderId} must be a child of ${this.id}: it is none`,
    );
  }

  /**
   * Sends a market order for a part of a parent.
   *
   * @param parent The order.
   * @param quantity Whole lots, no more than remain.
   * @param options Other terms.
   * @returns The child.
   * @throws {RangeError} If the quantity is not in (0, remaining].
   */
  spawnMarket(
    parent: Order,
    quantity: number,
    options: SpawnOptions = {},
  ): Order {
    return this.#context.spawn(parent, {
      ...options,
      type: "market",
      quantity,
    });
  }

  /**
   * Sends a limit order for a part of a parent.
   *
   * @param parent The order.
   * @param quantity Whole lots, no more than remain.
   * @param options Limit price in ticks, and other terms.
   * @returns The child.
   * @throws {RangeError} If the quantity is not in (0, remaining].
   */
  spawnLimit(
    parent: Order,
    quantity: number,
    options: SpawnOptions & {
      /** Limit price, ticks. */
      readonly price: number;
    },
  ): Order {
    return this.#context.spawn(parent, { ...options, type: "limit", quantity });
  }

  /**
   * Asks for a change of a child.
   *
   * @param child The child, open.
   * @param change New whole quantity or limit price.
   */
  modifyChild(child: Order, change: OrderChange): void {
    this.#context.modify(child, change);
  }

  /**
   * Asks for the end of a child, which gives back what it has not filled.
   *
   * @param child The child, open.
   */
  cancelChild(child: Order): void {
    this.#context.cancel(child);
  }

  /**
   * Ends a parent: nothing more is spawned, and what is left of it when its open children are
   * done is canceled.
   *
   * @param parent The order.
   * @param reason Why, for the report.
   */
  finish(parent: Order, reason: string): void {
    this.#context.finish(parent, reason);
  }

  /**
   * Hands an order to the algorithm; the engine calls it.
   *
   * @param parent The order.
   */
  work(parent: Order): void {
    this.#parents.set(parent.clientOrderId, parent);
    this.onOrder(parent);
  }

  /**
   * Gives the algorithm its desk; the backtest calls it.
   *
   * @param context The desk.
   */
  attachAlgorithm(context: AlgorithmContext): void {
    this.#algorithm = context;
  }

  get #context(): AlgorithmContext {
    if (this.#algorithm === undefined) {
      throw new TypeError(
        `Cannot work orders as ${this.id} must be in a backtest: it was given to none`,
      );
    }
    return this.#algorithm;
  }
}
