/**
 * Puts failure messages and stack traces into an encoded payload, so that the codec encrypts them too.
 * The trap: the worker, the client and the workflow bundle all require() this file by its path, hence CommonJS.
 */
const { DefaultFailureConverter } = require('@temporalio/common');

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
