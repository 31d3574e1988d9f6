// Imports point one way, from the left to the right:
//   app > panels, canvas, images, masks, diagram, inside, lessons, tables, points, perceptron > editor > live, state > paint, transport > protocol
const layers = [
  ['app'],
  [
    'panels',
    'canvas',
    'images',
    'masks',
    'diagram',
    'inside',
    'lessons',
    'people',
    'projects',
    'classroom',
    'admin',
    'runs',
    'sharing',
    'tables',
    'points',
    'perceptron',
  ],
  ['editor'],
  ['live', 'state'],
  ['paint', 'transport'],
  ['protocol'],
];
const folders = (names) => `^src/(${names.join('|')})(/|\\.)`;

const oneWay = layers.slice(1).map((names, index) => ({
  name: `${names.join('-')}-below-${layers[index].join('-')}`,
  comment: `${names.join(', ')} may not import what lies above.`,
  severity: 'error',
  from: { path: folders(names) },
  to: { path: folders(layers.slice(0, index + 1).flat()) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...oneWay,
    {
      name: 'no-cycles',
      comment: 'A cycle means that two modules are one, or that a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-imports-app',
      comment: 'Only the entry, src/main.tsx, mounts the application.',
      severity: 'error',
      from: { pathNot: '^src/(app(/|\\.)|main\\.tsx$)' },
      to: { path: '^src/app(/|\\.)' },
    },
    {
      name: 'only-what-is-listed',
      comment: 'The page ships what package.json lists under dependencies, and nothing unresolved.',
      severity: 'error',
      from: { path: '^src' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'browser', 'default', 'types'] },
  },
};
