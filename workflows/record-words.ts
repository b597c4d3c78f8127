/** A record's state in plain words, as the Web UI shows it on the workflow's page (markdown). */
import type { RecordState } from './contracts.ts';

export function describeState(state: RecordState): string {
  const numbers = state.numbers.map((number) => `${number.kind} ${number.value}`).join(', ');
  const lines = [`**${headline(state)}**`];
  // The Web UI shows only the first lines without scrolling, so what to do stands before the rest.
  if (state.status === 'waiting') lines.push('Send `retry` to look now, or `skip` to let it be.');
  lines.push(numbers);
  if (state.status === 'waiting') {
    lines.push(
      `Waiting since ${state.waitingSince ?? 'now'}; looks again by itself at ${state.nextLookAt ?? 'the next event'}.`,
    );
  }
  return lines.filter((line) => line !== '').join('\n\n');
}

const headline = (state: RecordState): string =>
  state.status === 'waiting'
    ? `waiting: ${state.reason ?? state.cause ?? ''}`
    : `${state.status}: ${state.summary ?? ''}`;
