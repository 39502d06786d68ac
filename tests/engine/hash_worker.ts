import { hashOfRun } from "./hash_of_run.ts";

/** Answers each seed with the hash of its run. */
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<number>) => void;
  postMessage: (message: [number, string]) => void;
};
scope.onmessage = ({ data }) => scope.postMessage([data, hashOfRun(data)]);
