import { ChevronDown, Dices, Pause, Play, RotateCcw, Square, StepForward } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { newSeed, useEdit } from '@/editor/edit';
import { Hint } from '@/editor/fields/Hint';
import type { StepUnit } from '@/protocol/names';
import { CostButton } from '@/runs/CostButton';
import { costLine } from '@/runs/cost_telling';
import { useCost } from '@/runs/use_cost';
import { useGlass, useRun } from '@/state/glass';
import { show, useScreen } from '@/state/screen';
import { IconButton } from './IconButton';

const STEPS: { unit: StepUnit; title: string; tells: string }[] = [
  { unit: 'sample', title: 'One sample', tells: 'Looks at the next sample; weights change after the last of a batch.' },
  { unit: 'batch', title: 'One batch', tells: 'One update of all weights.' },
  { unit: 'epoch', title: 'One epoch', tells: 'Every training point once.' },
];

/** Play, step and what leads back to the start. */
export function Transport() {
  const { controller } = useGlass();
  const edit = useEdit();
  const status = useRun((state) => state.status);
  const unit = useScreen((state) => state.stepUnit);
  const cost = useCost((state) => state.cost);
  const moving = status === 'running' || status === 'compiling' || status === 'queued';
  const ended = status === 'stopped' || status === 'failed';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a toolbar's group, no fieldset
    <div className="transport" role="group" aria-label="Training">
      <IconButton
        label="Reset"
        keys="R"
        hint="Back to the first step, with the same start weights."
        onPress={controller.reset}
      >
        <RotateCcw size={17} aria-hidden />
      </IconButton>
      <IconButton
        label="New start weights"
        keys="N"
        hint="Throws the dice for other start weights: some starts learn faster, some get stuck."
        onPress={() => edit({ type: 'set_training', values: { seed: newSeed() } })}
      >
        <Dices size={17} aria-hidden />
      </IconButton>
      <Hint
        text={
          moving
            ? 'Pauses; everything is kept. Space'
            : `Trains until you pause or a stop rule holds. ${cost ? `${costLine(cost)} ` : ''}Space`
        }
      >
        {(describedBy) => (
          <Button
            className="play"
            aria-describedby={describedBy}
            onPress={() => (moving ? controller.pause() : controller.play())}
          >
            {moving ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
            <span>{moving ? 'Pause' : 'Play'}</span>
          </Button>
        )}
      </Hint>
      <div className="split">
        <Hint text={`${STEPS.find((step) => step.unit === unit)?.tells ?? ''} Then pauses. →`}>
          {(describedBy) => (
            <Button
              className="button split-main"
              aria-label="Step"
              aria-describedby={describedBy}
              isDisabled={ended}
              onPress={() => controller.step(unit)}
            >
              <StepForward size={16} aria-hidden />
              <span className="step-name">Step</span>
            </Button>
          )}
        </Hint>
        <MenuTrigger>
          <Button className="button split-more" aria-label={`By ${unit}`}>
            <span className="step-unit">{unit}</span>
            <ChevronDown size={14} aria-hidden />
          </Button>
          <Popover className="popover">
            <Menu
              className="menu"
              selectionMode="single"
              selectedKeys={[unit]}
              disallowEmptySelection
              onAction={(key) => {
                const step = STEPS.find((one) => one.unit === key);
                if (step) show({ stepUnit: step.unit });
              }}
            >
              {STEPS.map((step) => (
                <MenuItem key={step.unit} id={step.unit} textValue={step.title} className="menu-item">
                  <span className="menu-title">{step.title}</span>
                  <span className="menu-tells">{step.tells}</span>
                </MenuItem>
              ))}
            </Menu>
          </Popover>
        </MenuTrigger>
      </div>
      <IconButton
        label="Stop"
        hint="Ends this run for good; its weights stay to look at."
        isDisabled={ended}
        onPress={controller.stop}
      >
        <Square size={15} aria-hidden />
      </IconButton>
      <CostButton />
    </div>
  );
}
