//! Python text to names, intermediate representation and control-flow graph.
