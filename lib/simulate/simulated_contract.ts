import { Random } from "../random/mod.ts";
import { DAY, formatUtcDate, MINUTE, parseUtcDate } from "../time/mod.ts";
import { BestQuotes } from "./best_quotes.ts";
import { EventTape } from "./event_tape.ts";
import { HawkesProcess } from "./hawkes.ts";
import { LatentPrice, SECONDS_PER_YEAR } from "./latent_price.ts";
import {
  FUNDING_SECONDS,
  PerpetualPremium,
  PREMIUM_SECONDS,
} from "./perpetual_premium.ts";
import {
  METRICS_MINUTES,
  type PositionMetrics,
  PositionProcess,
} from "./position_metrics.ts";
import {
  type CarrySamples,
  type MinuteTruth,
  type QuoteRows,
  quoteRows,
  type TradeRows,
  tradeRows,
} from "./simulated_minute.ts";
import {
  assertSymbolParameters,
  type SymbolParameters,
} from "./symbol_parameters.ts";

/** Largest ratio of the variance to its long-run level that adds to activity. */
const LARGEST_ACTIVITY = 20;

/** One minute of a simulated contract; its arrays are used again by the next. */
export type SimulatedMinute = {
  /** Beginning of the minute, microseconds since the epoch. */
  openTime: number;
  /** Best quotes. */
  readonly quotes: QuoteRows;
  /** Aggregated trades. */
  readonly trades: TradeRows;
  /** What no file tells. */
  readonly truth: MinuteTruth;
  /** Premium index and mark price. */
  readonly carry: CarrySamples;
  /** Funding rate settled at the beginning of this minute; `NaN` where none was. */
  fundingRate: number;
  /** Metrics of the five minutes that end with this minute, else `undefined`. */
  metrics: Readonly<PositionMetrics> | undefined;
};

/** Where a simulated contract begins. */
export type ContractStart = {
  /** Any safe integer; with another seed everything is different. */
  readonly seed: number;
  /** First UTC day, `YYYY-MM-DD`. */
  readonly from: string;
};

/**
 * A perpetual contract that trades, with everything known about it.
 *
 * - The latent log price `X` follows Bates' model on a grid of seconds, bridged in
 *   between ({@linkcode batesPath} has the formulas). A share of its shocks is
 *   common to all contracts of one seed.
 * - The mid is `X + ε`, the error `ε` Ornstein-Uhlenbeck; the imbalance of the best
 *   queues is correlated with `-ε` and so predicts the next move with the slope of
 *   {@linkcode imbalanceSlope}. Prices are on the tick, the spread is one tick but
 *   for a few quotes.
 * - Taker orders are a Hawkes process with two sides; a share of its baseline, and
 *   of that of further quotes, is proportional to the spot variance. An unexcited
 *   order buys with probability `(1 - b ε / ω) / 2` (`b` the informed share, `|ε / ω|` cut at 1).
 *   An order takes the best queue at most, at the price quoted at least a
 *   millisecond before. Orders at one price and side within 100 ms and one minute
 *   are one row, as the venue aggregates them.
 * - Premium, funding and ratios are the venue's formulas on a model premium.
 *
 * Each day draws from a stream of its own, named after seed, symbol and date, and
 * begins where the day before ended: `n` days are the beginning of `n + 1` days, and
 * no contract depends on which others are simulated. Memory is one minute.
 *
 * @see Bates, D. S. (1996), Review of Financial Studies 9(1), 69-107.
 * @see Hawkes, A. G. (1971), Biometrika 58(1), 83-90.
 * @see Hasbrouck, J. (1993), Review of Financial Studies 6(2), 191-212: a random
 *   walk and a stationary pricing error.
 * @see def-simulated-market
 *
 * @example A day's trades
 * ```ts
 * import assert from "node:assert/strict";
 * import { SimulatedContract, symbolParameters } from "volarb/simulate";
 *
 * const contract = new SimulatedContract(
 *   "BTCUSDT",
 *   symbolParameters("BTCUSDT", { tradesPerDay: 5000 }),
 *   { seed: 1, from: "2024-01-01" },
 * );
 * let trades = 0;
 * for (const minute of contract.day()) trades += minute.trades.rows;
 * assert.ok(trades > 2000 && trades < 10_000);
 * assert.equal(contract.date, "2024-01-02");
 * ```
 */
export class SimulatedContract {
  /** Name of the contract. */
  readonly symbol: string;
  /** What it is made of. */
  readonly parameters: SymbolParameters;

  readonly #seed: number;
  readonly #latent: LatentPrice;
  readonly #quotes: BestQuotes;
  readonly #premium: PerpetualPremium;
  readonly #positions: PositionProcess;
  readonly #orders: HawkesProcess;
  readonly #tape = new EventTape();
  readonly #minute: SimulatedMinute;
  #day: number;
  #jumpWait: number;
  #buyShare = 0.5;
  #buyLots = 0;
  #sellLots = 0;

  /**
   * Puts the contract at the beginning of its first day.
   *
   * @param symbol Name of the contract.
   * @param parameters What it is made of.
   * @param start Seed and first day.
   * @throws {RangeError} If a parameter is out of range or the seed is not a safe
   *   integer.
   * @throws {SyntaxError} If the first day is not a day of the calendar.
   */
  constructor(
    symbol: string,
    parameters: SymbolParameters,
    { seed, from }: ContractStart,
  ) {
    assertSymbolParameters(parameters);
    this.symbol = symbol;
    this.parameters = parameters;
    this.#seed = seed;
    this.#day = parseUtcDate(from);
    const random = new Random(seed).split(symbol).split("start");
    const { flow, quotes, contract, carry, latent } = parameters;
    this.#latent = new LatentPrice(latent, parameters.price);
    this.#quotes = new BestQuotes(quotes, contract, random);
    this.#premium = new PerpetualPremium(carry, random);
    this.#positions = new PositionProcess(carry, random);
    this.#orders = new HawkesProcess({
      baseline: 0,
      branchingRatio: flow.branchingRatio,
      decay: flow.excitationDecay,
    });
    this.#jumpWait = random.exponential();
    this.#minute = {
      openTime: NaN,
      quotes: quoteRows(256),
      trades: tradeRows(256),
      truth: {
        spotVariance: NaN,
        integratedVariance: NaN,
        jump: 0,
        jumps: 0,
        latentPrice: NaN,
        alpha: NaN,
      },
      carry: {
        premiumIndex: new Float64Array(60 / PREMIUM_SECONDS),
        markPrice: new Float64Array(60 / PREMIUM_SECONDS),
      },
      fundingRate: NaN,
      metrics: undefined,
    };
  }

  /** The day that {@linkcode SimulatedContract.day} simulates next, `YYYY-MM-DD`. */
  get date(): string {
    return formatUtcDate(this.#day);
  }

  /**
   * Simulates the next day.
   *
   * @returns Its 1,440 minutes in order, each valid until the next is asked for. A
   *   day that is left half-way cannot be taken up again.
   */
  *day(): Generator<SimulatedMinute, void, void> {
    const start = this.#day;
    const date = formatUtcDate(start);
    const root = new Random(this.#seed);
    const random = root.split(this.symbol).split(date);
    const common = root.split("market").split(date);
    const slow = random.split("positions");
    this.#day += DAY;
    for (let m = 0; m < 1440; m++) {
      this.#simulateMinute(start, m, random, common);
      this.#closeWindow(m, slow);
      yield this.#minute;
    }
    this.#quotes.restartClock(86_400);
    this.#orders.restartClock(86_400);
  }

  /** Metrics of five minutes, where minute `m` of the day ends them. */
  #closeWindow(m: number, random: Random): void {
    this.#minute.metrics = undefined;
    if ((m + 1) % METRICS_MINUTES !== 0) return;
    this.#positions.update({
      premium: this.#premium.premium,
      buyVolume: this.#buyLots,
      sellVolume: this.#sellLots,
      random,
    });
    this.#buyLots = 0;
    this.#sellLots = 0;
    this.#minute.metrics = this.#positions.row;
  }

  /** Fills the minute block with minute `m` of the day that begins at `start`. */
  #simulateMinute(start: number, m: number, random: Random, common: Random) {
    const minute = this.#minute;
    const { truth } = minute;
    const latent = this.#latent;
    const quotes = this.#quotes;
    const orders = this.#orders;
    const { latent: law, flow } = this.parameters;
    this.#beginMinute(start, m);
    const begin = 60 * m;
    const relative = Math.min(
      LARGEST_ACTIVITY,
      latent.spotVariance / law.longRunVariance,
    );
    const activity = (1 + flow.varianceShare * (relative - 1)) / 86_400;
    orders.baseline = flow.tradesPerDay * (1 - flow.branchingRatio) * activity;
    const further = activity *
      (this.parameters.quotes.quotesPerDay - flow.tradesPerDay);
    const jumpRate = law.jumpIntensity / SECONDS_PER_YEAR;
    let orderTime = orders.next(begin + 60, random);
    let quoteTime = further > 0
      ? begin + random.exponential() / further
      : Infinity;
    for (let second = begin; second < begin + 60; second++) {
      this.#beginSecond(random, common);
      truth.integratedVariance += latent.integratedVariance;
      const end = second + 1;
      let last = second;
      while (true) {
        const jumpTime = jumpRate > 0
          ? last + this.#jumpWait / jumpRate
          : Infinity;
        const time = Math.min(orderTime, quoteTime, jumpTime);
        if (time >= end) break;
        this.#jumpWait -= (time - last) * jumpRate;
        last = time;
        latent.moveTo(time - second, random);
        if (time === jumpTime) {
          this.#jump(random);
          continue;
        }
        quotes.moveTo(time, random);
        quotes.requote(latent.logPrice, random);
        this.#tape.quote(
          minute,
          quotes,
          start + Math.floor(time * 1000) * 1000,
          random.uniform(),
        );
        if (time === orderTime) {
          this.#trade(random);
          orderTime = orders.next(begin + 60, random);
        } else {
          quoteTime = time + random.exponential() / further;
        }
      }
      this.#jumpWait -= (end - last) * jumpRate;
      latent.end();
      if (end % PREMIUM_SECONDS === 0) this.#sampleCarry(end, random);
    }
    truth.spotVariance = latent.spotVariance;
    truth.latentPrice = Math.exp(latent.logPrice);
    truth.alpha = -quotes.pricingError;
  }

  /** Empties the minute block, and settles what is due when the minute begins. */
  #beginMinute(start: number, m: number): void {
    const minute = this.#minute;
    const { truth } = minute;
    minute.openTime = start + m * MINUTE;
    this.#tape.begin(minute);
    truth.jump = 0;
    truth.jumps = 0;
    truth.integratedVariance = 0;
    minute.fundingRate = NaN;
    if (60 * m % FUNDING_SECONDS === 0) {
      this.#premium.settle();
      minute.fundingRate = this.#premium.fundingRate;
    }
  }

  /** Draws the next second of the latent price. */
  #beginSecond(random: Random, common: Random): void {
    const { marketCorrelation: price, varianceCorrelation: variance } =
      this.parameters;
    this.#latent.begin(
      price * common.normal() + Math.sqrt(1 - price * price) * random.normal(),
      variance * common.normal() +
        Math.sqrt(1 - variance * variance) * random.normal(),
      random,
    );
  }

  /** Lets the latent price jump. */
  #jump(random: Random): void {
    const { jumpMean, jumpDeviation } = this.parameters.latent;
    const size = jumpMean + jumpDeviation * random.normal();
    this.#latent.jump(size);
    this.#minute.truth.jump += size;
    this.#minute.truth.jumps++;
    this.#jumpWait = random.exponential();
  }

  /** Samples premium index and mark price at the end of a second of the day. */
  #sampleCarry(second: number, random: Random): void {
    const { carry } = this.#minute;
    const premium = this.#premium;
    this.#quotes.moveTo(second, random);
    const fair = Math.exp(this.#latent.logPrice);
    const mid = fair * Math.exp(this.#quotes.pricingError);
    premium.update(fair, mid, second, random);
    const i = (second - 1) % 60 / PREMIUM_SECONDS | 0;
    carry.premiumIndex[i] = premium.premiumIndex;
    carry.markPrice[i] = premium.markPrice;
  }

  /** Lets a taker order hit the quotes that were just recorded. */
  #trade(random: Random): void {
    const quotes = this.#quotes;
    const { flow, contract } = this.parameters;
    const kick = flow.branchingRatio * flow.excitationDecay;
    const excess = this.#orders.excess - kick;
    const lean = Math.max(-1, Math.min(1, -quotes.standardError));
    const baseline = this.#orders.baseline;
    const buys = 0.5 * (1 + flow.informedShare * lean) * baseline +
      this.#buyShare * excess;
    const buy = random.uniform() * (baseline + excess) < buys;
    const share = buy ? flow.sameSideShare : 1 - flow.sameSideShare;
    if (kick > 0) {
      this.#buyShare = (this.#buyShare * excess + share * kick) /
        (excess + kick);
    }
    const wanted = flow.medianQuantity *
      Math.exp(flow.quantityDeviation * random.normal()) / contract.lotSize;
    const lots = Math.max(
      1,
      Math.min(Math.round(wanted), buy ? quotes.askLots : quotes.bidLots),
    );
    const fills = Math.min(lots, 1 + Math.floor(0.9 * random.exponential()));
    if (!this.#tape.trade(this.#minute, quotes, { buy, lots, fills })) return;
    if (buy) this.#buyLots += lots;
    else this.#sellLots += lots;
  }
}
