/** NetSuite's location of a fulfilment centre, as the connection maps it. */
export type PlaceMap = { locations: Record<string, string>; defaultLocation?: string | undefined };

export const locationOf = ({ locations, defaultLocation }: PlaceMap, centerId: string | undefined) =>
  (centerId === undefined ? undefined : locations[centerId]) ?? defaultLocation;

/** ShipBob writes a lot's date as midnight UTC: it is a calendar date and is never shifted. */
export const lotDayOf = (lotDate: string | undefined): string | undefined => lotDate?.slice(0, 10);
