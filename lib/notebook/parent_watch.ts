/**
 * A thread of a process that runs trials: ends the process with the program that started it.
 *
 * That program holds the other end of standard input and never writes. However it ends, the end is read here; the thread that runs the
 * trial is busy and would not notice.
 *
 * @module
 */
const read = new Uint8Array(1);
while (Deno.stdin.readSync(read) !== null);
Deno.kill(Deno.pid, "SIGKILL");
