/**
 * A worker of market_method.ts: reads the file it is sent.
 *
 * @module
 */
import { chunks, type Result, type TickKind } from "./market_method.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<[TickKind, string, string]>) => void;
  postMessage: (result: Result) => void;
};
scope.onmessage = ({ data }) => scope.postMessage(chunks(...data));
