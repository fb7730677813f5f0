// What every reader prints: {nodes: {id: attributes}, edges: {id: [source, target, attributes]}}.
'use strict';

exports.printGraphology = function (graph) {
  const nodes = {};
  const edges = {};
  graph.forEachNode((id, attributes) => (nodes[id] = attributes));
  graph.forEachEdge((id, attributes, source, target) => (edges[id] = [source, target, attributes]));
  exports.print(nodes, edges);
};

exports.print = function (nodes, edges) {
  process.stdout.write(JSON.stringify({nodes, edges}));
};
