import {
  ChevronDown,
  CircleHelp,
  LayoutTemplate,
  Redo2,
  Share2,
  SlidersHorizontal,
  Undo2,
  Waypoints,
} from 'lucide-react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { useEdit, useFacts } from '@/editor/edit';
import { isMasked } from '@/editor/task';
import { drawingOf } from '@/editor/template_blocks';
import { AccountMenu } from '@/people/AccountMenu';
import { useOpened } from '@/projects/opened';
import { ProjectName } from '@/projects/ProjectName';
import type { RunSpec, Template } from '@/protocol/names';
import { isPoints, isTable } from '@/protocol/spec';
import { Locked } from '@/sharing/Locked';
import { SharedName, SharedTools } from '@/sharing/SharedTools';
import { useCatalog, useProject } from '@/state/glass';
import { leadToDiagram } from '@/state/lead';
import { mayChange, useHidden, usePermits } from '@/state/permits';
import { show } from '@/state/screen';
import { useNarrow } from '@/state/theme';
import { useHosted } from '@/state/who';
import { AnnounceButton } from './Announcer';
import { askFor } from './builder';
import { Counters } from './Counters';
import { FileMenu } from './FileMenu';
import { IconButton } from './IconButton';
import { ShareButton } from './ShareButton';
import { Speed } from './Speed';
import { TemplateDialog } from './TemplateDialog';
import { ThemeButton } from './ThemeButton';
import { Transport } from './Transport';

/** Name, templates, training, counters and what concerns the page as a whole. */
export function TopBar() {
  const narrow = useNarrow();
  const chrome = usePermits((permits) => permits.chrome);
  const shared = usePermits(({ by }) => by !== '');
  const still = useHidden('transport');
  // An embedded page that cannot be played is its diagram and its output alone.
  if (!chrome && still) return null;
  return (
    <header className="top-bar">
      {chrome && <Brand />}
      {!shared && <Templates />}
      {!shared && <TemplateDialog />}
      <Locked control="transport">
        <Transport />
      </Locked>
      {!narrow && (
        <Locked control="training">
          <Speed />
        </Locked>
      )}
      <Counters />
      {chrome && <PageTools narrow={narrow} />}
    </header>
  );
}

/** What is on the page: Glassnet, or a project by its name. */
function Brand() {
  const project = useOpened((state) => state.project);
  const hosted = useHosted();
  const shared = usePermits(({ by }) => by !== '');
  const mark = <Waypoints size={20} aria-hidden />;
  if (shared)
    return (
      <div className="brand brand-shared">
        {mark}
        <SharedName />
      </div>
    );
  return (
    <div className="brand">
      {hosted || project ? (
        <a className="brand-home" href={hosted ? '/' : '/projects'} aria-label="My projects">
          {mark}
        </a>
      ) : (
        mark
      )}
      {project ? <ProjectName project={project} /> : <h1>Glassnet</h1>}
    </div>
  );
}

function Templates() {
  const edit = useEdit();
  const catalog = useCatalog();
  const facts = useFacts();
  const kindOf = ({ data }: RunSpec): 'points' | 'tables' | 'masks' | 'images' =>
    isPoints(data) ? 'points' : isTable(data) ? 'tables' : isMasked(data, facts) ? 'masks' : 'images';
  const templates = catalog.phase === 'ready' ? catalog.templates : [];
  return (
    <MenuTrigger>
      <Button className="button templates" aria-label="Templates" isDisabled={templates.length === 0}>
        <LayoutTemplate className="templates-icon" size={17} aria-hidden />
        <span className="templates-name">Templates</span> <ChevronDown size={14} aria-hidden />
      </Button>
      <Popover className="popover templates-list">
        <Menu
          className="menu"
          onAction={(id) => {
            const template = templates.find((one) => one.id === id);
            if (template?.options) askFor(template.id);
            else if (template) {
              const drawing = drawingOf(template.spec.network, template.blocks);
              edit({ type: 'open_template', spec: template.spec, drawing });
              leadToDiagram();
            }
          }}
        >
          <TemplateSection title="Points" templates={templates.filter(({ spec }) => isPoints(spec.data))} />
          <TemplateSection title="Tables" templates={templates.filter(({ spec }) => isTable(spec.data))} />
          <TemplateSection title="Images" templates={templates.filter(({ spec }) => kindOf(spec) === 'images')} />
          <TemplateSection title="Masks" templates={templates.filter(({ spec }) => kindOf(spec) === 'masks')} />
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function TemplateSection({ title, templates }: { title: string; templates: Template[] }) {
  if (templates.length === 0) return null;
  return (
    <MenuSection className="menu-section">
      <Header className="menu-header">{title}</Header>
      {templates.map(({ id, title: name, description }) => (
        <MenuItem key={id} id={id} textValue={name} className="menu-item">
          <span className="menu-title">{name}</span>
          <span className="menu-tells">{description}</span>
        </MenuItem>
      ))}
    </MenuSection>
  );
}

function PageTools({ narrow }: { narrow: boolean }) {
  const undo = useProject((state) => state.undo);
  const redo = useProject((state) => state.redo);
  const canUndo = useProject((state) => state.history.past.length > 0);
  const canRedo = useProject((state) => state.history.future.length > 0);
  const shared = usePermits(({ by }) => by !== '');
  const edits = usePermits((permits) =>
    (['data', 'network', 'training'] as const).some((one) => mayChange(permits, one)),
  );
  return (
    <div className="page-tools">
      {shared && <SharedTools />}
      {narrow && (
        <IconButton label="Settings" onPress={() => show({ sheet: true })}>
          <SlidersHorizontal size={17} aria-hidden />
        </IconButton>
      )}
      {edits && (
        <>
          <IconButton label="Undo" keys="Ctrl-Z" isDisabled={!canUndo} onPress={undo}>
            <Undo2 size={17} aria-hidden />
          </IconButton>
          <IconButton label="Redo" keys="Ctrl-Shift-Z" isDisabled={!canRedo} onPress={redo}>
            <Redo2 size={17} aria-hidden />
          </IconButton>
        </>
      )}
      {!narrow && !shared && <FileMenu />}
      {!shared && <ShareButton icon={<Share2 size={17} aria-hidden />} />}
      {!narrow && <ThemeButton keys="D" />}
      {!narrow && <AnnounceButton />}
      <IconButton label="Help" keys="?" onPress={() => show({ help: true })}>
        <CircleHelp size={17} aria-hidden />
      </IconButton>
      <AccountMenu />
    </div>
  );
}
