/** What is still open on the sales orders: shared with the other pairs. See mappings/shared/open-lines.ts. */
export { isOutdated, leaveOut, type OpenLine, openLines, unnamedItems } from '../../shared/open-lines.ts';
