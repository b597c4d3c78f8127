/** The step that does nothing. */
export const bareActivities = { step: async (input: { key: string }): Promise<{ key: string }> => input };
export type BareActivities = typeof bareActivities;
