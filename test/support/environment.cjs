// Test files run in the realm of the worker itself, so that packages are loaded once a worker, by Node, and not by each file anew.
const { createRequire } = require('node:module');
const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/** Stands for the realm of the worker, which has no context of its own to name. */
const ownRealm = vm.createContext();
const { compileFunction } = vm;
/** What was compiled in this realm, by file: the next test file runs the same function anew, and need not compile it. */
const compiled = new Map();
vm.compileFunction = (code, params, { parsingContext, ...options }) => {
  if (parsingContext !== ownRealm) return compileFunction(code, params, { ...options, parsingContext });
  const earlier = compiled.get(options.filename);
  if (earlier?.code === code && earlier.params === String(params)) return earlier.wrapper;
  const wrapper = compileFunction(code, params, options);
  compiled.set(options.filename, { code, params: String(params), wrapper });
  return wrapper;
};

module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    this.global.loadPackage = createRequire(__filename);
    delete this.global.typeormMetadataArgsStorage; // the classes of the file before
  }

  getVmContext() {
    return ownRealm;
  }

  async teardown() {}
};
