/** Counts as bars, one below the other: they fit any width, and their names stand above them in full. */
import { HorizontalBarChart, HorizontalBarChartVariant } from '@fluentui/react-charts';
import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  // Room for the numbers behind the bars.
  bars: { boxSizing: 'border-box', padding: `${tokens.spacingVerticalS} 2.5rem 0 0`, maxWidth: '100%' },
});

export interface Bar {
  readonly name: string;
  readonly count: number;
  /** What is said of it: the name and how many of what. */
  readonly text: string;
}

interface BarsProps {
  readonly bars: readonly Bar[];
  /** The count that a bar of full length stands for. */
  readonly longest: number;
}

export function Bars({ bars, longest }: BarsProps) {
  return (
    <div className={useStyles().bars}>
      <HorizontalBarChart
        variant={HorizontalBarChartVariant.AbsoluteScale}
        data={bars.map(({ name, count, text }) => ({
          chartTitle: name,
          chartData: [
            {
              legend: name,
              color: tokens.colorCompoundBrandBackground,
              horizontalBarChartdata: { x: count, total: Math.max(1, longest) },
              yAxisCalloutData: String(count),
              callOutAccessibilityData: { ariaLabel: text },
            },
          ],
        }))}
      />
    </div>
  );
}
