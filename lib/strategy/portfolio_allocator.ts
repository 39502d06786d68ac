import {
  Actor,
  type BusData,
  type DataTopic,
  ResultTable,
  type TimerEvent,
} from "../engine/mod.ts";
import { GrowingColumn } from "../flow/growing_column.ts";
import { RollingCovariance } from "../risk/mod.ts";
import { MINUTE } from "../time/mod.ts";
import { type JointAim, jointAims, type PositionAim } from "./joint_aims.ts";
import type { AllocationChoice } from "./portfolio_config.ts";

/** A covariance of the returns of several contracts, one time after the other: a `RollingCovariance` or `EwmaCovariance`. */
export type CovarianceStream = Pick<
  RollingCovariance,
  "assets" | "value" | "ready" | "update"
>;

/** Who asks: a strategy and what it trades. */
export type AllocatedStrategy = {
  /** Its name. */
  readonly id: string;
  /** Its contract. */
  readonly symbol: string;
};

/** What a {@linkcode PortfolioAllocator} is made of. */
export type PortfolioAllocatorOptions = {
  /** Name of the actor. Timers of one time fire in the order of names: one that is the last of all waits for every row. */
  readonly id: string;
  /** Who asks, each of a contract of its own. */
  readonly strategies: readonly AllocatedStrategy[];
  /** Grid, window, estimator and leverage. */
  readonly allocation: AllocationChoice;
  /** The covariance; a `RollingCovariance` of the choices by default. */
  readonly covariance?: CovarianceStream;
};

/** Columns of what a {@linkcode PortfolioAllocator} said: a row for each contract and each time at which anybody asked. */
export type AllocationColumns = {
  /** When, microseconds since the epoch. */
  readonly time: Float64Array;
  /** The contract, as its place among the strategies. */
  readonly contract: Float64Array;
  /** What it would hold alone, fraction of capital. */
  readonly alone: Float64Array;
  /** What it is to aim at beside the others, fraction of capital; `NaN` where nothing could be said. */
  readonly joint: Float64Array;
};

const COLUMNS = ["time", "contract", "alone", "joint"] as const;

/** Silence after which nobody is sized beside a price, or an aim, any more. */
const STALE = 5 * MINUTE;

/**
 * Sizes several strategies of one account together: Kelly's `Σ⁻¹ m` in the place of `m_i / σ_i²` of each.
 *
 * It takes the prices of all contracts on a grid of the clock and keeps the covariance of their returns; a time at which one of them has no
 * price is left out as a whole. A strategy tells it what it would hold alone (`PositionAim`) and is told what to aim at (`JointAim`,
 * {@linkcode jointAims}), at once when all have asked at one time, else when that time is over: those that did not ask then are sized with what they said last, for five minutes.
 * Without a covariance yet, and with a singular one, no aim is named, and a strategy that is told so does nothing.
 *
 * `volatilityPortfolio` makes one with everything around it.
 *
 * @example What it publishes to two strategies
 * ```ts
 * import assert from "node:assert/strict";
 * import { PortfolioAllocator, volatilityPortfolioConfig } from "volarb/strategy";
 *
 * const { strategies, allocation } = volatilityPortfolioConfig({
 *   strategies: ["BTCUSDT", "ETHUSDT"].map((symbol) => ({ symbol })),
 * });
 * const allocator = new PortfolioAllocator({ id: "allocator", strategies, allocation });
 * assert.deepEqual(
 *   allocator.publishes.map(({ type, symbol }) => `${type} ${symbol}`),
 *   ["JointAim BTCUSDT", "JointAim ETHUSDT"],
 * );
 * ```
 */
export class PortfolioAllocator extends Actor {
  /** The aims. */
  override readonly publishes: readonly DataTopic[];
  readonly #strategies: readonly AllocatedStrategy[];
  readonly #allocation: AllocationChoice;
  readonly #covariance: CovarianceStream;
  readonly #said: (PositionAim | undefined)[];
  readonly #waiting = new Set<number>();
  readonly #prices: Float64Array;
  readonly #returns: Float64Array;
  readonly #columns = COLUMNS.map(() => new GrowingColumn());

  /**
   * Starts with no price seen.
   *
   * @param options Name, strategies, choices.
   * @throws {RangeError} If the covariance is of another number of contracts.
   */
  constructor(
    { id: source, strategies, allocation, covariance }:
      PortfolioAllocatorOptions,
  ) {
    super(source);
    const assets = strategies.length;
    const { window, estimator } = allocation;
    this.#covariance = covariance ??
      new RollingCovariance({ assets, window, estimator, mean: "zero" });
    if (this.#covariance.assets !== assets) {
      throw new RangeError(
        `Cannot allocate to strategies as the covariance must be of ${assets} contracts: current value is ${this.#covariance.assets}`,
      );
    }
    this.publishes = strategies.map(({ symbol }) => ({
      type: "JointAim",
      symbol,
      source,
    }));
    this.#strategies = strategies;
    this.#allocation = allocation;
    this.#said = strategies.map(() => undefined);
    this.#prices = new Float64Array(assets).fill(NaN);
    this.#returns = new Float64Array(assets);
  }

  /** Subscribes to prices and aims. */
  override onStart(): void {
    for (const { symbol, id: source } of this.#strategies) {
      this.subscribeBars(symbol);
      this.subscribeData("PositionAim", { symbol, source });
    }
    this.clock.setTimer("grid", this.#allocation.grid, { start: 0 });
  }

  /**
   * Takes what a strategy would hold alone.
   *
   * @param data The message.
   */
  override onData(data: BusData): void {
    const { now } = this.clock;
    const at = this.#strategies.findIndex(({ symbol }) =>
      symbol === data.symbol
    );
    this.#said[at] = data as PositionAim;
    this.#waiting.add(at);
    if (this.#said.every((aim) => aim?.receiveTime === now)) this.#answer();
    else this.clock.setTimeAlert("row", now);
  }

  /**
   * Takes the prices of the grid, or answers those who still wait.
   *
   * @param timer The timer.
   */
  override onTimer({ name }: TimerEvent): void {
    if (name === "row") this.#answer();
    else this.#sample();
  }

  /**
   * What it said so far.
   *
   * @returns A row for each contract and time.
   */
  table(): ResultTable<AllocationColumns> {
    return new ResultTable(
      Object.fromEntries(
        COLUMNS.map((name, k) => [name, this.#columns[k]!.toColumn()]),
      ) as AllocationColumns,
    );
  }

  #sample(): void {
    const prices = this.#prices;
    this.#strategies.forEach(({ symbol }, i) => {
      const price = this.#price(symbol);
      this.#returns[i] = Math.log(price / prices[i]!);
      prices[i] = price;
    });
    if (this.#returns.every(Number.isFinite)) {
      this.#covariance.update(this.#returns);
    }
  }

  /** The middle of a quote that is not stale, or the last close where there are no quotes; ticks. */
  #price(symbol: string): number {
    const quote = this.cache.quote(symbol);
    if (quote === undefined) return this.cache.bar(symbol)?.closeTicks ?? NaN;
    const { bidTicks, askTicks, receiveTime } = quote;
    const fresh = this.clock.now - receiveTime <= STALE;
    return fresh && bidTicks < askTicks ? (bidTicks + askTicks) / 2 : NaN;
  }

  #answer(): void {
    if (this.#waiting.size === 0) return;
    const { now } = this.clock;
    const known = [...this.#said.keys()].filter((i) => {
      const said = this.#said[i];
      return said !== undefined && now - said.receiveTime <= STALE &&
        Number.isFinite(said.aim) && said.deviation > 0;
    });
    const aims = known.map((i) => this.#said[i]!);
    const joint = jointAims(aims, {
      correlations: this.#correlations(known),
      leverage: this.#allocation.leverage,
    });
    for (const i of [...this.#waiting].sort((a, b) => a - b)) {
      const aim = joint[known.indexOf(i)] ?? NaN;
      [now, i, this.#said[i]!.aim, aim].forEach((x, k) =>
        this.#columns[k]!.push(x)
      );
      const message: JointAim = {
        type: "JointAim",
        symbol: this.#strategies[i]!.symbol,
        source: this.id,
        eventTime: now,
        receiveTime: now,
        aim,
      };
      this.publish(message);
    }
    this.#waiting.clear();
    this.clock.cancelTimer("row");
  }

  /** Correlations of some of the contracts; of one alone it is 1 before anything is known. */
  #correlations(some: readonly number[]): Float64Array {
    const p = some.length;
    const out = new Float64Array(p * p).fill(1);
    if (p === 1) return out;
    const { value, assets } = this.#covariance;
    const at = (i: number, j: number) => value[some[i]! * assets + some[j]!]!;
    return out.map((_, k) => {
      const [i, j] = [Math.floor(k / p), k % p];
      return i === j && at(i, i) > 0
        ? 1
        : at(i, j) / Math.sqrt(at(i, i) * at(j, j));
    });
  }
}
