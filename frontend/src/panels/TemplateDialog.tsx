import { X } from 'lucide-react';
import { useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { compact } from '@/canvas/telling';
import { useEdit, useFacts } from '@/editor/edit';
import { SchemaForm } from '@/editor/fields/SchemaForm';
import { isMasked } from '@/editor/task';
import { drawingOf } from '@/editor/template_blocks';
import type { Catalog, CatalogEntry, DataSpec, DataToLearn, FieldValue, Schema, Template } from '@/protocol/names';
import { isImages } from '@/protocol/spec';
import { useCatalog, useProject } from '@/state/glass';
import { closeBuilder, noteBuilt, type Options, useBuilder, usualOptions } from './builder';
import { NetworkSketch } from './NetworkSketch';
import { Segments } from './Segments';
import { useBuilt } from './use_built';

/** Asks how a network shall be built, while a template with options is chosen. */
export function TemplateDialog() {
  const asked = useBuilder((state) => state.asked);
  const state = useCatalog();
  if (!asked || state.phase !== 'ready') return null;
  const template = state.templates.find(({ id }) => id === asked.id);
  const options = template?.options;
  if (!template || !options) return null;
  return (
    <ModalOverlay className="shade" isOpen onOpenChange={closeBuilder}>
      <Modal className="dialog template-dialog">
        <Dialog className="dialog-inner">
          <div className="panel-head">
            <Heading slot="title" className="dialog-title">
              {asked.rebuild ? `${template.title}: other options` : template.title}
            </Heading>
            <Button className="icon-button" aria-label="Close" onPress={closeBuilder}>
              <X size={17} aria-hidden />
            </Button>
          </div>
          <Building {...{ template, options }} catalog={state.catalog} rebuild={asked.rebuild} key={template.id} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface BuildingProps {
  template: Template;
  options: Schema;
  catalog: Catalog;
  /** Whether the network that is there is replaced, and nothing else. */
  rebuild: boolean;
}

const DATA = [
  ['keep', 'The data that are here'],
  ['own', 'Those of the template'],
] as const;

/** Data that nothing was added to get the augmentation of the template: it is part of what makes a network good. */
function toLearn(data: DataSpec): DataToLearn {
  if (!isImages(data) || data.augment.length > 0) return data;
  const { augment: _, ...rest } = data;
  return rest;
}

/** In the order in which a student thinks of them; what is new comes after. */
const ORDER = ['depth', 'channels', 'convolutions', 'down', 'up', 'skips', 'norm', 'activation', 'dropout'];

function Building({ template, options: schema, catalog, rebuild }: BuildingProps) {
  const edit = useEdit();
  const facts = useFacts();
  const spec = useProject((state) => state.spec);
  const known = useBuilder((state) => state.chosen[template.id]);
  const [options, setOptions] = useState<Options>(known ?? usualOptions(schema));
  const masked = isMasked(spec.data, facts);
  const [source, setSource] = useState<'keep' | 'own'>('keep');
  const keeps = masked && (rebuild || source === 'keep');
  const { built, outline, problem, current } = useBuilt(template.id, options, keeps ? toLearn(spec.data) : null);
  const [misfit] = outline?.problems ?? [];
  const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const properties = Object.entries(schema.properties ?? {}).toSorted(([a], [b]) => rank(a) - rank(b));
  const { id, title, description: summary } = template;
  const entry: CatalogEntry = {
    ...{ kind: id, title, summary, equation: '', source: '', live: [], setup: [] },
    schema: { ...schema, properties: Object.fromEntries(properties) },
  };

  function open(): void {
    if (!built) return;
    const after = rebuild ? { ...spec, network: built.spec.network } : built.spec;
    edit({ type: 'open_template', spec: after, drawing: drawingOf(built.spec.network, built.blocks) });
    noteBuilt(template.id, options);
  }
  return (
    <>
      {!rebuild && <p className="quiet">{template.description}</p>}
      <div className="template-building">
        <SchemaForm
          {...{ entry, catalog }}
          value={(name) => options[name]}
          onChange={(name, value: FieldValue) => setOptions((now) => ({ ...now, [name]: value }))}
          wrong={(name) => (problem?.where === `options.${name}` ? problem.detail : undefined)}
        />
        <figure className="template-sketch" data-old={!current || undefined}>
          {built && <NetworkSketch {...{ built, outline }} />}
          <figcaption className="number small" role="status">
            {built && outline && `${compact(outline.parameters)} learned numbers, ${compact(outline.flops)} operations`}
          </figcaption>
        </figure>
      </div>
      {problem && (
        <p className="fault" role="alert">
          {problem.detail} {problem.hint}
        </p>
      )}
      {!problem && misfit && <p className="fault">{misfit.detail}</p>}
      <div className="template-go">
        {masked && !rebuild && (
          <Segments label="Learns from" value={source} options={DATA} onChange={(next) => setSource(next)} />
        )}
        <Button className="play upload-go" isDisabled={!built || !current} onPress={open}>
          {rebuild ? 'Build it anew' : 'Open'}
        </Button>
      </div>
    </>
  );
}
