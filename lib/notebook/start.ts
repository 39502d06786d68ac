/**
 * Comes first among the imports of a notebook, so that what it starts is ready
 * when the other modules are.
 *
 * @module
 */
import { keepOutputs } from "./keep_outputs.ts";

keepOutputs();
