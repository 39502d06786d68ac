import type { TradedInstrument } from "../engine/mod.ts";
import { EXECUTION_PHASES, type ExecutionState } from "../signal/mod.ts";
import { fromMoney } from "../venue/mod.ts";
import type { TwapWork } from "./twap_work.ts";

/** The message that says where a parent stands. */
export function executionState(
  { order, number, phase, arrivalTicks, fees, deadline }: TwapWork,
  { instrument, source, now }: {
    readonly instrument: TradedInstrument;
    readonly source: string;
    readonly now: number;
  },
): ExecutionState {
  return {
    type: "ExecutionState",
    symbol: order.symbol,
    source,
    eventTime: now,
    receiveTime: now,
    orderId: number,
    phase: EXECUTION_PHASES.indexOf(phase),
    quantity: order.sign * instrument.quantity(order.quantity),
    filled: order.sign * instrument.quantity(order.filledQuantity),
    averagePrice: instrument.price(order.averagePrice),
    arrivalPrice: instrument.price(arrivalTicks),
    fees: fromMoney(fees),
    deadline,
  };
}
