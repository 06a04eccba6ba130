import { Html } from "./html.ts";

/** Readable on a phone, by day and by night. */
export const STYLE = new Html(`
:root { color-scheme: light dark; --ground: light-dark(#f6f7f4, #14181a); --card: light-dark(#fff, #1d2326);
  --ink: light-dark(#1d2420, #e4e9e6); --quiet: light-dark(#5d6862, #93a09a); --line: light-dark(#dfe4e0, #313a3e);
  --leaf: light-dark(#2f7d4f, #63c58d); --sun: light-dark(#a86400, #e8b04e); --wilt: light-dark(#b3372f, #f08a80); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header, main { max-width: 56rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.5rem; }
h1 { margin: 0; font-size: 1.6rem; color: var(--leaf); }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
h3 { margin: 0 0 .5rem; font-size: 1rem; display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; }
h4 { margin: 0 0 .25rem; font-size: 1rem; }
header p { margin: 0; color: var(--quiet); }
article { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; margin: 0 0 .75rem;
  overflow-wrap: anywhere; }
article p { margin: 0 0 .25rem; white-space: pre-line; }
.count { margin-left: auto; font-weight: normal; color: var(--quiet); }
.dot { width: .7rem; height: .7rem; border-radius: 50%; background: currentColor; }
.deployment { display: flex; flex-wrap: wrap; gap: 0 1rem; font-size: .9rem; }
.completed { color: var(--leaf); } .in_progress { color: var(--sun); } .failed { color: var(--wilt); }
ol { list-style: none; margin: .5rem 0 0; padding: .5rem 0 0; border-top: 1px solid var(--line); font-size: .85rem; color: var(--quiet); }
ol:empty { display: none; }
hr { border: 0; border-top: 1px solid var(--line); }
ul { margin: 0; padding-left: 1.2rem; }
time { font-variant-numeric: tabular-nums; }
.quiet { color: var(--quiet); font-size: .9rem; }
.message { border-left: 4px solid var(--leaf); }
.reply { margin: .5rem 0 0 .5rem; padding-left: .75rem; border-left: 2px solid var(--line); font-size: .95rem; }
.button { display: inline-block; border: 1px solid var(--line); border-radius: 6px; padding: 0 .6rem; }
pre { margin: .25rem 0; padding: .75rem; background: light-dark(#eef1ee, #0e1214); border-radius: 6px; overflow-x: auto; font-size: .85rem; }
`);
