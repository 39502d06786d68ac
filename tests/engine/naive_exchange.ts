import { divide, naiveAccount, type NaivePosition } from "./naive_account.ts";
import type {
  Kind,
  Outcome,
  Quote,
  Rate,
  Setup,
  Tie,
  Trade,
  Trail,
} from "./naive_setup.ts";
import { followed, isLimit, sets } from "./naive_triggers.ts";

const HOUR = 3_600_000_000;

/** An order: its terms, where it stands at the exchange, and what the client knows of it. */
export type NaiveOrder = {
  id: number;
  /** Index of the market. */
  m: number;
  leg: 0 | 1;
  side: 1 | -1;
  kind: Kind;
  price: number;
  /** Trigger, ticks, and what it is compared with. */
  trigger: number;
  by: "bidAsk" | "last" | "mark";
  trail?: Trail;
  /** Whether a trailing stop trails yet. */
  active: boolean;
  /** Lots that its owner asked for, and those that hold now. */
  asked: number;
  lots: number;
  filled: number;
  /** What an order that waits for another may still grow by. */
  reserve: number;
  tif: string;
  expires: number;
  postOnly: boolean;
  reduceOnly: boolean;
  tie?: Tie;
  state: "away" | "held" | "waiting" | "entering" | "resting" | "closed";
  triggered: boolean;
  /** Whether its margin could be asked for. */
  secured: boolean;
  /** What is later than this may fill it. */
  since: number;
  /** Time priority. */
  turn: number;
  /** Lots ahead; `NaN` while the level has not been seen. */
  front: number;
  /** Size of the level when last seen. */
  shown: number;
  /** Lots traded at the level that no drop has shown yet, when, and whether one followed. */
  traded: number;
  tradedAt: number;
  dropped: boolean;
  emulated: boolean;
  status: string;
  known: { lots: number; price: number; trigger: number; filled: number };
};

/** What the exchange is joined to. */
export type Surroundings = {
  now: () => number;
  /** Lets something happen before all else of a time. */
  due: (time: number, run: () => void) => void;
  /** Sends an answer to the client. */
  answer: (
    type: string,
    order: NaiveOrder,
    fill: number,
    terms?: { lots: number; price: number; trigger: number },
  ) => void;
  /** Sends other news, which take their turn on the same way. */
  tell: (text: string, hear?: () => void) => void;
  /** The client hears that lots of a position are gone. */
  lost: (one: NaivePosition, lots: number) => void;
};

/** The exchange: looks at every record and at every order. */
export function naiveExchange(
  setup: Setup,
  out: Outcome,
  { now, due, answer, tell, lost }: Surroundings,
) {
  const { markets } = setup;
  const orders: NaiveOrder[] = [];
  const books = markets.map(() => ({
    bid: { ticks: NaN, lots: 0, taken: 0 },
    ask: { ticks: NaN, lots: 0, taken: 0 },
    time: -Infinity,
    /** In units of 1e-8. */
    mark: NaN,
    last: NaN,
    /** Twice the last middle; while there was none twice the last price, own ones too. */
    worth: NaN,
    quoted: false,
  }));
  type Side = typeof books[number]["bid"];
  let turns = 0;

  const live = (m: number, state: NaiveOrder["state"]) =>
    orders.filter((order) => order.m === m && order.state === state);
  const byTurn = (a: NaiveOrder, b: NaiveOrder) => a.turn - b.turn;
  const byPriority = (a: NaiveOrder, b: NaiveOrder) =>
    b.side - a.side || a.side * (b.price - a.price) || byTurn(a, b);
  /** Takers in the order of arrival, then those that wait, then resting buys and sells. */
  const inOrder = (m: number) => [
    ...live(m, "entering").sort(byTurn),
    ...live(m, "waiting").sort(byTurn),
    ...live(m, "resting").sort(byPriority),
  ];
  const sideOf = (m: number, side: 1 | -1) =>
    side === 1 ? books[m]!.ask : books[m]!.bid;
  const isMarket = (order: NaiveOrder) => !isLimit(order.kind);
  const isImmediate = (order: NaiveOrder) =>
    isMarket(order) || order.tif === "IOC" || order.tif === "FOK";

  const tick = (m: number) => 10 ** (8 - markets[m]!.tickScale);
  const twicePrice = (m: number) => {
    const { mark, bid, ask, last } = books[m]!;
    const twice = [
      2 * mark,
      (bid.ticks + ask.ticks) * tick(m),
      2 * last *
      tick(m),
    ].find((value) => value === value);
    return twice === undefined ? undefined : BigInt(twice);
  };
  const ledger = naiveAccount(setup, {
    now,
    tell,
    lost,
    twicePrice,
    twiceBest: (m, side) => {
      const { ticks } = sideOf(m, side);
      return ticks === ticks ? BigInt(2 * ticks * tick(m)) : twicePrice(m);
    },
    demands: (m) =>
      [...live(m, "entering"), ...live(m, "resting")]
        .filter((order) => order !== asking).map(demand),
    endOrders: (m) =>
      orders.filter((order) => order.m === m && order.state !== "closed")
        .forEach((order) => end(order, "canceled", "another")),
    note: (text, amount) => {
      if (amount === 0n) return;
      out.account.push(
        `${now()} ${text} ${amount} wallet ${ledger.account.wallet}`,
      );
    },
  });
  const { money } = ledger;
  const demand = (order: NaiveOrder) => ({
    ...order,
    market: isMarket(order),
    open: order.lots - order.filled,
    closes: closes(order),
  });
  /** The order whose margin is asked for. */
  let asking: NaiveOrder | undefined;
  const isRefused = (order: NaiveOrder, terms: NaiveOrder = order) => {
    asking = order;
    const refused = ledger.refuses(demand(terms));
    asking = undefined;
    order.secured = refused !== "unknown";
    return refused === true;
  };

  /** Whether an order can only make its position smaller. */
  const closes = ({ reduceOnly, leg, side }: NaiveOrder) =>
    reduceOnly || (setup.hedge && (leg === 0 ? side === -1 : side === 1));
  const closable = ({ m, leg, side }: NaiveOrder) =>
    Math.max(0, -side * ledger.position(m, leg).lots);
  /** What an order may still trade. */
  const room = (order: NaiveOrder) =>
    closes(order)
      ? Math.min(order.lots - order.filled, closable(order))
      : order.lots - order.filled;

  const linked = ({ tie }: NaiveOrder) =>
    (tie?.linked ?? []).flatMap((id) =>
      orders.filter((other) => other.id === id)
    );
  /** Ends an order, and those that are tied to it. */
  const end = (
    order: NaiveOrder,
    type: string,
    cause: "itself" | "another" = "itself",
  ) => {
    if (order.state === "closed") return;
    order.state = "closed";
    answer(type, order, 0);
    if (order.tie?.type !== "OTO" && cause === "another") return;
    for (const other of linked(order)) {
      if (order.tie?.type === "OTO" && other.state !== "held") continue;
      end(other, "canceled", "another");
    }
  };
  const released: NaiveOrder[] = [];
  /** What a fill does to those that are tied to the order. */
  const follow = (order: NaiveOrder, lots: number) => {
    for (const other of linked(order)) {
      if (other.state === "closed") continue;
      if (order.tie!.type === "OCO") end(other, "canceled", "another");
      else if (order.tie!.type === "OUO") {
        other.lots -= lots;
        if (other.lots - other.filled + other.reserve <= 0) {
          end(other, "canceled", "another");
        } else if (other.state !== "held") answer("updated", other, 0);
      } else {
        const more = Math.min(lots, other.reserve);
        if (more === 0) continue;
        other.reserve -= more;
        other.lots += more;
        if (other.state !== "held") answer("updated", other, 0);
        else if (!released.includes(other)) released.push(other);
      }
    }
  };
  const fill = (
    order: NaiveOrder,
    ticks: number,
    lots: number,
    liquidity: "maker" | "taker",
  ) => {
    const { m, side, leg } = order;
    const rates = setup.fees.findLast(({ from }) => from <= now())!;
    const fee = divide(
      money(m, ticks, lots) * BigInt(rates[liquidity]),
      100_000_000n,
    );
    const position = ledger.position(m, leg);
    const profit = ledger.fill(position, side * lots, ticks);
    ledger.account.wallet += profit - fee;
    if (!books[m]!.quoted) books[m]!.worth = 2 * ticks;
    order.filled += lots;
    if (order.filled === order.lots) order.state = "closed";
    out.fills.push(
      `${now()} #${order.id} ${
        side * lots
      } @ ${ticks} ${liquidity} fee ${fee} profit ${profit} position ${position.lots} wallet ${ledger.account.wallet}`,
    );
    answer("filled", order, lots);
    follow(order, lots);
    for (const other of inOrder(m)) {
      if (!closes(other) || closable(other) > 0) continue;
      end(other, other === order ? "expired" : "canceled", "another");
    }
  };

  /** Lots that a side has up to `k` ticks behind its best price. */
  const depth = ({ lots }: Side, k: number) =>
    k === 0 ? lots : setup.impact === "oneTick" ? Infinity : lots * (1 + k);
  const allows = (order: NaiveOrder, { ticks }: Side) =>
    isMarket(order) ? ticks === ticks : order.side * (order.price - ticks) >= 0;

  /** Own resting orders that would trade with an order at a price go. */
  const clear = ({ m, side }: NaiveOrder, price: number) =>
    live(m, "resting")
      .filter((other) =>
        other.side !== side && side * (price - other.price) >= 0
      )
      .sort(byPriority)
      .forEach((other) => end(other, "expired"));

  const take = (order: NaiveOrder, book: Side) => {
    const { side, price } = order;
    const reach = isMarket(order)
      ? setup.protection
      : side * (price - book.ticks);
    const eaten = setup.consumption === "untilChange"
      ? book
      : { taken: book.taken };
    if (
      order.tif === "FOK" && !(depth(book, reach) - eaten.taken >= room(order))
    ) return end(order, "expired");
    for (
      let k = 0;
      k <= reach && order.state !== "closed" && room(order) > 0;
      k++
    ) {
      const ticks = book.ticks + side * k;
      const lots = Math.min(depth(book, k) - eaten.taken, room(order));
      if (lots <= 0) continue;
      clear(order, ticks);
      eaten.taken += lots;
      fill(order, ticks, lots, "taker");
    }
  };
  /** An order takes what it may, and rests or goes with what is left. */
  const enter = (order: NaiveOrder, book: Side) => {
    if (!order.secured && isRefused(order)) return end(order, "expired");
    const crosses = allows(order, book);
    if (crosses && order.postOnly) return end(order, "expired");
    if (crosses) take(order, book);
    if (order.state === "closed") return;
    if (isImmediate(order)) end(order, "expired");
    else rest(order);
  };
  const rest = (order: NaiveOrder) => {
    const own = sideOf(order.m, order.side === 1 ? -1 : 1);
    clear(order, order.price);
    order.state = "resting";
    order.traded = 0;
    const better = order.side * (order.price - own.ticks);
    order.shown = better === 0 ? own.lots : 0;
    order.front = better === 0
      ? Math.max(0, own.lots - own.taken)
      : better > 0
      ? 0
      : NaN;
  };
  /** An order arrives, or is moved to another place. */
  const place = (order: NaiveOrder) => {
    order.since = now();
    order.turn = turns++;
    if (!order.triggered) {
      order.state = "waiting";
      if (order.trail !== undefined) trail(order, reference(order));
      return;
    }
    order.state = "entering";
    const far = sideOf(order.m, order.side);
    const known = far.ticks === far.ticks;
    if (known && !isImmediate(order) && !allows(order, far)) return rest(order);
    const fresh = now() - books[order.m]!.time <= setup.maxQuoteAge;
    if (setup.timing === "standing" && known && fresh) enter(order, far);
  };

  /** The price that an order's trigger is compared with, ticks. */
  const reference = ({ m, by, side }: NaiveOrder) => {
    const { time, last, mark } = books[m]!;
    if (by === "mark") return mark / tick(m);
    return by === "last" || time === -Infinity ? last : sideOf(m, side).ticks;
  };
  /** A trailing stop follows a price. */
  const trail = (order: NaiveOrder, price: number) => {
    const before = order.trigger;
    followed(order, price, markets[order.m]!.tickScale);
    if (!Object.is(order.trigger, before)) answer("updated", order, 0);
  };
  /** Those that a kind of price sets off go on to the book, or take from what set them off. */
  const setOff = (m: number, by: NaiveOrder["by"], from?: Side | "book") => {
    for (const order of live(m, "waiting").sort(byTurn)) {
      const waits = order.state === "waiting" && order.by === by &&
        order.since < now();
      if (!waits) continue;
      const price = reference(order);
      if (order.trail !== undefined) trail(order, price);
      if (!sets(order, price)) continue;
      order.triggered = true;
      order.turn = turns++;
      if (order.kind === "trailingStopLimit") {
        order.price = order.trigger + order.side * order.trail!.limit;
      }
      answer("triggered", order, 0);
      const useless = closes(order) && closable(order) === 0;
      if (useless || isRefused(order)) {
        end(order, "expired");
        continue;
      }
      if (from === undefined) place(order);
      else {
        order.since = now();
        order.state = "entering";
        enter(order, from === "book" ? sideOf(m, order.side) : from);
      }
    }
  };

  /** Whether the notional is too small, at the limit, else at mark, middle or last price. */
  const small = (order: NaiveOrder) => {
    const { m, price, lots } = order;
    const twice = price === price
      ? BigInt(2 * price) * BigInt(tick(m))
      : twicePrice(m);
    if (twice === undefined || closes(order)) return false;
    const { lotScale, minNotional } = markets[m]!;
    return twice * BigInt(lots) <
      2n * BigInt(minNotional) * 10n ** BigInt(8 + lotScale);
  };

  /** A resting order looks at the display of its price. */
  const look = (order: NaiveOrder) => {
    const own = sideOf(order.m, order.side === 1 ? -1 : 1);
    const better = order.side * (order.price - own.ticks);
    if (!(better >= 0)) return;
    const size = better === 0 ? own.lots : 0;
    const unseen = order.front !== order.front;
    if (!unseen && size === order.shown) return;
    // The first drop after a trade shows it; later ones while its row may go on.
    if (order.dropped && now() - order.tradedAt > 100_000) order.traded = 0;
    const { front, shown } = order;
    const drop = shown - size - order.traded;
    order.front = unseen ? size : Math.min(front, size);
    if (!unseen && setup.queue === "power2" && drop > 0) {
      const back = Math.max(shown - front, 0);
      const p = front + back === 0 ? 1 : 1 / (1 + (front / back) ** 2);
      const ahead = front - (1 - p) * drop + Math.min(back - p * drop, 0);
      order.front = Math.min(Math.max(ahead, 0), size);
    }
    order.traded = Math.max(0, order.traded - Math.max(0, shown - size));
    order.dropped = true;
    order.shown = size;
  };

  const quote = (m: number, record: Quote) => {
    const { bid, ask } = books[m]!;
    books[m]!.time = now();
    const show = (side: Side, ticks: number, lots: number) => {
      if (side.ticks === ticks && side.lots === lots) return;
      Object.assign(side, { ticks, lots, taken: 0 });
    };
    show(bid, record.bid, record.bidLots);
    show(ask, record.ask, record.askLots);
    if (bid.ticks + ask.ticks > 0) {
      books[m]!.worth = bid.ticks + ask.ticks;
      books[m]!.quoted = true;
    }
    // Whoever comes to rest on this quote has taken from it what it could.
    const before = inOrder(m);
    const resting = before.filter(({ state }) => state === "resting");
    for (const order of before) {
      const far = sideOf(m, order.side);
      const enters = order.state === "entering" && order.since < now();
      if (enters && far.ticks === far.ticks) enter(order, far);
    }
    for (const order of resting) {
      if (order.state === "closed") continue;
      const far = sideOf(m, order.side);
      if (!allows(order, far)) {
        look(order);
        continue;
      }
      if (!(order.since < now())) continue;
      order.front = order.shown = order.traded = 0;
      const k = order.side * (order.price - far.ticks);
      const lots = Math.min(room(order), depth(far, k) - far.taken);
      if (!(lots > 0)) continue;
      if (setup.consumption === "untilChange") far.taken += lots;
      fill(order, order.price, lots, "maker");
    }
    setOff(m, "bidAsk", "book");
  };

  const trade = (m: number, { ticks, sign, lots }: Trade) => {
    const print = { ticks, lots, taken: 0 };
    books[m]!.last = ticks;
    if (!books[m]!.quoted) books[m]!.worth = 2 * ticks;
    const waiting = live(m, "entering").sort(byTurn);
    const hit = live(m, "resting").filter(({ side, price, since }) =>
      side === -sign && since < now() && side * (price - ticks) >= 0
    ).sort(byPriority);
    for (const order of hit) {
      if (order.state === "closed") continue;
      const left = lots - print.taken;
      let reached = left;
      if (order.price === ticks) {
        if (order.front !== order.front) continue;
        reached = Math.round(left - order.front);
        order.front = Math.max(0, order.front - left);
        order.traded += lots;
        order.tradedAt = now();
        order.dropped = false;
      } else order.front = order.shown = order.traded = 0;
      const filled = Math.min(reached, room(order));
      if (!(filled > 0)) continue;
      print.taken += filled;
      fill(order, order.price, filled, "maker");
    }
    const quoted = books[m]!.time > -Infinity;
    for (const order of quoted ? [] : waiting) {
      if (order.state === "entering" && order.since < now()) {
        enter(order, print);
      }
    }
    setOff(m, "last", quoted ? undefined : print);
    if (!quoted) setOff(m, "bidAsk", print);
  };

  // Settlements: who holds what at which price, and the rate when it comes or has come.
  const crossed = markets.map(() => new Map<number, (rate: number) => void>());
  const early = markets.map(() => new Map<number, number>());
  const settle = (m: number, time: number) => {
    const held = ledger.positions.filter((one) => one.m === m)
      .map((one) => ({ one, lots: one.lots }))
      .filter(({ lots }) => lots !== 0);
    const { mark, bid, ask } = books[m]!;
    const twice = held.length === 0 ? 0n : BigInt(
      mark === mark ? 2 * mark : (bid.ticks + ask.ticks) * tick(m),
    );
    crossed[m]!.set(time, (rate) => {
      for (const { one, lots } of held) {
        const amount = -divide(
          twice * BigInt(lots) * BigInt(rate),
          2n * 10n ** BigInt(8 + markets[m]!.lotScale),
        );
        tell("funding");
        ledger.account.wallet += amount;
        if (setup.margin.mode === "isolated" && one.lots !== 0) {
          one.margin += amount;
        }
        if (amount === 0n) continue;
        out.account.push(
          `${now()} funding ${amount} wallet ${ledger.account.wallet}`,
        );
      }
    });
    const rate = early[m]!.get(time);
    if (rate !== undefined) crossed[m]!.get(time)!(rate);
  };
  markets.forEach(({ spans }, m) => {
    for (let time = HOUR; time <= 24 * HOUR; time += HOUR) {
      const span = spans.findLast(({ from }) => from <= time);
      if (span === undefined) continue;
      if ((time - span.from) % (span.hours * HOUR) !== 0) continue;
      due(time, () => settle(m, time));
    }
  });

  /** Lets an order in, or says why not. */
  const admit = (order: NaiveOrder) => {
    if (order.state === "closed") return;
    const price = order.triggered ? NaN : reference(order);
    const useless = closes(order) && closable(order) === 0;
    const unknown = !order.triggered && order.by === "mark" && price !== price;
    const late = order.trail === undefined && sets(order, price);
    const takes = order.triggered && order.postOnly &&
      allows(order, sideOf(order.m, order.side));
    if (
      useless || unknown || late || takes ||
      (order.triggered && isRefused(order))
    ) return end(order, "rejected");
    answer("accepted", order, 0);
    if (order.lots !== order.asked) answer("updated", order, 0);
    place(order);
  };

  return {
    account: ledger.account,
    positions: ledger.positions,
    quote,
    trade,
    mark(m: number, price: number) {
      books[m]!.mark = price;
      setOff(m, "mark");
    },
    rate(m: number, { at, rate }: Rate) {
      const time = Math.round(at / HOUR) * HOUR;
      const pay = crossed[m]!.get(time);
      if (pay === undefined) early[m]!.set(time, rate);
      else pay(rate);
    },
    submit(order: NaiveOrder) {
      const { tie, expires } = order;
      const siblings = tie?.type === "OTO" ? [] : linked(order);
      const parent = orders.find(({ id }) => id === tie?.parent);
      orders.push(order);
      if (expires <= now() || small(order)) return end(order, "rejected");
      for (const other of siblings) {
        order.lots -= other.filled;
        const gone = other.state === "closed" ||
          (tie!.type === "OCO" && other.filled > 0);
        if (gone || order.lots <= 0) return end(order, "rejected");
      }
      if (expires < Infinity) due(expires, () => end(order, "expired"));
      if (tie?.parent === undefined) return admit(order);
      if (parent!.state === "closed" && parent!.filled === 0) {
        return end(order, "rejected");
      }
      const filled = Math.min(order.asked, parent!.filled);
      order.reserve = order.asked - filled;
      order.lots -= order.reserve;
      if (order.lots > 0) admit(order);
      else order.state = "held";
    },
    cancel(order: NaiveOrder) {
      if (order.state === "closed") answer("cancelRejected", order, 0);
      else end(order, "canceled");
    },
    modify(order: NaiveOrder, change: Partial<NaiveOrder["known"]>) {
      const held = order.state === "held";
      const { price, trigger } = order;
      const before = {
        lots: held ? order.reserve : order.lots,
        price,
        trigger,
      };
      const after = { ...before, ...change };
      const changed = { ...order, ...after };
      const cannot = (change.price !== undefined && price !== price) ||
        (change.trigger !== undefined &&
          (order.triggered || order.trail !== undefined));
      const same = after.lots === before.lots &&
        Object.is(after.price, price) && Object.is(after.trigger, trigger);
      const late = !held && change.trigger !== undefined &&
        sets(changed, reference(order));
      const { state } = order;
      if (
        state === "closed" || cannot || same || after.lots < 1 ||
        small(changed) || late
      ) return answer("modifyRejected", order, 0);
      if (held) {
        order.reserve = order.asked = after.lots;
        Object.assign(order, { price: after.price, trigger: after.trigger });
        return answer("updated", order, 0, after);
      }
      const takes = order.triggered && order.postOnly &&
        allows(changed, sideOf(order.m, order.side));
      if (takes) return end(order, "canceled");
      if (order.triggered && isRefused(order, changed)) {
        return answer("modifyRejected", order, 0);
      }
      if (after.lots <= order.filled) return end(order, "canceled");
      const keeps = Object.is(after.price, price) && after.lots <= before.lots;
      Object.assign(order, after);
      answer("updated", order, 0);
      if (!keeps && order.state !== "waiting") place(order);
    },
    /** Lets in what fills have released, and judges the margin. */
    finish() {
      for (const order of released) admit(order);
      released.length = 0;
      ledger.judge();
    },
    /** Twice the wallet and the open positions at the middle. */
    twiceEquity: () =>
      ledger.positions.reduce((sum, { m, lots, cost }) => {
        if (lots === 0 && cost === 0n) return sum;
        return sum + money(m, lots, books[m]!.worth) - 2n * cost;
      }, 2n * ledger.account.wallet),
  };
}
