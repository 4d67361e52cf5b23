// Test files run in the realm of the worker itself, so that packages are loaded once a worker, by Node, and not by each file anew.
const { createRequire } = require('node:module');
const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/** Stands for the realm of the worker, which has no context of its own to name. */
const ownRealm = vm.createContext();
const { compileFunction } = vm;
vm.compileFunction = (code, params, { parsingContext, ...options }) =>
  compileFunction(code, params, parsingContext === ownRealm ? options : { ...options, parsingContext });

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
