import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/fields.css';
import './styles/controls.css';
import './styles/diagram.css';
import './styles/panels.css';
import './styles/inspector.css';
import './styles/inside.css';
import './styles/palette.css';
import './styles/images.css';
import './styles/sample.css';
import './styles/lens.css';
import './styles/judging.css';
import './styles/masks.css';
import './styles/masks_layout.css';
import './styles/regions.css';
import './styles/image_sets.css';
import './styles/tables.css';
import './styles/table_results.css';
import './styles/points.css';
import './styles/perceptron.css';
import './styles/weights.css';
import './styles/images_data.css';
import './styles/mask_data.css';
import './styles/building.css';
import './styles/overlays.css';
import './styles/narrow.css';
import './styles/asking.css';
import './styles/places.css';
import './styles/cost.css';
import './styles/project_open.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Root } from './app/Root';
import { bindPlace, followLinks, usePlace } from './state/place';
import { keepScreen } from './state/screen';
import { askWho } from './state/who';
import { createPeopleRest } from './transport/people';

const root = document.getElementById('root');
if (root) {
  keepScreen(() => window.localStorage);
  bindPlace();
  const { at } = usePlace.getState().place;
  // While the server says who asks, what is most likely drawn comes along.
  if (at === 'home' || at === 'project') void import('./app/Playground');
  document.addEventListener('click', followLinks);
  createRoot(root).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  );
  void askWho(createPeopleRest());
}
