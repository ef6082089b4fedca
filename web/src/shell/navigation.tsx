/** The way from page to page. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { useLanguage } from '../language/language.tsx';
import { pages } from './pages.tsx';

const useStyles = makeStyles({
  list: { display: 'flex', flexWrap: 'wrap', listStyleType: 'none', margin: 0, padding: 0, gap: tokens.spacingHorizontalXS },
  link: {
    display: 'block',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    fontFamily: tokens.fontFamilyBase,
    fontSize: tokens.fontSizeBase300,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover, color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  current: {
    color: tokens.colorBrandForeground1,
    fontWeight: tokens.fontWeightSemibold,
    boxShadow: `inset 0 -2px 0 ${tokens.colorCompoundBrandStroke}`,
    '@media (forced-colors: active)': { textDecorationLine: 'underline' },
  },
  phone: {
    '@media (max-width: 640px)': { order: 3, width: '100%', overflowX: 'auto' },
  },
});

export function Navigation() {
  const { words } = useLanguage();
  const styles = useStyles();
  const [location] = useLocation();
  const current = pages.find(({ path }) => path === location || (path !== '/' && location.startsWith(`${path}/`)))?.name;
  useTitle(current === undefined ? words.app.name : `${words.pages[current]} – ${words.app.name}`);
  useFocusOnArrival(location);
  return (
    <nav aria-label={words.app.pages} className={styles.phone}>
      <ul className={styles.list}>
        {pages
          .filter(({ inNavigation }) => inNavigation)
          .map(({ name, path, page: { prepare } }) => (
            <li key={path}>
              <Link
                href={path}
                className={mergeClasses(styles.link, name === current && styles.current)}
                aria-current={name === current ? 'page' : undefined}
                onPointerEnter={() => void prepare()}
                onFocus={() => void prepare()}
              >
                {words.pages[name]}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  );
}

function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Moves the keyboard to a page that has just been opened, so that a screen reader reads on from there. */
function useFocusOnArrival(location: string): void {
  const known = useRef(location);
  useEffect(() => {
    if (known.current === location) return;
    known.current = location;
    document.getElementById('content')?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [location]);
}
