// A business refusal, worded once and dressed by each API in its own error body.
// Trap: `code` is V2 vocabulary; V1 shows only the text.

export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, message: string, code = 'invalid_field_value') {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

/** 404 for a thing that is not there. */
export const notFound = (what: string) => new Refusal(404, `${what} not found.`, 'invalid_identifier');
