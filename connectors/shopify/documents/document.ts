/**
 * The shape of a GraphQL document. Every one that the connector sends stands in this folder and is checked in the tests
 * against Shopify's own schema of each version that the settings allow.
 * The trap: `cost` is a first guess of the points that Shopify will ask for; the real figure comes with the first answer.
 */

export type Document = {
  /** The operation's name, also sent as `operationName`. */
  name: string;
  text: string;
  cost: number;
  write: boolean;
};

/** A document of its own text and the fragments that it (or they) use, each named once. */
export const query = (name: string, cost: number, text: string, fragments: readonly string[] = []): Document => ({
  name,
  cost,
  text: [text.trim(), ...fragments].join('\n'),
  write: false,
});

export const mutation = (name: string, cost: number, text: string, fragments: readonly string[] = []): Document => ({
  ...query(name, cost, text, fragments),
  write: true,
});
