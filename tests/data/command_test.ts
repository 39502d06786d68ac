import assert from "node:assert/strict";
import * as fs from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { DataError } from "volarb/errors";
import {
  commaList,
  execute,
  parse,
  progress,
  usage,
  utcDate,
  wholeNumber,
} from "../../data/command.ts";

const bake = {
  name: "bake",
  summary: "Bakes bread.",
  options: {
    flour: { type: "string", value: "KIND", help: "the flour" },
    hours: { type: "string", value: "N", help: "the time", default: "2" },
    hot: { type: "boolean", help: "serve it hot" },
  },
  run: () => {},
} as const;

/** Exit code and sentences of a run. */
async function outcome(
  args: string[],
  run: () => number | void | Promise<number | void>,
) {
  const sentences: string[] = [];
  const code = await execute({ ...bake, run }, args, (s) => sentences.push(s));
  return { code, sentences };
}

Deno.test("parse() reads flags in both spellings and keeps defaults", () => {
  assert.deepEqual(parse(bake, []).values, {
    flour: undefined,
    hours: "2",
    hot: false,
  });
  assert.deepEqual(
    parse(bake, ["--flour=rye", "--hours", "-1", "--hot"]).values,
    { flour: "rye", hours: "-1", hot: true },
  );
});

Deno.test("parse() refuses what the recipe does not know", () => {
  const cases: [string[], RegExp][] = [
    [["--yeast"], /Cannot run bake as it has no flag --yeast \(deno task bake/],
    [["--toString"], /it has no flag --toString/],
    [["-x"], /it has no flag -x/],
    [["-xh"], /it has no flag -x/],
    [["--flour"], /--flour needs a value \(KIND\)/],
    [["--flour="], /--flour needs a value \(KIND\)/],
    [["--flour", "--hot"], /--flour needs a value \(KIND\)/],
    [["--hot=yes"], /--hot takes no value: found yes/],
    [["rye"], /it takes flags only: found rye/],
  ];
  for (const [args, message] of cases) {
    assert.throws(() => parse(bake, args), { name: "RangeError", message });
  }
});

Deno.test("parse() hands over the rest where the recipe wants it", () => {
  const { values, rest } = parse({ ...bake, rest: "[LOAF...]" }, [
    "one",
    "--hot",
    "two",
    "--",
    "--three",
  ]);
  assert.deepEqual(rest, ["one", "two", "--three"]);
  assert.equal(values.hot, true);
});

Deno.test("usage() lists every flag, its value and its default", () => {
  assert.equal(
    usage(bake),
    [
      "deno task bake [flags]",
      "",
      "Bakes bread.",
      "",
      "  --flour KIND  the flour",
      "  --hours N     the time (default 2)",
      "  --hot         serve it hot",
      "  --help        print this and stop",
    ].join("\n"),
  );
});

Deno.test("execute() says what a user can mend in one sentence and exits 1", async () => {
  const fail = (error: Error) => () => {
    throw error;
  };
  for (
    const error of [
      new DataError("Cannot read a:\n  no such directory"),
      new RangeError("Cannot read a: no such directory"),
      new SyntaxError("Cannot read a: no such directory"),
    ]
  ) {
    assert.deepEqual(await outcome([], fail(error)), {
      code: 1,
      sentences: ["Cannot read a: no such directory"],
    });
  }
  const missing = await outcome([], () => {
    Deno.readTextFileSync("/no/such/file");
  });
  assert.equal(missing.code, 1);
  assert.match(missing.sentences[0]!, /no\/such\/file/);
  assert.equal((await outcome(["--yeast"], () => {})).code, 1);
});

Deno.test("execute() says what the operating system refuses and where, for the user to mend", async () => {
  const folder = Deno.makeTempDirSync();
  const file = join(folder, "file");
  Deno.writeTextFileSync(file, "");
  const refused: [() => void, string][] = [
    [
      () => Deno.mkdirSync(file),
      `Cannot run bake as it needs ${file}: a file of that name is there`,
    ],
    [
      () => fs.mkdirSync(file),
      `Cannot run bake as it needs ${file}: a file of that name is there`,
    ],
    [
      () => Deno.readTextFileSync(folder),
      `Cannot run bake as it needs ${folder}: it is a folder`,
    ],
    [
      () => Deno.readTextFileSync(join(folder, "none")),
      `Cannot run bake as it needs ${folder}/none: no such file or directory`,
    ],
    [
      () => Deno.removeSync(folder),
      `Cannot run bake as it needs ${folder}: the folder is not empty`,
    ],
    [() => {
      throw Object.assign(new Error("No space left on device"), {
        code: "ENOSPC",
      });
    }, "Cannot run bake: no space left on the disk"],
    [() => {
      throw new Deno.errors.NotCapable('Requires read access to "/x"');
    }, 'Cannot run bake as Deno may not: Requires read access to "/x"'],
  ];
  for (const [act, sentence] of refused) {
    assert.deepEqual(await outcome([], act), {
      code: 1,
      sentences: [sentence],
    });
  }
  await assert.rejects(
    outcome([], () => {
      throw Object.assign(new TypeError("x"), { code: "ERR_INVALID_ARG_TYPE" });
    }),
    TypeError,
  );
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("--help and -h print the flags and do nothing", async () => {
  for (const flag of ["--help", "-h"]) {
    const { code, sentences } = await outcome(["--hot", flag], () => {
      throw new Error("it ran");
    });
    assert.deepEqual({ code, sentences }, { code: 0, sentences: [] });
  }
});

Deno.test("execute() keeps the stack of a mistake in the code", async () => {
  await assert.rejects(
    outcome([], () => Promise.reject(new TypeError("x is undefined"))),
    TypeError,
  );
});

Deno.test("execute() gives back the exit code of the recipe", async () => {
  assert.equal((await outcome([], () => {})).code, 0);
  assert.equal((await outcome([], () => Promise.resolve(3))).code, 3);
});

Deno.test("flag values are read strictly", () => {
  assert.deepEqual(commaList("symbols", " A, B,,"), ["A", "B"]);
  assert.equal(commaList("symbols", undefined), undefined);
  assert.throws(() => commaList("symbols", " , "), {
    name: "RangeError",
    message:
      "Cannot use --symbols as it must be a list with commas: current value is  , ",
  });
  assert.equal(wholeNumber("days", "12", 1), 12);
  for (const text of ["0", "1.5", "-1", "1e3", "x", ""]) {
    assert.throws(() => wholeNumber("days", text, 1), {
      name: "RangeError",
      message:
        `Cannot use --days as it must be a whole number, 1 or more: current value is ${text}`,
    });
  }
  assert.equal(utcDate("from", "2024-02-29"), "2024-02-29");
  assert.equal(utcDate("from", undefined), undefined);
  assert.throws(() => utcDate("from", "2023-02-29"), {
    name: "RangeError",
    message:
      "Cannot use --from as it must be a date YYYY-MM-DD: current value is 2023-02-29",
  });
});

/** A stream that remembers what was written. */
function screen(isTTY: boolean) {
  const written: string[] = [];
  const stream = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk));
        done();
      },
    }),
    { isTTY, columns: 80, cursorTo() {}, clearLine() {}, moveCursor() {} },
  ) as unknown as NodeJS.WriteStream;
  return { stream, written };
}

Deno.test("progress() shows only after two seconds, on a terminal", () => {
  for (const isTTY of [true, false]) {
    const { stream, written } = screen(isTTY);
    let time = 0;
    {
      using bar = progress("reading", 4, { stream, now: () => time });
      bar.update(1, "a");
      time = 1_999;
      bar.update(2, "b");
      assert.deepEqual(written, []);
      time = 2_000;
      bar.update(3, "c");
    }
    const text = written.join("");
    if (isTTY) assert.match(text, /reading \[.*\] 75 % c/);
    else assert.equal(text, "");
  }
});
