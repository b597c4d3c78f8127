/** What of a connection's own settings `ping` looks for in Fusion. All of it may be absent. */
export type FusionNeeds = {
  /** Exactly as it is called there. */
  businessUnit?: string;
  ledgerId?: string;
  /** Application ids whose periods matter, by a word for people. */
  applications?: Record<string, string>;
  /** Names of inventory organisations. */
  organizations?: string[];
};
