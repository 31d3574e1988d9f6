import { useTitle } from './title';

interface NowhereProps {
  title?: string;
  tells?: string;
}

/** An address that leads nowhere, or to what is not there for whoever asks: the two look the same. */
export default function NowherePlace({
  title = 'There is nothing here',
  tells = 'The address is wrong, or what was here is gone, or it is not yours.',
}: NowhereProps) {
  useTitle(title);
  return (
    <main className="place place-narrow">
      <h1>{title}</h1>
      <p>{tells}</p>
      <p>
        <a className="button" href="/">
          To the start
        </a>
      </p>
    </main>
  );
}
