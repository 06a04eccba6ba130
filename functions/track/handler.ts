import { production } from "../../shared/runtime/environment.ts";
import { createTrack } from "./track.ts";

export const handler = createTrack(production("track", import.meta.dirname));
