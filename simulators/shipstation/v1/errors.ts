// V1 error bodies: ASP.NET Web API style, capital `Message`; only the 429 body is lower-case.
// Trap: 401, 404 and most 400 texts are not published, so a client must not read meaning into them.

export type ModelState = Record<string, string[]>;

export class V1Problem extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    super(`V1 ${status}`);
    this.name = 'V1Problem';
    this.status = status;
    this.body = body;
  }
}

/** 400 with the parameters at fault. */
export const invalidRequest = (modelState: ModelState) =>
  new V1Problem(400, { Message: 'The request is invalid.', ModelState: modelState });

export const UNAUTHORIZED = { Message: 'Authorization has been denied for this request.' };

/** The body of an unhandled server exception. */
export const exceptionBody = () => ({
  Message: 'An error has occurred.',
  ExceptionMessage: 'Object reference not set to an instance of an object.',
  ExceptionType: 'System.NullReferenceException',
  StackTrace: '   at ShipStation.Api.Controllers.ApiController.Execute()',
});

/** Throws the 400 when anything was noted against the request. */
export function assertValid(modelState: ModelState): void {
  if (Object.keys(modelState).length > 0) throw invalidRequest(modelState);
}
