/**
 * The strategy that wires factors, signal, sizing, execution and stops together.
 *
 * @module
 */
export {};
