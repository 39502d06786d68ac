import type { MarginState } from "./account.ts";
import { bracketOf, greatestNotional, maintenanceMargin } from "./margin.ts";
import { fromMoney, rateOf, toMoney, toRate } from "./money.ts";
import { onlyCloses } from "./order_request.ts";
import type { Position } from "./position.ts";
import { type Rejection, REJECTIONS } from "./rejection.ts";
import type { ReferencePrice, VenueCore } from "./venue_core.ts";
import type { OrderTerms, WorkingOrder } from "./working_order.ts";

/**
 * Judges the margin: of new orders before they come in, and of positions as prices move.
 *
 * When the margin balance has fallen to the maintenance margin, positions are closed at the
 * mark price step by step, as on the venue: the one that asks for the most margin down to the
 * bracket below, until the balance is enough or nothing is left. Where a contract has no mark price its mid is judged at every quote;
 * as that is the hot path, the desk keeps for each such contract a band of mids within
 * which no liquidation and no call is possible, and looks again only outside of it.
 *
 * @see alg-margin
 */
export class MarginDesk {
  /** Sum of best bid and ask, ticks, from which up each contract must be judged again. */
  readonly upper: Float64Array;
  /** The same, down. */
  readonly lower: Float64Array;
  readonly #core: VenueCore;
  /** Positions (by their place) or the cross wallet (-1) that have been called. */
  readonly #called: Set<number> = new Set();

  /** Starts with no position. */
  constructor(core: VenueCore) {
    this.#core = core;
    this.upper = new Float64Array(core.specs.length).fill(Infinity);
    this.lower = new Float64Array(core.specs.length).fill(-Infinity);
  }

  /** Why an order is not secured under its terms, new or changed; without a price it is asked again. */
  refusal(order: WorkingOrder, terms: OrderTerms): Rejection | undefined {
    const { account } = this.#core;
    order.marginChecked = true;
    if (account.marginMode === "none" || onlyCloses(order.order)) {
      return undefined;
    }
    const ticks = this.#ticks(order, terms.price);
    if (ticks !== ticks) {
      order.marginChecked = false;
      return undefined;
    }
    let free = account.marginMode === "isolated"
      ? fromMoney(account.balance)
      : account.equity(this.#core);
    for (let k = 0; k < this.#core.specs.length; k++) {
      const exposure = this.#exposure(k, order, terms);
      const leverage = account.leverage(k);
      free -= exposure / leverage;
      if (k !== order.instrument) continue;
      const cap = greatestNotional(this.#core.specs[k]!.brackets, leverage);
      if (units(exposure - cap) > 0) return REJECTIONS.leverageExceeded;
    }
    return units(free) < 0 ? REJECTIONS.marginInsufficient : undefined;
  }

  /** Judges every position at the prices that stand. */
  judge(): void {
    this.#core.marginDue = false;
    const { account } = this.#core;
    if (account.marginMode === "none") return;
    if (account.marginMode === "cross") this.#judgeCross();
    else this.#judgeIsolated();
  }

  #judgeCross(): void {
    const { account, sorted } = this.#core;
    let state = account.crossMargin(this.#core);
    let heaviest = this.#heaviest();
    // A flat account, even one without money, has nothing to lose.
    if (heaviest !== undefined && this.#isLost(state)) {
      for (const i of sorted) this.#endOrders(i);
    }
    while (heaviest !== undefined && this.#isLost(state)) {
      this.#reduce(heaviest.i, heaviest.position);
      state = account.crossMargin(this.#core);
      heaviest = this.#heaviest();
    }
    this.#warn(-1, "", state);
    let open = 0;
    for (const { lots } of account.positions) if (lots !== 0) open++;
    for (const i of sorted) this.#setBand(i, -1, state, open);
  }

  #judgeIsolated(): void {
    const { account, sorted, specs } = this.#core;
    for (const i of sorted) {
      account.positionsOf(i).forEach((position, k) => {
        const ticks = this.#core.markTicks(i);
        let state = account.isolatedMargin(position, ticks);
        const place = 2 * i + k;
        if (position.lots !== 0 && this.#isLost(state)) this.#endOrders(i);
        while (position.lots !== 0 && this.#isLost(state)) {
          this.#reduce(i, position);
          state = account.isolatedMargin(position, ticks);
        }
        if (position.lots === 0) this.#called.delete(place);
        else this.#warn(place, specs[i]!.symbol, state);
        if (k === 0) this.#setBand(i, place, state, 1);
        else this.#narrowBand(i, place, state);
      });
    }
  }

  #isLost({ balance, maintenance }: MarginState): boolean {
    return units(maintenance - balance) >= 0 &&
      (maintenance > 0 || units(balance) <= 0);
  }

  #warn(place: number, symbol: string, state: MarginState): void {
    const ratio = state.maintenance / state.balance;
    const { marginCall } = this.#core.settings;
    const near = state.balance > 0 &&
      units(state.maintenance - marginCall * state.balance) >= 0;
    if (!near) {
      this.#called.delete(place);
      return;
    }
    if (this.#called.has(place)) return;
    this.#called.add(place);
    this.#core.emit({
      type: "marginCall",
      symbol,
      time: this.#core.time,
      ratio,
    });
  }

  /** Sets the band of mids within which a contract's share of what is left cannot be lost. */
  #setBand(i: number, place: number, state: MarginState, share: number): void {
    this.upper[i] = Infinity;
    this.lower[i] = -Infinity;
    this.#narrowBand(i, place, state, share);
  }

  #narrowBand(
    i: number,
    place: number,
    { balance, maintenance }: MarginState,
    share = 1,
  ): void {
    const { account, matchers, specs, settings } = this.#core;
    const { book } = matchers[i]!;
    const { mid } = book;
    if (book.markPrice === book.markPrice) return;
    let lots = 0;
    for (const p of account.positionsOf(i)) lots += Math.abs(p.lots);
    if (lots === 0) return;
    if (mid !== mid || this.#called.has(place)) {
      // Valued at the last price, or called, it is judged at every record.
      this.upper[i] = -Infinity;
      return;
    }
    const { brackets, tickLotMoney } = specs[i]!;
    const rate = brackets.at(-1)?.maintenanceRate ?? 0;
    const spare = Math.max(settings.marginCall * balance - maintenance, 0) /
      share;
    const perTick = lots * Number(tickLotMoney) / 1e8 * (1 + rate);
    const width = spare / perTick;
    this.upper[i] = Math.min(this.upper[i]!, 2 * (mid + width));
    this.lower[i] = Math.max(this.lower[i]!, 2 * (mid - width));
  }

  #endOrders(i: number): void {
    for (const order of [...this.#core.orders.values()]) {
      if (order.instrument === i) {
        this.#core.end(order, "canceled", "Liquidation.", "another");
      }
    }
  }

  /** The position that asks for the greatest maintenance margin; of equals the first by symbol. */
  #heaviest(): { readonly i: number; readonly position: Position } | undefined {
    const { account, sorted, specs } = this.#core;
    let heaviest: { i: number; position: Position } | undefined;
    let greatest = -Infinity;
    for (const i of sorted) {
      for (const position of account.positionsOf(i)) {
        if (position.lots === 0) continue;
        const notional = position.notional(this.#core.markTicks(i));
        const margin = maintenanceMargin(specs[i]!.brackets, notional);
        if (!(margin > greatest)) continue;
        greatest = margin;
        heaviest = { i, position };
      }
    }
    return heaviest;
  }

  /** Closes what a position has above the bracket below its own; all of it in the first. */
  #reduce(i: number, position: Position): void {
    const { account, specs, time } = this.#core;
    const { symbol, liquidationFee } = specs[i]!;
    const price = this.#core.referencePrice(i, "last")!;
    const held = position.lots;
    const lots = Math.abs(held) - this.#kept(i, held, price);
    const notional = this.#core.valueAt(i, price, lots);
    const fee = rateOf(notional, toRate(liquidationFee));
    const booked = account.liquidate(position, { lots, notional, fee });
    const flat = account.positions.every(({ lots }) => lots === 0);
    // Once all is closed the fund covers what a cross wallet lacks.
    const cover = account.marginMode === "cross" && flat
      ? account.coverShortfall()
      : 0n;
    this.#core.emit({
      type: "liquidation",
      symbol,
      time,
      notional,
      positionSide: position.side,
      position: held - position.lots,
      left: position.lots,
      price: price.price,
      ...booked,
      insurance: booked.insurance + cover,
      balance: account.balance,
    });
    account.check();
  }

  /** Whole lots that are in the bracket below at a price; none where there is none. */
  #kept(i: number, lots: number, price: ReferencePrice): number {
    const { brackets, lot } = this.#core.specs[i]!;
    const notional = fromMoney(this.#core.valueAt(i, price, lots));
    const at = brackets.indexOf(bracketOf(brackets, notional));
    const below = brackets[at - 1];
    if (below === undefined) return 0;
    const scale = 10n ** BigInt(lot.scale);
    return Number(
      toMoney(below.notionalCap) * scale /
        (price.units * BigInt(lot.integer)),
    );
  }

  /**
   * Notional that a contract's position and open orders can become, one order under other
   * terms: the larger of the position with all buys and with all sells.
   */
  #exposure(i: number, changed: WorkingOrder, terms: OrderTerms): number {
    const { account, matchers, specs } = this.#core;
    const perTickLot = fromMoney(specs[i]!.tickLotMoney);
    const mark = this.#core.markTicks(i);
    let long = 0;
    let short = 0;
    const add = (signed: number) => {
      if (signed > 0) long += signed;
      else short -= signed;
    };
    for (const position of account.positionsOf(i)) {
      if (position.lots !== 0) add(position.notional(mark));
    }
    const net = long - short;
    const held = long + short;
    long = short = 0;
    const addOrder = (order: WorkingOrder, price: number, lots: number) => {
      if (onlyCloses(order.order)) return;
      add(order.sign * perTickLot * this.#ticks(order, price) * lots);
    };
    matchers[i]!.orders.each((order) => {
      if (order.stage === "waiting" || order === changed) return;
      addOrder(order, order.price, order.leaves);
    });
    if (changed.instrument === i) {
      addOrder(changed, terms.price, terms.quantity - changed.filled);
    }
    return account.positionMode === "hedge"
      ? held + long + short
      : Math.max(net + long, short - net, 0);
  }

  /** The limit, else the price that an order would take now; `NaN` without one. */
  #ticks({ instrument, sign }: WorkingOrder, price: number): number {
    if (price === price) return price;
    const { ticks } = this.#core.matchers[instrument]!.book.opposite(sign);
    return ticks === ticks ? ticks : this.#core.markTicks(instrument);
  }
}

/**
 * Quote units as the nearest whole number of money units, in which margins are compared: a
 * balance that is the maintenance margin to the last unit has met it, whatever doubles say.
 */
function units(amount: number): number {
  return Math.round(amount * 1e8);
}
