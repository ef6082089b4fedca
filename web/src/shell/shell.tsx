/** The frame around every page: the bar at the top, and the page that the address names. */
import { Link, makeStyles, Subtitle1, tokens } from '@fluentui/react-components';
import { Route, Switch, useLocation } from 'wouter';
import { useLanguage } from '../language/language.tsx';
import { Boundary } from './boundary.tsx';
import { Navigation } from './navigation.tsx';
import { pages } from './pages.tsx';
import { PersonMenu } from './person-menu.tsx';
import { Empty, PageFailure } from './states.tsx';
import { useSteadyClicks } from './steady-clicks.ts';
import { TextLink } from './text-link.tsx';

const useStyles = makeStyles({
  skip: {
    position: 'absolute',
    left: '-999rem',
    ':focus': {
      left: tokens.spacingHorizontalS,
      top: tokens.spacingVerticalS,
      zIndex: 10,
      padding: tokens.spacingHorizontalM,
      backgroundColor: tokens.colorNeutralBackground1,
    },
  },
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalL,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  brand: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  mark: { width: '28px', height: '28px' },
  end: { marginLeft: 'auto' },
  main: {
    maxWidth: '80rem',
    margin: '0 auto',
    padding: `${tokens.spacingVerticalXXL} ${tokens.spacingHorizontalL}`,
    boxSizing: 'border-box',
    '@media (max-width: 480px)': { padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalM}` },
  },
});

export function Shell() {
  const { words } = useLanguage();
  const styles = useStyles();
  const [location] = useLocation();
  const steady = useSteadyClicks();
  return (
    <>
      <Link
        href="#content"
        className={styles.skip}
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        {words.app.skip}
      </Link>
      <header className={styles.bar}>
        <div className={styles.brand}>
          <img src="/icon.svg" alt="" className={styles.mark} />
          <Subtitle1>{words.app.name}</Subtitle1>
        </div>
        <Navigation />
        <div className={styles.end}>
          <PersonMenu />
        </div>
      </header>
      <main id="content" tabIndex={-1} className={styles.main} onClickCapture={steady}>
        {/* One for each page: that one of them broke is nothing to the others. */}
        <Boundary key={location} instead={(error) => <PageFailure error={error} onRetry={() => window.location.reload()} />}>
          <Switch>
            {pages.map(({ path, page: { Component } }) => (
              <Route key={path} path={path}>
                <Component />
              </Route>
            ))}
            <Route>
              <Empty title={words.app.notFoundTitle}>
                <p>{words.app.notFound}</p>
                <TextLink to="/">{words.app.toProfile}</TextLink>
              </Empty>
            </Route>
          </Switch>
        </Boundary>
      </main>
    </>
  );
}
