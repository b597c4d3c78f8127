// A refusal of the vendor's: thrown anywhere below a route, answered by the pipeline.
// Trap: each API area has its own body for the same status; make it with the functions of http/refusals.ts.

export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly contentType: string;

  constructor(status: number, body: unknown, contentType = 'application/json; charset=utf-8') {
    super(`refused with ${status}`);
    this.status = status;
    this.body = body;
    this.contentType = contentType;
  }
}
