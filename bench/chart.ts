/** The charts of a run, drawn as SVG without a browser. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Comparison, GrowthPoint } from './finding.ts';

/** Readable on light and dark pages alike. */
const style = { background: 'white', color: '#1b1a19', fontFamily: 'sans-serif' } as const;
const colours = ['#0f6cbd', '#8a8886', '#c8c6c4', '#c19c00', '#107c10'];

function draw(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const drawn = Plot.plot({ ...options, document, style });
  // With a legend Plot answers a figure with several drawings; without, the drawing itself.
  drawn.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${drawn.outerHTML}\n`;
}

/** Bars: requests per second of each contestant, scenario by scenario. */
export function throughputChart(comparisons: readonly Comparison[]): string {
  const bars = comparisons.flatMap(({ scenario, results }) =>
    results.map(({ contestant, perSecond }) => ({ scenario, contestant, perSecond })),
  );
  const contestants = [...new Set(bars.map(({ contestant }) => contestant))];
  return draw({
    width: 860,
    marginLeft: 170,
    marginRight: 220,
    marginTop: 30,
    height: 60 + bars.length * 22,
    // Room for the number behind the longest bar.
    x: {
      label: 'requests per second',
      grid: true,
      tickFormat: 's',
      domain: [0, 1.12 * Math.max(...bars.map((bar) => bar.perSecond))],
    },
    y: { label: null, domain: contestants },
    fy: { label: null, domain: comparisons.map(({ scenario }) => scenario) },
    color: { domain: contestants, range: colours },
    marks: [
      Plot.barX(bars, { x: 'perSecond', y: 'contestant', fy: 'scenario', fill: 'contestant' }),
      Plot.text(bars, {
        x: 'perSecond',
        y: 'contestant',
        fy: 'scenario',
        text: ({ perSecond }: { perSecond: number }) => Math.round(perSecond).toLocaleString('en'),
        textAnchor: 'start',
        dx: 4,
      }),
    ],
  });
}

/** Lines: how throughput holds as people become more; 1 is the smallest size. */
export function growthChart(growth: readonly GrowthPoint[]): string {
  const first = growth[0];
  const points = growth.flatMap(({ people, perSecond }) =>
    Object.entries(perSecond).map(([scenario, value]) => ({
      people,
      scenario,
      share: value / (first?.perSecond[scenario] ?? value),
    })),
  );
  const scenarios = [...new Set(points.map(({ scenario }) => scenario))];
  return draw({
    width: 720,
    height: 320,
    marginRight: 200,
    x: { type: 'log', label: 'people', tickFormat: 's', grid: true },
    y: { label: 'throughput, share of that at the smallest size', domain: [0, 1.3], grid: true },
    color: { domain: scenarios, range: colours },
    marks: [
      Plot.ruleY([1], { stroke: '#c8c6c4' }),
      Plot.lineY(points, { x: 'people', y: 'share', stroke: 'scenario', marker: 'dot' }),
      Plot.text(
        points.filter(({ people }) => people === growth.at(-1)?.people),
        { x: 'people', y: 'share', text: 'scenario', fill: 'scenario', textAnchor: 'start', dx: 8 },
      ),
    ],
  });
}
