// A refusal of the vendor's: thrown anywhere below a route, answered by the pipeline as text or as o:errorDetails.
// Trap: the same refusal looks different by framework version and Accept header; only render.ts knows how.

export interface Problem {
  /** Message name or number: AR_…, 27014. */
  code: string;
  detail: string;
  path?: string;
}

export class Refusal extends Error {
  readonly status: number;
  readonly problems: readonly Problem[];
  /** The request itself breaks the vendor's contract, whatever the data. */
  readonly violation: boolean;

  constructor(status: number, problems: readonly Problem[], violation = false) {
    super(problems.map((one) => `${one.code}: ${one.detail}`).join('; '));
    this.status = status;
    this.problems = problems;
    this.violation = violation;
  }
}

/** The data are not right; nobody broke the contract. */
export const invalid = (code: string, detail: string, path?: string): Refusal =>
  new Refusal(400, [{ code, detail, ...(path !== undefined && { path }) }]);

/** The request is not one that the resource knows. */
export const malformed = (detail: string, code = '27521', path?: string): Refusal =>
  new Refusal(400, [{ code, detail, ...(path !== undefined && { path }) }], true);

export const notFound = (): Refusal =>
  new Refusal(404, [{ code: '404', detail: 'The requested resource could not be found.' }]);

export const notAllowed = (detail = 'Method Not Allowed'): Refusal => new Refusal(405, [{ code: '405', detail }], true);
