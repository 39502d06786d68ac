import {
  ExecAlgorithm,
  type QuoteTick,
  Strategy,
  type TimerEvent,
} from "volarb/engine";
import { Random } from "volarb/random";
import { SECOND } from "volarb/time";
import type { Order, OrderEvent } from "volarb/venue";

/** What a random trader may send. */
const KINDS = [
  "market",
  "limit",
  "postOnly",
  "ioc",
  "fok",
  "gtd",
  "stop",
  "touched",
  "trailing",
  "emulatedStop",
  "emulatedTrailing",
  "bracket",
  "emulatedBracket",
  "halves",
  "close",
  "cancel",
  "modify",
] as const;

/** Sends orders of every kind at random, from a seed of its own, and keeps what it is told. */
export class RandomTrader extends Strategy {
  readonly heard: string[] = [];
  readonly #random: Random;
  readonly #symbols: readonly string[];
  readonly #rate: number;
  readonly #kinds: readonly string[];

  constructor(
    id: string,
    { symbols, seed = 1, rate = 0.02, kinds = KINDS }: {
      symbols: readonly string[];
      seed?: number;
      rate?: number;
      kinds?: readonly string[];
    },
  ) {
    super(id);
    this.#symbols = symbols;
    this.#random = new Random(seed).split(id);
    this.#rate = rate;
    this.#kinds = kinds;
  }

  override onStart(): void {
    for (const symbol of this.#symbols) this.subscribeQuotes(symbol);
    this.clock.setTimer("close", 1800 * SECOND, { start: 0 });
  }

  override onTimer(_timer: TimerEvent): void {
    for (const symbol of this.#symbols) {
      this.cancelAll(symbol);
      this.closePosition(symbol);
    }
  }

  override onOrderEvent(event: OrderEvent, order: Order): void {
    this.heard.push(
      `${this.clock.now} ${event.type} ${order.clientOrderId} ${order.status} ${order.leavesQuantity}`,
    );
  }

  override onQuoteTick(quote: QuoteTick): void {
    const random = this.#random;
    if (random.uniform() >= this.#rate) return;
    const kind = this.#kinds[random.integer(this.#kinds.length)]!;
    this.#send(kind, quote);
  }

  #send(kind: string, { symbol, bidTicks, askTicks }: QuoteTick): void {
    const random = this.#random;
    const { orders } = this;
    const side = random.integer(2) === 0 ? "buy" : "sell";
    const sign = side === "buy" ? 1 : -1;
    const best = side === "buy" ? askTicks : bidTicks;
    const near = side === "buy" ? bidTicks : askTicks;
    const quantity = 1 + random.integer(20);
    const away = 1 + random.integer(300);
    const base = { symbol, side, quantity } as const;
    const open = this.openOrders(symbol)
      .filter(({ status }) => !status.startsWith("pending"));
    const one = open[random.integer(Math.max(1, open.length))];
    switch (kind) {
      case "market":
        return this.submit(orders.market(base));
      case "limit":
        return this.submit(
          orders.limit({ ...base, price: near - sign * random.integer(5) }),
        );
      case "postOnly":
        return this.submit(
          orders.limit({ ...base, price: near, postOnly: true }),
        );
      case "ioc":
        return this.submit(
          orders.limit({ ...base, price: best, timeInForce: "IOC" }),
        );
      case "fok":
        return this.submit(
          orders.limit({ ...base, price: best, timeInForce: "FOK" }),
        );
      case "gtd":
        return this.submit(orders.limit({
          ...base,
          price: near - sign * away,
          timeInForce: "GTD",
          expireTime: this.clock.now + 60 * SECOND,
        }));
      case "stop":
        return this.submit(
          orders.stopMarket({ ...base, triggerPrice: best + sign * away }),
        );
      case "touched":
        return this.submit(orders.limitIfTouched({
          ...base,
          triggerPrice: best - sign * away,
          price: best - sign * away,
          triggerType: "last",
        }));
      case "trailing":
        return this.submit(
          orders.trailingStopMarket({
            ...base,
            trailing: { type: "ticks", ticks: away },
          }),
        );
      case "emulatedStop":
        return this.submit(orders.stopMarket({
          ...base,
          triggerPrice: best + sign * away,
          triggerType: random.integer(2) === 0 ? "last" : "bidAsk",
          emulated: true,
        }));
      case "emulatedTrailing":
        return this.submit(orders.trailingStopLimit({
          ...base,
          trailing: { type: "basisPoints", basisPoints: 5 },
          limitOffset: 20,
          emulated: true,
        }));
      case "bracket":
      case "emulatedBracket": {
        const { entry, stop, target } = orders.bracket({
          ...base,
          stopPrice: best - sign * away,
          targetPrice: best + sign * away,
          emulated: kind === "emulatedBracket",
        });
        return this.submit(entry, stop, target);
      }
      case "halves":
        return this.submit(orders.market({
          ...base,
          execAlgorithm: { id: "HALVES", parameters: {} },
        }));
      case "close":
        this.closePosition(symbol);
        return;
      case "cancel":
        if (one !== undefined) this.cancel(one);
        return;
      default:
        if (one === undefined || one.execAlgorithm !== undefined) return;
        return this.modify(one, { quantity: one.quantity + 1 });
    }
  }
}

/** Sends half of what is left each time that a child is done. */
export class Halves extends ExecAlgorithm {
  override onOrder(parent: Order): void {
    this.#next(parent);
  }

  override onOrderEvent(event: OrderEvent, child: Order): void {
    if (!child.isOpen && event.type === "filled") {
      this.#next(this.parentOf(child));
    } else if (!child.isOpen) {
      this.finish(this.parentOf(child), event.type);
    }
  }

  #next(parent: Order): void {
    const remaining = this.remaining(parent);
    if (remaining > 0) this.spawnMarket(parent, Math.ceil(remaining / 2));
  }
}
