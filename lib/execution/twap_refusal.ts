import type { Order } from "../venue/mod.ts";
import { twapSettings } from "./twap_parameters.ts";

/** The rule that an order breaks which is to be worked as TWAP; `undefined` for none. */
export function twapRefusal(
  { type, timeInForce, postOnly, execAlgorithm }: Order,
): string | undefined {
  if (type !== "market" && type !== "limit") {
    return `Cannot work an order as TWAP as its type must be market or limit: current value is ${type}`;
  }
  if (timeInForce !== "GTC" || postOnly) {
    return `Cannot work an order as TWAP as it must be GTC and not post-only, which horizon and style decide: current values are ${timeInForce} and ${postOnly}`;
  }
  try {
    twapSettings(execAlgorithm!.parameters);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
