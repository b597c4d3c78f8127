/** Temporal's Web UI as a person uses it: its list, a workflow's page, its forms. Written against Web UI 2.42. */
import type { Page } from 'playwright-core';

export type Place = { page: Page; url: string; namespace: string };

/** Opens the list with a query, as a saved link does. */
export const openList = (place: Place, query: string) =>
  place.page.goto(`${place.url}/namespaces/${place.namespace}/workflows?query=${encodeURIComponent(query)}`);

export const openWorkflow = (place: Place, workflowId: string) =>
  place.page.goto(`${place.url}/namespaces/${place.namespace}/workflows/${encodeURIComponent(workflowId)}`);

/** Workflow ids in the list as it stands, from top to bottom. */
export async function listedIds({ page }: Place): Promise<string[]> {
  const cells = await page.locator('tbody a[href*="/workflows/"]').allTextContents();
  return cells.map((cell) => cell.trim()).filter((cell) => cell.includes('/'));
}

/** The list's columns, chosen for this browser as docs/web-ui.md says; before a page is opened. */
export const chooseColumns = ({ page, namespace }: Place, labels: string[]) =>
  page.addInitScript(
    ([key, value]) => localStorage.setItem(key ?? '', value ?? ''),
    ['namespace-workflow-table-columns', JSON.stringify({ [namespace]: labels.map((label) => ({ label })) })],
  );

export const openTab = ({ page }: Place, name: string) =>
  page.getByRole('link', { name }).or(page.getByRole('tab', { name })).first().click();

/** What `User Metadata` says under "Current Details" (the UI renders it in a frame of its own). */
export async function currentDetails(place: Place): Promise<string> {
  await openTab(place, 'User Metadata');
  const frame = place.page.frameLocator('iframe[title="output"]').locator('body');
  return (await frame.textContent()) ?? '';
}

/** More Actions → Send a Signal; `data` is JSON and may be left out. */
export async function sendSignal({ page }: Place, name: string, data?: string): Promise<void> {
  await page.getByRole('button', { name: 'More Actions' }).click();
  await page.getByRole('menuitem', { name: 'Send a Signal' }).click();
  await page.getByRole('button', { name: 'Select a signal' }).click();
  await page.getByRole('option', { name }).click();
  if (data !== undefined) {
    await page.getByRole('dialog').getByRole('textbox').last().click();
    await page.keyboard.insertText(data);
  }
  await page.getByRole('button', { name: 'Submit' }).click();
}

/** More Actions → Send an Update, without data. */
export async function sendUpdate({ page }: Place, name: string): Promise<void> {
  await page.getByRole('button', { name: 'More Actions' }).click();
  await page.getByRole('menuitem', { name: 'Send an Update' }).click();
  await page.getByRole('button', { name: 'Select an Update' }).click();
  await page.getByRole('option', { name }).click();
  await page.getByRole('button', { name: 'Submit' }).click();
}

/** The glasses: a codec server for this browser only, instead of the one that the server names. */
export async function useOwnCodec({ page }: Place, endpoint: string): Promise<void> {
  await page.getByTestId('data-encoder-status-configured').click();
  await page.getByRole('button', { name: 'Use Cluster-level setting' }).click();
  await page.getByText('Use my browser setting').click();
  await page.getByPlaceholder('Paste your endpoint here').fill(endpoint);
  await page.getByRole('button', { name: 'Apply' }).click();
}
