// Tests are real ES modules (got and others ship nothing else); run through scripts/test.mjs, which adds the Node flag.
import { availableParallelism } from 'node:os';

// A test on the real engine brings a server, workers and simulators of its own, so half the cores; two are always worth it.
const WORKERS = Math.max(2, Math.floor(availableParallelism() / 2));

export default {
  maxWorkers: WORKERS,
  // Real ES modules stay in memory after their test file; a worker that has grown begins anew.
  workerIdleMemoryLimit: '1500MB',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
  globalSetup: '<rootDir>/test/support/jest-start.mjs',
  globalTeardown: '<rootDir>/test/support/jest-end.mjs',
  testTimeout: 600_000,
  slowTestThreshold: 60,
};
