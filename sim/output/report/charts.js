// The page in its order: for who decides first, for who checks after. A chart is one file and one
// row here.
import { actors } from "./charts/actors.js";
import { additionality } from "./charts/additionality.js";
import { difference } from "./charts/difference.js";
import { exceedance } from "./charts/exceedance.js";
import { capacity, giants, published, revenue } from "./charts/fan.js";
import { ledger, nothing } from "./charts/ledger.js";
import { heat, lines } from "./charts/levers.js";
import { payments } from "./charts/payments.js";
import { differences, outcomes, policies } from "./charts/policies.js";
import { regimes } from "./charts/regimes.js";
import { preferred } from "./charts/preferred.js";
import { regret } from "./charts/regret.js";
import { scores } from "./charts/scores.js";
import { stages } from "./charts/stages.js";

export const sections = [
  { id: "capacities", title: "Who gets how much", charts: [capacity, actors, policies] },
  { id: "keys", title: "Which key was shut", charts: [ledger, nothing, regimes] },
  { id: "changes", title: "What a policy changes", charts: [differences, difference] },
  { id: "chips", title: "Where the chips stand", charts: [stages, exceedance, additionality] },
  { id: "gap", title: "Giants against small firms", charts: [giants] },
  { id: "money", title: "Money", charts: [revenue, payments] },
  { id: "estimates", title: "Beside published estimates", charts: [published, scores] },
  { id: "levers", title: "What the levers do", charts: [heat, lines, outcomes] },
  { id: "robust", title: "Which policy holds up", charts: [regret, preferred] },
];
