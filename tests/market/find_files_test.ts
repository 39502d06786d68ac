import assert from "node:assert/strict";
import { findFiles, findPassedOver } from "volarb/market";

/** A data root with some empty files. */
function rootOf(...paths: string[]): string {
  const root = Deno.makeTempDirSync({ prefix: "volarb-root-" });
  for (const path of paths) {
    const file = `${root}/${path}`;
    Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(file, "");
  }
  addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));
  return root;
}

const FUTURES = "futures/daily";

Deno.test("findFiles() tells family, symbol and days from folder and name", () => {
  const root = rootOf(
    `${FUTURES}/aggTrades/BTCUSDT-aggTrades-2023-05-16.csv`,
    `${FUTURES}/klines_1m/BTCUSDT-1m-2023-05-16.zip`,
    `${FUTURES}/klines/ETHUSDT/1m/ETHUSDT-1m-2023-05-16.csv`,
    `${FUTURES}/markPriceKlines/BTCUSDT/1m/BTCUSDT-1m-2023-05-16.csv`,
    `${FUTURES}/premiumIndexKlines_1m/BTCUSDT-1m-2023-05-16.csv`,
    `${FUTURES}/metrics/BTCUSDT-metrics-2023-05-16.csv`,
    "futures/um/daily/bookTicker/BTCUSDT/BTCUSDT-bookTicker-2023-05-16.zip",
    "futures/monthly/fundingRate/BTCUSDT-fundingRate-2024-02.csv",
    "futures/monthly/klines_1m/BTCUSDT-1m-2023-12.zip",
  );
  assert.deepEqual(
    findFiles(root).map(({ kind, symbol, from, to, span, format }) =>
      [kind, symbol, from, to, span, format].join(" ")
    ),
    [
      "aggTrades BTCUSDT 2023-05-16 2023-05-16 daily csv",
      "klines_1m BTCUSDT 2023-05-16 2023-05-16 daily zip",
      "klines_1m BTCUSDT 2023-12-01 2023-12-31 monthly zip",
      "klines_1m ETHUSDT 2023-05-16 2023-05-16 daily csv",
      "bookTicker BTCUSDT 2023-05-16 2023-05-16 daily zip",
      "fundingRate BTCUSDT 2024-02-01 2024-02-29 monthly csv",
      "metrics BTCUSDT 2023-05-16 2023-05-16 daily csv",
      "markPriceKlines_1m BTCUSDT 2023-05-16 2023-05-16 daily csv",
      "premiumIndexKlines_1m BTCUSDT 2023-05-16 2023-05-16 daily csv",
    ],
  );
});

Deno.test("findFiles() passes over other names and takes the plain file of two", () => {
  const folder = `${FUTURES}/aggTrades`;
  const root = rootOf(
    `${folder}/BTCUSDT-aggTrades-2023-05-16.csv`,
    `${folder}/BTCUSDT-aggTrades-2023-05-16.zip`,
    `${folder}/BTCUSDT-aggTrades-2023-05-16.zip.CHECKSUM`,
    `${folder}/BTCUSDT-bookTicker-2023-05-17.csv`,
    `${folder}/BTCUSDT-aggTrades-2023-05.csv`,
    `${folder}/BTCUSDT-aggTrades-2023-02-30.csv`,
    `${folder}/.DS_Store`,
    `${folder}/notes.txt`,
    `${FUTURES}/depth/BTCUSDT-depth-2023-05-16.csv`,
    `${FUTURES}/trades/BTCUSDT-trades-2023-05-16.csv`,
  );
  const files = findFiles(root);
  assert.deepEqual(files.map((file) => file.relativePath), [
    `${folder}/BTCUSDT-aggTrades-2023-05-16.csv`,
  ]);
  assert.equal(files[0]!.path, `${root}/${files[0]!.relativePath}`);
});

Deno.test("findFiles() walks a folder that is named as a file is, and takes none for one", () => {
  const name = "BTCUSDT-aggTrades-2023-05-16.csv";
  const folder = `${FUTURES}/aggTrades`;
  const root = rootOf(
    `${folder}/${name}/${name}`,
    `${folder}/BTCUSDT-aggTrades-2023-05-17.csv`,
  );
  Deno.mkdirSync(`${root}/${folder}/BTCUSDT-aggTrades-2023-05-18.zip`);
  assert.deepEqual(
    findFiles(root).map(({ relativePath }) => relativePath),
    [`${folder}/${name}/${name}`, `${folder}/BTCUSDT-aggTrades-2023-05-17.csv`],
  );
  assert.deepEqual(findPassedOver(root), []);
});

Deno.test("findPassedOver() names what is not read, and why", () => {
  const folder = `${FUTURES}/aggTrades`;
  const reasons: Record<string, string> = {
    "BTCUSDT-aggTrades-2023-05-01.csv":
      "it lies outside futures/daily and futures/monthly",
    [`${folder}/BTCUSDT-aggTrades-2023-05-16.zip`]:
      "it is there as .csv too, which is read",
    [`${folder}/BTCUSDT-aggTrades-2023-05-17.csv.gz`]:
      "packed by gzip: unpack it",
    [`${folder}/BTCUSDT-aggTrades-2023-05-17 (1).csv`]:
      "its name is not <SYMBOL>-<family>-<date>.csv",
    [`${folder}/BTCUSDT-aggTrades-2023-05-17.zip.part`]:
      "its name is not <SYMBOL>-<family>-<date>.csv",
    [`${folder}/BTCUSDT/BTCUSDT-bookTicker-2023-05-17.csv`]:
      "it is of bookTicker in a folder of aggTrades",
    [`${folder}/btcusdt-aggTrades-2023-05-17.csv`]:
      "its symbol is not in capitals",
    [`${folder}/BTCUSDT-aggTrades-2023-05.csv`]:
      "its date is not that of a daily file",
    [`${folder}/BTCUSDT-aggTrades-2023-02-30.csv`]:
      "its date is not in the calendar",
    [`${folder}/BTCUSDT-aggTrades-20230516.csv`]: "its date is none",
    [`${FUTURES}/klines_1m/BTCUSDT-5m-2023-05-16.csv`]:
      "it is of 5m in a folder of klines_1m",
    [`${folder}/BTCUSD_PERP-aggTrades-2023-05-16.csv`]:
      "it is of coin-margined contracts, whose quantities are numbers of contracts, not base units",
    "futures/cm":
      "it is of coin-margined contracts, whose quantities are numbers of contracts, not base units",
    [`${FUTURES}/depth`]:
      "it is none of aggTrades, klines_1m, bookTicker, fundingRate, metrics, markPriceKlines_1m, premiumIndexKlines_1m",
  };
  const root = rootOf(
    `${folder}/BTCUSDT-aggTrades-2023-05-16.csv`,
    `${folder}/BTCUSDT-aggTrades-2023-05-16.zip.CHECKSUM`,
    `${folder}/.DS_Store`,
    ...Object.keys(reasons).filter((path) => /\.(csv|zip|gz|part)$/.test(path)),
    "futures/cm/daily/aggTrades/BTCUSD_PERP/BTCUSD_PERP-aggTrades-2023-05-16.zip",
    `${FUTURES}/depth/BTCUSDT-depth-2023-05-16.csv`,
  );
  const found = findPassedOver(root).map(({ path, reason }) => [path, reason]);
  assert.deepEqual(Object.fromEntries(found), reasons);
  assert.equal(findFiles(root).length, 1);
  Deno.removeSync(`${root}/${folder}/BTCUSDT-aggTrades-2023-05-16.csv`);
  Deno.removeSync(`${root}/${folder}/BTCUSDT-aggTrades-2023-05-16.zip`);
  assert.throws(
    () => findFiles(root),
    /found no file of the venue; passed over 13: .* and others$/,
  );
});

Deno.test("findFiles() selects families, symbols and days, the ends included", () => {
  const root = rootOf(
    ...["2023-05-15", "2023-05-16", "2023-05-17"].flatMap((day) => [
      `${FUTURES}/metrics/BTCUSDT-metrics-${day}.csv`,
      `${FUTURES}/metrics/ETHUSDT-metrics-${day}.csv`,
    ]),
    "futures/monthly/klines_1m/BTCUSDT-1m-2023-05.zip",
  );
  const days = (query: Parameters<typeof findFiles>[1]) =>
    findFiles(root, query).map(({ kind, from }) => `${kind} ${from}`);
  assert.deepEqual(
    days({ symbols: ["BTCUSDT"], from: "2023-05-16", to: "2023-05-17" }),
    ["klines_1m 2023-05-01", "metrics 2023-05-16", "metrics 2023-05-17"],
  );
  assert.deepEqual(days({ kinds: ["klines_1m"], from: "2023-05-31" }), [
    "klines_1m 2023-05-01",
  ]);
  assert.equal(days({ kinds: ["metrics"], to: "2023-05-15" }).length, 2);
  assert.throws(
    () => days({ from: "2023-05-17", to: "2023-05-16" }),
    RangeError,
  );
  assert.throws(() => days({ from: "16 May" }), SyntaxError);
});

Deno.test("findFiles() says in one sentence what it looked for and what it found", () => {
  const root = rootOf(
    `${FUTURES}/metrics/BTCUSDT-metrics-2023-05-16.csv`,
    `${FUTURES}/metrics/ETHUSDT-metrics-2023-05-16.csv`,
  );
  const says = (
    message: string,
    query: Parameters<typeof findFiles>[1],
    at = root,
  ) =>
    assert.throws(() => findFiles(at, query), { name: "DataError", message });
  says(
    `Cannot find market files of DOGEUSDT in ${root}: found files of BTCUSDT, ETHUSDT`,
    { symbols: ["BTCUSDT", "DOGEUSDT"] },
  );
  says(
    `Cannot find market files in ${root}: looked for aggTrades in futures/daily and futures/monthly, found metrics`,
    { kinds: ["aggTrades"], symbols: ["BTCUSDT"] },
  );
  says(
    `Cannot find market files in ${root}: looked for metrics in futures/daily and futures/monthly from 2024-01-01 to the last, found files of 2023-05-16 to 2023-05-16`,
    { kinds: ["metrics"], from: "2024-01-01" },
  );
  const empty = rootOf();
  assert.throws(() => findFiles(empty), /found no file of the venue$/);
  says(
    `Cannot find market files in ${root}/nowhere: there is no such folder`,
    {},
    `${root}/nowhere`,
  );
  const file = `${root}/${FUTURES}/metrics/BTCUSDT-metrics-2023-05-16.csv`;
  says(`Cannot find market files in ${file}: it is not a folder`, {}, file);
});

Deno.test("findFiles() names a folder that may not be read", async () => {
  const root = rootOf(`${FUTURES}/metrics/BTCUSDT-metrics-2023-05-16.csv`);
  // The permissions of the process, as the system's do not bind every user.
  const script = `import { findFiles } from "volarb/market";
    try { findFiles(${JSON.stringify(root)}); }
    catch (error) { console.log(error.name, error.message); }`;
  const denied = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", `--deny-read=${root}`, "--allow-read", "-"],
    stdin: "piped",
    stdout: "piped",
    cwd: new URL("../../", import.meta.url).pathname,
  }).spawn();
  const writer = denied.stdin.getWriter();
  await writer.write(new TextEncoder().encode(script));
  await writer.close();
  const output = await denied.output();
  assert.equal(
    new TextDecoder().decode(output.stdout).trim(),
    `DataError Cannot find market files in ${root}: permission denied`,
  );
});
