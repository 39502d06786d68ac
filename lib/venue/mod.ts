/**
 * The simulated exchange: orders, matching, queues, latency, fees, funding and margin.
 *
 * @module
 */
export * from "./contract_spec.ts";
export * from "./fill.ts";
export * from "./money.ts";
export * from "./order.ts";
export * from "./order_event.ts";
export * from "./order_request.ts";
export * from "./order_status.ts";
export * from "./venue_event.ts";
