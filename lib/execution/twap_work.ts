import type { Order } from "../venue/mod.ts";
import { Random } from "../random/mod.ts";
import { almgrenChrissSchedule } from "./almgren_chriss_schedule.ts";
import { alphaDecaySchedule } from "./alpha_decay_schedule.ts";
import type { ExecutionSchedule } from "./execution_schedule.ts";
import { delayTimes, intervalsIn } from "./slices.ts";
import { squareRootSchedule } from "./square_root_schedule.ts";
import type { TwapSettings } from "./twap_parameters.ts";
import { type ShareOf, TwapPlan } from "./twap_plan.ts";
import { UrgencyControl } from "./urgency.ts";
import { urgentShare } from "./urgent_share.ts";

const SECOND = 1e6;
/** Schedules that a drift changes. */
const DRIFTING: readonly string[] = ["alphaDecay", "squareRoot"];

/** What is believed of the drift: a log return over a horizon, and since when. */
export type Belief = {
  /** Log return expected over the horizon. */
  readonly mean: number;
  /** Microseconds that it covers. */
  readonly horizon: number;
  /** When it was said, microseconds. */
  readonly time: number;
};

/** Where a parent stands. */
export type TwapPhase = "working" | "paused" | "done" | "cancelled";

/** A parent order at work: its slots, its schedule, and what has become of it. */
export class TwapWork {
  readonly order: Order;
  readonly settings: TwapSettings;
  /** Number of the parent, from 1. */
  readonly number: number;
  /** When it was taken, microseconds. */
  readonly start: number;
  /** When it has to be done, microseconds. */
  readonly deadline: number;
  /** When what is left is traded, microseconds: half-way from the last slot to the deadline. */
  readonly closing: number;
  /** When each slot is due, microseconds. */
  readonly times: Float64Array;
  readonly plan: TwapPlan;
  readonly control: UrgencyControl | undefined;
  /** Children that were sent, and when. */
  readonly sent: { readonly child: Order; readonly time: number }[] = [];
  /** Children that wait at the best price. */
  readonly waiting = new Set<Order>();
  /** Those of them whose end was asked for. */
  readonly recalled = new Set<Order>();
  /** Price at which it was taken, ticks. */
  readonly arrivalTicks: number;
  /** Fees, money. */
  fees = 0n;
  phase: TwapPhase = "working";
  /** Whether the next slot is due, and waits for children that were recalled. */
  isHeld = false;
  /** Whether what is left is being traded. */
  isClosing = false;
  /** Whether nothing more is sent. */
  ended = false;
  /** Quantity of the parent as the plan knows it, lots. */
  quantity: number;
  /** Whether the schedule is out of date. */
  stale = true;
  /** What is believed of the drift, where somebody has said so. */
  belief: Belief | undefined;
  readonly #lotSize: number;
  readonly #random: Random;

  constructor(
    { order, settings, number, now, lotSize, least, arrivalTicks, belief }: {
      readonly order: Order;
      readonly settings: TwapSettings;
      readonly number: number;
      readonly now: number;
      readonly lotSize: number;
      readonly least: number;
      readonly arrivalTicks: number;
      readonly belief: Belief | undefined;
    },
  ) {
    this.order = order;
    this.settings = settings;
    this.number = number;
    this.arrivalTicks = arrivalTicks;
    this.belief = belief;
    this.quantity = order.quantity;
    this.#lotSize = lotSize;
    const { horizon, interval, upper, lower, hysteresis } = settings;
    this.start = now;
    this.deadline = now + horizon;
    if (upper === upper) {
      this.control = new UrgencyControl({ upper, lower, hysteresis });
    }
    const count = intervalsIn(horizon, interval);
    const end = Float64Array.from(
      { length: count },
      (_, k) => k + 1 < count ? (k + 1) * interval : horizon,
    );
    this.plan = new TwapPlan({
      end,
      lots: new Float64Array(count),
      missed: settings.missed,
      least,
    });
    this.plan.replan(order.quantity);
    this.#random = new Random(settings.seed).split(order.clientOrderId);
    this.times = this.#jitter(count);
    const last = this.times[count - 1]!;
    this.closing = last + Math.ceil((this.deadline - last) / 2);
  }

  /** Microseconds until the next slot, or the closing. */
  wait(now: number): number {
    const { next, slots } = this.plan;
    return (next < slots ? this.times[next]! : this.closing) - now;
  }

  /** Lots of the children sent in `(now - window, now]` that are filled or may be. */
  lotsSent(now: number, window: number): number {
    let lots = 0;
    for (let i = this.sent.length - 1; i >= 0; i--) {
      const { child, time } = this.sent[i]!;
      if (time <= now - window) break;
      lots += child.isOpen ? child.quantity : child.filledQuantity;
    }
    return lots;
  }

  /** Drift of the log price in the direction of the order, per microsecond. */
  drift(now: number): number {
    const { drift, halfLife } = this.settings;
    const decay = Math.LN2 / halfLife;
    const { belief, order } = this;
    if (belief === undefined) {
      const since = Math.exp(-decay * (now - this.start));
      return order.sign * drift / SECOND * since;
    }
    const span = decay === 0
      ? belief.horizon
      : -Math.expm1(-decay * belief.horizon) / decay;
    const since = Math.exp(-decay * (now - belief.time));
    return order.sign * belief.mean / span * since;
  }

  /** Takes a target as the pace: where that changes it, the plan is out of date. */
  pace(target: number): void {
    const before = this.control?.value;
    if (this.control?.update(target) !== before) this.stale = true;
  }

  /** Takes what is believed of the drift: a schedule that follows it is out of date. */
  believe(belief: Belief): void {
    this.belief = belief;
    if (DRIFTING.includes(this.settings.schedule)) this.stale = true;
  }

  /** Makes the plan of the slots that are left anew, from what is believed now. */
  refresh(available: number, now: number): void {
    this.stale = false;
    const { next, slots } = this.plan;
    if (next >= slots) return;
    const lots = this.settings.missed === "spread"
      ? available
      : Math.min(available, this.plan.planned);
    this.plan.follow(lots, this.#share(lots, now));
    const size = this.settings.sizeJitter;
    if (size > 0) this.plan.jitter(size, this.#random);
  }

  /** The urgency now: that of the parameters, times or over the acceleration. */
  get urgency(): number {
    const { urgency, acceleration } = this.settings;
    const pace = this.control?.value ?? "keep";
    return pace === "accelerate"
      ? urgency * acceleration
      : pace === "dampen"
      ? urgency / acceleration
      : urgency;
  }

  /** The schedule of what is left, from the beginning of the next slot. */
  #share(lots: number, now: number): ShareOf | undefined {
    const { urgency, settings, plan } = this;
    const { interval, horizon } = settings;
    if (lots === 0) return undefined;
    if (settings.schedule === "uniform" && urgency === 1) return undefined;
    const origin = plan.next * interval;
    const schedule = this.#schedule(lots, horizon - origin, now);
    const rounded = 1 - 1e-12;
    return (time) => {
      const done = schedule.traded(time - origin) / lots;
      return urgentShare(done > rounded ? 1 : done, urgency);
    };
  }

  #schedule(lots: number, horizon: number, now: number): ExecutionSchedule {
    const { schedule, impact, halfLife, volatility, riskAversion } =
      this.settings;
    const problem = { quantity: lots, horizon };
    // Of a rate of one lot per microsecond, in base units per second.
    const rate = this.#lotSize * SECOND;
    const drifting = {
      ...problem,
      alpha: this.drift(now),
      decay: Math.LN2 / halfLife,
    };
    switch (schedule) {
      case "alphaDecay":
        return alphaDecaySchedule({ ...drifting, impact: impact * rate });
      case "squareRoot":
        return squareRootSchedule({
          ...drifting,
          impact: impact * Math.sqrt(rate),
        });
      case "almgrenChriss":
        return almgrenChrissSchedule({
          ...problem,
          impact: impact * rate,
          volatility: volatility / Math.sqrt(SECOND),
          riskAversion: riskAversion * this.#lotSize,
        });
      default:
        return {
          horizon,
          rate: () => lots / horizon,
          traded: (time) => lots * Math.min(1, Math.max(0, time / horizon)),
        };
    }
  }

  /** When the slots are due. */
  #jitter(count: number): Float64Array {
    const { horizon, interval, timeJitter: late } = this.settings;
    const time = Float64Array.from({ length: count }, (_, k) => k * interval);
    if (late > 0) {
      delayTimes(time, { horizon, interval, late, random: this.#random });
    }
    return time.map((offset) => this.start + Math.floor(offset));
  }
}
