// Jest's transform: Node's own type stripping, so that tests run exactly the syntax that Node runs and no compiler is needed.
const { createHash } = require("node:crypto");
const { stripTypeScriptTypes } = require("node:module");

module.exports = {
  canInstrument: false,
  getCacheKey: (source, file) => createHash("sha1").update(process.version).update(file).update(source).digest("hex"),
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: "strip" }) }),
};
