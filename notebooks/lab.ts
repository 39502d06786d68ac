/**
 * JupyterLab on the notebooks: a Python environment of the project's own in
 * `.venv`, the committed kernel, and the Deno that runs this recipe.
 *
 * @module
 */
import { delimiter, join, resolve } from "node:path";
import { runCommand, say } from "../data/command.ts";
import { DataError } from "../lib/errors/mod.ts";
import { ROOT } from "./nbformat.ts";

/** What is installed, at which version. */
const PACKAGES: Readonly<Record<string, string>> = {
  jupyterlab: "4.6.6",
  nbconvert: "7.17.2",
};

const WINDOWS = Deno.build.os === "windows";
const ENVIRONMENT = join(ROOT, ".venv");
const PROGRAMS = join(ENVIRONMENT, WINDOWS ? "Scripts" : "bin");

await runCommand(import.meta, {
  name: "lab",
  summary:
    "Sets up JupyterLab in .venv, from the Python package index, and opens the notebooks.",
  options: {
    "no-start": { type: "boolean", help: "set up only" },
    execute: {
      type: "string",
      value: "FILE",
      help: "execute a notebook in place by jupyter nbconvert instead",
    },
  },
  rest: "[arguments for jupyter…]",
  async run({ "no-start": setUpOnly, execute }, rest) {
    await setUp();
    if (setUpOnly) return;
    if (execute === undefined) {
      return await jupyter("lab", "--notebook-dir", ROOT, ...rest);
    }
    return await jupyter(
      "nbconvert",
      "--execute",
      "--inplace",
      "--to=notebook",
      "--ExecutePreprocessor.record_timing=False",
      ...rest,
      resolve(execute),
    );
  },
});

/** Makes the environment complete; does nothing where it is. */
async function setUp(): Promise<void> {
  if (!await isComplete()) {
    await makeEnvironment();
    say("lab: installing JupyterLab in .venv");
    const wanted = Object.entries(PACKAGES).map(([name, version]) =>
      `${name}==${version}`
    );
    const { success, text } = await run(join(PROGRAMS, "python"), [
      ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
      ...wanted,
    ]);
    if (!success) {
      throw new DataError(
        `Cannot set up JupyterLab as pip could not install ${
          wanted.join(" and ")
        }: ${text}`,
      );
    }
  }
  await placeDeno();
}

/** Whether the packages are there at their versions. */
async function isComplete(): Promise<boolean> {
  const script = [
    "from importlib.metadata import version",
    `print(*(version(name) for name in ${
      JSON.stringify(Object.keys(PACKAGES))
    }))`,
  ].join("\n");
  try {
    const { text } = await run(join(PROGRAMS, "python"), ["-c", script]);
    return text === Object.values(PACKAGES).join(" ");
  } catch (error) {
    if (error instanceof DataError) return false;
    throw error;
  }
}

async function makeEnvironment(): Promise<void> {
  const python = WINDOWS ? "python" : "python3";
  const { success } = await run(python, ["-c", "import venv, ensurepip"]);
  if (!success) {
    throw new DataError(
      "Cannot set up JupyterLab as Python lacks the modules venv and ensurepip: install them (Debian and Ubuntu: apt-get install python3-venv)",
    );
  }
  const made = await run(python, ["-m", "venv", ENVIRONMENT]);
  if (!made.success) {
    throw new DataError(
      `Cannot set up JupyterLab as ${python} -m venv .venv failed: ${made.text}`,
    );
  }
}

/** Lets the kernel's `deno` be the one that runs this, under any name. */
async function placeDeno(): Promise<void> {
  const place = join(PROGRAMS, WINDOWS ? "deno.exe" : "deno");
  await Deno.remove(place).catch(() => {});
  if (WINDOWS) await Deno.copyFile(Deno.execPath(), place);
  else await Deno.symlink(Deno.execPath(), place);
}

/** Runs a program of Jupyter's to its end, on this terminal. */
async function jupyter(...args: readonly string[]): Promise<number> {
  const child = new Deno.Command(join(PROGRAMS, "jupyter"), {
    args: [...args],
    cwd: join(ROOT, "notebooks"),
    env: {
      PATH: [PROGRAMS, Deno.env.get("PATH") ?? ""].join(delimiter),
      JUPYTER_PATH: join(ROOT, ".jupyter"),
    },
  }).spawn();
  // The child gets the terminal's Ctrl-C too, and asks whether to stop.
  const wait = () => {};
  Deno.addSignalListener("SIGINT", wait);
  try {
    return (await child.status).code;
  } finally {
    Deno.removeSignalListener("SIGINT", wait);
  }
}

/** Runs a program and gives what it says. */
async function run(
  program: string,
  args: readonly string[],
): Promise<{ success: boolean; text: string }> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    const text = decoder.decode(success ? stdout : stderr).trim();
    return { success, text };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new DataError(
      `Cannot set up JupyterLab as there is no ${program}: install Python 3.10 or newer`,
    );
  }
}
