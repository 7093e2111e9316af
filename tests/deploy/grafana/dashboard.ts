// A dashboard by Grafana's own types: of the whole, and of the options of each kind of panel that we use.
// JSON has values where these have enums, and Grafana fills in every option that a panel leaves out.
import type {
  Dashboard,
  FieldConfig,
  Panel,
  RowPanel,
} from "@grafana/schema/dist/types/raw/dashboard/x/dashboard_types.gen";
import type { Options as BarGauge } from "@grafana/schema/dist/types/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen";
import type { Options as Heatmap } from "@grafana/schema/dist/types/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen";
import type { Options as Stat } from "@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type {
  FieldConfig as Drawn,
  Options as TimeSeries,
} from "@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";

type Values<T> = T extends string ? `${T}` : T extends object ? { [K in keyof T]: Values<T[K]> } : T;
type Some<T> = T extends string ? `${T}` : T extends object ? { [K in keyof T]?: Some<T[K]> } : T;

interface Of<Kind, Options, Custom> extends Omit<Values<Panel>, "type" | "options" | "fieldConfig"> {
  type: Kind;
  options: Some<Options>;
  fieldConfig: {
    defaults: Omit<Values<FieldConfig>, "custom"> & { custom?: Some<Custom> };
    overrides: never[];
  };
}

export interface Sheet extends Omit<Values<Dashboard>, "panels"> {
  panels: (
    | Values<RowPanel>
    | Of<"timeseries", TimeSeries, Drawn>
    | Of<"stat", Stat, never>
    | Of<"bargauge", BarGauge, never>
    | Of<"heatmap", Heatmap, never>
  )[];
}
