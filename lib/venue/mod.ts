/**
 * The simulated exchange: orders, matching, queues, latency, fees, funding and margin.
 *
 * @module
 */
export {};
