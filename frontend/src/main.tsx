import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/fields.css';
import './styles/controls.css';
import './styles/diagram.css';
import './styles/panels.css';
import './styles/inspector.css';
import './styles/palette.css';
import './styles/images.css';
import './styles/sample.css';
import './styles/lens.css';
import './styles/judging.css';
import './styles/masks.css';
import './styles/masks_layout.css';
import './styles/regions.css';
import './styles/image_sets.css';
import './styles/images_data.css';
import './styles/mask_data.css';
import './styles/building.css';
import './styles/overlays.css';
import './styles/narrow.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { begin, wire } from './app/wire';
import { GlassContext } from './state/glass';
import { keepScreen } from './state/screen';

const root = document.getElementById('root');
if (root) {
  keepScreen(() => window.localStorage);
  const glass = wire();
  createRoot(root).render(
    <StrictMode>
      <GlassContext value={glass}>
        <App />
      </GlassContext>
    </StrictMode>,
  );
  void begin(glass);
}
