// Some packages offer only an `import` condition. Jest asks for `require`; where that finds nothing, ask again.
const withImport = (conditions = []) => [...conditions.filter((condition) => condition !== 'require'), 'import'];

module.exports = (request, options) => {
  try {
    return options.defaultResolver(request, options);
  } catch (error) {
    if (/^[./]/.test(request)) throw error;
    return options.defaultResolver(request, { ...options, conditions: withImport(options.conditions) });
  }
};
