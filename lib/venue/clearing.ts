import { followFill } from "./contingencies.ts";
import { notionalOf } from "./contract_spec.ts";
import type { FeeModel } from "./fee_model.ts";
import type { Liquidity } from "./fill.ts";
import type { MarginDesk } from "./margin_desk.ts";
import type { MatchingHandler } from "./matching_rules.ts";
import { rateOf } from "./money.ts";
import { onlyCloses } from "./order_request.ts";
import { type Rejection, REJECTIONS } from "./rejection.ts";
import type { VenueCore } from "./venue_core.ts";
import type { WorkingOrder } from "./working_order.ts";

/**
 * Books what matching finds, at once: position, fee, cash, the ties between orders, and
 * what a reduce-only order may still do.
 */
export class Clearing implements MatchingHandler {
  /** Whether something happened that the exchange has to finish. */
  busy = false;
  readonly #core: VenueCore;
  readonly #margin: MarginDesk;
  readonly #fees: FeeModel;
  #tradeId = 0;

  /** Starts with no trade. */
  constructor(core: VenueCore, margin: MarginDesk) {
    this.#core = core;
    this.#margin = margin;
    const { fees } = core.settings;
    this.#fees = fees.session?.() ?? fees;
  }

  /** Books a fill and takes it off the order. */
  fill(
    working: WorkingOrder,
    ticks: number,
    lots: number,
    liquidity: Liquidity,
  ): void {
    const core = this.#core;
    const { account } = core;
    const { instrument, order, sign } = working;
    const spec = core.specs[instrument]!;
    const position = account.position(instrument, order.positionSide);
    const notional = notionalOf(spec, ticks, lots);
    const rate = this.#fees.rate(core.time, liquidity, spec.symbol);
    if (typeof rate !== "bigint") {
      throw new TypeError(
        `Cannot charge a fee as the rate of ${this.#fees.name} must be a bigint, units of 1e-12 as toRate gives: current value is ${rate}`,
      );
    }
    const commission = rateOf(notional, rate);
    const realized = account.fill(position, instrument, {
      lots: sign * lots,
      ticks,
      commission,
    });
    this.#fees.note?.(core.time, notional);
    account.check();
    this.busy = core.marginDue = true;
    working.filled += lots;
    if (working.leaves === 0) core.close(working);
    core.emit({
      type: "filled",
      clientOrderId: order.clientOrderId,
      time: core.time,
      fill: {
        tradeId: ++this.#tradeId,
        symbol: spec.symbol,
        side: order.side,
        positionSide: order.positionSide,
        price: ticks,
        quantity: lots,
        liquidity,
        notional,
        commission,
        realized,
        position: position.lots,
        balance: account.balance,
      },
    });
    followFill(working, lots, core);
    this.#endUseless(instrument, working);
  }

  /** Says that an order has triggered; whether the margin lets it go on. */
  trigger(working: WorkingOrder): boolean {
    const core = this.#core;
    this.busy = true;
    working.priority = core.nextSequence();
    const { clientOrderId } = working.order;
    core.emit({ type: "triggered", clientOrderId, time: core.time });
    if (onlyCloses(working.order) && core.closable(working) === 0) {
      this.expire(working, REJECTIONS.reduceOnly);
    } else this.secure(working);
    return working.stage !== "closed";
  }

  /** Asks for the margin of an order; ends it where there is none. */
  secure(working: WorkingOrder): boolean {
    const refused = this.#margin.refusal(working, working);
    if (refused !== undefined) this.expire(working, refused);
    return refused === undefined;
  }

  /** Ends an order by its own terms. */
  expire(working: WorkingOrder, reason: Rejection | string): void {
    this.busy = true;
    this.#core.end(working, "expired", reason);
  }

  /** Tells the client that a trailing stop has moved. */
  moved(working: WorkingOrder): void {
    this.#core.emitUpdated(working, "Trailing.");
  }

  /** Lots that an order may trade. */
  allowed(working: WorkingOrder): number {
    return onlyCloses(working.order)
      ? Math.min(working.leaves, this.#core.closable(working))
      : working.leaves;
  }

  /** Judges the margin on the path of a bar. */
  priced(instrument: number): void {
    const positions = this.#core.account.positionsOf(instrument);
    if (positions.some(({ lots }) => lots !== 0)) this.#margin.judge();
  }

  /** Ends the orders whose time is up. */
  expireDue(): void {
    const core = this.#core;
    const due = core.nextExpiry;
    core.nextExpiry = Infinity;
    for (const working of [...core.orders.values()]) {
      const { expireTime } = working.order;
      if (working.stage === "closed") continue;
      if (expireTime <= due) this.expire(working, "Good till date.");
      else core.nextExpiry = Math.min(core.nextExpiry, expireTime);
    }
  }

  /** Ends reduce-only orders that have nothing left to reduce. */
  #endUseless(instrument: number, filled: WorkingOrder): void {
    const core = this.#core;
    core.matchers[instrument]!.orders.each((working) => {
      if (!onlyCloses(working.order) || core.closable(working) > 0) return;
      const rest = working === filled ? "expired" : "canceled";
      core.end(working, rest, REJECTIONS.reduceOnly, "another");
    });
  }
}
