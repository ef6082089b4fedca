/** Certificates whose days are numbered. */
import { Badge } from '@fluentui/react-components';
import { useLanguage } from '../language/language.tsx';
import { DataTable } from './data-table.tsx';
import { Figure } from './figure.tsx';
import { expiryDays, type Figures } from './figures.ts';
import { PersonLink } from './mentoring.tsx';

export function Expiring({ expiring }: Pick<Figures, 'expiring'>) {
  const { words, formats } = useLanguage();
  return (
    <Figure
      title={words.overview.expiring}
      about={words.overview.expiringAbout(expiryDays)}
      table={
        expiring.length === 0 ? (
          words.overview.noExpiring
        ) : (
          <DataTable
            caption={words.overview.expiring}
            columns={[words.overview.certificate, words.overview.person, words.overview.until, words.overview.when]}
            rows={expiring.map(({ id, name, person, until, days }) => ({
              key: id,
              cells: [
                name,
                <PersonLink key="person" person={person} />,
                formats.date(until),
                <Badge key="when" appearance="tint" color={days < 0 ? 'danger' : 'warning'}>
                  {formats.inDays(days)}
                </Badge>,
              ],
            }))}
          />
        )
      }
    />
  );
}
