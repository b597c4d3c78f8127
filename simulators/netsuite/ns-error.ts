// The error shape of the REST service, and the texts that clients have to recognise.
// Trap: `type` is a URL that has changed over the years; nobody should match on it.

export interface ErrorDetail {
  detail: string;
  'o:errorCode': string;
  'o:errorPath'?: string;
  'o:errorQueryParam'?: string;
  'o:errorHeader'?: string;
  'o:errorUrl'?: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};
const SECTIONS: Readonly<Record<number, string>> = {
  400: '15.5.1',
  401: '15.5.2',
  403: '15.5.4',
  404: '15.5.5',
  500: '15.6.1',
};
const PREFIX = 'Error while accessing a resource. ';

/** An answer with an error body; thrown anywhere below the router. */
export class NsError extends Error {
  readonly status: number;
  readonly detail: ErrorDetail;
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, detail: ErrorDetail, title?: string, headers: Record<string, string> = {}) {
    super(detail.detail);
    this.status = status;
    this.detail = detail;
    this.title = title ?? TITLES[status] ?? 'Error';
    this.headers = headers;
  }
  /** The JSON body of the answer. */
  body(): object {
    const type = `https://www.rfc-editor.org/rfc/rfc9110.html#section-${SECTIONS[this.status] ?? '15.5'}`;
    return { type, title: this.title, status: this.status, 'o:errorDetails': [this.detail] };
  }
}

const at = (path?: string) => (path === undefined ? {} : { 'o:errorPath': path });

/** The catch-all for business rules. */
export function userError(text: string, path?: string): NsError {
  return new NsError(400, { detail: PREFIX + text, 'o:errorCode': 'USER_ERROR', ...at(path) });
}

/** The body holds a value of the wrong kind. */
export function invalidContent(text: string, path?: string): NsError {
  return new NsError(400, { detail: PREFIX + text, 'o:errorCode': 'INVALID_CONTENT', ...at(path) });
}

/** A reference to nothing, or a value outside of what the field takes. */
export function invalidFieldValue(value: unknown, field: string, path?: string): NsError {
  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return invalidContent(`You have entered an Invalid Field Value ${shown} for the following field: ${field}.`, path);
}

/** A mandatory field was not sent. */
export function missingValue(label: string): NsError {
  return userError(`Please enter value(s) for: ${label}`);
}

export function notFound(): NsError {
  const detail = 'Record does not exist.';
  return new NsError(404, { detail: PREFIX + detail, 'o:errorCode': 'NONEXISTENT_ID' });
}

export function unknownUrl(): NsError {
  return new NsError(404, { detail: `${PREFIX}Invalid URL.`, 'o:errorCode': 'INVALID_URL' });
}

/** A query parameter (or its value) is refused. */
export function invalidParameter(text: string, param: string): NsError {
  return new NsError(400, { detail: text, 'o:errorCode': 'INVALID_PARAMETER', 'o:errorQueryParam': param });
}

/** Someone else saved the record between reading and saving it. */
export function recordChanged(): NsError {
  return new NsError(400, { detail: `${PREFIX}Record has been changed`, 'o:errorCode': 'RCRD_HAS_BEEN_CHANGED' });
}

export function recordLocked(): NsError {
  return userError('This record has been locked by a user defined workflow.');
}

/** The line cannot be added to, or removed from, a list that the source record fixes. */
export function staticSublist(path?: string): NsError {
  const text =
    'You have attempted an invalid sublist or line item operation. You are either trying to access a field on a ' +
    'non-existent line or you are trying to add or remove lines from a static sublist.';
  return userError(text, path);
}
