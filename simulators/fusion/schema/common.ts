// Attachments and notes, which hang on many resources.
// Trap: file contents and note texts are base64 in JSON.
import { AUDIT, shape } from './shape.ts';

export const ATTACHMENTS = shape(
  'attachmentsUniqID',
  'GET POST',
  `
  AsyncTrackerId AttachedDocumentId% CategoryName ContentRepositoryFileShared? CreatedByUserName DatatypeCode
  Description DmDocumentId DmFolderPath DmVersionNumber DownloadInfo ErrorStatusCode ErrorStatusMessage
  ExpirationDate@ FileContents FileName FileUrl FileWebImage LastUpdatedByUserName PostProcessingAction Title
  UploadedFileContentType UploadedFileLength% UploadedFileName UploadedText Uri Url UserName ${AUDIT}`,
);

export const NOTES = shape(
  'NoteId',
  'GET POST',
  `
  ContactRelationshipId% CorpCurrencyCode CreatorPartyId% CurcyConvRateType CurrencyCode DeleteFlag?
  EmailAddress FormattedAddress FormattedPhoneNumber LastUpdateLogin! NoteId%! NoteNumber NoteTitle NoteTxt
  NoteTypeCode ParentNoteId% PartyId% PartyName SourceObjectCode SourceObjectId SourceSystem UpdateFlag?
  VisibilityCode ${AUDIT}`,
);
