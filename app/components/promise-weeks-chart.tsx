/** The only file that knows the chart library; loaded lazily by promise-weeks.tsx. */
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { WeekBar } from "./promise-weeks.tsx";

interface Props {
  readonly bars: readonly WeekBar[];
  readonly onTimeLabel: string;
  readonly lateLabel: string;
  readonly undatedLabel: string;
}

const AXIS = { fontSize: 12, stroke: "var(--p-color-text-secondary)", tickLine: false, axisLine: false } as const;

export default function PromiseWeeksChart({ bars, onTimeLabel, lateLabel, undatedLabel }: Props) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={[...bars]} accessibilityLayer={false} margin={{ top: 8, right: 8, bottom: 0, left: -16 }}>
        <CartesianGrid vertical={false} stroke="var(--p-color-border-secondary)" />
        <XAxis dataKey="label" {...AXIS} />
        <YAxis allowDecimals={false} {...AXIS} />
        <Tooltip cursor={{ fill: "var(--p-color-bg-surface-hover)" }} />
        <Legend iconType="circle" iconSize={8} wrapperStyle={{ fontSize: 12 }} />
        <Bar dataKey="onTime" name={onTimeLabel} stackId="units" fill="#5bb3c0" maxBarSize={48} isAnimationActive={false} />
        <Bar dataKey="late" name={lateLabel} stackId="units" fill="#d9534a" maxBarSize={48} isAnimationActive={false} />
        {bars.some(({ undated }) => undated > 0) && (
          <Bar dataKey="undated" name={undatedLabel} stackId="units" fill="#b5b5b5" maxBarSize={48} isAnimationActive={false} />
        )}
      </BarChart>
    </ResponsiveContainer>
  );
}
