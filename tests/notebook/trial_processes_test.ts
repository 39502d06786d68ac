import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { trialProcesses } from "volarb/notebook";
import { sweep, type Trial } from "volarb/performance";
import { MILLISECOND, SECOND } from "volarb/time";
import { FrontEnd } from "./front_end.ts";

const module = import.meta.resolve("./trial_processes_trials.ts");
const PROGRAM = fileURLToPath(
  new URL("./trial_processes_sweeper.ts", import.meta.url),
);
const CHAPTERS = fileURLToPath(new URL("../../notebooks/", import.meta.url));

function trial(name: string, parameters: Trial["parameters"] = null): Trial {
  return { module, export: name, parameters };
}

/** A file in a folder of its own, which is removed with what is in it. */
class Folder implements Disposable {
  readonly path: string = Deno.makeTempDirSync();

  write(name: string, text: string): string {
    Deno.writeTextFileSync(join(this.path, name), text);
    return pathToFileURL(join(this.path, name)).href;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** What a trial of `busy` has written; nothing where it has not begun. */
function written(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** Whether somebody still writes to a file of `busy`. */
async function isBusy(file: string): Promise<boolean> {
  const before = written(file);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return written(file) !== before;
}

/** Waits until a trial of `busy` has begun. */
async function hasBegun(file: string): Promise<void> {
  for (let i = 0; i < 3000; i++) {
    if (Number(written(file)) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("the trial did not begin");
}

/** Runs a program to its end. */
async function ends(args: string[]): Promise<[string, string]> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return [text.decode(stdout), text.decode(stderr)];
}

Deno.test("trials of a process run in that one, which is not ours", async () => {
  const records = await sweep({
    trials: [1, 2, 3].map((n) => trial("whereabouts", n)),
    workers: trialProcesses(1),
  });
  const ids = new Set(
    records.map(({ result }) => (result as { id: number }).id),
  );
  assert.equal(ids.size, 1);
  assert.ok(!ids.has(Deno.pid));
});

const deaths: [string, Trial, RegExp, string[]][] = [
  ["is killed", trial("killed"), /live until then: .* is SIGKILL$/, []],
  ["exits", trial("exits"), /live until then: .* is exit code 3$/, []],
  [
    "throws where nobody catches",
    trial("stray", "error"),
    /is an error that nobody caught, gone$/,
    [],
  ],
  [
    "leaves a promise rejected",
    trial("stray", "rejection"),
    /is an error that nobody caught, gone$/,
    [],
  ],
  [
    "runs out of memory",
    trial("hungry"),
    /live until then: .* is (SIG(TRAP|ABRT|ILL)|exit code \d+)$/,
    ["--v8-flags=--max-old-space-size=60"],
  ],
  ["lets go of its channel", trial("deaf"), /is no channel$/, []],
];
for (const [what, deadly, message, flags] of deaths) {
  Deno.test(`a process that ${what} fails its trial by name, and the others go on in a new one`, async () => {
    const lines: string[] = [];
    const records = await sweep({
      trials: [
        trial("whereabouts", 1),
        deadly,
        trial("whereabouts", 2),
        trial("whereabouts", 3),
      ],
      workers: trialProcesses(1, { flags }),
      record: { read: () => [], append: (line) => void lines.push(line) },
    });
    assert.match(records[1]!.error!, message);
    assert.deepEqual(records[1]!.parameters, deadly.parameters);
    const [before, , after, later] = records.map(({ result }) =>
      (result as { id: number } | undefined)?.id
    );
    assert.ok(before !== undefined && after !== undefined);
    assert.notEqual(after, before);
    assert.equal(later, after);
    assert.equal(lines.length, 4);
    assert.ok(lines[1]!.includes('"error":"Cannot run the trial'));
  });
}

Deno.test("a process that ends while its answer or the next task is on its way is noticed", async () => {
  // More than a pipe holds; the one after it may be the one that is cut off.
  const lengths = [10, 100_000, 30_000_000];
  const records = await sweep({
    trials: lengths.flatMap((length) => [
      trial("hasty", length),
      trial("hasty", length + 1),
      trial("whereabouts", length),
      trial("whereabouts", -length),
    ]),
    workers: trialProcesses(1),
  });
  for (const { result, error, parameters } of records) {
    if (typeof result === "string") assert.equal(result.length, parameters);
    if (result === undefined) assert.match(error!, /is exit code 4$/);
  }
  assert.equal(records.at(-1)!.error, undefined);
  assert.ok(records.some(({ error }) => error !== undefined));
});

Deno.test("a trial that takes too long fails, however busy it is, and its process ends", async () => {
  using folder = new Folder();
  const file = join(folder.path, "busy");
  const [slow, quick] = await sweep({
    trials: [trial("busy", file), trial("whereabouts")],
    workers: trialProcesses(1, { trialTime: 2 * SECOND }),
  });
  assert.match(slow!.error!, /live until then: .* is no answer within 2 s$/);
  assert.equal(quick!.error, undefined);
  assert.equal(await isBusy(file), false);
});

Deno.test("a process that does not start fails its trials, and none waits for it", async () => {
  const [refused] = await sweep({
    trials: [trial("whereabouts")],
    workers: trialProcesses(1, { flags: ["--no-such-flag"] }),
  });
  assert.match(refused!.error!, /its process must start: .* is exit code 1$/);
  // It waits for a debugger that never comes.
  const [silent] = await sweep({
    trials: [trial("whereabouts")],
    workers: trialProcesses(1, {
      flags: ["--inspect-wait=127.0.0.1:0"],
      startTime: 500 * MILLISECOND,
    }),
  });
  assert.match(
    silent!.error!,
    /its process must start: .* is no answer within 0.5 s$/,
  );
});

Deno.test("a module that throws when it is imported fails its own trials only", async () => {
  using folder = new Folder();
  const bad = folder.write("bad.ts", 'throw new Error("not today");');
  const [failed, fine] = await sweep({
    trials: [
      { module: bad, export: "any", parameters: null },
      trial("whereabouts"),
    ],
    workers: trialProcesses(1),
  });
  assert.equal(failed!.error, "not today");
  assert.equal(fine!.error, undefined);
});

Deno.test("no process is left when a sweep is aborted or throws, in the middle of a trial", async () => {
  using folder = new Folder();
  const reason = new Error("enough");
  const abort = new AbortController();
  const file = join(folder.path, "aborted");
  const aborted = sweep({
    trials: [trial("busy", file)],
    workers: trialProcesses(1),
    signal: abort.signal,
  });
  await hasBegun(file);
  assert.ok(await isBusy(file));
  abort.abort(reason);
  await assert.rejects(aborted, (error) => error === reason);
  assert.equal(await isBusy(file), false);

  const other = join(folder.path, "thrown");
  const thrown = sweep({
    trials: [trial("busy", other), trial("whereabouts")],
    workers: trialProcesses(2),
    progress: async () => {
      await hasBegun(other);
      throw reason;
    },
    record: {
      read: () => [],
      append: async () => {
        await hasBegun(other);
        throw reason;
      },
    },
  });
  await assert.rejects(thrown, (error) => error === reason);
  assert.equal(await isBusy(other), false);
});

for (const how of ["SIGKILL", "SIGTERM"] as const) {
  Deno.test(`no process outlives a program that is ended by ${how}, however busy it is`, async () => {
    using folder = new Folder();
    const file = join(folder.path, "busy");
    const program = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", PROGRAM, "busy", JSON.stringify(file)],
      stdout: "null",
      stderr: "null",
    }).spawn();
    await hasBegun(file);
    assert.ok(await isBusy(file));
    program.kill(how);
    await program.status;
    // The kernel may still have to tell.
    for (let i = 0; i < 20 && await isBusy(file); i++);
    assert.equal(await isBusy(file), false);
  });
}

Deno.test("what a trial prints goes where the program prints, and not into its result", async () => {
  const value = '{"a":[-1,null,"x\\ny"]}';
  const [out, err] = await ends(["-A", PROGRAM, "loud", value]);
  assert.deepEqual(out.split("\n"), [
    '{"result":"printed"}',
    "written",
    value,
    "",
  ]);
  assert.equal(err, "complained\n");
});

Deno.test("a process may do what was granted whole, or what the flags say", async () => {
  const needed = ["--allow-read", "--allow-env", "--allow-run"];
  const may = async (granted: string[], ...flags: string[]) => {
    const [out, err] = await ends([
      ...granted,
      PROGRAM,
      "whereabouts",
      "null",
      ...flags,
    ]);
    assert.equal(err, "");
    return JSON.parse(out).may;
  };
  assert.deepEqual(await may(needed), ["read", "env", "run"]);
  assert.deepEqual(
    await may([...needed, "--allow-write=/nowhere", "--deny-env=SECRET"]),
    ["read", "run"],
  );
  assert.deepEqual(await may(["-A"]), [
    "read",
    "write",
    "net",
    "env",
    "sys",
    "run",
    "ffi",
  ]);
  assert.deepEqual(await may(needed, "--allow-read", "--allow-sys"), [
    "read",
    "sys",
  ]);
});

Deno.test("without the permission to start a process the error names it", async () => {
  for (
    const [given, missing] of [["--allow-env", "run"], ["--allow-run", "env"]]
  ) {
    const [out, err] = await ends(["--allow-read", given!, PROGRAM]);
    assert.equal(out, "");
    assert.match(
      err,
      new RegExp(
        `NotCapable: Cannot start a process for a trial as --allow-run and --allow-env must be given: Requires ${missing} access`,
      ),
    );
  }
});

Deno.test("a module that sweeps when it is imported ends in a sentence, not in processes without end", async () => {
  const [out] = await ends(["-A", PROGRAM, "nested"]);
  assert.match(
    JSON.parse(out),
    /a trial must not start some of its own .*import.meta.main/,
  );
});

Deno.test("a trial's module is read with the configuration above it, or with that of the flags", async () => {
  using folder = new Folder();
  Deno.mkdirSync(join(folder.path, "below"));
  folder.write("deno.json", '{"imports": {"the-answer": "./answer.ts"}}');
  folder.write("answer.ts", "export default 42;");
  folder.write("other.json", '{"imports": {"the-answer": "./seven.ts"}}');
  folder.write("seven.ts", "export default 7;");
  const module = folder.write(
    join("below", "trial.ts"),
    'import answer from "the-answer"; export const ask = () => answer;',
  );
  const asked = { module, export: "ask", parameters: null };
  const records = await sweep({
    trials: [asked, trial("whereabouts")],
    workers: trialProcesses(1),
  });
  assert.equal(records[0]!.result, 42);
  assert.equal(records[1]!.error, undefined);
  const config = `--config=${join(folder.path, "other.json")}`;
  const [other] = await sweep({
    trials: [asked],
    workers: trialProcesses(1, { flags: [config] }),
  });
  assert.equal(other!.result, 7);
});

Deno.test("a notebook's kernel runs trials in processes", async () => {
  await using client = await FrontEnd.start(CHAPTERS);
  const messages = await client.run(`
    import { trialProcesses } from "volarb/notebook";
    import { sweep } from "volarb/performance";
    const trials = [1, 2, 3].map((n) => ({ module: ${
    JSON.stringify(module)
  }, export: "loud", parameters: n }));
    const records = await sweep({ trials, workers: trialProcesses(2) });
    records.map(({ result }) => result).join();`);
  assert.equal(messages.at(-1)!.content.data["text/plain"], '"1,2,3"');
});

Deno.test("a process works for one sweep at a time, and for the next one after it", async () => {
  const workers = trialProcesses(1);
  const [first, second] = await Promise.allSettled([
    sweep({ trials: [trial("whereabouts")], workers }),
    sweep({ trials: [trial("whereabouts")], workers }),
  ]);
  const refused = [first, second].filter(({ status }) => status === "rejected");
  assert.ok(refused.length > 0);
  for (const one of refused) {
    assert.match(
      String((one as PromiseRejectedResult).reason),
      /its worker must be idle, of one sweep at a time/,
    );
  }
  const [record] = await sweep({ trials: [trial("whereabouts")], workers });
  assert.equal(record!.error, undefined);
});

Deno.test("trialProcesses() refuses what is no number of processes and no time", () => {
  for (const count of [-1, 1.5, NaN]) {
    assert.throws(() => trialProcesses(count), {
      name: "RangeError",
      message: /count must be/,
    });
  }
  for (const name of ["trialTime", "startTime"]) {
    for (const time of [0, -1, NaN, Infinity]) {
      assert.throws(() => trialProcesses(1, { [name]: time }), {
        name: "RangeError",
        message: new RegExp(`${name} must be positive and finite`),
      });
    }
  }
  assert.deepEqual(trialProcesses(0), []);
});
