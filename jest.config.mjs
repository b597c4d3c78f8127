// Tests are real ES modules (got and others ship nothing else); run through scripts/test.mjs, which adds the Node flag.
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
  globalSetup: '<rootDir>/test/support/jest-start.mjs',
  globalTeardown: '<rootDir>/test/support/jest-end.mjs',
  testTimeout: 120_000,
  slowTestThreshold: 60,
};
