// Names for people. Only metrics, stages and causes are the program's; actors, policies, chips and
// jurisdictions come from the data.
const metrics = {
  accessible_h100e: "Accessible capacity",
  owned_h100e: "Owned capacity",
  effective_h100e: "Effective capacity",
  effective_training_h100e: "Training capacity",
  effective_serving_h100e: "Serving capacity",
  target_effective_h100e: "Target",
  foreign_chips_delivered: "Foreign chips landed officially",
  giants_to_small_accessible: "A giant's capacity over a small firm's",
  giants_to_small_owned: "A giant's owned capacity over a small firm's",
  hhi_accessible: "Concentration (HHI) of accessible capacity",
  hhi_owned: "Concentration (HHI) of owned capacity",
  treasury_usd: "Charges paid to treasuries",
  vendor_usd: "Revenue of official suppliers",
  supplied_h100e: "Supplied in all",
  supplied_official_h100e: "Supplied officially",
  supplied_domestic_h100e: "Supplied domestically",
  supplied_legal_h100e: "Supplied legally",
  supplied_grey_h100e: "Supplied by the grey channel",
  share_of_world: "Share of the world's stock",
  share_of_hyperscalers: "Stock over that of the hyperscalers",
};

export const capacities = [
  "accessible_h100e",
  "effective_training_h100e",
  "effective_serving_h100e",
  "effective_h100e",
  "owned_h100e",
];

export const words = (name) => String(name).replaceAll("_", " ");
export const metricName = (metric) => metrics[metric] ?? words(metric);
export const stageName = words;

export function actorName(result, actor) {
  return actor === "all" ? "all actors" : result.title(`actors.${actor}`) || words(actor);
}

export const chipName = (result, chip) =>
  chip === "all_official" ? "all official chips" : result.title(`chips.${chip}`) || words(chip);
export const supplierName = (result, supplier) =>
  result.title(`suppliers.${supplier}`) || words(supplier);
export const policyName = (policy) => policy;
export const keyName = (result, key) => result.title(`jurisdictions.${key}`) || key;
