import * as v from "valibot";
import { isNot } from "../problem.ts";

/** `defaults.mode` and `services.<service>.mode` */
export const mode = v.pipe(
  v.picklist(["act", "observe"], isNot("a mode", "write act or observe")),
  v.description(
    "act rolls services; observe decides, records and tells what it would do, and touches nothing; default act",
  ),
);
