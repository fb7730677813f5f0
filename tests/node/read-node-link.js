// Lets D3 join links to nodes by id, as a force layout does.
'use strict';
const fs = require('fs');
const {print} = require('./plain.js');

import('d3-force').then(d3 => {
  const file = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
  const simulation = d3.forceSimulation(file.nodes).stop();
  simulation.force('link', d3.forceLink(file.links).id(node => node.id));
  const nodes = {};
  const edges = {};
  for (const {id, index, x, y, vx, vy, ...attributes} of file.nodes) nodes[id] = attributes;
  for (const {source, target, key, index, ...attributes} of file.links) edges[key] = [source.id, target.id, attributes];
  print(nodes, edges);
});
