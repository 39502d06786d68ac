import { VenueAccount } from "./account.ts";
import { type ContingencyHandler, followEnd } from "./contingencies.ts";
import type { ContractSpec } from "./contract_spec.ts";
import type { Matcher } from "./matcher.ts";
import { divideRounded } from "./money.ts";
import type { ReasonedOrderEvent } from "./order_event.ts";
import { type Rejection, rejectionText } from "./rejection.ts";
import type { VenueEvent } from "./venue_event.ts";
import type { VenueSettings } from "./venue_options.ts";
import type { WorkingOrder } from "./working_order.ts";

/** A price that funding and liquidation use, exact. */
export type ReferencePrice = {
  /** Quote currency. */
  readonly price: number;
  /** The price in units of money. */
  readonly units: bigint;
  /** Where it is from. */
  readonly source: "mark" | "mid" | "last";
};

/** What the desks of the exchange share: the clock, the account, the books, the orders. */
export class VenueCore implements ContingencyHandler {
  /** Every choice. */
  readonly settings: VenueSettings;
  /** Rules of the contracts. */
  readonly specs: readonly ContractSpec[];
  /** Wallet, positions and margin. */
  readonly account: VenueAccount;
  /** One per contract. */
  readonly matchers: Matcher[] = [];
  /** Contracts in the order of their symbols, which no order of registration changes. */
  readonly sorted: readonly number[];
  /** Open orders by name, and closed ones that others are tied to. */
  readonly orders: Map<string, WorkingOrder> = new Map();
  /** The venue's clock, microseconds. */
  time = -Infinity;
  /** When the next `GTD` order expires, microseconds. */
  nextExpiry = Infinity;
  /** Orders that another one's fill lets in when the record at hand is done. */
  readonly released: WorkingOrder[] = [];
  readonly #indices: ReadonlyMap<string, number>;
  /** Whether a fill, a payment or a price asks for the margin to be judged. */
  marginDue = false;
  #sequence = 0;

  /** Starts with no market and no order. */
  constructor(settings: VenueSettings) {
    this.settings = settings;
    this.specs = settings.specs;
    this.account = new VenueAccount(settings);
    this.#indices = new Map(
      settings.specs.map(({ symbol }, i) => [symbol, i]),
    );
    this.sorted = [...settings.specs.keys()].sort((a, b) =>
      settings.specs[a]!.symbol < settings.specs[b]!.symbol ? -1 : 1
    );
  }

  /** Index of a contract; nothing where the venue does not have it. */
  indexOf(symbol: string): number | undefined {
    return this.#indices.get(symbol);
  }

  /** The next number of an order or a priority. */
  nextSequence(): number {
    return ++this.#sequence;
  }

  /** Whether an open order has a name. */
  isOpen(clientOrderId: string): boolean {
    const order = this.orders.get(clientOrderId);
    return order !== undefined && order.stage !== "closed";
  }

  /** Tells the client. */
  emit(event: VenueEvent): void {
    this.settings.emit(event);
  }

  /** Tells the client that something was refused or has ended. */
  emitReasoned(
    type: ReasonedOrderEvent["type"],
    clientOrderId: string,
    rejection: Rejection | string,
  ): void {
    const base = { type, clientOrderId, time: this.time } as const;
    this.emit(
      typeof rejection === "string"
        ? { ...base, reason: rejection }
        : { ...base, reason: rejectionText(rejection), code: rejection.code },
    );
  }

  /** Tells the client the terms that hold now. */
  emitUpdated(order: WorkingOrder, reason?: string): void {
    this.emit({
      type: "updated",
      clientOrderId: order.order.clientOrderId,
      time: this.time,
      quantity: order.quantity,
      price: order.price,
      triggerPrice: order.trigger,
      ...(reason !== undefined && { reason }),
    });
  }

  /**
   * Ends an order that is not filled, tells the client, and ends what is tied to it.
   *
   * @param cause Whether it ends by itself or another order ends it.
   */
  end(
    order: WorkingOrder,
    type: "rejected" | "canceled" | "expired",
    reason: Rejection | string,
    cause: "itself" | "another" = "itself",
  ): void {
    if (order.stage === "closed") return;
    this.close(order);
    this.emitReasoned(type, order.order.clientOrderId, reason);
    followEnd(order, this, cause);
  }

  /** The order of a name, open or, where it is tied to others, closed. */
  find(clientOrderId: string): WorkingOrder | undefined {
    return this.orders.get(clientOrderId);
  }

  /** Notes a held order that comes in when the record at hand is done. */
  activate(order: WorkingOrder): void {
    if (!this.released.includes(order)) this.released.push(order);
  }

  /** Tells the client of a quantity that another order has changed. */
  resized(order: WorkingOrder, reason: string): void {
    if (order.stage !== "held") this.emitUpdated(order, reason);
  }

  /** Ends an order that another one ends. */
  cancel(order: WorkingOrder, reason: string): void {
    this.end(order, "canceled", reason, "another");
  }

  /** Takes an order off the books; it stays findable until all that it is tied to have ended. */
  close(order: WorkingOrder): void {
    this.matchers[order.instrument]!.orders.close(order);
    const { clientOrderId, contingency } = order.order;
    const tied = contingency === undefined ? [clientOrderId] : [
      clientOrderId,
      ...contingency.linked,
      ...(contingency.parent === undefined ? [] : [contingency.parent]),
    ];
    // One that has not come yet may still ask for those that it is tied to.
    const ended = tied.every((id) => this.orders.get(id)?.stage === "closed");
    if (ended) { for (const id of tied) this.orders.delete(id); }
  }

  /** Lots of the position that an order may close. */
  closable({ instrument, order, sign }: WorkingOrder): number {
    const { lots } = this.account.position(instrument, order.positionSide);
    return Math.max(-sign * lots, 0);
  }

  /** The price at which a position is valued, ticks: mark, else mid, else last; `NaN` without one. */
  markTicks(i: number): number {
    const { book } = this.matchers[i]!;
    if (book.markPrice === book.markPrice) {
      return book.markTicks;
    }
    const { mid } = book;
    return mid === mid ? mid : book.lastTicks;
  }

  /**
   * The price that funding and liquidation use: mark, else mid, else nothing.
   *
   * The last price stands in where bars are all there is, and where `otherwise` says so.
   */
  referencePrice(
    i: number,
    otherwise: "nothing" | "last" = "nothing",
  ): ReferencePrice | undefined {
    const { book } = this.matchers[i]!;
    const { tick } = this.specs[i]!;
    if (book.markPrice === book.markPrice) {
      const units = BigInt(Math.round(book.markPrice * 1e8));
      return { price: book.markPrice, units, source: "mark" };
    }
    const { mid } = book;
    const last = book.hasBars || otherwise === "last" ? book.lastTicks : NaN;
    const ticks = mid === mid ? mid : last;
    if (ticks !== ticks) return undefined;
    const halves = BigInt(2 * ticks) * BigInt(tick.integer);
    const units = divideRounded(
      halves * 100_000_000n,
      2n * 10n ** BigInt(tick.scale),
    );
    const source = mid === mid ? "mid" : "last";
    return { price: Number(units) / 1e8, units, source };
  }

  /** What lots are worth at a price, money, rounded once; above 0. */
  valueAt(i: number, { units }: ReferencePrice, lots: number): bigint {
    const { lot } = this.specs[i]!;
    const size = BigInt(Math.abs(lots)) * BigInt(lot.integer);
    return divideRounded(units * size, 10n ** BigInt(lot.scale));
  }
}
