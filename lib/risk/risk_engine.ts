import { DAY } from "../time/mod.ts";
import { assertRisk } from "./risk_arguments.ts";
import { RiskAudit, type RiskRule } from "./risk_audit.ts";
import { type RiskAccount, type RiskOrder, worstLots } from "./risk_book.ts";
import { type RiskLimits, riskLimits } from "./risk_limits.ts";
import type {
  FlattenInstruction,
  FlattenOrder,
  RiskEngineSnapshot,
  RiskVerdict,
} from "./risk_verdict.ts";
import { CHECKS, RiskQuestion, type RiskState } from "./risk_rules.ts";

/**
 * What stands between a strategy and the venue: every order is asked about before it is sent.
 *
 * The rules are asked in the order of `RISK_RULES`: form, state, reduce-only, stale quote, wide spread, price
 * collar, rate, then sizes (quantity and notional of the order, exposure of the symbol, gross, net,
 * leverage), at last the venue's minimum. A rule that is against the order refuses it; a limit of size
 * clips it to what fits, and the last rule that did is named. Working orders count as filled. Orders that
 * only make a position smaller pass stale quotes, wide spreads, the rate and every size but the order's
 * quantity: no limit may keep a position open.
 *
 * {@linkcode RiskEngine.equity} watches the account: a drawdown beyond its limit kills, a daily loss lets
 * positions only shrink until the next UTC day. After a kill only what reduces passes; once flat nothing does
 * until {@linkcode RiskEngine.setState} says `active`. Every pass, clip, refusal and change of state is in `audit`.
 *
 * @see alg-risk
 *
 * @example Leverage of two
 * ```ts
 * import assert from "node:assert/strict";
 * import { RiskEngine } from "volarb/risk";
 *
 * const engine = new RiskEngine({ maxLeverage: 2 });
 * const instruments = new Map([["BTCUSDT", {
 *   tickSize: 0.1,
 *   lotSize: 0.001,
 *   position: 0,
 *   openBuys: 0,
 *   openSells: 0,
 *   mark: 600_000,
 *   bid: 599_999,
 *   ask: 600_001,
 *   quoteTime: 0,
 * }]]);
 * const { verdict, quantity, rule } = engine.check({
 *   symbol: "BTCUSDT",
 *   side: 1,
 *   quantity: 500, // 30 000 quote units
 *   price: NaN,
 *   reduceOnly: false,
 *   time: 0,
 * }, { equity: 12_000, instruments });
 * assert.deepEqual([verdict, quantity, rule], ["clip", 400, "leverage"]);
 * ```
 */
export class RiskEngine {
  /** What is allowed. */
  readonly limits: RiskLimits;
  /** Every decision. */
  readonly audit: RiskAudit = new RiskAudit();
  #state: RiskState = "active";
  #cause: RiskRule = "none";
  #peak = NaN;
  #opening = NaN;
  #day = -1;
  readonly #sent: Float64Array;
  #sentCount = 0;
  readonly #question = new RiskQuestion();
  readonly #verdict: RiskVerdict = {
    verdict: "pass",
    quantity: 0,
    rule: "none",
    limit: NaN,
    value: NaN,
  };

  /**
   * Starts active, with no equity seen.
   *
   * @param limits What is allowed; checked by `riskLimits`.
   * @throws {TypeError} If there is a key that is no limit.
   * @throws {RangeError} If a limit is out of range.
   */
  constructor(limits: RiskLimits) {
    this.limits = riskLimits(limits);
    this.#sent = new Float64Array(limits.orderRate?.count ?? 0);
  }

  /**
   * Restores the state that {@linkcode RiskEngine.toJSON} gave; the log starts anew.
   *
   * @param snapshot The state as plain data.
   * @returns An engine that decides as the saved one would.
   * @throws {TypeError} As the constructor.
   * @throws {RangeError} As the constructor, and if more orders are remembered than the rate counts.
   */
  static from(snapshot: RiskEngineSnapshot): RiskEngine {
    const engine = new RiskEngine(snapshot.limits);
    assertRisk(
      "restore a RiskEngine",
      "sent",
      snapshot.sent,
      (sent) => sent.length <= engine.#sent.length,
      "at most as long as the rate counts",
    );
    engine.#state = snapshot.state;
    engine.#cause = snapshot.cause;
    engine.#peak = snapshot.peak ?? NaN;
    engine.#opening = snapshot.opening ?? NaN;
    engine.#day = snapshot.day;
    engine.#sent.set(snapshot.sent);
    engine.#sentCount = snapshot.sent.length;
    return engine;
  }

  /** Which orders are taken. */
  get state(): RiskState {
    return this.#state;
  }

  /** The rule that set the state; `none` where a caller did. */
  get cause(): RiskRule {
    return this.#cause;
  }

  /**
   * Asks every rule about an order, and remembers one that passes as sent.
   *
   * @param order The order.
   * @param account Equity, and what is held, working and quoted; only read.
   * @returns What may be sent. The object is overwritten by the next order.
   * @throws {RangeError} If the account has no such symbol.
   */
  check(order: RiskOrder, account: RiskAccount): RiskVerdict {
    const question = this.#ask(order, account);
    const { limits } = this;
    for (let k = 0; k < CHECKS.length; k++) {
      CHECKS[k]!(question, limits);
      if (question.quantity === 0) break;
    }
    const verdict = this.#verdict;
    verdict.quantity = question.quantity;
    verdict.rule = question.rule;
    verdict.limit = question.limit;
    verdict.value = question.value;
    verdict.verdict = question.quantity === 0
      ? "refuse"
      : question.quantity < order.quantity
      ? "clip"
      : "pass";
    if (question.quantity > 0) this.#remember(order.time);
    this.audit.add({
      time: order.time,
      symbol: order.symbol,
      side: order.side,
      asked: order.quantity,
      allowed: question.quantity,
      price: order.price,
      outcome: verdict.verdict,
      rule: question.rule,
      limit: question.limit,
      value: question.value,
    });
    return verdict;
  }

  #ask(order: RiskOrder, account: RiskAccount): RiskQuestion {
    const instrument = account.instruments.get(order.symbol);
    if (instrument === undefined) {
      throw new RangeError(
        `Cannot check an order as its symbol must be one of the account: current value is ${order.symbol}`,
      );
    }
    const question = this.#question;
    question.order = order;
    question.instrument = instrument;
    question.account = account;
    question.state = this.#state;
    question.recent = this.#recentAt(order.time);
    const held = -worstLots(instrument, order.side);
    question.reduces = order.reduceOnly ? held > 0 : order.quantity <= held;
    question.note("none", NaN, NaN, order.quantity);
    return question;
  }

  /** Orders that were let through within the interval before a time. */
  #recentAt(time: number): number {
    const rate = this.limits.orderRate;
    if (rate === undefined) return 0;
    let recent = 0;
    for (let k = 0; k < this.#sentCount; k++) {
      if (time - this.#sent[k]! < rate.interval) recent++;
    }
    return recent;
  }

  #remember(time: number): void {
    const sent = this.#sent;
    if (this.#sentCount < sent.length) sent[this.#sentCount++] = time;
    else if (sent.length > 0) {
      sent.copyWithin(0, 1);
      sent[sent.length - 1] = time;
    }
  }

  /**
   * Takes the account's equity, and acts where it has fallen too far.
   *
   * @param time When, microseconds, never falling.
   * @param account Equity and positions.
   * @returns What is to be closed where the drawdown has just killed; nothing otherwise.
   * @throws {RangeError} If the equity is not finite.
   */
  equity(time: number, account: RiskAccount): FlattenInstruction | undefined {
    const { equity } = account;
    assertRisk("watch an account", "equity", equity, Number.isFinite, "finite");
    const { maxDrawdown = Infinity, maxDailyLoss = Infinity } = this.limits;
    const day = Math.floor(time / DAY);
    if (day !== this.#day) {
      this.#day = day;
      this.#opening = equity;
      if (this.#cause === "dailyLoss") this.#enter("active", "none", time);
    }
    if (!(equity <= this.#peak)) this.#peak = equity;
    if (this.#cause === "kill" || this.#cause === "drawdown") {
      if (isFlat(account) && this.#state !== "halted") {
        this.#enter("halted", this.#cause, time);
      }
      return undefined;
    }
    const drawdown = fallen(equity, this.#peak);
    if (drawdown > maxDrawdown) {
      return this.#kill(time, account, {
        rule: "drawdown",
        limit: maxDrawdown,
        value: drawdown,
      });
    }
    const loss = fallen(equity, this.#opening);
    if (loss > maxDailyLoss && this.#state === "active") {
      this.#enter("reducing", "dailyLoss", time, {
        limit: maxDailyLoss,
        value: loss,
      });
    }
    return undefined;
  }

  /**
   * Closes everything: from now on only what reduces passes, and once flat nothing.
   *
   * @param time When, microseconds.
   * @param account What is held and working.
   * @returns What to cancel and what to send.
   */
  kill(time: number, account: RiskAccount): FlattenInstruction {
    const found = { rule: "kill", limit: NaN, value: NaN } as const;
    return this.#kill(time, account, found);
  }

  #kill(
    time: number,
    { instruments }: RiskAccount,
    { rule, limit, value }: {
      readonly rule: "kill" | "drawdown";
      readonly limit: number;
      readonly value: number;
    },
  ): FlattenInstruction {
    const cancel: string[] = [];
    const orders: FlattenOrder[] = [];
    for (const [symbol, { position, openBuys, openSells }] of instruments) {
      if (openBuys + openSells > 0) cancel.push(symbol);
      if (position === 0) continue;
      orders.push({
        symbol,
        side: position > 0 ? -1 : 1,
        quantity: Math.abs(position),
        price: NaN,
        reduceOnly: true,
        time,
      });
    }
    this.#enter(orders.length > 0 ? "reducing" : "halted", rule, time, {
      limit,
      value,
    });
    return { cancel, orders };
  }

  /**
   * Sets the state by hand; `active` takes back a kill and forgets the peak that led to it.
   *
   * @param state Which orders are taken from now on.
   * @param time When, microseconds.
   */
  setState(state: RiskState, time: number): void {
    const words = ["active", "reducing", "halted"];
    assertRisk(
      "set a risk state",
      "state",
      state,
      (s) => words.includes(s),
      words.join(", "),
    );
    if (state === "active") {
      this.#peak = NaN;
      this.#opening = NaN;
      this.#day = -1;
    }
    this.#enter(state, "none", time);
  }

  #enter(
    state: RiskState,
    rule: RiskRule,
    time: number,
    { limit, value }: { limit: number; value: number } = {
      limit: NaN,
      value: NaN,
    },
  ): void {
    this.#state = state;
    this.#cause = rule;
    this.audit.add({
      time,
      symbol: "",
      side: 0,
      asked: NaN,
      allowed: NaN,
      price: NaN,
      outcome: "state",
      rule,
      limit,
      value,
    });
  }

  /**
   * The state as plain data, without the log.
   *
   * @returns What {@linkcode RiskEngine.from} takes.
   */
  toJSON(): RiskEngineSnapshot {
    const orNull = (x: number) => Number.isNaN(x) ? null : x;
    return {
      limits: this.limits,
      state: this.#state,
      cause: this.#cause,
      peak: orNull(this.#peak),
      opening: orNull(this.#opening),
      day: this.#day,
      sent: [...this.#sent.subarray(0, this.#sentCount)],
    };
  }
}

function isFlat({ instruments }: RiskAccount): boolean {
  for (const { position } of instruments.values()) {
    if (position !== 0) return false;
  }
  return true;
}

/** Share of a positive start that is lost; all of one that was nothing. */
function fallen(equity: number, start: number): number {
  return start > 0 ? 1 - equity / start : 1;
}
